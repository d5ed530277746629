/** Topics are our own feeds: their content as a GET returns it, cached, and watched for changes. */
import { createHash } from 'node:crypto'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { parseLinkHeader } from '../../lib/http-fields.ts'
import type { Clock } from '../../model/time-and-chance.ts'
import type { WebSubSubscriptions } from '../../store/ports/websub-subscriptions.ts'

export type TopicContent =
  | {
      readonly kind: 'feed'
      readonly bytes: Uint8Array
      readonly type: string
      /** Its canonical address. */
      readonly self: string
      /** SHA-256 of the bytes, hex. */
      readonly hash: string
    }
  /** There is no such feed, or it is not pushed. `permanent` false: it is not available at the moment. */
  | { readonly kind: 'none'; readonly permanent: boolean; readonly reason: string }

/** Gets one of our feeds by its address, in this process. */
export type FetchOwnFeed = (url: string) => Promise<Response>

/** Only what names our hub in its `Link` header can be subscribed to. */
export const topicContent = async (fetchOwnFeed: FetchOwnFeed, topic: string): Promise<TopicContent> => {
  const response = await fetchOwnFeed(topic)
  if (response.status !== 200) {
    const permanent = response.status >= 300 && response.status < 500 && response.status !== 429
    return { kind: 'none', permanent, reason: await problemDetail(response) }
  }
  const links = parseLinkHeader(response.headers.get('link') ?? '')
  if (!links.some(({ rels }) => rels.includes('hub')))
    return { kind: 'none', permanent: true, reason: 'what is at this address names no hub: it is not pushed.' }
  const bytes = Buffer.from(await response.arrayBuffer())
  return {
    kind: 'feed',
    bytes,
    type: response.headers.get('content-type') ?? 'application/octet-stream',
    self: links.find(({ rels }) => rels.includes('self'))?.target ?? topic,
    hash: createHash('sha256').update(bytes).digest('hex'),
  }
}

/** The `detail` of RFC 9457. */
const problemDetail = async (response: Response): Promise<string> => {
  const text = await response.text()
  const detail = (response.headers.get('content-type') ?? '').includes('json')
    ? /"detail": "((?:[^"\\]|\\.)*)"/.exec(text)
    : null
  return detail === null ? 'there is no feed at this address.' : String(JSON.parse(`"${detail[1] ?? ''}"`)).slice(0, 300)
}

type TopicParts = {
  readonly content: (topic: string) => Promise<TopicContent>
  readonly version: () => Promise<readonly unknown[]>
}

const MAX_CACHE_BYTES = 8 * 1024 * 1024

/** Renders and hashes a feed once for all its subscribers, and again when the version has changed. */
export const cachedContent = ({ content, version }: TopicParts): TopicParts['content'] => {
  const cache = new Map<string, TopicContent>()
  let cachedVersion: readonly unknown[] = []
  let versionNumber = 0
  let bytes = 0
  const clear = (): void => {
    cache.clear()
    bytes = 0
  }
  return async (topic) => {
    const current = await version()
    if (!isSame(cachedVersion, current)) {
      clear()
      cachedVersion = current
      versionNumber += 1
    }
    const startedAt = versionNumber
    const cached = cache.get(topic)
    if (cached !== undefined) return cached
    const found = await content(topic)
    // Rendered after the version was read, so at least as new; but the version may have changed during the rendering.
    if (found.kind === 'none' || startedAt !== versionNumber) return found
    if (bytes + found.bytes.byteLength > MAX_CACHE_BYTES) clear()
    cache.set(topic, found)
    bytes += found.bytes.byteLength
    return found
  }
}

const isSame = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((part, index) => part === other[index])

/** Finds out whether the bytes of subscribed feeds have changed, and marks the subscriptions that are due for a delivery. */
export type TopicWatch = {
  /** Checks all subscribed feeds, if the version has changed. */
  check(): Promise<void>
  checkTopic(topic: string): Promise<void>
  /** The hash of the topic at its last check. */
  latestHash(topic: string): string | undefined
  close(): void
}

export type TopicWatchParts = TopicParts &
  Pick<Clock, 'now' | 'elapsed'> & {
    readonly store: Pick<WebSubSubscriptions, 'topicChanged' | 'subscribedTopics'>
    /** The feed does not exist any more. */
    readonly topicEnded: (topic: string, reason: string) => Promise<void>
    /** It is time for another check. */
    readonly wake: () => void
  }

