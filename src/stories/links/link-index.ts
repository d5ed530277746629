import type { Instant, LanguageTag } from '../../model/ids.ts'
import { NONE } from '../chains.ts'
import type { Meaning } from '../interlingua/table.ts'
import { type CrossLikeness, crossLikeness, type Weighed, weighed } from './compare.ts'
import { type MeaningLikeness, meaningLikeness } from './common-meaning.ts'
import { kindOfKey, traitKeys } from './trait-keys.ts'
import type { Traits } from './traits.ts'
import { MOST_TRAITS } from './unit-columns.ts'
import { createUnits, sumAt, type Units } from './units.ts'
import { weighedUnit, weightsOf } from './weigh-units.ts'

/** One report, as it speaks for its story in its language. */
export type LinkReport = {
  readonly article: string
  readonly language: LanguageTag
  readonly at: Instant
  readonly traits: Traits
  readonly meaning: Meaning | null
}
export type LinkMatch = {
  readonly story: string
  /** The first report of that story in the language that was most like. */
  readonly beside: string
  readonly score: number
  /** Kinds of evidence that speak for it; `meaning` is the likeness of vectors. */
  readonly kinds: ReadonlySet<string>
  /** Shared traits, the most telling first. */
  readonly shared: readonly string[]
}

/**
 * Stories with their reports by language, streaming. A report that starts a story in its language may join the story of other
 * languages that is most like it, if no other story is nearly as like and none of its own language is liker to that story.
 */
export type LinkIndex = {
  match(report: LinkReport): LinkMatch | null
  add(story: string, report: LinkReport): void
}

/** A score from here on joins, where both find each other best. */
const LINK_AT = 0.3
/** Stories are joined if they are alike on average; a single pair may be this much below. */
const LINK_SLACK = 0.2
/** The second best story must be this much less like: where two may be meant, none is, unless both tell of one event. */
const MARGIN = 0.1
const ALIKE_SHARE = 0.6
/** A story of its own language as like to the other, but for this much, keeps a report from joining. */
const RIVAL_MARGIN = 0.2
/** Reports of one event in two languages are no further apart. */
const HOUR = 3_600_000
const LINK_WINDOW_MS = 36 * HOUR

export const createLinkIndex = (): LinkIndex => {
  let units = createUnits()
  let from = Number.NEGATIVE_INFINITY
  return {
    add(story, { traits, ...report }) {
      units.put({ ...report, story, traits: traitKeys(traits).keys() })
      const start = Math.floor(report.at / STEP_MS) * STEP_MS - KEPT_MS
      if (start <= from) return
      from = start
      units = without(units, from)
    },
    match(report) {
      const traits = traitKeys(report.traits)
      const asked: Asked = {
        ...weighed(weightsOf(units, traits.keys()), report.language),
        meaning: meaningLikeness(report.meaning, units.common()),
        first: report.at,
        last: report.at,
      }
      const best = bestUnit(units, asked, units.numberOf(report.language))
      if (best === null || hasLiker(units, best.unit, units.numberOf(report.language), best.score)) return null
      const shared = best.shared.map((trait) => traits.get(trait) ?? '')
      return { ...best, story: units.storyOf(best.unit), beside: units.articleOf(best.unit), shared }
    },
  }
}

const STEP_MS = 24 * HOUR
const KEPT_MS = 96 * HOUR

const without = (units: Units, from: Instant): Units => {
  const all = Array.from({ length: units.size }, (_, unit) => unit)
  const kept = all.filter((unit) => (units.columns.last[unit] ?? 0) >= from)
  if (kept.length === units.size) return units
  const fresh = createUnits()
  for (const unit of kept) fresh.adopt(units, unit)
  return fresh
}

type Asked = Weighed & { readonly meaning: MeaningLikeness; readonly first: Instant; readonly last: Instant }
type Found = CrossLikeness & { readonly unit: number }

