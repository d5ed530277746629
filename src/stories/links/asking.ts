import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { Meaning } from '../interlingua/table.ts'
import { NONE } from '../numbering.ts'
import { type MeaningLikeness, meaningLikeness } from './common-meaning.ts'
import {
  type CrossLikeness,
  crossLikeness,
  isAmount,
  type Shared,
  type Weighed,
  type WeighedTraits,
  weighed,
} from './compare.ts'
import { isInLatin } from './latin.ts'
import { likelyUnits } from './likely-units.ts'
import type { TraitKey } from './trait-keys.ts'
import { DIMENSIONS } from './unit-columns.ts'
import type { Units } from './units.ts'
import { createWeighing } from './weigh-units.ts'

type AskedReport = {
  readonly language: LanguageTag
  readonly at: Instant
  readonly keys: readonly TraitKey[]
  readonly meaning: Meaning | null
}
type Asked = Weighed & { readonly meaning: MeaningLikeness; readonly first: Instant; readonly last: Instant }

/** Reports of one event in two languages are no further apart. */
const LINK_WINDOW_MS = 36 * 3_600_000
/** A report, or one of the units, that units are compared with: one at a time, each in place of the one before. */
export const createAsking = (units: Units) => {
  const weighing = createWeighing(units)
  const told: WeighedTraits = { kinds: [], traits: [], weights: [] }
  const others: WeighedTraits = { kinds: [], traits: [], weights: [] }
  /** By a trait's number: its place among those told, and one. */
  let places = new Int16Array(1_024)
  let asked: Asked = { ...weighed(told, true), meaning: () => 0, first: 0, last: 0 }

  const forget = (): void => {
    for (const trait of told.traits) if (trait !== NONE) places[trait] = 0
    if (places.length < units.traits.numbers.size) places = new Int16Array(2 * units.traits.numbers.size)
  }
  const begin = (language: LanguageTag, meaning: Int16Array | null, first: Instant, last: Instant): void => {
    for (const [place, trait] of told.traits.entries()) if (trait !== NONE) places[trait] = place + 1
    asked = { ...weighed(told, isInLatin(language)), meaning: meaningLikeness(meaning, units.common()), first, last }
  }
  return {
    report({ language, at, keys, meaning }: AskedReport): void {
      forget()
      weighing.report(told, keys)
      begin(language, meaning, at, at)
    },
    unit(unit: number): void {
      const { sums, first, last } = units.columns
      forget()
      weighing.unit(told, unit)
      const meaning = sums.subarray(unit * DIMENSIONS, (unit + 1) * DIMENSIONS)
      begin(units.languageOf(unit), meaning, first[unit] ?? 0, last[unit] ?? 0)
    },
    /** How like a unit is. Null: fewer than two independent kinds of evidence. */
    likeness(unit: number): CrossLikeness | null {
      weighing.unit(others, unit)
      const other = weighed(others, isInLatin(units.languageOf(unit)))
      return crossLikeness(
        asked,
        other,
        sharedOf(told, others, places, units.traits.numbers.nameOf),
        asked.meaning(units.columns.sums, unit * DIMENSIONS),
      )
    },
    /** Does the unit count something that tells? */
    counts(unit: number): boolean {
      weighing.unit(others, unit)
      return others.kinds.some(isAmount)
    },
    /** Units of languages that are meant, near in time, that share the most telling traits: the likeliest first. */
    likelyUnits(isMeant: (language: number) => boolean): readonly number[] {
      const { first, last, languages } = units.columns
      const isNear = (unit: number): boolean =>
        (first[unit] ?? 0) - asked.last <= LINK_WINDOW_MS && asked.first - (last[unit] ?? 0) <= LINK_WINDOW_MS
      return likelyUnits(units, told, (unit) => isMeant(languages[unit] ?? NONE) && isNear(unit))
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
  for (const [nth, trait] of others.traits.entries()) {
    const place = (places[trait] ?? 0) - 1
    if (place === NONE) continue
    const [kind = 0, weight = 0, matching = 0] = [others.kinds[nth], told.weights[place], others.weights[nth]]
    shared.push({ trait: keyOf(trait), kind, weight, matching, place })
  }
  // Sums are exact in one order only: that of the one that has fewer traits.
  return told.traits.length <= others.traits.length ? shared.sort((a, b) => a.place - b.place) : shared
}
