/** How the configuration reaches the stored sources. */
import { hostOf } from '../../lib/url.ts'
import type { Instant } from '../../model/ids.ts'
import type { Source } from '../../model/source.ts'
import { all, asRows, type Database, edition, insertInto, lock, run, type Sql, type Work } from '../database.ts'
import { shardOf } from '../shards.ts'
import { type KnownSource, type SourceChange, sourceChange } from './source-changes.ts'

/** Stores the configured sources: new ones are due at once, a changed url resets validators, a changed `everyMs` the interval. Numbers and state of
 * known ones stay; sources that are no longer configured stay stored but are not polled. */
export const syncSources = async (database: Database, sources: readonly Source[], now: Instant): Promise<void> => {
  const numberOf = await database.tags.intern(sources.map(({ id }) => ['source', id] as const))
  await database.transaction(() => sync(database.name, sources, (id) => numberOf('source', id), now))
}

function* sync(
  engine: Database['name'],
  sources: readonly Source[],
  numberOf: (id: string) => number,
  now: Instant,
): Work<void> {
  yield* lock('configured-sources')
  const known = new Map((yield* all<KnownRow>(KNOWN)).map((row) => [row.id, row]))
  const added = sources.filter(({ id }) => !known.has(id))
  if (added.length > 0) yield* run(addTo(engine), asRows(added.map((source) => toNewRow(source, numberOf(source.id), now))))
  const stored = sources.flatMap((source) => {
    const row = known.get(source.id)
    return row === undefined ? [] : [{ source, row }]
  })
  yield* change(stored.flatMap(({ source, row }) => sourceChange(row, source, now) ?? []))
  yield* reshard([...known.values()])
  const wanted = new Set<string>(sources.map(({ id }) => id))
  const gone = [...known.values()].filter(({ id }) => !wanted.has(id)).map(({ n }) => n)
  if (gone.length > 0) yield* run(UNCONFIGURE, gone)
  // SQLite counts them when asked.
  if (engine === 'PostgreSQL') yield* run(COUNT_SOURCES)
  if (stored.some(({ source, row }) => source.country !== row.country)) yield* edition(true, now)
}
type KnownRow = KnownSource & { readonly id: string; readonly host: string; readonly shard?: number }
const KNOWN: Sql = ({ ifShared }) => `
  SELECT id, n, name, country, owner, configured_url, url, moved_to, configured, active, next_due, interval_ms, every_ms, failures, publisher_hints,
    host ${ifShared(', shard')}
  FROM source ORDER BY n ${ifShared('FOR UPDATE')}`
const UNCONFIGURE: Sql = ({ isIn }) =>
  `UPDATE source SET configured = 0, active = 0 WHERE ${isIn('n', '$1', 'integer')} AND configured = 1`
const COUNT_SOURCES = 'UPDATE counters SET sources = (SELECT count(*) FROM source WHERE active = 1)'

const NEW = {
  n: 'integer',
  id: 'text',
  name: 'text',
  country: 'text',
  owner: 'text',
  configured_url: 'text',
  configured: 'integer',
  active: 'integer',
  url: 'text',
  host: 'text',
  next_due: 'bigint',
  interval_ms: 'bigint',
  every_ms: 'bigint',
} as const
const ADD = insertInto('source', NEW)
const ADD_WITH_SHARD = insertInto('source', { ...NEW, shard: 'integer' })
const addTo = (engine: Database['name']): Sql => (engine === 'SQLite' ? ADD : ADD_WITH_SHARD)
const toNewRow = ({ id, name, country, owner, url, active, everyMs }: Source, n: number, now: Instant) => ({
  n,
  id,
  name,
  country,
  owner: owner ?? null,
  configured_url: url,
  configured: 1,
  active: active ? 1 : 0,
  url,
  host: hostOf(url),
  next_due: now,
  interval_ms: everyMs,
  every_ms: everyMs,
  shard: shardOf(hostOf(url)),
})

function* change(changes: readonly SourceChange[]): Work<void> {
  const moved = changes.filter(({ hasOtherUrl }) => hasOtherUrl)
  const others = changes.filter(({ isMoved }) => isMoved).map(({ n }) => n)
  if (moved.length > 0)
    yield* run(READDRESS, asRows(moved.map(({ n, url }) => ({ n, url, host: hostOf(url), shard: shardOf(hostOf(url)) }))))
  if (others.length > 0) yield* run(FORGET, others)
  if (changes.length > 0) yield* run(CHANGE, asRows(changes.map(toChanged)))
}
const READDRESS: Sql = ({ rows, ifShared }) => `
  UPDATE source AS s SET configured_url = m.url, url = m.url, host = m.host ${ifShared(', shard = m.shard')}, moved_to = NULL, moved_polls = 0
  FROM ${rows('$1', 'm', { n: 'integer', url: 'text', host: 'text', shard: 'integer' })} WHERE s.n = m.n`
const FORGET: Sql = ({ isIn }) => `
  UPDATE source SET leased_until = 0, etag = NULL, last_modified = NULL, body_hash = NULL, failures = 0, failure = NULL, gone = 0,
    publisher_hints = NULL, sitemaps = NULL, crashes = 0
  WHERE ${isIn('n', '$1', 'integer')}`
const CHANGED = {
  n: 'integer',
  name: 'text',
  country: 'text',
  owner: 'text',
  active: 'integer',
  interval_ms: 'bigint',
  next_due: 'bigint',
  every_ms: 'bigint',
} as const
const CHANGE: Sql = ({ rows }) => `
  UPDATE source AS s SET name = c.name, country = c.country, owner = c.owner, active = c.active, configured = 1, interval_ms = c.interval_ms,
    next_due = c.next_due, every_ms = c.every_ms
  FROM ${rows('$1', 'c', CHANGED)} WHERE s.n = c.n`
const toChanged = ({ n, name, country, owner, active, intervalMs, nextDue, everyMs }: SourceChange) => ({
  n,
  name,
  country,
  owner: owner ?? null,
  active,
  interval_ms: intervalMs,
  next_due: nextDue,
  every_ms: everyMs,
})

/** Sets the shards of rows from before there were shards, or from another version of the Public Suffix List. Sources that move at the same time
 * got theirs before. */
function* reshard(known: readonly KnownRow[]): Work<void> {
  const wrong = known
    .map(({ n, host, shard }) => ({ n, host, shard, wanted: shardOf(host) }))
    .filter(({ shard, wanted }) => shard !== undefined && shard !== wanted)
    .map(({ n, host, wanted }) => ({ n, host, shard: wanted }))
  if (wrong.length > 0) yield* run(RESHARD, asRows(wrong))
}
const RESHARD: Sql = ({ rows }) => `
  UPDATE source AS s SET shard = r.shard FROM ${rows('$1', 'r', { n: 'integer', host: 'text', shard: 'integer' })}
  WHERE s.n = r.n AND s.host = r.host`
