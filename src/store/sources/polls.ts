/** Which sources are polled, when and by which process, and what their polls came to. */
import { hostOf } from '../../lib/url.ts'
import type { Instant, SourceId } from '../../model/ids.ts'
import type { SourceState } from '../../model/source.ts'
import { all, asEach, asRows, type Database, lock, type Membership, run, type Sql, type Work } from '../database.ts'
import type { ClaimTerms, PollRecord } from '../ports/source-queue.ts'
import { shardOf } from '../shards.ts'
import { LeaseLost } from '../store-errors.ts'
import { chooseDue, type Due, earliestDue, type LeasedHost, leasedOf } from './poll-rules.ts'
import { NO_HINTS, POLLED, type SourceRow, toPolled, toSourceState } from './source-rows.ts'

export type Polls = ReturnType<typeof pollsIn>

export const pollsIn = (database: Database) => ({
  /** Leases due sources, oldest first: no other caller gets them until the lease ends. Sources of hosts that are at their limit are passed
   * over, so that one host's many sources do not delay the others. */
  claimDue: async (now: Instant, terms: ClaimTerms): Promise<readonly SourceState[]> => await claimDue(database, now, terms),
  /** Leases this one source, whether due or not; null: it is leased already, or unknown. */
  claim: async (source: SourceId, now: Instant, leaseMs: number): Promise<SourceState | null> => {
    if (!database.isWritable()) return null
    return await database.transaction(() => claim(database.membership, source, now, leaseMs))
  },
  /** False: another process polls the source. */
  isOurs: async (source: SourceId): Promise<boolean> =>
    database.membership.number === null || (await database.get(IS_OURS, source, database.membership.number)) !== undefined,
  /** Ends a lease without a poll, unless another process owns it now. */
  release: async (source: SourceId): Promise<void> => {
    await database.run(RELEASE, source, database.membership.number)
  },
  /** Earliest due time of all active sources; null if there is none. */
  nextDue: async (): Promise<Instant | null> =>
    earliestDue(await database.all<{ readonly nextDue: Instant; readonly leasedUntil: Instant }>(FIRST_DUE)),
  /** Delays all sources of this host until an instant (Retry-After with scope host). */
  deferHost: async (host: string, until: Instant): Promise<void> => {
    await database.run(DEFER_HOST, host, until)
  },
  /** When the last poll of any source was; null: there was none. A time after now: the clock was set back since. */
  newestPoll: async (): Promise<Instant | null> =>
    (await database.get<{ readonly at: Instant | null }>('SELECT max(polled_at) AS at FROM source'))?.at ?? null,
})

const IS_OURS = 'SELECT 1 FROM source s JOIN shard h ON h.n = s.shard WHERE s.id = $1 AND h.owner = $2'
const RELEASE: Sql = ({ ifShared }) => `
  UPDATE source SET leased_until = 0 WHERE id = $1
    ${ifShared('AND ($2::bigint IS NULL OR (SELECT owner FROM shard h WHERE h.n = source.shard FOR SHARE) = $2)')}`
/** The first source that is not leased, and the leased ones, whose turn may come sooner. Ordered by an expression: SQLite would read all sources
 * in the order of their times. */
const FIRST_DUE = `
  SELECT "nextDue", "leasedUntil" FROM (
    SELECT * FROM (
      SELECT next_due AS "nextDue", leased_until AS "leasedUntil" FROM source
      WHERE active = 1 AND gone = 0 AND leased_until <= next_due ORDER BY next_due LIMIT 1) free
    UNION ALL
    SELECT next_due, leased_until FROM source WHERE leased_until > 0 AND active = 1 AND gone = 0 AND leased_until > next_due) first
  ORDER BY "nextDue" + 0`
const DEFER_HOST: Sql = ({ withField }) => `
  UPDATE source SET next_due = $2, publisher_hints = ${withField(`coalesce(publisher_hints, '${NO_HINTS}')`, 'notBefore', 'CAST($2 AS bigint)')}
  WHERE host = $1 AND next_due < $2`

// ── leases ──

/** How many due sources are read at first: in most cases enough to choose from. Asking PostgreSQL again costs more than reading more. */
const readAtFirst = (name: Database['name'], limit: number): number => (name === 'SQLite' ? 2 * limit : 500)

