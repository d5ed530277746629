import { NONE } from '../index/interner.ts'
import { rarityOf, weightOf } from './compare.ts'
import { type KindNumber, kindOfKey, type TraitKey } from './trait-keys.ts'
import { MOST_TRAITS } from './unit-columns.ts'
import type { Units } from './units.ts'
import { roomFor, type WeighedTraits } from './weighed-traits.ts'

/** Traits that fewer units have are most of all: how rare each such number is, is worked out once as long as there are as many units. */
const OFTEN = 256

/** Weighs traits of reports and of units, in place of what was weighed before. */
export const createWeighing = (units: Units) => {
  const { numbers, postings } = units.traits
  const rarities = new Float64Array(OFTEN)
  let rarestOf = NONE

  const rarity = (withTrait: number): number => {
    if (withTrait >= OFTEN) return rarityOf(units.size, withTrait)
    if (rarestOf !== units.size) rarities.fill(0)
    rarestOf = units.size
    const known = rarities[withTrait] ?? 0
    return known === 0 ? (rarities[withTrait] = rarityOf(units.size, withTrait)) : known
  }
  const weigh = (kind: KindNumber, trait: number, share: number): number => {
    const withTrait = postings.sizeOf(trait)
    return weightOf(kind, rarity(withTrait), withTrait) * Math.sqrt(share)
  }
  /** A report's share of a trait counts by its root. */
  const weightAt = (unit: number, posting: number): number => {
    const { traits, kinds, counts, reports } = units.columns
    return weigh(kinds[posting] ?? 0, traits[posting] ?? NONE, (counts[posting] ?? 0) / (reports[unit] ?? 1))
  }
  return {
    report(into: WeighedTraits, keys: readonly TraitKey[]): void {
      roomFor(into, keys.length)
      for (const key of keys) {
        const trait = numbers.find(key)
        put(into, kindOfKey(key), trait, weigh(kindOfKey(key), trait, 1))
      }
    },
    unit(into: WeighedTraits, unit: number): void {
      roomFor(into, MOST_TRAITS)
      const { traits, kinds, lengths } = units.columns
      const from = unit * MOST_TRAITS
      for (let posting = from; posting < from + (lengths[unit] ?? 0); posting += 1)
        put(into, kinds[posting] ?? 0, traits[posting] ?? NONE, weightAt(unit, posting))
    },
    /** What one of the unit's traits weighs. */
    weightAt,
  }
}
export type Weighing = ReturnType<typeof createWeighing>

const put = (into: WeighedTraits, kind: KindNumber, trait: number, weight: number): void => {
  if (weight <= 0) return
  into.kinds[into.size] = kind
  into.traits[into.size] = trait
  into.weights[into.size] = weight
  into.size += 1
}
