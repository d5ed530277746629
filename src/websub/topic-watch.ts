import { setImmediate as breath } from 'node:timers/promises'
import type { HubParts } from './hub-parts.ts'

/** Looks whether the bytes of subscribed feeds have changed, and marks who has to get them. */
export type TopicWatch = {
  /** At all subscribed feeds, if anything that they depend on has moved. */
  look(): Promise<void>
  /** At this one, now. */
  lookAt(topic: string): Promise<void>
  /** The hash that a topic was last seen with. */
  latest(topic: string): string | undefined
  close(): void
}

/** After a look the others have three times as long for themselves, though nobody waits for that for more than a few seconds. */
const PAUSE_PER_LOOK = 3
const SHORTEST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 5_000

/** `ended`: there is no such feed any more. `again` is called when it is time to look once more. */
export const createTopicWatch = (
  { store, content, state, now, elapsed }: HubParts,
  ended: (topic: string, reason: string) => Promise<void>,
  again: () => void,
): TopicWatch => {
  const hashes = new Map<string, string>()
  let seen: readonly unknown[] | null = null
  let from = 0
  let timer: NodeJS.Timeout | undefined

  /** False: the topic could not be had just now. */
  const lookAt = async (topic: string): Promise<boolean> => {
    const found = await content(topic)
    if (found.kind === 'none') {
      hashes.delete(topic)
      if (found.forGood) await ended(topic, found.reason)
      return found.forGood
    }
    hashes.set(topic, found.hash)
    await store.topicChanged(topic, found.hash, now())
    return true
  }
  const lookAtAll = async (): Promise<boolean> => {
    let whole = true
    for (const topic of await store.subscribedTopics()) {
      whole = (await lookAt(topic)) && whole
      // Rendering waits for nothing: others must be served between two feeds.
      await breath()
    }
    return whole
  }
  return {
    async look() {
      const before = state()
      if (seen !== null && seen.every((part, index) => part === before[index])) return
      const begun = elapsed()
      clearTimeout(timer)
      if (begun < from) {
        timer = setTimeout(again, from - begun)
        timer.unref()
        return
      }
      if (await lookAtAll()) seen = before
      const pauseMs = (elapsed() - begun) * PAUSE_PER_LOOK
      from = elapsed() + Math.min(Math.max(pauseMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS)
    },
    lookAt: async (topic) => void (await lookAt(topic)),
    latest: (topic) => hashes.get(topic),
    close: () => clearTimeout(timer),
  }
}
