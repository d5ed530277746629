import { sourceId } from '../../model/ids.ts'
import type { Incident, IncidentKind, SourceFailure } from '../../model/source.ts'
import type { Rhythm, Watched } from '../incident-rules.ts'
import { type SourceRow, toSourceState } from './source-rows.ts'

export type WatchedRow = SourceRow & {
  readonly configured_url: string
  readonly seen_format: string | null
  readonly seen_language: string | null
  readonly seen_fallback_reads: number | null
}

export const toWatched = (row: WatchedRow, rhythms: ReadonlyMap<number, Rhythm>): Watched => ({
  configuredUrl: row.configured_url,
  state: toSourceState(row),
  rhythm: rhythms.get(row.n) ?? null,
  seen:
    row.seen_fallback_reads === null
      ? null
      : { format: row.seen_format, language: row.seen_language, fallbackReads: row.seen_fallback_reads },
})

export type IncidentRow = {
  readonly source: string
  readonly kind: IncidentKind
  readonly since: number | null
  readonly noticed_at: number
  readonly ended_at: number | null
  readonly before: string | null
  readonly after: string | null
  readonly failure: string | null
}

export const toIncident = (row: IncidentRow): Incident => ({
  source: sourceId(row.source),
  kind: row.kind,
  since: row.since,
  noticedAt: row.noticed_at,
  endedAt: row.ended_at,
  before: row.before,
  after: row.after,
  failure: row.failure === null ? null : (JSON.parse(row.failure) as SourceFailure),
})
