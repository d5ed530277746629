import { MEANING_UNIT } from '../interlingua/table.ts'
import { type Weighed, weighed, weightOf } from './compare.ts'
import type { TraitKey } from './trait-keys.ts'
import { MOST_TRAITS } from './unit-columns.ts'
import { sumAt, type Units } from './units.ts'

/** A report's traits, weighed as the units have them now. */
export const weightsOf = (units: Units, traits: Iterable<TraitKey>): ReadonlyMap<TraitKey, number> => {
  const weights = new Map<TraitKey, number>()
  for (const trait of traits) {
    const weight = weightOf(trait, units.size, units.sizeOf(trait))
    if (weight > 0) weights.set(trait, weight)
  }
  return weights
}

export const weighedUnit = (units: Units, unit: number): Weighed => {
  const { traits, counts, lengths, reports, meanings } = units.columns
  const weights = new Map<TraitKey, number>()
  const from = unit * MOST_TRAITS
  for (let posting = from; posting < from + (lengths[unit] ?? 0); posting += 1) {
    const trait = traits[posting] ?? 0
    const share = (counts[posting] ?? 0) / (reports[unit] ?? 1)
    const weight = weightOf(trait, units.size, units.sizeOf(trait)) * Math.sqrt(share)
    if (weight > 0) weights.set(trait, weight)
  }
  return weighed(weights, (meanings[unit] ?? 0) === 0 ? null : meaningOf(units, sumAt(units.columns, unit)))
}

/** As if so many stories of no meaning were there: what a few have in common is not what all have. */
const GENERAL_MEANINGS = 30

/** Without what all stories have in common: in one field, everything is about the same. */
export const meaningOf = (units: Units, given: Int16Array | null): Float64Array | null => {
  if (given === null) return null
  const { sum, meanings } = units.common()
  const length = lengthOf(given)
  if (length === 0) return null
  const scale = 1 / (MEANING_UNIT * (meanings + GENERAL_MEANINGS))
  const centred = Float64Array.from(given, (value, index) => value / length - (sum[index] ?? 0) * scale)
  const norm = lengthOf(centred)
  return norm === 0 ? null : centred.map((value) => value / norm)
}

const lengthOf = (vector: ArrayLike<number>): number => {
  let square = 0
  for (let index = 0; index < vector.length; index += 1) square += (vector[index] ?? 0) ** 2
  return Math.sqrt(square)
}
