/** The part of the store's contract that keeps what publishers reserve. */
import type { Instant, SourceId } from '../../model/ids.ts'
import type { RightsSignal } from '../../model/reservation.ts'

/** `rights`: JSON, as it was given. */
export type StoredSiteRights = { readonly rights: string; readonly readAt: Instant }

export interface Reservations {
  /** What the site at this origin, or the licence at this address, said when it was last asked; null: it never was. */
  siteRights(place: string): Promise<StoredSiteRights | null>
  noteSiteRights(place: string, site: StoredSiteRights): Promise<void>
  /** Of each source that was read, what it reserves; an empty list: nothing. */
  sourceSignals(): Promise<ReadonlyMap<SourceId, readonly RightsSignal[]>>
  /** Writes only what differs. */
  noteSourceSignals(source: SourceId, signals: readonly RightsSignal[], now: Instant): Promise<void>
}
