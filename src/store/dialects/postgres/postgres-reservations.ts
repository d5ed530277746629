import type { Reservations } from '../../ports/reservations.ts'
import { type SiteRightsRow, type SourceRightsRow, toSourceSignals } from '../../rows/reservation-rows.ts'
import type { PostgresEngine } from './postgres-engine.ts'

export const postgresReservations = ({ all, get, run }: PostgresEngine): Reservations => ({
  siteRights: async (origin) => {
    const row = await get<SiteRightsRow>('SELECT rights, read_at FROM site_rights WHERE origin = $1', origin)
    return row === undefined ? null : { rights: row.rights, readAt: row.read_at }
  },
  noteSiteRights: async (origin, { rights, readAt }) => {
    await run(NOTE_SITE, origin, rights, readAt)
  },
  sourceSignals: async () => toSourceSignals(await all<SourceRightsRow>('SELECT source, signals FROM source_rights')),
  noteSourceSignals: async (source, signals, now) => {
    await run(NOTE_SOURCE, source, JSON.stringify(signals), now)
  },
})
const NOTE_SITE = `
  INSERT INTO site_rights (origin, rights, read_at) VALUES ($1, $2, $3)
  ON CONFLICT (origin) DO UPDATE SET rights = excluded.rights, read_at = excluded.read_at`
const NOTE_SOURCE = `
  INSERT INTO source_rights AS r (source, signals, read_at) VALUES ($1, $2, $3)
  ON CONFLICT (source) DO UPDATE SET signals = excluded.signals, read_at = excluded.read_at WHERE r.signals <> excluded.signals`
