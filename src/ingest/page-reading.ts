/**
 * Reads the pages of a poll's new articles within a bounded time before the articles are appended: later would be too late, since tags and stories are
 * decided once.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fetcher } from '../fetch/fetcher.ts'
import { MINUTE } from '../lib/durations.ts'
import { hostOf } from '../lib/url.ts'
import type { ArticlePage, PageRefusal } from '../model/article-page.ts'
import { type FetchOutcome, type FetchRequest, unconditionalRequest } from '../model/fetched-feed.ts'
import type { Instant } from '../model/ids.ts'
import { isReserved, type RightsSignal } from '../model/reservation.ts'
import { describeFailure, type Source, type SourceFailure } from '../model/source.ts'
import { headerSignals } from '../parse/rights/answer-signals.ts'
import { siteSignals } from '../parse/rights/site-rights.ts'
import { namesOfRows } from '../store/log/takedowns.ts'
import type { NewArticleRow } from '../store/new-article-row.ts'
import type { Store } from '../store/ports/store.ts'
import type { DailyAllowance } from './daily-allowance.ts'
import type { HostWaits } from './host-waits.ts'
import type { Reading } from './reading.ts'
import type { SiteRightsReader } from './site-rights-reader.ts'
import type { PagedArticle, PageOutcome, PageTask } from './understand-page.ts'

export type PageParts = {
  readonly fetcher: Fetcher
  readonly reading: Pick<Reading, 'understandPage'>
  readonly store: Pick<Store, 'pages' | 'takedowns'>
  readonly sites: SiteRightsReader
  /** Hosts that have asked for a wait; shared by all polls. */
  readonly waits: HostWaits
  readonly now: () => Instant
  readonly allowance: Pick<DailyAllowance, 'countCrash' | 'isExhausted'>
}

/** How long and for how many pages one poll may still fetch. */
export type PageBudget = { readonly until: AbortSignal; left: number }

/** Well below the lease of a poll. */
const BUDGET_MS = MINUTE
const MOST_PAGES = 40
const MOST_BYTES = 1_000_000
/** With `fetchArticle: auto`, the page of an article is read only if the feed's text has fewer code units than this. */
const SHORT_TEXT = 200
const RETRY_AFTER_MS = 1_000

export const pageBudget = (): PageBudget => ({
  until: AbortSignal.timeout(BUDGET_MS),
  left: MOST_PAGES,
})

type Wanted = { readonly row: NewArticleRow; readonly address: string; readonly link: string; readonly text: string }

/** The rows with what their pages add; rows without a readable page unchanged. Rejects with the reason of `signal`. */
export const withPages = async (
  parts: PageParts,
  {
    source,
    rows,
    signals,
  }: { readonly source: Source; readonly rows: readonly NewArticleRow[]; readonly signals: readonly RightsSignal[] },
  budget: PageBudget,
  signal: AbortSignal | undefined,
): Promise<readonly NewArticleRow[]> => {
  if (source.fetchArticle === undefined) return rows
  const blocked = await parts.store.takedowns.blockedAmong(
    namesOfRows(
      source.id,
      rows.map((row) => ({ row })),
    ),
  )
  const wanted = rows
    .flatMap((row) => wantedOf(source, row) ?? [])
    .filter(({ row }) => namesOfRows(source.id, [{ row }]).every((name) => !blocked.has(name)))
  const known = await parts.store.pages.pagesAt(wanted.map(({ address }) => address))
  const deepened = new Map<string, NewArticleRow>()
  const read: ArticlePage[] = []
  // Newest first, since the budget may not suffice for all.
  for (const one of wanted.toReversed()) {
    const before = known.get(one.address)
    const task = taskFor(source, one)
    if (before?.kind === 'given-up') continue
    const outcome =
      before === undefined
        ? await readOnce(parts, { source, one, signals }, budget, signal)
        : await understood(parts, { ...task, page: { text: before.text } }, signal)
    if (outcome.kind === 'read') deepened.set(one.row.key, deepenedRow(one.row, outcome))
    if (before === undefined) read.push({ address: one.address, readAt: parts.now(), ...outcome })
  }
  await parts.store.pages.notePages(read)
  return rows.map((row) => deepened.get(row.key) ?? row)
}

const wantedOf = ({ fetchArticle }: Source, row: NewArticleRow): Wanted | null => {
  const { link, canonicalUrl } = row.content
  const text = new TextDecoder().decode(row.content.text)
  if (link === null || canonicalUrl === null || (fetchArticle === 'auto' && text.length >= SHORT_TEXT)) return null
  return { row, address: canonicalUrl, link, text }
}

const taskFor = ({ id, topics, licensed }: Source, { row, text }: Wanted): Omit<PageTask, 'page'> => {
  const { language, confidence, content } = row
  const article: PagedArticle = { title: content.title, text, language, confidence, declaredLanguage: content.declaredLanguage }
  return { source: id, article, topics, isLicensed: licensed === true }
}

/** The fingerprint of a feed text that is long enough has precedence over that of the page, which other publishers' copies lack. */
const deepenedRow = (
  row: NewArticleRow,
  { language, confidence, hasTopic, tags, fingerprint }: Extract<PageOutcome, { kind: 'read' }>,
): NewArticleRow => ({
  ...row,
  language,
  confidence,
  hasTopic,
  content: { ...row.content, tags },
  fingerprint: row.fingerprint ?? fingerprint,
})

