import type { Instant, SourceId } from '../../../model/ids.ts'
import type { SourceState } from '../../../model/source.ts'
import type { ClaimTerms } from '../../ports/source-queue.ts'
import { chooseDue, earliestDue } from '../../poll-rules.ts'
import { type SourceRow, toSourceState } from '../../rows/source-rows.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { type EndedPoll, unknownSource, writePolls } from './poll-batches.ts'
import { type Membership, ownedSources, polledElsewhere } from './postgres-fences.ts'
import { LOCKS } from './postgres-locks.ts'
import type { Queries } from './queries.ts'

/** Records polls. Returns those that were not recorded, and why. */
export const recordPolls = async (
  { transaction, membership }: PostgresEngine,
  polls: readonly EndedPoll[],
): Promise<ReadonlyMap<SourceId, Error>> =>
  await transaction(async (queries) => {
    const sources = polls.map(({ source }) => source)
    const owned = await ownedSources(queries, membership, sources)
    const unknown = await writePolls(
      queries,
      polls.filter(({ source }) => owned.has(source)),
    )
    const others = sources.filter((source) => !owned.has(source)).map((source) => [source, polledElsewhere()] as const)
    return new Map([...[...unknown].map((source) => [source, unknownSource(source)] as const), ...others])
  })

export const isOurs = async ({ get, membership: { number } }: PostgresEngine, source: SourceId): Promise<boolean> =>
  number === null || (await get(IS_OURS, source, number)) !== undefined
const IS_OURS = 'SELECT 1 FROM source s JOIN shard h ON h.n = s.shard WHERE s.id = $1 AND h.owner = $2'

/** Ends a lease, unless another process owns it now. */
export const release = async ({ run, membership: { number } }: PostgresEngine, source: SourceId): Promise<void> => {
  await run(RELEASE, source, number)
}
const RELEASE = `
  UPDATE source SET leased_until = 0
  WHERE id = $1 AND ($2::bigint IS NULL OR (SELECT owner FROM shard h WHERE h.n = source.shard FOR SHARE) = $2)`

type DueRow = { readonly n: number; readonly host: string; readonly next_due: number }
/** How many due sources are read at once: in most cases enough to choose from. */
const READ_AT_ONCE = 500

export const claimDue = async (engine: PostgresEngine, now: Instant, terms: ClaimTerms): Promise<readonly SourceState[]> => {
  const { membership } = engine
  const chosen = await chosenOf(engine, membership, now, terms)
  if (chosen.length === 0) return []
  return await engine.transaction(async (queries) => {
    // Two processes that choose at the same time could exceed a host's limit.
    await queries.all('SELECT pg_advisory_xact_lock($1)', LOCKS.CLAIM)
    return await lease(queries, membership, await chosenOf(queries, membership, now, terms), now + terms.leaseMs, now)
  })
}

/** Numbers of the chosen sources, the longest due first. */
const chosenOf = async (
  { all }: Queries,
  { shards }: Membership,
  now: Instant,
  terms: ClaimTerms,
): Promise<readonly number[]> => {
  const leased = await all<{ readonly host: string; readonly polls: number }>(LEASED, now)
  const polls = new Map(leased.map((row) => [row.host, row.polls]))
  const due: DueRow[] = []
  for (;;) {
    const last = due.at(-1)
    const rows = await all<DueRow>(DUE, now, last?.next_due ?? Number.MIN_SAFE_INTEGER, last?.n ?? 0, READ_AT_ONCE, shards)
    due.push(...rows)
    const chosen = chooseDue(due, polls, terms)
    if (chosen.length >= terms.limit || rows.length < READ_AT_ONCE) return chosen.map(({ n }) => n)
  }
}
const LEASED = 'SELECT host, count(*) AS polls FROM source WHERE leased_until > 0 AND leased_until > $1 GROUP BY host'
const DUE = `
  SELECT n, host, next_due FROM source
  WHERE active = 1 AND gone = 0 AND next_due <= $1 AND leased_until <= $1 AND (next_due, n) > ($2, $3)
    AND ($5::smallint[] IS NULL OR shard = ANY ($5)) ORDER BY next_due, n LIMIT $4`

/** Leases those of the sources that are not leased and that this process polls; returned in the order given. */
const lease = async (
  { all }: Queries,
  { number }: Membership,
  numbers: readonly number[],
  until: Instant,
  now: Instant,
): Promise<readonly SourceState[]> => {
  const rows = await all<SourceRow>(LEASE, numbers, until, now, number)
  const leased = new Map(rows.map((row) => [row.n, toSourceState(row)]))
  return numbers.flatMap((n) => leased.get(n) ?? [])
}
const LEASE = `
  UPDATE source SET leased_until = $2
  WHERE n IN (SELECT n FROM source WHERE n = ANY ($1::integer[]) AND leased_until <= $3 FOR UPDATE SKIP LOCKED)
    AND ($4::bigint IS NULL OR (SELECT owner FROM shard h WHERE h.n = source.shard FOR SHARE) = $4)
  RETURNING *`

export const claim = async (
  engine: PostgresEngine,
  source: SourceId,
  now: Instant,
  leaseMs: number,
): Promise<SourceState | null> => {
  const row = await engine.get<{ readonly n: number }>('SELECT n FROM source WHERE id = $1 AND configured = 1', source)
  return row === undefined ? null : ((await lease(engine, engine.membership, [row.n], now + leaseMs, now))[0] ?? null)
}

export const nextDue = async ({ all }: Queries): Promise<Instant | null> =>
  earliestDue(await all<{ readonly nextDue: Instant; readonly leasedUntil: Instant }>(FIRST_DUE))
/** The first source that is not leased, and the leased ones, whose turn may come sooner. */
const FIRST_DUE = `
  SELECT "nextDue", "leasedUntil" FROM (
    (SELECT next_due AS "nextDue", leased_until AS "leasedUntil" FROM source WHERE active = 1 AND gone = 0 AND leased_until <= next_due
      ORDER BY next_due LIMIT 1)
    UNION ALL
    (SELECT next_due, leased_until FROM source WHERE leased_until > 0 AND active = 1 AND gone = 0 AND leased_until > next_due)) first
  ORDER BY "nextDue"`

export const shiftDue = async (engine: PostgresEngine, byMs: number): Promise<void> =>
  await engine.transaction(async ({ run }) => {
    await run(SHIFT_DUE, byMs)
    await run(SHIFT_NOT_BEFORE, byMs)
    await run('UPDATE subscription SET expires_at = expires_at + $1, due = due + $1, failing_since = failing_since + $1', byMs)
    await run('UPDATE pushed_source SET expires_at = expires_at + $1, due = due + $1', byMs)
    await run('UPDATE delivery SET due = due + $1, failing_since = failing_since + $1 WHERE due IS NOT NULL', byMs)
  })
const SHIFT_DUE = `
  UPDATE source SET next_due = next_due + $1, leased_until = CASE WHEN leased_until > 0 THEN leased_until + $1 ELSE 0 END,
    polled_at = polled_at + $1, ok_at = ok_at + $1`
const SHIFT_NOT_BEFORE = `
  UPDATE source SET publisher_hints = jsonb_set(publisher_hints::jsonb, '{notBefore}',
    to_jsonb((publisher_hints::jsonb ->> 'notBefore')::bigint + $1::bigint))::text
  WHERE publisher_hints::jsonb ->> 'notBefore' IS NOT NULL`

export const newestPoll = async ({ get }: Queries): Promise<Instant | null> =>
  (await get<{ readonly at: Instant | null }>('SELECT max(polled_at) AS at FROM source'))?.at ?? null
