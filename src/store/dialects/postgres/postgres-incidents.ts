import { DAY } from '../../../lib/durations.ts'
import type { Instant } from '../../../model/ids.ts'
import type { IncidentKind } from '../../../model/source.ts'
import { lasts, QUIET_MS, type Rhythm, seenNow, type Trouble, troublesOf } from '../../incident-rules.ts'
import type { SourceQueue } from '../../ports/source-queue.ts'
import { type IncidentRow, toIncident, toWatched, type WatchedRow } from '../../rows/incident-rows.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { columnsOf, type Queries } from './queries.ts'

export const postgresIncidents = (engine: PostgresEngine): Pick<SourceQueue, 'watchSources' | 'incidents'> => ({
  watchSources: async (now) => await engine.transaction(async (queries) => await watchSources(queries, now)),
  incidents: async (limit) => (await engine.all<IncidentRow>(INCIDENTS, limit)).map(toIncident),
})
const INCIDENTS = `
  SELECT s.id AS source, i.kind, i.since, i.noticed_at, i.ended_at, i.before, i.after, i.failure
  FROM incident i JOIN source s ON s.n = i.source
  ORDER BY CASE WHEN i.kind = 'rescued' THEN i.noticed_at ELSE greatest(i.noticed_at, coalesce(i.ended_at, 0)) END DESC, i.n DESC
  LIMIT $1`

type OpenRow = { readonly n: number; readonly source: number; readonly kind: IncidentKind }
type NewIncident = Trouble & { readonly source: number }

const watchSources = async (queries: Queries, now: Instant): Promise<number> => {
  const { all, run } = queries
  // Two processes must not store the same incident twice.
  await run('LOCK TABLE incident IN SHARE ROW EXCLUSIVE MODE')
  const rows = await all<WatchedRow>(WATCHED)
  const rhythmRows = await all<Rhythm & { readonly source: number }>(RHYTHMS, now - QUIET_MS)
  const rhythms = new Map(rhythmRows.map((row) => [row.source, row]))
  let changed = (await run(WITHDRAWN)) + (await run('DELETE FROM incident WHERE ended_at < $1', now - HISTORY_MS))
  const open = Map.groupBy(await all<OpenRow>(OPEN), ({ source }) => source)
  const watched = rows.map((row) => ({ row, watched: toWatched(row, rhythms) }))
  const troubled = watched.map(({ row, watched: one }) => ({
    source: row.n,
    open: open.get(row.n) ?? [],
    troubles: troublesOf(one, now),
  }))
  const over = troubled.flatMap((one) => one.open.filter(({ kind }) => one.troubles.every((trouble) => trouble.kind !== kind)))
  if (over.length > 0)
    changed += await run(
      END,
      over.map(({ n }) => n),
      now,
    )
  const begun = troubled.flatMap(({ source, open: known, troubles }) =>
    troubles
      .filter(({ kind }) => known.every((one) => one.kind !== kind))
      .map((trouble): NewIncident => ({ ...trouble, source })),
  )
  changed += await noteNew(queries, begun, now)
  const seen = watched.flatMap(({ row, watched: one }) => {
    const { format, language, fallbackReads } = seenNow(one)
    const isSame = format === row.seen_format && language === row.seen_language && fallbackReads === row.seen_fallback_reads
    return isSame ? [] : [{ source: row.n, format, language, fallbackReads }]
  })
  if (seen.length > 0)
    await run(
      SEEN,
      ...columnsOf(
        seen,
        ({ source }) => source,
        ({ format }) => format,
        ({ language }) => language,
        ({ fallbackReads }) => fallbackReads,
      ),
    )
  return changed
}

const WATCHED = `
  SELECT s.*, v.format AS seen_format, v.language AS seen_language, v.fallback_reads AS seen_fallback_reads
  FROM source s LEFT JOIN source_seen v ON v.source = s.n WHERE s.configured = 1 AND s.active = 1 ORDER BY s.n`
const OPEN = 'SELECT n, source, kind FROM incident WHERE ended_at IS NULL'
/** Sources that are no longer polled have no open incidents; these are deleted, not ended. */
const WITHDRAWN = `
  DELETE FROM incident WHERE ended_at IS NULL AND source NOT IN (SELECT n FROM source WHERE configured = 1 AND active = 1)`
const END = 'UPDATE incident SET ended_at = $2 WHERE n = ANY ($1::bigint[])'
const SEEN = `
  INSERT INTO source_seen (source, format, language, fallback_reads)
  SELECT * FROM unnest($1::integer[], $2::text[], $3::text[], $4::integer[])
  ON CONFLICT (source) DO UPDATE SET format = excluded.format, language = excluded.language, fallback_reads = excluded.fallback_reads`
const HISTORY_MS = 180 * DAY

/** For sources that have delivered nothing for at least QUIET_MS. */
const RHYTHMS = `
  SELECT s.n AS source, count(a.n) AS articles, coalesce(min(a.sort_at), 0) AS "from", coalesce(max(a.sort_at), 0) AS "to"
  FROM source s LEFT JOIN article a ON a.source = s.n AND a.story IS NOT NULL
  WHERE s.configured = 1 AND s.active = 1 AND s.changed_at < $1 GROUP BY s.n`

const noteNew = async ({ all, run }: Queries, begun: readonly NewIncident[], now: Instant): Promise<number> => {
  const fallbacks = begun.filter(({ kind }) => kind === 'rescued').map(({ source }) => source)
  // A feed that our parser cannot read needs the fallback parser at every poll, and is reported once.
  const prolonged = fallbacks.length === 0 ? [] : await all<{ readonly source: number }>(PROLONG_FALLBACK, fallbacks, now)
  const known = new Set(prolonged.map(({ source }) => source))
  const added = begun.filter(({ kind, source }) => kind !== 'rescued' || !known.has(source))
  if (added.length > 0)
    await run(
      ADD,
      ...columnsOf(
        added,
        ({ source }) => source,
        ({ kind }) => kind,
        ({ since }) => since,
        ({ kind }) => (lasts(kind) ? null : now),
        ({ before }) => before,
        ({ after }) => after,
        ({ failure }) => (failure === null ? null : JSON.stringify(failure)),
      ),
      now,
    )
  return added.length + prolonged.length
}
/** Renews `ended_at`, so that the incident is stored as long as it continues. */
const PROLONG_FALLBACK = `
  UPDATE incident SET ended_at = $2 WHERE source = ANY ($1::integer[]) AND kind = 'rescued' RETURNING source`
const ADD = `
  INSERT INTO incident (source, kind, since, ended_at, before, after, failure, noticed_at)
  SELECT *, $8::bigint FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[])`
