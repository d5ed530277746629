/** The part of the store's contract for what publishers reserve. */
import type { Instant, SourceId } from '../../model/ids.ts'
import type { RightsSignal } from '../../model/reservation.ts'

/** `rights`: JSON, as the caller passed it. */
export type StoredSiteRights = { readonly rights: string; readonly readAt: Instant }

export interface Reservations {
  /** What the site at this origin, or the licence at this URL, stated when it was last read; null: it was never read. */
  siteRights(place: string): Promise<StoredSiteRights | null>
  noteSiteRights(place: string, site: StoredSiteRights): Promise<void>
  /** The reservations of each source that was read; an empty list: the source reserves nothing. */
  sourceSignals(): Promise<ReadonlyMap<SourceId, readonly RightsSignal[]>>
  /** Writes only what changed. */
  noteSourceSignals(source: SourceId, signals: readonly RightsSignal[], now: Instant): Promise<void>
}
