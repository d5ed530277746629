/** TDMRep (https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/): `/.well-known/tdmrep.json`, header and meta. */
import { countedJson } from '../../lib/counted-json.ts'
import type { RightsSignal } from '../../model/reservation.ts'
import { matchesPath } from './path-pattern.ts'

export type TdmLocation = { readonly location: string; readonly isReserved: boolean; readonly policy: string | null }

/** Several values for each of the entries that are read. */
const BOUNDS = { values: 20_000, depth: 10 }

/** The entries of a tdmrep.json, in order; none if the file is invalid. At most 1,000. */
export const readTdmRep = (text: string): readonly TdmLocation[] => {
  const list = countedJson(text.replace(/^\uFEFF/, ''), BOUNDS)
  if (!Array.isArray(list)) return []
  return list.slice(0, 1_000).flatMap((entry: unknown): readonly TdmLocation[] => {
    if (typeof entry !== 'object' || entry === null) return []
    const { location, ['tdm-reservation']: reservation, ['tdm-policy']: policy } = entry as Readonly<Record<string, unknown>>
    if (typeof location !== 'string') return []
    return [{ location, isReserved: Number(reservation) === 1, policy: typeof policy === 'string' ? policy : null }]
  })
}

/** The signals for a path: the first entry whose location matches decides. */
export const tdmSignals = (locations: readonly TdmLocation[], path: string, base: string): readonly RightsSignal[] => {
  const found = locations.find(({ location }) => matchesPath(location, path))
  return found?.isReserved === true ? [tdmSignal('tdmrep.json', found.policy, base)] : []
}

export const tdmSignal = (from: string, policy: string | null, base: string): RightsSignal => {
  const terms = policy === null ? null : (URL.parse(policy, base)?.href ?? null)
  return {
    from,
    says: 'tdm-reservation: 1',
    reserves: ['text-mining'],
    terms: terms !== null && /^https?:/.test(terms) ? terms : null,
  }
}
