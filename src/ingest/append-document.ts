import { setImmediate } from 'node:timers/promises'
import type { Instant, SourceId } from '../model/ids.ts'
import type { ReservedExcerpts } from '../model/configuration.ts'
import { reservesExcerpts, type RightsSignal, rightsNotice } from '../model/reservation.ts'
import type { Source, SourceFailure } from '../model/source.ts'
import type { DailyAllowance } from './daily-allowance.ts'
import type { AppendPlan } from '../store/ports/article-log.ts'
import type { PollRecord } from '../store/ports/source-queue.ts'
import type { NewArticleRow } from '../store/new-article-row.ts'
import { pageBudget, type PageParts, withPages } from './page-reading.ts'
import { planAppend } from './plan.ts'
import type { DocumentRead } from './reading.ts'
import { readSignals, type SignalParts } from './source-signals.ts'
import type { Store } from '../store/ports/store.ts'

export type AppendParts = SignalParts &
  PageParts & {
    readonly store: Store
    readonly allowance: DailyAllowance
    /** The most that is stored of one source in a day, in bytes. */
    readonly maxBytesPerDay: number
    /** What is stored to be shown of an article whose excerpts are reserved: its title, or nothing of it at all. */
    readonly reservedExcerpts: ReservedExcerpts
  }

type Appended = { readonly added: number; readonly revised: number; readonly flood: SourceFailure | null }

type Reported = {
  readonly source: Source
  /** Address of the feed after redirects, and the headers of its answer that state reservations. */
  readonly feed: { readonly finalUrl: string; readonly rightsHeaders?: Readonly<Record<string, string>> }
  readonly outcome: Extract<DocumentRead, { ok: true }>
  /** Keys of items that this document lacks, but that the source presumably still shows: those of unchanged sitemaps. */
  readonly alsoShown: Iterable<string>
  /** Determined before the document was read: a poll that was interrupted halfway still counts as the first. */
  readonly isFirstRead: boolean
  readonly now: Instant
  readonly signal: AbortSignal | undefined
}

/**
 * Appends the new and changed items of a document in chunks of one transaction each, and records the poll with the last chunk: a process that is
 * killed or stopped in between polls the source again and appends the rest. Items beyond the source's daily limit are not stored; `flood` says so.
 */
export const appendDocument = async (
  parts: AppendParts,
  { source, feed, outcome, alsoShown, isFirstRead, now, signal }: Reported,
  recordOf: (changed: number, flood: SourceFailure | null) => Promise<PollRecord>,
): Promise<Appended> => {
  const { store } = parts
  const { id } = source
  const shown = [...new Set([...alsoShown, ...outcome.items.map(({ key }) => key)])]
  const answer = {
    url: feed.finalUrl,
    headers: feed.rightsHeaders ?? {},
    feed: outcome.feed,
  }
  let signals: readonly RightsSignal[] | null = null
  const budget = pageBudget()
  let [added, revised] = [0, 0]
  for (let rows = outcome.nextRows(); ; ) {
    const read = rows ?? []
    const links = read.flatMap(({ content: { link } }) => link ?? [])
    if (read.length > 0) signals ??= await readSignals(parts, source, { ...answer, links }, signal)
    const items = await store.storedItems(
      id,
      read.map(({ key }) => key),
    )
    const noted = allowedOf(withNotice(read, rightsNotice(signals ?? [])), source, signals ?? [], parts.reservedExcerpts)
    const fresh = noted.filter(({ key, hash }) => items.get(key)?.hash !== hash)
    const whole = await withPages(parts, { source, rows: fresh, signals: signals ?? [] }, budget, signal)
    const { plan, flood } = withinAllowance(parts, id, planAppend({ rows: whole, stored: items, isFirstRead, now }), now)
    added += plan.append.length
    revised += plan.revise.length
    rows = flood === null ? outcome.nextRows() : null
    const isLast = rows === null
    const poll = isLast ? await recordOf(added + revised, flood) : null
    await store.append({ ...plan, source: id, shown: isLast ? shown : [], poll, now })
    if (isLast) return { added, revised, flood }
    await setImmediate()
    signal?.throwIfAborted()
  }
}

/** The rows without what their publisher reserves from being shown. */
const allowedOf = (
  rows: readonly NewArticleRow[],
  { licensed }: Source,
  signals: readonly RightsSignal[],
  shown: ReservedExcerpts,
): readonly NewArticleRow[] => {
  if (licensed === true || !reservesExcerpts(signals)) return rows
  if (shown === 'nothing') return []
  const hidden = { summary: '', html: new Uint8Array(), image: null, enclosures: null }
  return rows.map((row) => ({ ...row, content: { ...row.content, ...hidden } }))
}

type Limits = Pick<AppendParts, 'allowance' | 'maxBytesPerDay'>

const withinAllowance = (
  { allowance, maxBytesPerDay }: Limits,
  source: SourceId,
  plan: AppendPlan,
  now: Instant,
): { readonly plan: AppendPlan; readonly flood: SourceFailure | null } => {
  const rows = plan.append.map(({ row }) => row)
  const allowed = allowance.take(source, rows, { now, maxBytes: maxBytesPerDay })
  if (allowed === rows.length) return { plan, flood: null }
  return { plan: { ...plan, append: plan.append.slice(0, allowed) }, flood: { kind: 'flood', limitBytes: maxBytesPerDay } }
}

/** Adds the publisher's reservations to the rights of each row, so that our feeds state them too. */
const withNotice = (rows: readonly NewArticleRow[], notice: string | null): readonly NewArticleRow[] =>
  notice === null
    ? rows
    : rows.map((row) => {
        const rights = [row.content.rights, notice].filter((part) => part !== null).join(' — ')
        return { ...row, content: { ...row.content, rights: rights.slice(0, MOST_RIGHTS) } }
      })
const MOST_RIGHTS = 1_000
