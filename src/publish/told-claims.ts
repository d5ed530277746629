/**
 * What a report tells besides numbers: a place, an organisation, a day, and how something was decided. Each counts only where the report names
 * exactly one, and two reports contradict each other only if what else they tell is alike and no report of the story names both.
 */
import type { StoredArticle } from '../model/article.ts'
import type { LanguageTag } from '../model/ids.ts'
import { amountsAmong, countsIn } from '../text/numbers.ts'
import { nearMonth } from '../text/month-names.ts'
import { type NormalForm, normalForm } from '../text/normal-form.ts'
import { DAY } from '../lib/durations.ts'
import { type Outcome, outcomesIn, stemsOf } from './counted-words.ts'

/** A report with what its source lets others show. */
export type ShownReport = Pick<StoredArticle, 'id' | 'language' | 'title' | 'summary' | 'publishedAt' | 'places' | 'entities'>

export const TOLD = ['place', 'name', 'day', 'decision'] as const

/** `value`: the id of a place or an organisation, a day as `06-30`, an outcome. `written`: as the report writes it. */
export type Told = {
  readonly thing: (typeof TOLD)[number]
  readonly value: string
  readonly written: string
  readonly sentence: string
  readonly report: ShownReport
  readonly words: ReadonlySet<string>
  readonly places: ReadonlySet<string>
  readonly names: ReadonlySet<string>
  readonly amounts: ReadonlySet<string>
}
export type Sentence = NormalForm & { readonly sentence: string }

/** `named`: by thing, all that the report names, also together with others. */
export type ToldOf = { readonly claims: readonly Told[]; readonly named: readonly Named[] }
type Named = { readonly thing: Told['thing']; readonly values: ReadonlySet<string> }
type Value = Pick<Told, 'value' | 'written' | 'sentence'>

/** `sentences`: the title, then those of the excerpt. */
export const toldOf = (report: ShownReport, sentences: readonly Sentence[]): ToldOf => {
  const days = sentences.flatMap((sentence) => daysIn(sentence, report.language))
  const [places, names] = [idsOf(report.places.filter(isOfCountry)), idsOf(report.entities)]
  const counts = countsIn(sentences.map(({ text }) => text).join('\n'))
  const amounts = amountsAmong(counts.filter(({ value, isShare }) => isShare || value > A_MONTH))
  const claim = (thing: Told['thing'], one: Value | undefined): readonly Told[] =>
    one === undefined ? [] : [{ ...one, thing, report, places, names, amounts, words: stemsOf(normalForm(one.sentence).text) }]
  return {
    named: [
      { thing: 'place', values: idsOf(report.places) },
      { thing: 'name', values: names },
      { thing: 'day', values: new Set(days.map(({ value }) => value)) },
    ],
    claims: [
      ...claim('place', placeOf(report)),
      ...claim('name', inTitle(report, report.entities)),
      ...claim('day', only(days.filter(({ value }) => isAhead(value, report.publishedAt)))),
      ...claim('decision', only(sentences.slice(0, 1).flatMap(outcomeOf)) ?? only(sentences.slice(1, 2).flatMap(outcomeOf))),
    ],
  }
}

/** Smaller numbers are also days, and parts of names: iPhone 15. */
const A_MONTH = 31

type Tag = ShownReport['places'][number] | ShownReport['entities'][number]
const idsOf = (tags: readonly Tag[]): ReadonlySet<string> => new Set(tags.map(({ id }) => id))

/** Ids of places begin with the country's; regions have no country. */
const isOfCountry = ({ id }: Tag): boolean => /^[A-Z]{2}(?:-|$)/.test(id) && id !== 'EU'
const isWithin = (id: string, other: string): boolean => id === other || id.startsWith(`${other}-`)
const mostSpecific = <One extends Tag>(places: readonly One[]): readonly One[] =>
  places.filter(({ id }) => !places.some((other) => other.id !== id && isWithin(other.id, id)))

/** The value, if there is one. */
const only = (of: readonly Value[]): Value | undefined => (new Set(of.map(({ value }) => value)).size === 1 ? of[0] : undefined)

const inTitle = ({ title }: ShownReport, tags: readonly Tag[]): Value | undefined =>
  only(
    tags.flatMap(({ id, evidence }) => {
      const at = evidence.find(({ field }) => field === 'title')
      return at === undefined ? [] : [{ value: id, written: title.slice(at.start, at.end), sentence: title }]
    }),
  )

