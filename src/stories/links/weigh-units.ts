import { NONE } from '../numbering.ts'
import { rarityOf, type WeighedTraits, weightOf } from './compare.ts'
import { type KindNumber, kindOfKey, type TraitKey } from './trait-keys.ts'
import { MOST_TRAITS } from './unit-columns.ts'
import type { Units } from './units.ts'

/** Traits that fewer units have are most of all: how rare each such number is, is worked out once as long as there are as many units. */
const OFTEN = 256

/** Weighs traits of reports and of units, in place of what was weighed before. */
export const createWeighing = (units: Units) => {
  const rarities = new Float64Array(OFTEN)
  let rarestOf = NONE

  const rarity = (withTrait: number): number => {
    if (withTrait >= OFTEN) return rarityOf(units.size, withTrait)
    if (rarestOf !== units.size) rarities.fill(0)
    rarestOf = units.size
    const known = rarities[withTrait] ?? 0
    return known === 0 ? (rarities[withTrait] = rarityOf(units.size, withTrait)) : known
  }
  const put = ({ kinds, traits, weights }: WeighedTraits, kind: KindNumber, trait: number, share: number): void => {
    const withTrait = units.traits.postings.sizeOf(trait)
    const weight = weightOf(kind, rarity(withTrait), withTrait) * Math.sqrt(share)
    if (weight <= 0) return
    kinds.push(kind)
    traits.push(trait)
    weights.push(weight)
  }
  return {
    report(into: WeighedTraits, keys: readonly TraitKey[]): void {
      empty(into)
      for (const key of keys) put(into, kindOfKey(key), units.traits.numbers.find(key), 1)
    },
    /** A report's share of a trait counts by its root. */
    unit(into: WeighedTraits, unit: number): void {
      empty(into)
      const { traits, kinds, counts, lengths, reports } = units.columns
      const from = unit * MOST_TRAITS
      for (let posting = from; posting < from + (lengths[unit] ?? 0); posting += 1)
        put(into, kinds[posting] ?? 0, traits[posting] ?? NONE, (counts[posting] ?? 0) / (reports[unit] ?? 1))
    },
  }
}

const empty = ({ kinds, traits, weights }: WeighedTraits): void => {
  kinds.length = 0
  traits.length = 0
  weights.length = 0
}
