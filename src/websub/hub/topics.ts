/** Topics are our own feeds. Their content, as a GET returns it, is cached and watched for changes. */
import { createHash } from 'node:crypto'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { parseLinkHeader } from '../../lib/http-fields.ts'
import type { Clock } from '../../model/time-and-chance.ts'
import type { WebSubSubscriptions } from '../../store/ports/store.ts'

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

/** The content of a topic. Only feeds that name our hub in their `Link` header can be subscribed to. */
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

/** The `detail` of an HTTP error (RFC 9457), or a general sentence. */
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

/** Caches topics: a feed is rendered and hashed once for all its subscribers, and again when the version has changed. */
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
    // The feed was rendered after the version was read, so it is at least as new. It is not cached if the version changed during the rendering.
    if (found.kind === 'none' || startedAt !== versionNumber) return found
    if (bytes + found.bytes.byteLength > MAX_CACHE_BYTES) clear()
    cache.set(topic, found)
    bytes += found.bytes.byteLength
    return found
  }
}

const isSame = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((part, index) => part === other[index])

export type TopicWatch = {
  /** Checks all subscribed feeds, if the version has changed. */
  check(): Promise<void>
  checkTopic(topic: string): Promise<void>
  /** The hash of the topic at its last check; undefined: it was not checked, or had no content. */
  latestHash(topic: string): string | undefined
  close(): void
}

export type TopicWatchParts = TopicParts &
  Pick<Clock, 'now' | 'elapsed'> & {
    readonly store: Pick<WebSubSubscriptions, 'topicChanged' | 'subscribedTopics'>
    /** Called when the feed no longer exists. */
    readonly topicEnded: (topic: string, reason: string) => Promise<void>
    /** Called when the next check is due. */
    readonly wake: () => void
  }

/** Checks take at most a quarter of the time, and about `CHECK_MS` at once, so that deliveries start between them. */
const PAUSE_PER_CHECK = 3
const CHECK_MS = 1_000
const SHORTEST_PAUSE_MS = 500
/** The time that a search is assumed to take before its first check. Configured feeds are assumed to take none. */
const SEARCH_MS = 500

/** The last check of a topic: the version of the feeds, the hash, when it began and how long it took. `hash` null: no content. */
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

  /** True: all topics have been checked in this version. */
  const checkSome = async (current: readonly unknown[]): Promise<boolean> => {
    const startedAt = elapsed()
    for (const topic of waitingTopics(await store.subscribedTopics(), checked, current)) {
      if (elapsed() - startedAt >= CHECK_MS) return false
      await checkTopic(topic, current)
      // Rendering is synchronous; the pause lets requests be served between two feeds.
      await yieldToOthers()
    }
    return waitingTopics(await store.subscribedTopics(), checked, current).length === 0
  }
  const wakeIn = (ms: number): void => {
    clearTimeout(timer)
    timer = setTimeout(parts.wake, ms)
    timer.unref()
  }
  return {
    async check() {
      const current = await version()
      if (checkedVersion !== null && isSame(checkedVersion, current)) return
      const startedAt = elapsed()
      if (startedAt < nextCheckAt) {
        wakeIn(nextCheckAt - startedAt)
        return
      }
      const isComplete = await checkSome(current)
      if (isComplete) checkedVersion = current
      const endedAt = elapsed()
      const pauseMs = Math.max((endedAt - startedAt) * PAUSE_PER_CHECK, SHORTEST_PAUSE_MS)
      nextCheckAt = endedAt + pauseMs
      if (!isComplete) wakeIn(pauseMs)
    },
    checkTopic: async (topic) => await checkTopic(topic, await version()),
    latestHash: (topic) => checked.get(topic)?.hash ?? undefined,
    close: () => clearTimeout(timer),
  }
}

/** Checks one topic. `before`: the version of the feeds before the check. A feed that is temporarily unavailable is checked again. */
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
    // Deliveries that end meanwhile compare with this hash. The topic is checked again if its change cannot be stored.
    checked.set(topic, { ...took, version: [], hash: found.hash })
    await store.topicChanged(topic, found.hash, now())
    checked.set(topic, { ...took, version: before, hash: found.hash })
  }

/** The topics that have not been checked in this version, in the order of their turns. Deletes checks of topics without subscribers. */
const waitingTopics = (
  topics: readonly string[],
  checked: Map<string, Checked>,
  current: readonly unknown[],
): readonly string[] => {
  const subscribed = new Set(topics)
  for (const topic of checked.keys()) if (!subscribed.has(topic)) checked.delete(topic)
  // A topic's next turn comes after the time that all topics would need if each took as long as this one. Slow feeds delay only their own subscribers.
  const turnOf = (topic: string): number => {
    const { at, tookMs } = checked.get(topic) ?? { at: 0, tookMs: topic.includes('?') ? SEARCH_MS : 0 }
    return at + tookMs * topics.length * (1 + PAUSE_PER_CHECK)
  }
  return topics
    .filter((topic) => !isSame(checked.get(topic)?.version ?? [], current))
    .toSorted((one, other) => turnOf(one) - turnOf(other))
}
