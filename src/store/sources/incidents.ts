/** Incidents of sources: the rules that find them are in incident-rules.ts. */
import { DAY } from '../../lib/durations.ts'
import { type Instant, sourceId } from '../../model/ids.ts'
import type { Incident, IncidentKind, SourceFailure } from '../../model/source.ts'
import { all, asRows, type Database, insertInto, lock, run, type Sql, type Work } from '../database.ts'
import { lasts, QUIET_MS, type Rhythm, type Seen, seenNow, type Trouble, troublesOf, type Watched } from './incident-rules.ts'
import { type SourceRow, toSourceState } from './source-rows.ts'

export type Incidents = ReturnType<typeof incidentsIn>

export const incidentsIn = (database: Database) => ({
  /** Checks all polled sources, and stores incidents that began or ended. Returns how many incidents changed. */
  watchSources: async (now: Instant): Promise<number> =>
    database.isWritable() ? await database.transaction(() => watchSources(now)) : 0,
  /** Newest first, by when they were noticed or ended, whichever came later. */
  incidents: async (limit: number): Promise<readonly Incident[]> =>
    (await database.all<IncidentRow>(INCIDENTS, limit)).map(toIncident),
})
const INCIDENTS: Sql = ({ greatest }) => `
  SELECT s.id AS source, i.kind, i.since, i.noticed_at, i.ended_at, i.before, i.after, i.failure
  FROM incident i JOIN source s ON s.n = i.source
  ORDER BY CASE WHEN i.kind = 'rescued' THEN i.noticed_at ELSE ${greatest('i.noticed_at', 'coalesce(i.ended_at, 0)')} END DESC, i.n DESC
  LIMIT $1`

function* watchSources(now: Instant): Work<number> {
  // Two processes must not store the same incident twice.
  yield* lock('incident')
  const rows = yield* all<WatchedRow>(WATCHED)
  const rhythms = yield* all<Rhythm & { readonly source: number }>(RHYTHMS, now - QUIET_MS)
  const rhythmOf = new Map(rhythms.map((row) => [row.source, row]))
  const deleted = (yield* run(WITHDRAWN)) + (yield* run('DELETE FROM incident WHERE ended_at < $1', now - HISTORY_MS))
  const open = Map.groupBy(yield* all<OpenRow>(OPEN), ({ source }) => source)
  const watched = rows.map((row) => ({ row, is: toWatched(row, rhythmOf.get(row.n) ?? null) }))
  const troubled = watched.map(({ row, is }) => ({
    source: row.n,
    open: open.get(row.n) ?? [],
    troubles: troublesOf(is, now),
  }))
  const over = troubled.flatMap((one) => one.open.filter(({ kind }) => one.troubles.every((trouble) => trouble.kind !== kind)))
  const ended =
    over.length === 0
      ? 0
      : yield* run(
          END,
          over.map(({ n }) => n),
          now,
        )
  const begun = troubled.flatMap(({ source, open: known, troubles }) =>
    troubles
      .filter(({ kind }) => known.every((one) => one.kind !== kind))
      .map((trouble): NewIncident => ({ ...trouble, source })),
  )
  const noted = yield* noteNew(begun, now)
  const seen = watched.flatMap(({ row, is }) => newlySeen(row, seenNow(is)))
  if (seen.length > 0) yield* run(SEE, asRows(seen))
  return deleted + ended + noted
}
type OpenRow = { readonly n: number; readonly source: number; readonly kind: IncidentKind }
type NewIncident = Trouble & { readonly source: number }

const WATCHED = `
  SELECT s.*, v.format AS seen_format, v.language AS seen_language, v.fallback_reads AS seen_fallback_reads
  FROM source s LEFT JOIN source_seen v ON v.source = s.n WHERE s.configured = 1 AND s.active = 1 ORDER BY s.n`
/** For sources that have delivered nothing for at least QUIET_MS. */
const RHYTHMS = `
  SELECT s.n AS source, count(a.n) AS articles, coalesce(min(a.sort_at), 0) AS "from", coalesce(max(a.sort_at), 0) AS "to"
  FROM source s LEFT JOIN article a ON a.source = s.n AND a.story IS NOT NULL
  WHERE s.configured = 1 AND s.active = 1 AND s.changed_at < $1 GROUP BY s.n`