/** A quarter of the time goes into checks at most, and no more than this at a time: deliveries start between them. */
const PAUSE_PER_CHECK = 3
const CHECK_MS = 1_000
const SHORTEST_PAUSE_MS = 500
/** What a search is taken to cost before it was made once; a feed of the configuration is taken to cost nothing. */
const SEARCH_MS = 500

/** How a topic was found last: with which version of the feeds, when, and how long it took. */
type Checked = {
  readonly version: readonly unknown[]
  readonly hash: string | null
  readonly at: number
  readonly tookMs: number
}

export const createTopicWatch = (parts: TopicWatchParts): TopicWatch => {
  const { store, version, elapsed } = parts
  const checked = new Map<string, Checked>()
  const checkTopic = topicCheck(parts, checked)
  let checkedVersion: readonly unknown[] | null = null
  let nextCheckAt = 0
  let timer: NodeJS.Timeout | undefined

  /** True: all topics have been found in this version. */
  const checkSome = async (current: readonly unknown[]): Promise<boolean> => {
    const startedAt = elapsed()
    for (const topic of waitingTopics(await store.subscribedTopics(), checked, current)) {
      if (elapsed() - startedAt >= CHECK_MS) return false
      await checkTopic(topic, current)
      // Rendering is synchronous: requests are served between two feeds.
      await yieldToOthers()
    }
    return waitingTopics(await store.subscribedTopics(), checked, current).length === 0
  }
  const wakeAt = (at: number): void => {
    clearTimeout(timer)
    timer = setTimeout(parts.wake, at - elapsed())
    timer.unref()
  }
  return {
    async check() {
      const current = await version()
      if (checkedVersion !== null && isSame(checkedVersion, current)) return
      const startedAt = elapsed()
      if (startedAt < nextCheckAt) {
        wakeAt(nextCheckAt)
        return
      }
      const isComplete = await checkSome(current)
      if (isComplete) checkedVersion = current
      nextCheckAt = elapsed() + Math.max((elapsed() - startedAt) * PAUSE_PER_CHECK, SHORTEST_PAUSE_MS)
      if (!isComplete) wakeAt(nextCheckAt)
    },
    checkTopic: async (topic) => await checkTopic(topic, await version()),
    latestHash: (topic) => checked.get(topic)?.hash ?? undefined,
    close: () => clearTimeout(timer),
  }
}

/** Checks one. `before`: the version of the feeds before it. A feed that isn't available at the moment is checked again. */
const topicCheck =
  ({ store, content, now, elapsed, topicEnded }: TopicWatchParts, checked: Map<string, Checked>) =>
  async (topic: string, before: readonly unknown[]): Promise<void> => {
    const startedAt = elapsed()
    const found = await content(topic)
    const took = { at: startedAt, tookMs: elapsed() - startedAt }
    if (found.kind === 'none') {
      if (found.permanent) await topicEnded(topic, found.reason)
      checked.set(topic, { ...took, version: found.permanent ? before : [], hash: null })
      return
    }
    checked.set(topic, { ...took, version: before, hash: found.hash })
    await store.topicChanged(topic, found.hash, now())
  }

/** Those that have not been found in this version yet, in the order of their turns. Forgets what nobody subscribes to any more. */
const waitingTopics = (
  topics: readonly string[],
  checked: Map<string, Checked>,
  current: readonly unknown[],
): readonly string[] => {
  const subscribed = new Set(topics)
  for (const topic of checked.keys()) if (!subscribed.has(topic)) checked.delete(topic)
  // A topic lets others go first for as long as all would take if each took as long: who subscribes to heavy feeds waits, nobody else.
  const turnOf = (topic: string): number => {
    const { at, tookMs } = checked.get(topic) ?? { at: 0, tookMs: topic.includes('?') ? SEARCH_MS : 0 }
    return at + tookMs * topics.length * (1 + PAUSE_PER_CHECK)
  }
  return topics
    .filter((topic) => !isSame(checked.get(topic)?.version ?? [], current))
    .toSorted((one, other) => turnOf(one) - turnOf(other))
}