const claimDue = async (database: Database, now: Instant, terms: ClaimTerms): Promise<readonly SourceState[]> => {
  // On a disk without room for a lease there is none for the result of a poll.
  if (!database.isWritable()) return []
  const { membership } = database
  const found = await database.read(() => chosen(database, now, terms))
  if (found.length === 0) return []
  return await database.transaction(function* () {
    // Two processes that choose at the same time could exceed a host's limit.
    yield* lock('claim')
    const numbers = database.name === 'SQLite' ? found : yield* chosen(database, now, terms)
    return yield* lease(membership, numbers, now + terms.leaseMs, now)
  })
}

/** Numbers of the chosen sources, the longest due first. */
function* chosen({ name, membership: { shards } }: Database, now: Instant, terms: ClaimTerms): Work<readonly number[]> {
  const leased = leasedOf(yield* all<LeasedHost>(LEASED, now))
  const due: DueRow[] = []
  for (let size = readAtFirst(name, terms.limit); ; size *= 2) {
    const last = due.at(-1)
    const [after, number] = [last?.next_due ?? Number.MIN_SAFE_INTEGER, last?.n ?? 0]
    const rows = yield* all<DueRow>(DUE, now, after, number, size, shards)
    due.push(...rows)
    const found = chooseDue(due, leased, terms)
    if (found.length >= terms.limit || rows.length < size) return found.map(({ n }) => n)
  }
}
type DueRow = Due & { readonly n: number; readonly next_due: number }
/** Grouped by an expression: SQLite would read all sources in the order of hosts. */
const LEASED = `
  SELECT coalesce(host, '') AS host, count(*) AS polls, count(*) FILTER (WHERE crashes > 0) AS suspects
  FROM source WHERE leased_until > 0 AND leased_until > $1 GROUP BY coalesce(host, '')`
const DUE: Sql = ({ ifShared }) => `
  SELECT n, host, next_due, crashes FROM source
  WHERE active = 1 AND gone = 0 AND next_due <= $1 AND leased_until <= $1 AND (next_due, n) > ($2, $3)
    ${ifShared('AND ($5::smallint[] IS NULL OR shard = ANY ($5))')} ORDER BY next_due, n LIMIT $4`

/** Leases those of the sources that are not leased and that this process polls; returned in the order given. */
function* lease(
  { number }: Membership,
  numbers: readonly number[],
  until: Instant,
  now: Instant,
): Work<readonly SourceState[]> {
  const rows = yield* all<SourceRow>(LEASE, numbers, until, now, number)
  const leased = new Map(rows.map((row) => [row.n, toSourceState(row)]))
  return numbers.flatMap((n) => leased.get(n) ?? [])
}
const LEASE: Sql = ({ isIn, ifShared }) => `
  UPDATE source SET leased_until = $2 WHERE ${isIn('n', '$1', 'integer')} AND leased_until <= $3
    ${ifShared(`AND n IN (SELECT n FROM source WHERE n = ANY ($1::integer[]) AND leased_until <= $3 FOR UPDATE SKIP LOCKED)
      AND ($4::bigint IS NULL OR (SELECT owner FROM shard h WHERE h.n = source.shard FOR SHARE) = $4)`)}
  RETURNING *`

function* claim(membership: Membership, source: SourceId, now: Instant, leaseMs: number): Work<SourceState | null> {
  const [row] = yield* all<{ readonly n: number }>('SELECT n FROM source WHERE id = $1 AND configured = 1', source)
  return row === undefined ? null : ((yield* lease(membership, [row.n], now + leaseMs, now))[0] ?? null)
}

// ── what polls came to ──

export type EndedPoll = { readonly source: SourceId; readonly poll: PollRecord }

/** Records polls that brought nothing new (304, same body, failure). Returns those that were not recorded, and why. */
export function* recordPolls(membership: Membership, polls: readonly EndedPoll[]): Work<ReadonlyMap<SourceId, Error>> {
  const sources = polls.map(({ source }) => source)
  const owned = yield* ownedSources(membership, sources)
  const unknown = yield* writePolls(polls.filter(({ source }) => owned.has(source)))
  return new Map([
    ...unknown.map((source) => [source, unknownSource(source)] as const),
    ...sources.filter((source) => !owned.has(source)).map((source) => [source, polledElsewhere()] as const),
  ])
}