/** The unit that is most like, if its story is like on average and no other story may be meant as well. */
const bestUnit = (units: Units, asked: Asked, language: number): Found | null => {
  const found = likelyUnits(units, asked, (other) => other !== language)
    .filter((unit) => units.matesOf(unit).every((mate) => units.columns.languages[mate] !== language))
    .flatMap((unit): readonly Found[] => {
      const like = likeness(units, asked, unit)
      return like === null || like.score < LINK_AT ? [] : [{ ...like, unit }]
    })
    .sort((a, b) => b.score - a.score || a.unit - b.unit)
  const best = found.find(({ unit }) => isLikeOnAverage(units, asked, unit))
  if (best === undefined) return null
  const mates = units.matesOf(best.unit)
  const second = found.find(({ unit }) => !mates.includes(unit))
  const isClear = second === undefined || second.score <= best.score - MARGIN || tellOfOne(units, best.unit, second)
  return isClear ? best : null
}

const isLikeOnAverage = (units: Units, asked: Asked, unit: number): boolean => {
  const told = units.matesOf(unit)
  const sum = told.reduce((total, mate) => total + (likeness(units, asked, mate)?.score ?? 0), 0)
  return sum / told.length >= LINK_AT - LINK_SLACK
}

/** Two that are about as like to one another, and do not count different things, tell of one event: whichever is meant, it is right. */
const tellOfOne = (units: Units, best: number, { unit: second, score }: Found): boolean => {
  const found = likeness(units, askedBy(units, best), second)
  if (found === null || found.score < ALIKE_SHARE * score) return false
  return found.kinds.has('amount') || !(counts(units, best) && counts(units, second))
}

const counts = (units: Units, unit: number): boolean =>
  [...weighedUnit(units, unit).weights.keys()].some((trait) => kindOfKey(trait) === 'amount')

const askedBy = (units: Units, unit: number): Asked => ({
  ...weighedUnit(units, unit),
  meaning: meaningLikeness(sumAt(units.columns, unit), units.common()),
  first: units.columns.first[unit] ?? 0,
  last: units.columns.last[unit] ?? 0,
})

/** Is a story of the report's own language liker to the unit than the report? */
const hasLiker = (units: Units, unit: number, language: number, score: number): boolean => {
  const asked = askedBy(units, unit)
  return likelyUnits(units, asked, (other) => other === language).some(
    (rival) => (likeness(units, asked, rival)?.score ?? 0) > score - RIVAL_MARGIN,
  )
}

const likeness = (units: Units, asked: Asked, unit: number): CrossLikeness | null =>
  crossLikeness(asked, weighedUnit(units, unit), asked.meaning(sumAt(units.columns, unit)))

/** Traits in more units than this tell little, and cost much. */
const MOST_UNITS = 400
/** Postings looked at for one report, of the rarest traits first. */
const MOST_POSTINGS = 800
/** As many units are looked at closely. */
const MOST_LIKELY = 16

/** Units of languages that are meant, near in time, that share the most telling traits: the likeliest first. */
const likelyUnits = (units: Units, asked: Asked, isMeant: (language: number) => boolean): readonly number[] => {
  const { before, found, first, last, languages } = units.columns
  const touched: number[] = []
  let left = MOST_POSTINGS
  for (const { trait, weight } of rarestFirst(units, asked))
    for (let posting = units.newestOf(trait); posting !== NONE && left > 0; posting = before[posting] ?? NONE) {
      const unit = Math.floor(posting / MOST_TRAITS)
      left -= 1
      if (found[unit] === 0) touched.push(unit)
      found[unit] = (found[unit] ?? 0) + weight * weight
    }
  const isNear = (unit: number): boolean =>
    (first[unit] ?? 0) - asked.last <= LINK_WINDOW_MS && asked.first - (last[unit] ?? 0) <= LINK_WINDOW_MS
  const likely: number[] = []
  let least = 0
  for (const unit of touched) {
    const value = found[unit] ?? 0
    if (value <= least || !isMeant(languages[unit] ?? NONE) || !isNear(unit)) continue
    let place = likely.length
    while (place > 0 && (found[likely[place - 1] ?? 0] ?? 0) < value) place -= 1
    likely.splice(place, 0, unit)
    if (likely.length <= MOST_LIKELY) continue
    likely.pop()
    least = found[likely[MOST_LIKELY - 1] ?? 0] ?? 0
  }
  for (const unit of touched) found[unit] = 0
  return likely
}

const rarestFirst = (units: Units, { weights }: Weighed) =>
  [...weights]
    .map(([trait, weight]) => ({ trait, weight, size: units.sizeOf(trait) }))
    .filter(({ size }) => size <= MOST_UNITS)
    .sort((a, b) => a.size - b.size || a.trait - b.trait)
