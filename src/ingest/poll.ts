/**
 * How a source is polled: fetch → read → append to the log. `poll` takes one source once along it; whatever the world does wrong on
 * the way ends as a recorded failure of that source alone.
 */
import { hash } from 'node:crypto'
import type { Fetcher } from '../fetch/fetcher.ts'
import { hostOf } from '../lib/url.ts'
import { nextPoll, type PollEvent } from '../fetch/next-poll.ts'
import type { Clock } from '../model/time-and-chance.ts'
import { type AnswerFacts, feedDocument, type FetchedFeed, type FetchRequest } from '../model/fetched-feed.ts'
import type { SourceId } from '../model/ids.ts'
import { isPushed, type PushedDocument, type PushOffer } from '../model/push.ts'
import type { CrashFailure } from '../model/quarantine.ts'
import { hideSecrets } from '../model/secrets.ts'
import { failureToReport, type Source, type SourceFailure, type SourceState, type Validators } from '../model/source.ts'
import { appendDocument, type AppendParts } from './append-document.ts'
import type { FeedFacts } from './read-feed.ts'
import type { Reading } from './reading.ts'
import type { Store } from '../store/ports/store.ts'
import { type DailyAllowance, MOST_CRASHES } from './daily-allowance.ts'
import { safeCharacters } from '../text/characters.ts'
import { createHostWaits, type HostWaits } from './host-waits.ts'
import { fetchSource, type SourceAnswer } from './listed-sitemaps.ts'

export type PipelineParts = AppendParts &
  Clock & {
    readonly fetcher: Fetcher
    readonly reading: Reading
    readonly store: Store
    /** Called when rows were added to the log. */
    readonly appended: () => void
    readonly maxItems: number
    /** The address of this service; null: unknown. */
    readonly publicUrl: string | null
    readonly allowance: DailyAllowance
    /** The most that is stored of one source in a day, in bytes. */
    readonly maxBytesPerDay: number
    /** How many subscribers read our feeds; stated to publishers in requests. */
    readonly subscribers: () => Promise<number>
  }

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
  /** True: rss-parser read a document that our parser could not read, which means a bug of ours. */
  readonly readByFallback: boolean
  readonly warnings: readonly string[]
  /** The hub that the source states; null: it states none; undefined: this answer doesn't say. */
  readonly offer?: PushOffer | null
}

/** Both reject if `signal` is aborted before the end, and on errors of this service, such as a store that can't be written. */
export type Pipeline = {
  /** Null: while the poll waited for its turn, its host asked another poll for a wait. Nothing is recorded, and the source waits too. */
  poll(source: Source, state: SourceState, signal?: AbortSignal): Promise<PollReport | null>
  /** Reads a body that was pushed instead of fetched. A body that can't be read is reported, but does not change the source's state. */
  push(source: Source, state: SourceState, pushed: PushedDocument, signal?: AbortSignal): Promise<PollReport>
}

/** The most stored items of a source that are loaded to recognise its known items; far above what any feed shows. */
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

/** A push never contains sitemaps. */
const NOT_LISTED = { sitemaps: null, isPart: false, warnings: [] } as const

export const createPipeline = (parts: PipelineParts): Pipeline => {
  const { fetcher, store, now } = parts
  const hostWaits = createHostWaits(parts.elapsed)

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

  const pollOnce = async (source: Source, state: SourceState, signal?: AbortSignal): Promise<PollReport> => {
    const request = { ...requestFor(source, state, await parts.subscribers()), turn: turnOf(hostWaits, source, state) }
    const { outcome: fetched, ...listed } = await fetchSource(fetcher, request, state.sitemaps ?? null, signal)
    if (fetched.kind === 'failed') return await fail(source, state, { ...fetched, bytes: 0 })
    if (fetched.kind === 'unchanged') {
      const { facts } = fetched
      await close(source, state, { kind: 'unchanged', facts, sitemaps: listed.sitemaps })
      return { ...unchangedReport(source, facts), warnings: listed.warnings.map(safeCharacters) }
    }
    return await readAndAppend(parts, { source, state, feed: fetched.feed, listed, fail, signal })
  }

  return {
    async poll(source, state, signal) {
      const report = await pollOnce(source, state, signal).catch(async (error: unknown) => {
        if (!(error instanceof WaitsForHost)) throw error
        await store.release(source.id)
        return null
      })
      // The host may have asked another poll for a wait meanwhile, which this poll's record does not contain.
      const host = hostOf(state.url)
      const leftMs = hostWaits.left(host)
      if (leftMs !== null) await store.deferHost(host, now() + leftMs)
      return report
    },
    async push(source, state, pushed, signal) {
      const { bytes, url, contentType } = pushed
      const feed = { bytes, finalUrl: url, contentType, bodyHash: hash('sha256', bytes, 'hex'), fetchedAt: now(), tookMs: 0 }
      const ignored = async (_source: Source, _state: SourceState, failed: Failed): Promise<PollReport> => {
        await store.release(source.id)
        const failure = reportable(failed.failure, source)
        return { ...NOTHING, via: 'push', source: source.id, outcome: 'failed', tookMs: 0, bytes: bytes.byteLength, failure }
      }
      return await readAndAppend(parts, { source, state, feed, listed: NOT_LISTED, fail: ignored, signal })
    },
  }
}

