import { setImmediate } from 'node:timers/promises'
import type { Instant, SourceId } from '../model/ids.ts'
import { type RightsSignal, rightsNotice } from '../model/reservation.ts'
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
    /** The most that is stored of one source in a day. */
    readonly maxBytesPerDay: number
  }

type Appended = { readonly added: number; readonly revised: number; readonly flood: SourceFailure | null }

type Reported = {
  readonly source: Source
  /** Where it was, and what its answer reserves. */
  readonly feed: { readonly finalUrl: string; readonly rightsHeaders?: Readonly<Record<string, string>> }
  readonly outcome: Extract<DocumentRead, { ok: true }>
  /** Keys of items that the source still shows elsewhere, as far as anybody knows. */
  readonly alsoShown: Iterable<string>
  /** Before the document: what it has brought already does not make it a later one. */
  readonly isFirstRead: boolean
  readonly now: Instant
  readonly signal: AbortSignal | undefined
}

/**
 * Appends what a document brings, a transaction's worth of rows at a time, and records the poll with the last of them: a process that is killed or
 * stopped in between polls the source again, and appends the rest. What is more than the source may store in a day is left: `flood` says so.
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
    const noted = withNotice(read, rightsNotice(signals ?? []))
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

/** What the publisher reserves is passed on with what we publish of it. */
const withNotice = (rows: readonly NewArticleRow[], notice: string | null): readonly NewArticleRow[] =>
  notice === null
    ? rows
    : rows.map((row) => {
        const rights = [row.content.rights, notice].filter((part) => part !== null).join(' — ')
        return { ...row, content: { ...row.content, rights: rights.slice(0, MOST_RIGHTS) } }
      })
const MOST_RIGHTS = 1_000