/** Sources that are no longer polled have no open incidents; these are deleted, not ended. */
const WITHDRAWN = `
  DELETE FROM incident WHERE ended_at IS NULL AND source NOT IN (SELECT n FROM source WHERE configured = 1 AND active = 1)`
const HISTORY_MS = 180 * DAY
const OPEN = 'SELECT n, source, kind FROM incident WHERE ended_at IS NULL'
const END: Sql = ({ isIn }) => `UPDATE incident SET ended_at = $2 WHERE ${isIn('n', '$1', 'bigint')}`
const SEE = insertInto(
  'source_seen',
  { source: 'integer', format: 'text', language: 'text', fallback_reads: 'integer' },
  `ON CONFLICT (source) DO UPDATE
    SET format = excluded.format, language = excluded.language, fallback_reads = excluded.fallback_reads`,
)

function* noteNew(begun: readonly NewIncident[], now: Instant): Work<number> {
  const fallbacks = begun.filter(({ kind }) => kind === 'rescued').map(({ source }) => source)
  // A feed that our parser cannot read needs the fallback parser at every poll, and is reported once.
  const prolonged = fallbacks.length === 0 ? [] : yield* all<{ readonly source: number }>(PROLONG_FALLBACK, fallbacks, now)
  const known = new Set(prolonged.map(({ source }) => source))
  const added = begun.filter(({ kind, source }) => kind !== 'rescued' || !known.has(source))
  if (added.length > 0) yield* run(ADD, asRows(added.map((one) => toNewRow(one, now))))
  return added.length + prolonged.length
}
/** Renews `ended_at`, so that the incident is stored as long as it continues. */
const PROLONG_FALLBACK: Sql = ({ isIn }) => `
  UPDATE incident SET ended_at = $2 WHERE ${isIn('source', '$1', 'integer')} AND kind = 'rescued' RETURNING source`
const ADD = insertInto('incident', {
  source: 'integer',
  kind: 'text',
  since: 'bigint',
  noticed_at: 'bigint',
  ended_at: 'bigint',
  before: 'text',
  after: 'text',
  failure: 'text',
})
const toNewRow = ({ source, kind, since, before, after, failure }: NewIncident, now: Instant) => ({
  source,
  kind,
  since,
  noticed_at: now,
  ended_at: lasts(kind) ? null : now,
  before,
  after,
  failure: failure === null ? null : JSON.stringify(failure),
})

type WatchedRow = SourceRow & {
  readonly configured_url: string
  readonly seen_format: string | null
  readonly seen_language: string | null
  readonly seen_fallback_reads: number | null
}
const toWatched = (row: WatchedRow, rhythm: Rhythm | null): Watched => ({
  configuredUrl: row.configured_url,
  state: toSourceState(row),
  rhythm,
  seen:
    row.seen_fallback_reads === null
      ? null
      : { format: row.seen_format, language: row.seen_language, fallbackReads: row.seen_fallback_reads },
})
const newlySeen = (row: WatchedRow, { format, language, fallbackReads }: Seen) => {
  const isSame = format === row.seen_format && language === row.seen_language && fallbackReads === row.seen_fallback_reads
  return isSame ? [] : [{ source: row.n, format, language, fallback_reads: fallbackReads }]
}

type IncidentRow = {
  readonly source: string
  readonly kind: IncidentKind
  readonly since: number | null
  readonly noticed_at: number
  readonly ended_at: number | null
  readonly before: string | null
  readonly after: string | null
  readonly failure: string | null
}
const toIncident = (row: IncidentRow): Incident => ({
  source: sourceId(row.source),
  kind: row.kind,
  since: row.since,
  noticedAt: row.noticed_at,
  endedAt: row.ended_at,
  before: row.before,
  after: row.after,
  failure: row.failure === null ? null : (JSON.parse(row.failure) as SourceFailure),
})