class WaitsForHost extends Error {
  override readonly name = 'WaitsForHost'
}

/** Ends a poll whose host has asked for a wait since the poll began: few polls request from a host at a time, and this one may have queued for its turn. */
const turnOf = (hostWaits: HostWaits, { retryScope }: Source, { url }: SourceState): NonNullable<FetchRequest['turn']> => {
  const [own, waitsSince] = [hostOf(url), hostWaits.sinceNow()]
  return {
    begins(host) {
      if (host === own && waitsSince(host)) throw new WaitsForHost()
    },
    refused(host, retryAfterMs) {
      if (retryScope === 'host') hostWaits.note(host, retryAfterMs)
    },
  }
}

const unchangedReport = (source: Source, facts: AnswerFacts): PollReport => {
  const offer = offerOf(facts, null)
  return {
    ...NOTHING,
    source: source.id,
    outcome: 'unchanged',
    tookMs: facts.tookMs,
    ...(offer === null ? {} : { offer }),
  }
}

/** Without secrets and control characters: the detail comes from a server or a document and is shown on pages and terminals. */
const reportable = (failure: SourceFailure, { secrets }: Source): SourceFailure => {
  const reported = failureToReport(failure, secrets)
  return 'detail' in reported ? { ...reported, detail: safeCharacters(reported.detail) } : reported
}

type Failed = {
  readonly failure: SourceFailure
  readonly retryAfterMs: number | null
  /** The host that answered; null: none did. */
  readonly host: string | null
  readonly tookMs: number
  readonly bytes: number
}
/** A fetched feed, or a pushed one, which lacks the facts of an answer. */
type ReadableFeed = FetchedFeed | Pick<FetchedFeed, 'bytes' | 'finalUrl' | 'contentType' | 'bodyHash' | 'fetchedAt' | 'tookMs'>
type Fetched = {
  readonly source: Source
  readonly state: SourceState
  readonly feed: ReadableFeed
  readonly listed: Omit<SourceAnswer, 'outcome'>
  readonly fail: (source: Source, state: SourceState, failed: Failed) => Promise<PollReport>
  readonly signal: AbortSignal | undefined
}

const readAndAppend = async (parts: PipelineParts, fetched: Fetched): Promise<PollReport> => {
  const { source, state, feed, listed, fail, signal } = fetched
  const { reading, store } = parts
  const bytes = feed.bytes.byteLength
  const unread = async (failure: SourceFailure): Promise<PollReport> =>
    await fail(source, state, { failure, retryAfterMs: null, host: null, tookMs: feed.tookMs, bytes })
  if (parts.allowance.isExhausted(source.id, parts.now())) return await unread(EXHAUSTED)
  const [isFirstRead, known] = await Promise.all([store.isFirstRead(source.id), store.knownItems(source.id, KNOWN_ITEMS)])
  const task = {
    document: feedDocument(feed, source),
    source,
    known,
    isFirstRead,
    now: feed.fetchedAt,
    maxItems: parts.maxItems,
    publicUrl: parts.publicUrl,
  }
  const outcome = await reading.read(task, signal)
  if ('crashed' in outcome) return await crashed(parts, fetched, outcome.failure)
  if (!outcome.ok) return await unread(outcome.failure)

  const facts = 'hub' in feed ? feed : null
  const read = { bodyHash: feed.bodyHash, sitemaps: listed.sitemaps, feed: reportedFacts(outcome.feed, fetched) }
  const { added, revised, flood } = await appendDocument(
    parts,
    { source, feed, outcome, alsoShown: listed.isPart ? known.keys() : [], isFirstRead, now: feed.fetchedAt, signal },
    async (changed, failure) =>
      nextPoll(state, source, eventOf({ ...read, changed }, facts, failure), await jitterFor(parts, source)),
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
    warnings: [...listed.warnings, ...warnings].map(safeCharacters),
  }
}

