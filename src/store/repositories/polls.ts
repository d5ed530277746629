import { hostOf } from '../../lib/url.ts'
import type { Instant, SourceId } from '../../model/ids.ts'
import type { SourceState } from '../../model/source.ts'
import type { ClaimTerms, PollRecord } from '../ports/source-queue.ts'
import { chooseDue, earliestDue } from '../poll-rules.ts'
import { pollValues, type SourceRow, toSourceState } from '../rows/source-rows.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'

/** Writes a poll's result and ends the lease, unless the configured address of its source has changed since. Call it inside a transaction. */
export const writePoll = ({ get, run }: Engine, source: SourceId, poll: PollRecord): void => {
  const stored = get<{ readonly url: string }>('SELECT url FROM source WHERE id = ?', source)
  if (stored === undefined) throw new Error(`a poll was recorded for the source ${source}, which the store does not know`)
  run(WRITE_POLL, ...pollValues(poll), source, poll.configuredUrl ?? null)
  // Sources are indexed by host, so that the address is written only if it has changed.
  if (stored.url !== poll.url) run(MOVE, poll.url, hostOf(poll.url), source, poll.configuredUrl ?? null)
}
const MOVE = 'UPDATE source SET url = ?, host = ? WHERE id = ? AND configured_url = coalesce(?, configured_url)'

const WRITE_POLL = `
  UPDATE source SET leased_until = 0, next_due = ?, interval_ms = ?, etag = ?, last_modified = ?, body_hash = ?,
    polled_at = ?, ok_at = ?, changed_at = ?, failures = ?, failure = ?, moved_to = ?, moved_polls = ?, gone = ?, format = ?,
    encoding = ?, feed_title = ?, feed_link = ?, feed_language = ?, fallback_reads = ?, publisher_hints = ?, sitemaps = ?
  WHERE id = ? AND configured_url = coalesce(?, configured_url)`

/** On a disk without room for a lease there is none for the result of a poll, so that nothing is leased. */
export const claimDue = (engine: Engine, now: Instant, terms: ClaimTerms): readonly SourceState[] => {
  if (!engine.isWritable()) return []
  const leased = engine.all<{ readonly host: string; readonly polls: number }>(LEASED, now)
  // Reads due sources only up to the last one chosen: thousands may be due.
  const due = engine.iterate<{ readonly n: number; readonly host: string }>(DUE, now, now)
  const chosen = chooseDue(due, new Map(leased.map(({ host, polls }) => [host, polls])), terms)
  if (chosen.length === 0) return []
  return engine.write(() => chosen.flatMap(({ n }) => lease(engine, n, now, terms.leaseMs) ?? []))
}

/** Null: the source is leased already. */
const lease = ({ get }: Engine, n: number, now: Instant, leaseMs: number): SourceState | null => {
  const row = get<SourceRow>(LEASE, now + leaseMs, n, now)
  return row === undefined ? null : toSourceState(row)
}
const LEASE = 'UPDATE source SET leased_until = ? WHERE n = ? AND leased_until <= ? RETURNING *'
/** The plus keeps SQLite from scanning all sources in the order of hosts. */
const LEASED = `SELECT host, count(*) AS polls FROM source WHERE leased_until > 0 AND leased_until > ? GROUP BY +host`
const DUE = `SELECT n, host FROM source WHERE active = 1 AND gone = 0 AND next_due <= ? AND leased_until <= ? ORDER BY next_due, n`

export const claim = (engine: Engine, source: SourceId, now: Instant, leaseMs: number): SourceState | null => {
  if (!engine.isWritable()) return null
  return engine.write(() => {
    const row = engine.get<{ readonly n: number }>('SELECT n FROM source WHERE id = ? AND configured = 1', source)
    return row === undefined ? null : lease(engine, row.n, now, leaseMs)
  })
}

export const nextDue = ({ iterate }: Engine): Instant | null =>
  earliestDue(iterate<{ readonly nextDue: Instant; readonly leasedUntil: Instant }>(IN_DUE_ORDER))
const IN_DUE_ORDER = `
  SELECT next_due AS nextDue, leased_until AS leasedUntil FROM source WHERE active = 1 AND gone = 0 ORDER BY next_due`
