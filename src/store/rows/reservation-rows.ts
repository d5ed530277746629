import { type SourceId, sourceId } from '../../model/ids.ts'
import type { RightsSignal } from '../../model/reservation.ts'

export type SiteRightsRow = { readonly rights: string; readonly read_at: number }
export type SourceRightsRow = { readonly source: string; readonly signals: string }

export const toSourceSignals = (rows: readonly SourceRightsRow[]): ReadonlyMap<SourceId, readonly RightsSignal[]> =>
  new Map(rows.map(({ source, signals }) => [sourceId(source), JSON.parse(signals) as readonly RightsSignal[]]))
