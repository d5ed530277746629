/**
 * How a source is polled: fetch → read → append to the log. `poll` takes one source once along it; whatever the world does wrong on
 * the way ends as a recorded failure of that source alone.
 */
import { hash } from 'node:crypto'
import type { Fetcher } from '../fetch/fetcher.ts'
import { nextPoll, type PollEvent } from '../fetch/next-poll.ts'
import type { AnswerFacts, FetchedFeed, FetchRequest } from '../model/fetched-feed.ts'
import type { Instant, SourceId } from '../model/ids.ts'
import { isPushed, type PushOffer } from '../model/push.ts'
import { hideSecrets, openBase } from '../model/secrets.ts'
import { failureToReport, type Source, type SourceFailure, type SourceState } from '../model/source.ts'
import { appendDocument, type AppendParts } from './append-document.ts'
import type { FeedFacts } from './read-feed.ts'
import type { Reading } from './reading.ts'
import type { Store } from '../store/ports/store.ts'
import type { DailyAllowance } from './daily-allowance.ts'
import { safeCharacters } from '../text/characters.ts'
import { withListedSitemaps } from './listed-sitemaps.ts'

export type PipelineParts = AppendParts & {
  readonly fetcher: Fetcher
  readonly reading: Reading
  readonly store: Store
  /** Hears that the log has grown. */
  readonly appended: () => void
  readonly now: () => Instant
  /** 0 ≤ chance < 1, for jitter. */
  readonly chance: () => number
  readonly maxItems: number
  readonly allowance: DailyAllowance
  /** Of one source. */
  readonly maxBytesPerDay: number
  /** How many read a source through us, for its publisher. */
  readonly subscribers: () => Promise<number>
}

/** What one poll, or one push, came to. */
export type PollReport = {
  readonly source: SourceId
  readonly via: 'poll' | 'push'
  readonly outcome: 'read' | 'unchanged' | 'failed'
  readonly items: number
  readonly added: number
  readonly revised: number
  readonly bytes: number
  readonly tookMs: number
  readonly failure: SourceFailure | null
  /** True: rss-parser read what our reader could not. A bug report against our reader. */
  readonly readByFallback: boolean
  readonly warnings: readonly string[]
  /** Where the source says that it can be had by push; undefined: this answer doesn't tell. */
  readonly offer?: PushOffer | null
}

/** Reject where `signal` is raised before the end, and by a fault of ours. */
export type Pipeline = {
  poll(source: Source, state: SourceState, signal?: AbortSignal): Promise<PollReport>
  /** Takes a body that was pushed instead of fetched. What is wrong with it is reported, and nothing of the source's state. */
  push(source: Source, state: SourceState, pushed: PushedDocument, signal?: AbortSignal): Promise<PollReport>
}

/** `url` is the base of relative addresses. */
export type PushedDocument = {
  readonly bytes: Uint8Array
  readonly contentType: string | null
  readonly url: string
}

/** As many of a source's items as are remembered to be skipped; far above what any feed shows. */
const KNOWN_ITEMS = 5_000
const NOTHING = {
  via: 'poll',
  items: 0,
  added: 0,
  revised: 0,
  bytes: 0,
  failure: null,
  readByFallback: false,
  warnings: [],
} as const

export const createPipeline = (parts: PipelineParts): Pipeline => {
  const { fetcher, store, now } = parts

  const close = async (source: Source, state: SourceState, event: PollEvent): Promise<void> =>
    await store.recordPoll(source.id, nextPoll(state, source, event, await jitterFor(parts, source)))

  const fail = async (source: Source, state: SourceState, failed: Failed): Promise<PollReport> => {
    const { retryAfterMs, host } = failed
    const failure = reportable(failed.failure, source)
    await close(source, state, { kind: 'failed', failure, retryAfterMs })
    if (retryAfterMs !== null && host !== null && source.retryScope === 'host')
      await store.deferHost(host, now() + retryAfterMs)
    return { ...NOTHING, source: source.id, outcome: 'failed', tookMs: failed.tookMs, bytes: failed.bytes, failure }
  }

  return {
    async poll(source, state, signal) {
      const request = requestFor(source, state, await parts.subscribers())
      const fetched = await withListedSitemaps(fetcher, await fetcher.fetch(request, signal), request, signal)
      if (fetched.kind === 'failed') return await fail(source, state, { ...fetched, bytes: 0 })
      if (fetched.kind === 'unchanged') {
        const { facts } = fetched
        await close(source, state, { kind: 'unchanged', facts })
        const offer = offerOf(facts, null)
        return {
          ...NOTHING,
          source: source.id,
          outcome: 'unchanged',
          tookMs: facts.tookMs,
          ...(offer === null ? {} : { offer }),
        }
      }
      return await readAndAppend(parts, { source, state, feed: fetched.feed, fail, signal })
    },
    async push(source, state, pushed, signal) {
      const { bytes, url, contentType } = pushed
      const feed = { bytes, finalUrl: url, contentType, bodyHash: hash('sha256', bytes, 'hex'), fetchedAt: now(), tookMs: 0 }
      const ignored = async (_source: Source, _state: SourceState, failed: Failed): Promise<PollReport> => {
        await store.release(source.id)
        const failure = reportable(failed.failure, source)
        return { ...NOTHING, via: 'push', source: source.id, outcome: 'failed', tookMs: 0, bytes: bytes.byteLength, failure }
      }
      return await readAndAppend(parts, { source, state, feed, fail: ignored, signal })
    },
  }
}

