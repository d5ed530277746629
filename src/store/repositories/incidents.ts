import { DAY } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import type { IncidentKind } from '../../model/source.ts'
import { lasts, QUIET_MS, type Rhythm, seenNow, type Trouble, troublesOf } from '../incident-rules.ts'
import type { SourceQueue } from '../ports/source-queue.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { type IncidentRow, toIncident, toWatched, type WatchedRow } from '../rows/incident-rows.ts'

export const incidentPart = (engine: Engine): Pick<SourceQueue, 'watchSources' | 'incidents'> => ({
  watchSources: async (now) => watchSources(engine, now),
  incidents: async (limit) => engine.all<IncidentRow>(INCIDENTS, limit).map(toIncident),
})

type OpenRow = { readonly n: number; readonly source: number; readonly kind: IncidentKind }

const watchSources = (engine: Engine, now: Instant): number => {
  if (!engine.isWritable()) return 0
  return engine.write(() => {
    const rows = engine.all<WatchedRow>(WATCHED)
    const rhythms = rhythmsOf(engine, now)
    const open = Map.groupBy(engine.all<OpenRow>(OPEN), ({ source }) => source)
    let changed = engine.run(WITHDRAWN) + engine.run('DELETE FROM incident WHERE ended_at < ?', now - HISTORY_MS)
    for (const row of rows) {
      const watched = toWatched(row, rhythms)
      changed += note(engine, row.n, { troubles: troublesOf(watched, now), open: open.get(row.n) ?? [], now })
      const { format, language, fallbackReads } = seenNow(watched)
      if (format !== row.seen_format || language !== row.seen_language || fallbackReads !== row.seen_fallback_reads)
        engine.run(SEEN, row.n, format, language, fallbackReads)
    }
    return changed
  })
}

const WATCHED = `
  SELECT s.*, v.format AS seen_format, v.language AS seen_language, v.fallback_reads AS seen_fallback_reads
  FROM source s LEFT JOIN source_seen v ON v.source = s.n
  WHERE s.configured = 1 AND s.active = 1`
const OPEN = 'SELECT n, source, kind FROM incident WHERE ended_at IS NULL'
/** Sources that are no longer polled have no open incidents; these are deleted, not ended. */
const WITHDRAWN = `
  DELETE FROM incident WHERE ended_at IS NULL
    AND source NOT IN (SELECT n FROM source WHERE configured = 1 AND active = 1)`
const SEEN = 'INSERT OR REPLACE INTO source_seen (source, format, language, fallback_reads) VALUES (?, ?, ?, ?)'
const HISTORY_MS = 180 * DAY

/** For sources that have delivered nothing for at least QUIET_MS. */
const rhythmsOf = (engine: Engine, now: Instant): ReadonlyMap<number, Rhythm> =>
  new Map(engine.all<Rhythm & { readonly source: number }>(RHYTHMS, now - QUIET_MS).map((row) => [row.source, row]))
const RHYTHMS = `
  SELECT s.n AS source, count(a.n) AS articles, coalesce(min(a.sort_at), 0) AS "from", coalesce(max(a.sort_at), 0) AS "to"
  FROM source s LEFT JOIN article a ON a.source = s.n AND a.story IS NOT NULL
  WHERE s.configured = 1 AND s.active = 1 AND s.changed_at < ?
  GROUP BY s.n`

type Noting = { readonly troubles: readonly Trouble[]; readonly open: readonly OpenRow[]; readonly now: Instant }

const note = ({ run }: Engine, source: number, { troubles, open, now }: Noting): number => {
  let changed = 0
  for (const { n } of open.filter(({ kind }) => troubles.every((trouble) => trouble.kind !== kind)))
    changed += run('UPDATE incident SET ended_at = ? WHERE n = ?', now, n)
  for (const { kind, since, before, after, failure } of troubles) {
    if (open.some((known) => known.kind === kind)) continue
    // A feed that our parser cannot read needs the fallback parser at every poll, and is reported once.
    if (kind === 'rescued' && run(PROLONG_FALLBACK, now, source) > 0) continue
    const ended = lasts(kind) ? null : now
    changed += run(ADD, source, kind, since, now, ended, before, after, failure === null ? null : JSON.stringify(failure))
  }
  return changed
}
const ADD = `
  INSERT INTO incident (source, kind, since, noticed_at, ended_at, before, after, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
/** Renews `ended_at`, so that the incident is stored as long as it continues. */
const PROLONG_FALLBACK = `UPDATE incident SET ended_at = ? WHERE source = ? AND kind = 'rescued'`

const INCIDENTS = `
  SELECT s.id AS source, i.kind, i.since, i.noticed_at, i.ended_at, i.before, i.after, i.failure
  FROM incident i JOIN source s ON s.n = i.source
  ORDER BY CASE WHEN i.kind = 'rescued' THEN i.noticed_at ELSE max(i.noticed_at, coalesce(i.ended_at, 0)) END DESC, i.n DESC
  LIMIT ?`