/** Where a headline begins with a country, the country does what it tells: another one may do the same. */
const placeOf = (report: ShownReport): Value | undefined => {
  const found = inTitle(report, mostSpecific(report.places.filter(isOfCountry)))
  return found !== undefined &&
    report.title.startsWith(found.written) &&
    !/^\s?[:：,،]/u.test(report.title.slice(found.written.length))
    ? undefined
    : found
}

const DAY_MONTH =
  /(?<![\p{L}\p{N}.,:/-])(?<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?,? (?:de |of )?(?<month>\p{L}[\p{L}\p{M}]{2,})/gu
const MONTH_DAY =
  /(?<![\p{L}\p{M}\p{N}])(?<month>\p{L}[\p{L}\p{M}]{2,20})\.? (?<day>\d{1,2})(?:st|nd|rd|th|\.)?(?![\p{L}\p{N}%]|[.,:]\d| ?[-–] ?\d)/gu
const EAST_ASIAN = /(?<month>\d{1,2}) ?[月월] ?(?<day>\d{1,2}) ?[日일]/gu

const daysIn = ({ sentence, text, at }: Sentence, language: LanguageTag): readonly Value[] =>
  [DAY_MONTH, MONTH_DAY, EAST_ASIAN].flatMap((expression) =>
    Array.from(text.matchAll(expression)).flatMap(
      ({ 0: whole, index, groups: { month = '', day = '' } = {} }): readonly Value[] => {
        const number = /\d/.test(month) ? Number(month) : monthOf(month, language)
        if (number === null || number > 12 || Number(day) < 1 || Number(day) > 31) return []
        const value = [number, day].map((part) => String(part).padStart(2, '0')).join('-')
        return [{ value, written: sentence.slice(at(index), at(index + whole.length)), sentence }]
      },
    ),
  )
const monthOf = (written: string, language: LanguageTag): number | null => {
  const month = nearMonth(written, language)
  return month?.calendar === 'gregorian' ? month.month : null
}

/** Does the day come in the half year after the report? Days gone by are those of the reports, or of what led to the event. */
const isAhead = (value: string, at: number): boolean => {
  const days = (Date.parse(`${new Date(at).getUTCFullYear()}-${value}`) - at) / DAY
  return (days > 1 && days < HALF_A_YEAR) || days < HALF_A_YEAR - 365
}
const HALF_A_YEAR = 182

/** Of the first two pairs the first one counts: what ends a ban names the ban, and who is not guilty is named guilty. */
const OPPOSITES: readonly (readonly [Outcome, Outcome])[] = [
  ['lifted', 'blocked'],
  ['acquitted', 'convicted'],
  ['approved', 'rejected'],
]

const outcomeOf = ({ sentence, text, at }: Sentence): readonly Value[] => {
  const found = outcomesIn(text).flatMap(({ roles, start, end }) =>
    roles.map((value) => ({ value, written: sentence.slice(at(start), at(end)), sentence })),
  )
  const isTold = (outcome: Outcome): boolean => found.some(({ value }) => value === outcome)
  if (isTold('undecided')) return []
  return found.filter(({ value }) => !OPPOSITES.slice(0, 2).some(([ends, other]) => value === other && isTold(ends)))
}

/** Do two claims of one thing deny each other, and does no report of the story name both? */
export const contradict = (one: Told, other: Told, named: readonly Named[]): boolean => {
  const [value, another] = [one.value, other.value]
  if (one.thing === 'decision')
    return OPPOSITES.some((pair) => value !== another && [value, another].every((told) => pair.some((of) => of === told)))
  if (isWithin(value, another) || isWithin(another, value)) return false
  const isNamed = (values: ReadonlySet<string>, told: string): boolean => [...values].some((id) => isWithin(id, told))
  return !named.some(({ thing, values }) => thing === one.thing && isNamed(values, value) && isNamed(values, another))
}

/** Is what the two tell alike but for the value? Places and organisations change within a story more often than reports err: an amount is the same too. */
export const areAlike = (one: Told, other: Told): boolean => {
  const [places, names, amounts] = (['places', 'names', 'amounts'] as const).map(
    (kind) => !one[kind].isDisjointFrom(other[kind]),
  )
  if (amounts !== true && (one.thing === 'place' || one.thing === 'name')) return false
  if (one.report.language !== other.report.language) return [places, names, amounts].filter((isShared) => isShared).length > 1
  const shared = one.words.intersection(other.words).size
  return shared >= FEWEST_WORDS && shared / Math.min(one.words.size, other.words.size) >= ALIKE
}
const FEWEST_WORDS = 3
const ALIKE = 0.5