export const unknownSource = (source: SourceId): Error =>
  new Error(`a poll was recorded for the source ${source}, which the store does not know`)

export const polledElsewhere = (): LeaseLost =>
  new LeaseLost('Another process polls this source by now; what this one has read of it is not stored.')

/** Those of the sources that this process may write about until its transaction ends. */
export function* ownedSources({ number }: Membership, sources: readonly SourceId[]): Work<ReadonlySet<SourceId>> {
  if (number === null) return new Set(sources)
  return new Set((yield* all<Found>(OWNED, sources, number)).map(({ id }) => id))
}
const OWNED: Sql = ({ isIn, ifShared }) => `
  SELECT s.id FROM source s JOIN shard h ON h.n = s.shard WHERE ${isIn('s.id', '$1', 'text')} AND h.owner = $2
  ${ifShared('FOR SHARE OF h')}`

/**
 * Writes the results of polls and ends the leases; a source whose configured address has changed since is left as it is. Returns the sources
 * that the store does not know.
 */
export function* writePolls(polls: readonly EndedPoll[]): Work<readonly SourceId[]> {
  // One statement may change each row only once.
  const last = new Map(polls.map(({ source, poll }) => [source, poll]))
  const rows = [...last].map(([id, poll]) => ({ source: id, configured_url: poll.configuredUrl ?? null, ...toPolled(poll) }))
  const written = new Map((yield* all<Found & { readonly url: string }>(WRITE, asEach(rows))).map(({ id, url }) => [id, url]))
  // Sources are indexed by host, so that the address is written only if it has changed.
  const moved = [...last].filter(([id, poll]) => (written.get(id) ?? poll.url) !== poll.url)
  if (moved.length > 0) yield* run(MOVE, asRows(moved.map(([id, { url }]) => addressed(id, url))))
  const others = [...last.keys()].filter((id) => !written.has(id))
  if (others.length === 0) return []
  const known = new Set((yield* all<Found>(KNOWN, others)).map(({ id }) => id))
  return others.filter((id) => !known.has(id))
}
type Found = { readonly id: SourceId }
const WRITE: Sql = ({ each }) => {
  const { from, column } = each('$1', 'p', { source: 'text', configured_url: 'text', ...POLLED })
  const set = Object.keys(POLLED).map((name) => `${name} = ${column(name)}`)
  return `
    UPDATE source AS s SET leased_until = 0, ${set.join(', ')} ${from}
    WHERE s.id = ${column('source')} AND s.configured_url = coalesce(${column('configured_url')}, s.configured_url)
    RETURNING id, url`
}
const KNOWN: Sql = ({ isIn }) => `SELECT id FROM source WHERE ${isIn('id', '$1', 'text')}`
const MOVE: Sql = ({ rows, ifShared }) => `
  UPDATE source AS s SET url = m.url, host = m.host ${ifShared(', shard = m.shard')}
  FROM ${rows('$1', 'm', { source: 'text', url: 'text', host: 'text', shard: 'integer' })} WHERE s.id = m.source`
const addressed = (source: SourceId, url: string) => ({ source, url, host: hostOf(url), shard: shardOf(hostOf(url)) })

/** Moves all times, which come from a clock that was wrong by `byMs`: no source is polled too early or too late. */
export function* shiftPolls(byMs: number): Work<void> {
  yield* run(SHIFT_DUE, byMs)
  yield* run(SHIFT_NOT_BEFORE, byMs)
}
const SHIFT_DUE = `
  UPDATE source SET next_due = next_due + $1, leased_until = CASE WHEN leased_until > 0 THEN leased_until + $1 ELSE 0 END,
    polled_at = polled_at + $1, ok_at = ok_at + $1`
const SHIFT_NOT_BEFORE: Sql = ({ field, withField }) => {
  const notBefore = field('publisher_hints', 'notBefore')
  return `
    UPDATE source
    SET publisher_hints = ${withField('publisher_hints', 'notBefore', `CAST(${notBefore} AS bigint) + CAST($1 AS bigint)`)}
    WHERE ${notBefore} IS NOT NULL`
}