/** What a server or a document says of itself is shown on pages and terminals. */
const reportable = (failure: SourceFailure, { secrets }: Source): SourceFailure => {
  const reported = failureToReport(failure, secrets)
  return 'detail' in reported ? { ...reported, detail: safeCharacters(reported.detail) } : reported
}

type Failed = {
  readonly failure: SourceFailure
  readonly retryAfterMs: number | null
  /** That answered. */
  readonly host: string | null
  readonly tookMs: number
  readonly bytes: number
}
/** Without the facts of an answer it was pushed. */
type ReadableFeed = FetchedFeed | Pick<FetchedFeed, 'bytes' | 'finalUrl' | 'contentType' | 'bodyHash' | 'fetchedAt' | 'tookMs'>
type Fetched = {
  readonly source: Source
  readonly state: SourceState
  readonly feed: ReadableFeed
  readonly fail: (source: Source, state: SourceState, failed: Failed) => Promise<PollReport>
  readonly signal: AbortSignal | undefined
}

const readAndAppend = async (parts: PipelineParts, { source, state, feed, fail, signal }: Fetched): Promise<PollReport> => {
  const { reading, store } = parts
  const bytes = feed.bytes.byteLength
  const { isFirstRead } = await store.storedItems(source.id, [])
  const task = {
    document: {
      bytes: feed.bytes,
      url: openBase(feed.finalUrl, source.secrets),
      contentType: feed.contentType,
      language: source.language,
    },
    source,
    known: await store.knownItems(source.id, KNOWN_ITEMS),
    isFirstRead,
    now: feed.fetchedAt,
    maxItems: parts.maxItems,
  }
  const outcome = await reading.read(task, signal)
  if (!outcome.ok)
    return await fail(source, state, { failure: outcome.failure, retryAfterMs: null, host: null, tookMs: feed.tookMs, bytes })

  const facts = 'hub' in feed ? feed : null
  const { title, link } = outcome.feed
  const shown = { title: title === null ? null : safeCharacters(title), link: reportedLink(link, source) }
  const known = { bodyHash: feed.bodyHash, feed: { ...outcome.feed, ...shown } }
  const { added, revised, flood } = await appendDocument(
    parts,
    { source, feed, outcome, isFirstRead, now: feed.fetchedAt, signal },
    async (changed, failure) =>
      nextPoll(state, source, eventOf({ ...known, changed }, facts, failure), await jitterFor(parts, source)),
  )
  if (added + revised > 0) parts.appended()
  const { readByFallback, warnings } = outcome.feed
  return {
    source: source.id,
    via: facts === null ? 'push' : 'poll',
    outcome: flood === null ? 'read' : 'failed',
    ...(facts === null ? {} : { offer: offerOf(facts, outcome.feed) }),
    items: outcome.items.length,
    added,
    revised,
    bytes,
    tookMs: feed.tookMs,
    failure: flood,
    readByFallback,
    warnings: warnings.map(safeCharacters),
  }
}

type Known = Omit<Extract<PollEvent, { kind: 'pushed' }>, 'kind'>

/** A poll of which a part was left counts as failed: its validators must not say later that all of it is known. */
const eventOf = (known: Known, facts: AnswerFacts | null, flood: SourceFailure | null): PollEvent => {
  if (facts === null) return { kind: 'pushed', ...known }
  return flood === null ? { kind: 'read', facts, ...known } : { kind: 'failed', failure: flood, retryAfterMs: null }
}

/** A home page that repeats the subscriber's key is none to show. */
const reportedLink = (link: string | null, { secrets }: Source): string | null => {
  const safe = link === null ? null : safeCharacters(link)
  return safe === null || hideSecrets(safe, secrets) === safe ? safe : null
}

/** A source that pushes is polled less often. */
const jitterFor = async ({ store, now, chance }: PipelineParts, { id }: Source) => ({
  now: now(),
  chance: chance(),
  isPushed: isPushed(await store.subscriptions.pushOf(id), now()),
})

/** WebSub, 4: headers come before what stands in the document. A feed without `self` is its own topic. */
const offerOf = (facts: AnswerFacts, feed: Pick<FeedFacts, 'hub' | 'self'> | null): PushOffer | null => {
  const hub = facts.hub ?? feed?.hub ?? null
  return hub === null ? null : { hub, topic: facts.self ?? feed?.self ?? facts.finalUrl }
}

const requestFor = (source: Source, state: SourceState, subscribers: number): FetchRequest => ({
  url: state.url,
  // A sitemap index stays the same while the sitemaps that it lists change.
  ...(state.format === 'sitemapindex'
    ? { etag: null, lastModified: null, bodyHash: null }
    : { etag: state.etag, lastModified: state.lastModified, bodyHash: state.bodyHash }),
  insecureTls: source.insecureTls,
  subscribers,
})
