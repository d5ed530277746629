import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { Meaning } from '../embeddings/table.ts'
import { NONE } from '../index/interner.ts'
import { createMeaningLikeness } from './common-meaning.ts'
import { weighed } from './compare.ts'
import { isInLatin } from './latin.ts'
import type { TraitKey } from './trait-keys.ts'
import { DIMENSIONS, MOST_TRAITS } from './unit-columns.ts'
import type { Units } from './units.ts'
import type { Weighing } from './weigh-units.ts'
import { createWeighedTraits } from './weighed-traits.ts'

export type AskedReport = {
  readonly language: LanguageTag
  readonly at: Instant
  readonly keys: readonly TraitKey[]
  readonly meaning: Meaning | null
}

/** What units are compared with, one at a time, each in place of the one before: a report, or one of the units. */
export type Told = ReturnType<typeof createTold>

export const createTold = (units: Units, weighing: Weighing) => {
  const told = {
    traits: createWeighedTraits(MOST_TRAITS),
    /** What they weigh together. */
    weighed: { square: 0, words: 0, isLatin: false },
    /** By a trait's number: its place among them, and one. */
    places: new Int16Array(1_024),
    meaning: createMeaningLikeness(),
    first: 0,
    last: 0,
    report({ language, at, keys, meaning }: AskedReport): void {
      forget()
      weighing.report(told.traits, keys)
      begin(language, meaning, at, at)
    },
    unit(unit: number): void {
      const { sums, first, last } = units.columns
      forget()
      weighing.unit(told.traits, unit)
      const meaning = sums.subarray(unit * DIMENSIONS, (unit + 1) * DIMENSIONS)
      begin(units.languageOf(unit), meaning, first[unit] ?? 0, last[unit] ?? 0)
    },
  }
  const forget = (): void => {
    const { size, traits } = told.traits
    for (let place = 0; place < size; place += 1) if (traits[place] !== NONE) told.places[traits[place] ?? 0] = 0
    if (told.places.length < units.traits.numbers.size) told.places = new Int16Array(2 * units.traits.numbers.size)
  }
  const begin = (language: LanguageTag, meaning: Int16Array | null, first: Instant, last: Instant): void => {
    const { size, traits } = told.traits
    for (let place = 0; place < size; place += 1) if (traits[place] !== NONE) told.places[traits[place] ?? 0] = place + 1
    told.weighed = weighed(told.traits, isInLatin(language))
    told.meaning.ask(meaning, units.common())
    told.first = first
    told.last = last
  }
  return told
}
