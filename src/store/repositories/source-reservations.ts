import type { Engine } from '../dialects/sqlite/engine.ts'
import type { Reservations } from '../ports/reservations.ts'
import { type SiteRightsRow, type SourceRightsRow, toSourceSignals } from '../rows/reservation-rows.ts'

export const reservationPart = (engine: Engine): Reservations => ({
  siteRights: async (origin) => {
    const row = engine.get<SiteRightsRow>('SELECT rights, read_at FROM site_rights WHERE origin = ?', origin)
    return row === undefined ? null : { rights: row.rights, readAt: row.read_at }
  },
  noteSiteRights: async (origin, { rights, readAt }) => {
    engine.write(() =>
      engine.run('INSERT OR REPLACE INTO site_rights (origin, rights, read_at) VALUES (?, ?, ?)', origin, rights, readAt),
    )
  },
  sourceSignals: async () => toSourceSignals(engine.all<SourceRightsRow>('SELECT source, signals FROM source_rights')),
  noteSourceSignals: async (source, signals, now) => {
    const json = JSON.stringify(signals)
    if (engine.get('SELECT 1 FROM source_rights WHERE source = ? AND signals = ?', source, json) !== undefined) return
    engine.write(() =>
      engine.run('INSERT OR REPLACE INTO source_rights (source, signals, read_at) VALUES (?, ?, ?)', source, json, now),
    )
  },
})
