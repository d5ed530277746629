import { shardOf } from '../../shards.ts'
import { hostOf } from '../../../lib/url.ts'
import type { Instant } from '../../../model/ids.ts'
import type { Source } from '../../../model/source.ts'
import { type KnownSource, sourceChange } from '../../source-changes.ts'
import { changeEdition, countSources } from './postgres-counters.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { columnsOf, type Queries } from './queries.ts'

type KnownRow = KnownSource & { readonly id: string; readonly host: string; readonly shard: number }

/** Stores the configured sources. Numbers and state of known ones stay; sources that are no longer configured are no longer polled. */
export const syncSources = async (engine: PostgresEngine, sources: readonly Source[], now: Instant): Promise<void> =>
  await engine.inTurn(async (transaction) => {
    const numberOf = await engine.tags.intern(sources.map(({ id }) => ['source', id] as const))
    await transaction(async (queries) => {
      const known = new Map((await queries.all<KnownRow>(KNOWN)).map((row) => [row.id, row]))
      const added = sources.filter(({ id }) => !known.has(id))
      await addSources(queries, added, (id) => numberOf('source', id), now)
      const stored = sources.flatMap((source) => {
        const row = known.get(source.id)
        return row === undefined ? [] : [{ source, row }]
      })
      const changes = stored.flatMap(({ source, row }) => sourceChange(row, source, now) ?? [])
      await readdress(
        queries,
        changes.filter(({ hasOtherUrl }) => hasOtherUrl),
      )
      await change(queries, changes)
      await reshard(queries, [...known.values()])
      const wanted = new Set<string>(sources.map(({ id }) => id))
      const gone = [...known.values()].filter(({ id }) => !wanted.has(id)).map(({ n }) => n)
      if (gone.length > 0) await queries.run(UNCONFIGURE, gone)
      await countSources(queries)
      if (stored.some(({ source, row }) => source.country !== row.country)) await changeEdition(queries, engine.now())
    })
  })
const KNOWN = `
  SELECT id, n, name, country, configured_url, url, moved_to, configured, active, next_due, interval_ms, every_ms, failures, publisher_hints, host, shard
  FROM source ORDER BY n FOR UPDATE`
const UNCONFIGURE = 'UPDATE source SET configured = 0, active = 0 WHERE n = ANY ($1::integer[]) AND configured = 1'

const addSources = async (
  { run }: Queries,
  sources: readonly Source[],
  numberOf: (id: string) => number,
  now: Instant,
): Promise<void> => {
  if (sources.length === 0) return
  const columns = columnsOf(
    sources,
    ({ id }) => numberOf(id),
    ({ id }) => id,
    ({ name }) => name,
    ({ country }) => country,
    ({ url }) => url,
    ({ active }) => (active ? 1 : 0),
    ({ url }) => hostOf(url),
    ({ everyMs }) => everyMs,
    ({ url }) => shardOf(hostOf(url)),
  )
  await run(ADD, ...columns, now)
}
const ADD = `
  INSERT INTO source (n, id, name, country, configured_url, configured, active, url, host, next_due, interval_ms, every_ms, shard)
  SELECT n, id, name, country, url, 1, active, url, host, $10::bigint, every_ms, every_ms, shard
  FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::text[], $8::bigint[],
    $9::smallint[]) AS s (n, id, name, country, url, active, host, every_ms, shard)`

/** Sets the shards of rows from before there were shards, or from another version of the Public Suffix List. Sources that move at the same time
 * got theirs before. */
const reshard = async ({ run }: Queries, rows: readonly KnownRow[]): Promise<void> => {
  const wrong = rows
    .map(({ n, host, shard }) => ({ n, host, shard, wanted: shardOf(host) }))
    .filter(({ shard, wanted }) => shard !== wanted)
  if (wrong.length === 0) return
  await run(
    RESHARD,
    ...columnsOf(
      wrong,
      ({ n }) => n,
      ({ host }) => host,
      ({ wanted }) => wanted,
    ),
  )
}
const RESHARD = `
  UPDATE source s SET shard = r.shard FROM unnest($1::integer[], $2::text[], $3::smallint[]) AS r (n, host, shard)
  WHERE s.n = r.n AND s.host = r.host`

type Change = NonNullable<ReturnType<typeof sourceChange>>

const readdress = async ({ run }: Queries, changes: readonly Change[]): Promise<void> => {
  if (changes.length === 0) return
  await run(
    READDRESS,
    ...columnsOf(
      changes,
      ({ n }) => n,
      ({ url }) => url,
      ({ url }) => hostOf(url),
      ({ url }) => shardOf(hostOf(url)),
    ),
  )
  await run(
    FORGET,
    changes.flatMap(({ n, isMoved }) => (isMoved ? [n] : [])),
  )
}
const READDRESS = `
  UPDATE source s SET configured_url = m.url, url = m.url, host = m.host, shard = m.shard, moved_to = NULL, moved_polls = 0
  FROM unnest($1::integer[], $2::text[], $3::text[], $4::smallint[]) AS m (n, url, host, shard) WHERE s.n = m.n`
const FORGET = `
  UPDATE source SET leased_until = 0, etag = NULL, last_modified = NULL, body_hash = NULL, failures = 0, failure = NULL, gone = 0,
    publisher_hints = NULL, sitemaps = NULL
  WHERE n = ANY ($1::integer[])`

const change = async ({ run }: Queries, changes: readonly Change[]): Promise<void> => {
  if (changes.length === 0) return
  await run(
    CHANGE,
    ...columnsOf(
      changes,
      ({ n }) => n,
      ({ name }) => name,
      ({ country }) => country,
      ({ active }) => active,
      ({ intervalMs }) => intervalMs,
      ({ nextDue }) => nextDue,
      ({ everyMs }) => everyMs,
    ),
  )
}
const CHANGE = `
  UPDATE source s SET name = c.name, country = c.country, active = c.active, configured = 1, interval_ms = c.interval_ms, next_due = c.next_due,
    every_ms = c.every_ms
  FROM unnest($1::integer[], $2::text[], $3::text[], $4::smallint[], $5::bigint[], $6::bigint[], $7::bigint[])
    AS c (n, name, country, active, interval_ms, next_due, every_ms)
  WHERE s.n = c.n`
