import type { Instant, SourceId } from './ids.ts'
import type { SourceFailure } from './source.ts'

/** The first four last until they are over; the others happen. */
export type IncidentKind = 'silent' | 'moved' | 'gone' | 'failing' | 'language' | 'format' | 'rescued'

/** A trouble of a source that lasts, or its end. */
export type Incident = {
  readonly source: SourceId
  readonly kind: IncidentKind
  /** Since when it has been so; null: from the beginning, or it is not known. */
  readonly since: Instant | null
  /** When we noticed; with source and kind it names the incident. */
  readonly noticedAt: Instant
  /** Null: it is so still. */
  readonly endedAt: Instant | null
  /** Addresses, languages or formats. */
  readonly before: string | null
  readonly after: string | null
  readonly failure: SourceFailure | null
}