type PageRequest = { readonly source: Source; readonly one: Wanted; readonly signals: readonly RightsSignal[] }

const readOnce = async (
  parts: PageParts,
  request: PageRequest,
  budget: PageBudget,
  signal: AbortSignal | undefined,
): Promise<PageOutcome> => {
  const { source, one, signals } = request
  const host = hostOf(one.link)
  if (parts.waits.left(host) !== null) return givenUp('left-out')
  budget.left -= 1
  if (budget.left < 0 || budget.until.aborted || parts.allowance.isExhausted(source.id, parts.now())) return givenUp('left-out')
  const licensed = source.licensed === true
  const stop = signal === undefined ? budget.until : AbortSignal.any([signal, budget.until])
  const reserved: RightsSignal[] = []
  const isOpen = async (address: string): Promise<boolean> => {
    if (licensed) return true
    const ofPlace = [
      ...signals.filter(({ from }) => !OF_SITES.has(from)),
      ...siteSignals(await parts.sites.of(address, stop), address),
    ]
    reserved.push(...ofPlace.filter((found) => isReserved([found], 'full-text')))
    return reserved.length === 0
  }
  try {
    if (!(await isOpen(one.link))) return reservedBy(reserved)
    const fetched = await fetchPage(parts.fetcher, { url: one.link, mayFollow: isOpen }, stop)
    if (fetched.kind === 'failed' && asksToWait(fetched))
      // At least for the rest of the poll.
      parts.waits.note(host, Math.max(fetched.retryAfterMs ?? 0, BUDGET_MS))
    if (reserved.length > 0) return reservedBy(reserved)
    if (fetched.kind !== 'fetched') return fetched.kind === 'failed' ? refusalOf(fetched.failure) : givenUp('unreachable')
    const { bytes, contentType, finalUrl, rightsHeaders = {} } = fetched.feed
    const stated = headerSignals(rightsHeaders, finalUrl).signals.filter((found) => isReserved([found], 'full-text'))
    if (!licensed && stated.length > 0) return reservedBy(stated)
    return await understood(parts, { ...taskFor(source, one), page: { bytes, contentType, url: one.link, finalUrl } }, stop)
  } catch (error) {
    signal?.throwIfAborted()
    if (!budget.until.aborted) throw error
    return givenUp('left-out')
  }
}

const understood = async (parts: PageParts, task: PageTask, signal: AbortSignal | undefined): Promise<PageOutcome> => {
  const outcome = await parts.reading.understandPage(task, signal)
  if (outcome.kind !== 'crashed') return outcome
  parts.allowance.countCrash(task.source, parts.now())
  return givenUp('too-hard', outcome.detail)
}

/** Signals that apply to single paths of a site: they are evaluated anew for each page. */
const OF_SITES: ReadonlySet<string> = new Set(['robots.txt', 'tdmrep.json'])

const reservedBy = (signals: readonly RightsSignal[]): PageOutcome =>
  givenUp('reserved', signals.map(({ says }) => says).join('; '))
const givenUp = (reason: PageRefusal, detail = ''): PageOutcome => ({ kind: 'given-up', reason, detail })

type Page = Pick<FetchRequest, 'url' | 'mayFollow'>

/** Fetches a page, and once more after a transient failure. */
const fetchPage = async (fetcher: Fetcher, page: Page, signal: AbortSignal): Promise<FetchOutcome> => {
  const fetched = await fetchOnce(fetcher, page, signal)
  if (!isPassing(fetched)) return fetched
  await sleep(RETRY_AFTER_MS, null, { signal })
  return await fetchOnce(fetcher, page, signal)
}

const fetchOnce = async (fetcher: Fetcher, page: Page, signal: AbortSignal): Promise<FetchOutcome> =>
  await fetcher.fetch({ ...unconditionalRequest(page.url), ...page, maxBytes: MOST_BYTES, accept: ACCEPT }, signal)
const ACCEPT = 'text/html, application/xhtml+xml;q=0.9'

/** Whether a failure is transient: another attempt a second later may succeed. */
const isPassing = (outcome: FetchOutcome): boolean =>
  outcome.kind === 'failed' &&
  !asksToWait(outcome) &&
  (PASSING.has(outcome.failure.kind) || (outcome.failure.kind === 'refused' && outcome.failure.status >= 500))
const PASSING: ReadonlySet<SourceFailure['kind']> = new Set(['unreachable', 'truncated'])

/** RFC 6585, 4; RFC 9110, 15.6.4. With or without a Retry-After, a second would be too short a wait. */
const asksToWait = (outcome: FetchOutcome): boolean =>
  outcome.kind === 'failed' &&
  outcome.failure.kind === 'refused' &&
  (outcome.failure.status === 429 || outcome.failure.status === 503)

const refusalOf = (failure: SourceFailure): PageOutcome => {
  if (failure.kind === 'too-large') return givenUp('too-large')
  if (failure.kind === 'gone') return givenUp('refused', '410')
  if (failure.kind === 'refused')
    return givenUp([401, 402, 403, 407, 451].includes(failure.status) ? 'login' : 'refused', String(failure.status))
  return givenUp('unreachable', describeFailure(failure).split(/[:.]/)[0] ?? '')
}