const EXHAUSTED: SourceFailure = {
  kind: 'too-hard',
  detail: `${MOST_CRASHES} of its documents and pages within a day exceeded a limit; it is read again after that day`,
}

/** Unlike other failures, that of a pushed document changes the source's state too. */
const crashed = async (parts: PipelineParts, { source, state, feed }: Fetched, crash: CrashFailure): Promise<PollReport> => {
  parts.allowance.countCrash(source.id, parts.now())
  const via = 'hub' in feed ? 'poll' : 'push'
  const failure = { ...crash, detail: safeCharacters(crash.detail) }
  const next = nextPoll(state, source, { kind: 'crashed', failure, via }, await jitterFor(parts, source))
  await parts.store.recordPoll(source.id, next)
  const { tookMs, bytes } = feed
  return {
    ...NOTHING,
    source: source.id,
    via,
    outcome: 'failed',
    tookMs,
    bytes: bytes.byteLength,
    failure: next.failure ?? failure,
  }
}

type Read = Omit<Extract<PollEvent, { kind: 'read' }>, 'kind' | 'facts'>

/** A poll that could not store all items counts as failed: otherwise the recorded validators would say next time that nothing is new. */
const eventOf = (read: Read, facts: AnswerFacts | null, flood: SourceFailure | null): PollEvent => {
  if (facts === null) return { kind: 'pushed', ...read }
  return flood === null ? { kind: 'read', facts, ...read } : { kind: 'failed', failure: flood, retryAfterMs: null }
}

/** What the document says of its feed; where a partial document lacks title or language, the recorded ones stay. */
const reportedFacts = (feed: FeedFacts, { source, state, listed: { isPart } }: Fetched): FeedFacts => {
  const title = feed.title === null ? null : safeCharacters(feed.title)
  return {
    ...feed,
    title: isPart ? (title ?? state.feedTitle) : title,
    link: reportedLink(feed.link, source),
    language: isPart ? (feed.language ?? state.feedLanguage) : feed.language,
  }
}

/** The feed's home page; null where its address contains a secret of the source. */
const reportedLink = (link: string | null, { secrets }: Source): string | null => {
  const safe = link === null ? null : safeCharacters(link)
  return safe === null || hideSecrets(safe, secrets) === safe ? safe : null
}

/** Time, chance and whether the source pushes: a source that pushes is polled less often. */
const jitterFor = async ({ store, now, chance }: PipelineParts, { id }: Source) => ({
  now: now(),
  chance: chance(),
  isPushed: isPushed(await store.subscriptions.pushOf(id), now()),
})

/** WebSub, 4: headers have precedence over the document. The topic of a feed without `self` is its address. */
const offerOf = (facts: AnswerFacts, feed: Pick<FeedFacts, 'hub' | 'self'> | null): PushOffer | null => {
  const hub = facts.hub ?? feed?.hub ?? null
  return hub === null ? null : { hub, topic: facts.self ?? feed?.self ?? facts.finalUrl }
}

const requestFor = (source: Source, state: SourceState, subscribers: number): FetchRequest => ({
  url: state.url,
  ...validatorsOf(state),
  insecureTls: source.insecureTls,
  ...mailboxOf(source, state),
  subscribers,
})

/** For a request to a mailbox. `state` null: nothing was read of it. */
export const mailboxOf = ({ mailbox }: Source, state: SourceState | null): Pick<FetchRequest, 'mailbox'> =>
  mailbox === undefined ? {} : { mailbox: { ...mailbox, crashes: state?.crashes ?? 0, okAt: state?.okAt ?? null } }

const validatorsOf = ({ format, sitemaps = null, etag, lastModified, bodyHash }: SourceState): Validators => {
  if (format !== 'sitemapindex') return { etag, lastModified, bodyHash }
  // Without validators: a 304 would not say which sitemaps the index lists.
  if (sitemaps === null) return { etag: null, lastModified: null, bodyHash: null }
  // Without the hash: an equal body must still be read, since the sitemaps polled now may be others than those it lists.
  return { etag, lastModified, bodyHash: null }
}
