import { NONE } from '../index/interner.ts'
import { type CrossLikeness, crossLikeness, isAmount, type Shared, weighed } from './compare.ts'
import { likelyUnits } from './likely-units.ts'
import { createReach } from './reach.ts'
import { type AskedReport, createTold } from './told.ts'
import type { TraitKey } from './trait-keys.ts'
import { DIMENSIONS, MOST_TRAITS } from './unit-columns.ts'
import type { Units } from './units.ts'
import { createWeighing } from './weigh-units.ts'
import { createWeighedTraits, type WeighedTraits } from './weighed-traits.ts'

/** Reports of one event in two languages are no further apart. */
const LINK_WINDOW_MS = 36 * 3_600_000
/** A report, or one of the units, that units are compared with: one at a time, each in place of the one before. */
export const createAsking = (units: Units) => {
  const weighing = createWeighing(units)
  const told = createTold(units, weighing)
  const couldReach = createReach(units, weighing, told)
  const others = createWeighedTraits(MOST_TRAITS)
  const apart = (unit: number): number => {
    const { first, last } = units.columns
    return Math.max(0, (first[unit] ?? 0) - told.last, told.first - (last[unit] ?? 0))
  }
  return {
    report: (asked: AskedReport): void => told.report(asked),
    unit: (unit: number): void => told.unit(unit),
    /** Could the unit be as like as this? No is certain, and costs much less than to tell how like it is. */
    couldReach: (unit: number, least: number): boolean => couldReach(unit, units.isLatin(unit), least),
    /** How like a unit is. Null: fewer than two independent kinds of evidence. */
    likeness(unit: number): CrossLikeness | null {
      weighing.unit(others, unit)
      return crossLikeness(
        told.weighed,
        weighed(others, units.isLatin(unit)),
        sharedOf(told.traits, others, told.places, units.traits.numbers.nameOf),
        told.meaning.likeness(units.columns.sums, unit * DIMENSIONS),
      )
    },
    /** Time in milliseconds between the unit and what it is compared with; none where both were told at once. */
    apart,
    /** Does the unit count something that tells? */
    counts(unit: number): boolean {
      weighing.unit(others, unit)
      return others.kinds.subarray(0, others.size).some(isAmount)
    },
    /** Units of languages that are meant, near in time, that share the most telling traits: the likeliest first. */
    likelyUnits(isMeant: (language: number) => boolean): readonly number[] {
      const { languages } = units.columns
      const isNear = (unit: number): boolean => apart(unit) <= LINK_WINDOW_MS
      return likelyUnits(units, told.traits, (unit) => isMeant(languages[unit] ?? NONE) && isNear(unit))
    },
  }
}

/** `places`: by a trait's number, its place among those told, and one. */
const sharedOf = (
  told: WeighedTraits,
  others: WeighedTraits,
  places: Int16Array,
  keyOf: (trait: number) => TraitKey,
): readonly Shared[] => {
  const shared: Shared[] = []
  for (let nth = 0; nth < others.size; nth += 1) {
    const trait = others.traits[nth] ?? 0
    const place = (places[trait] ?? 0) - 1
    if (place === NONE) continue
    const [kind = 0, weight = 0, matching = 0] = [others.kinds[nth], told.weights[place], others.weights[nth]]
    shared.push({ trait: keyOf(trait), kind, weight, matching, place })
  }
  // Sums are exact in one order only: that of the one that has fewer traits.
  return told.size <= others.size ? shared.sort((a, b) => a.place - b.place) : shared
}
