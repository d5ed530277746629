import { type Weighed, weighed, weightOf } from './compare.ts'
import type { TraitKey } from './trait-keys.ts'
import { MOST_TRAITS } from './unit-columns.ts'
import type { Units } from './units.ts'

/** A report's traits, weighed as the units have them now. */
export const weightsOf = (units: Units, traits: Iterable<TraitKey>): ReadonlyMap<TraitKey, number> => {
  const weights = new Map<TraitKey, number>()
  for (const trait of traits) {
    const weight = weightOf(trait, units.size, units.sizeOf(trait))
    if (weight > 0) weights.set(trait, weight)
  }
  return weights
}

/** A unit's traits; a report's share of a trait counts by its root. */
export const weighedUnit = (units: Units, unit: number): Weighed => {
  const { traits, counts, lengths, reports } = units.columns
  const weights = new Map<TraitKey, number>()
  const from = unit * MOST_TRAITS
  for (let posting = from; posting < from + (lengths[unit] ?? 0); posting += 1) {
    const trait = traits[posting] ?? 0
    const share = (counts[posting] ?? 0) / (reports[unit] ?? 1)
    const weight = weightOf(trait, units.size, units.sizeOf(trait)) * Math.sqrt(share)
    if (weight > 0) weights.set(trait, weight)
  }
  return weighed(weights, units.languageOf(unit))
}
