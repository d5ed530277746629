/** What publishers reserve. */
import { type Instant, type SourceId, sourceId } from '../../model/ids.ts'
import type { RightsSignal } from '../../model/reservation.ts'
import type { Database } from '../database.ts'

/** `rights`: JSON, as the caller passed it. */
export type StoredSiteRights = { readonly rights: string; readonly readAt: Instant }

export type Reservations = ReturnType<typeof reservationsIn>

export const reservationsIn = (database: Database) => ({
  /** What the site at this origin, or the licence at this URL, stated when it was last read; null: it was never read. */
  siteRights: async (place: string): Promise<StoredSiteRights | null> => {
    const row = await database.get<SiteRightsRow>('SELECT rights, read_at FROM site_rights WHERE origin = $1', place)
    return row === undefined ? null : { rights: row.rights, readAt: row.read_at }
  },
  noteSiteRights: async (place: string, { rights, readAt }: StoredSiteRights): Promise<void> => {
    await database.run(NOTE_SITE, place, rights, readAt)
  },
  /** The reservations of each source that was read; an empty list: the source reserves nothing. */
  sourceSignals: async (): Promise<ReadonlyMap<SourceId, readonly RightsSignal[]>> => {
    const rows = await database.all<SourceRightsRow>('SELECT source, signals FROM source_rights')
    return new Map(rows.map(({ source, signals }) => [sourceId(source), JSON.parse(signals) as readonly RightsSignal[]]))
  },
  /** Writes only what changed. */
  noteSourceSignals: async (source: SourceId, signals: readonly RightsSignal[], now: Instant): Promise<void> => {
    const json = JSON.stringify(signals)
    if ((await database.get(HAS_SIGNALS, source, json)) === undefined) await database.run(NOTE_SOURCE, source, json, now)
  },
})
const NOTE_SITE = `
  INSERT INTO site_rights (origin, rights, read_at) VALUES ($1, $2, $3)
  ON CONFLICT (origin) DO UPDATE SET rights = excluded.rights, read_at = excluded.read_at`
const HAS_SIGNALS = 'SELECT 1 FROM source_rights WHERE source = $1 AND signals = $2'
const NOTE_SOURCE = `
  INSERT INTO source_rights (source, signals, read_at) VALUES ($1, $2, $3)
  ON CONFLICT (source) DO UPDATE SET signals = excluded.signals, read_at = excluded.read_at`

type SiteRightsRow = { readonly rights: string; readonly read_at: number }
type SourceRightsRow = { readonly source: string; readonly signals: string }
