/**
 * Who says it otherwise: numbers of one thing, such as the dead of one event, places, organisations, days and decisions that differ between the
 * reports of a story. A difference is shown only if it is one: rounded numbers, "more than 6,000" beside 6,301, and counts of different things are none.
 */
import { mapInSteps, type Steps } from '../lib/steps.ts'
import type { ArticleId, Instant, LanguageTag, SourceId } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import type { Story } from '../model/story.ts'
import { currencyAt } from '../text/money.ts'
import { createNormalizer } from '../text/normal-form.ts'
import { type Count, countsIn } from '../text/numbers.ts'
import {
  countedWordsIn,
  isSmallWord,
  numeralsIn,
  type Role,
  rolesOf,
  stemOf,
  stemsOf,
  type Thing,
  THINGS,
  type WordAt,
} from './counted-words.ts'
import { republished } from './republished.ts'
import { areAlike, contradict, type Sentence, type ShownReport, TOLD, type Told, toldOf } from './told-claims.ts'

/** What some reports say. `sentence`: that of the first report that says it, from what its source lets others show. */
export type Saying = {
  /** As this report writes it. */
  readonly written: string
  /** Of a number its value; else as in `Told`. */
  readonly value: number | string
  readonly languages: readonly LanguageTag[]
  readonly reports: number
  readonly article: ArticleId
  readonly sentence: string
  readonly since: Instant
}

export const DIFFERING = [...THINGS, ...TOLD]
export type DifferingThing = (typeof DIFFERING)[number]

/** `unit`: the currency of a sum, else null. */
export type Difference = {
  readonly thing: DifferingThing
  readonly unit: string | null
  /** Two or more, the earliest first. */
  readonly sayings: readonly Saying[]
}

/** The differences between the reports of a story that are not copies, those of most reports first, by what their sources let others show. */
export function* storyDifferences(story: Story, sources: (id: SourceId) => Source | undefined): Steps<readonly Difference[]> {
  const reports = story.articles.filter(({ copyOf }) => copyOf === null).slice(-MOST_REPORTS)
  return yield* differencesInSteps(
    reports.map((article) => ({ ...article, summary: republished(article, sources(article.source)).summary })),
  )
}

/** The newest so many reports are compared. */
const MOST_REPORTS = 100
const MOST_DIFFERENCES = 8
const MOST_SAYINGS = 6

export function* differencesInSteps(reports: readonly ShownReport[]): Steps<readonly Difference[]> {
  const normalize = createNormalizer()
  const read = yield* mapInSteps(reports, (report) => {
    const sentences = [report.title, ...report.summary.split(SENTENCE_END).slice(0, MOST_SENTENCES)].map((sentence) => ({
      sentence,
      ...normalize(sentence),
    }))
    return { numbers: claimsOf(report, sentences), told: toldOf(report, sentences) }
  })
  const found: Difference[] = []
  const add = <One extends Said>(same: readonly One[], isComparable: Relation<One>, isApart: Relation<One>): void => {
    for (const group of comparableGroups(same, isComparable)) {
      const difference = differenceOf(group, isComparable, isApart)
      if (difference !== null) found.push(difference)
    }
  }
  for (const same of Map.groupBy(
    read.flatMap(({ numbers }) => numbers),
    ({ key }) => key,
  ).values()) {
    yield
    add(same, areComparable, areApart)
  }
  const named = read.flatMap(({ told }) => told.named)
  for (const same of Map.groupBy(
    read.flatMap(({ told }) => told.claims),
    ({ thing }) => thing,
  ).values()) {
    yield
    add(same, areAlike, (one, other) => contradict(one, other, named))
  }
  const weight = ({ sayings }: Difference): number => sayings.reduce((sum, { reports: count }) => sum + count, 0)
  return found.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_DIFFERENCES)
}

type Relation<One> = (one: One, other: One) => boolean
/** What a number and any other claim have in common. `unit` is left out where there is none. */
type Said = Pick<Told, 'written' | 'sentence' | 'report'> &
  Pick<Saying, 'value'> & { readonly thing: DifferingThing; readonly unit?: string | null }

type Claim = {
  readonly key: string
  readonly thing: Thing
  readonly unit: string | null
  readonly value: number
  /** The values that the report means by the number. */
  readonly from: number
  readonly to: number
  readonly written: string
  readonly sentence: string
  readonly report: ShownReport
  readonly words: ReadonlySet<string>
  /** All numbers of the report: of two that it names itself, one contradicts nobody. */
  readonly values: ReadonlySet<number>
}

const SENTENCE_END = /(?<=[.!?۔؟።।]["”’»)]?)\s|(?<=[。！？｡])|\n/u
const MOST_SENTENCES = 6

const claimsOf = (report: ShownReport, shown: readonly Sentence[]): readonly Claim[] => {
  const sentences = shown.map((one) => ({ ...one, counts: numbersIn(one.text, report.language) }))
  const values = new Set(sentences.flatMap(({ counts }) => counts.map(({ value }) => value)))
  return sentences.flatMap((one) => claimsIn(one, report, values))
}

/** Numbers in digits and in words, in their order. */
const numbersIn = (normal: string, language: LanguageTag): readonly Count[] =>
  [...countsIn(normal), ...numeralsIn(normal, language).map((numeral) => ({ ...numeral, isShare: false, isCommon: true }))]
    .map((count) => (isBillion(normal, count) ? { ...count, value: count.value * 1e9, end: count.end + 1 } : count))
    .toSorted((one, other) => one.start - other.start)

/** $7B. Elsewhere a letter after a number is part of a name. */
const isBillion = (normal: string, { start, end }: Count): boolean =>
  BILLION.test(normal.slice(end, end + 2)) && currencyAt(normal, start, end) !== null
const BILLION = /^b(?![\p{L}\p{N}])/u

const claimsIn = (
  { sentence, text, at, counts }: Sentence & { readonly counts: readonly Count[] },
  report: ShownReport,
  values: ReadonlySet<number>,
): readonly Claim[] => {
  const found = counts.length === 0 ? [] : countedWordsIn(text)
  if (!found.some(({ roles }) => thingAmong(roles) !== null)) return []
  const words = stemsOf(text)
  const places = counts.map((count, nth): CountAt => {
    const [from, to] = [counts[nth - 1]?.end ?? 0, counts[nth + 1]?.start ?? text.length]
    return {
      text,
      count,
      from,
      to,
      words: found.filter(({ start, end }) => start >= from && end <= to),
      language: report.language,
    }
  })
  // A bulletin of every day tells another day.
  if (places.some((place) => place.count.value === 24 && isFollowedBy(place, 'time'))) return []
  const claims = places.flatMap((place): readonly Claim[] => {
    const meant = meaningOf(place)
    if (meant === null) return []
    const { count } = place
    const shown = sentence.slice(at(count.start), at(count.end)).trim().replace(/-$/, '')
    return [
      { ...meant, ...rangeOf(place), value: count.value, written: shown, sentence: sentence.trim(), report, words, values },
    ]
  })
  // Of two numbers of one thing in a sentence, which one is the other report's is not known.
  return claims.filter(({ key }) => claims.filter((other) => other.key === key).length === 1)
}

/** A number with the words between the numbers before and after it. */
type CountAt = {
  readonly text: string
  readonly count: Count
  readonly from: number
  readonly to: number
  readonly words: readonly WordAt[]
  readonly language: LanguageTag
}

const THING_ROLES = new Set<Role>(THINGS)
const thingAmong = (roles: readonly Role[]): Thing | null => roles.find((role): role is Thing => THING_ROLES.has(role)) ?? null

/** Does a word of this role stand at most a few characters behind the number? */
const isFollowedBy = ({ count, words }: CountAt, role: Role, within = 2): boolean =>
  words.some(({ roles, start }) => roles.includes(role) && start >= count.end && start <= count.end + within)
const isPrecededBy = ({ text, count, words }: CountAt, role: Role): boolean =>
  words.some(({ roles, end }) => roles.includes(role) && end <= count.start && text.slice(end, count.start).trim() === '')

type Meaning = Pick<Claim, 'key' | 'thing' | 'unit'>

/** What is counted, by the nearest word of a thing. Null: nothing that can be compared. */
const meaningOf = (place: CountAt): Meaning | null => {
  const { text, count, words, language } = place
  const thing = nearestThing(place)
  // One of several is often told apart, and then contradicts nobody.
  if (thing === null || count.isShare || count.value <= 1) return null
  const isAdded = ({ roles, start, end }: WordAt): boolean =>
    roles.includes('further') && end >= count.start - NEAR_BY && start <= count.end + NEAR_BY
  if (words.some(isAdded)) return null
  const unit = currencyAt(text, count.start, count.end)
  if ((unit !== null) !== SUMS.has(thing)) return null
  if (unit !== null) return { thing, unit, key: `${thing} ${unit}` }
  if (thing === 'prison' ? !isFollowedBy(place, 'years') : isFollowedBy(place, 'time')) return null
  const after = text.slice(count.end)
  if (/^ ?\p{N}/u.test(after)) return null
  const noun = NOUN_AFTER.exec(after)?.[1] ?? ''
  const isGeneral =
    noun === '' || thing === 'prison' || rolesOf(noun).length > 0 || isFollowedBy(place, 'people') || isFollowedBy(place, thing)
  // Of 12 dead, 3 children are dead: other nouns count something else.
  return { thing, unit, key: isGeneral || isSmallWord(noun, language) ? thing : `${thing} ${stemOf(noun)} ${language}` }
}
/** Things that are sums of money. */
const SUMS = new Set<Thing>(['fine', 'funding', 'purchase', 'valuation', 'damage'])
const NOUN_AFTER = /^[ -]{0,2}([\p{L}\p{M}]+)/u

/** Where a word stands that makes a number part of a sum: 59 new deaths. */
const NEAR_BY = 16
const BEFORE = 28
const AFTER = 24

const nearestThing = ({ text, count, words }: CountAt): Thing | null => {
  let best: { readonly thing: Thing; readonly far: number } | null = null
  for (const { roles, start, end } of words) {
    const thing = thingAmong(roles)
    if (thing === null) continue
    const isAfter = start >= count.end
    const [from, to] = isAfter ? [count.end, start] : [end, count.start]
    if (to - from > (isAfter ? AFTER : BEFORE) || PAUSE.test(text.slice(from, to))) continue
    const people = words.filter((word) => word.roles.includes('people') && word.start >= from && word.end <= to)
    const far = people.reduce((sum, word) => sum - (word.end - word.start), text.slice(from, to).replaceAll(' ', '').length)
    if (best === null || far < best.far || (far === best.far && isAfter)) best = { thing, far }
  }
  return best?.thing ?? null
}
const PAUSE = /[,;:.!?()"“”«»、，。；|–—]|(?:^| )(?:and|und|et|y|e|en|och|og|ja|i|a|и|і|és|και|și|ve|و|dan)(?: |$)/u

/** The values that a number may mean: it may be rounded, and words around it give a bound. */
const rangeOf = (place: CountAt): Pick<Claim, 'from' | 'to'> => {
  const { text, count } = place
  const { value, start, end } = count
  const half = precisionOf(text.slice(start, end), value) / 2
  const [from, to] = [value - half, value + half]
  if (isPrecededBy(place, 'least') || isFollowedBy(place, 'more', 1) || text.charAt(end) === '+')
    return { from, to: value * 1.5 }
  if (isPrecededBy(place, 'most')) return { from: value * 0.8, to: to * 1.1 }
  return isPrecededBy(place, 'circa') ? { from: value * 0.85, to: value * 1.15 } : { from, to }
}

/** The step of the last digit that is not rounded away: 0.1 of 5.8, 100 of 6,300, 100,000 of 1.2 million. Numbers below 100 are exact. */
const precisionOf = (digits: string, value: number): number => {
  const decimals = /\d[.,](\d{1,2})(?!\d)/.exec(digits)
  const plain = Number(/^[\d.,' ]*\d/.exec(digits)?.[0].replaceAll(/\D/g, '') ?? '0')
  if (plain === 0) return 0
  const step = value / plain
  if (decimals !== null) return step
  if (value < 100) return step >= 1 && value % 1 === 0 ? 0 : step
  let zeros = 1
  while (plain % (zeros * 10) === 0) zeros *= 10
  return step * zeros > 1 ? step * zeros : 0
}

const areApart = (one: Claim, other: Claim): boolean => (one.from > other.to || other.from > one.to) && mayBeOneSum(one, other)
/** Sums do not grow as the number of the dead does: one that is several times the other is another sum. */
const mayBeOneSum = ({ unit, value }: Claim, other: Claim): boolean =>
  unit === null || Math.max(value, other.value) <= MOST_TIMES * Math.min(value, other.value)
const MOST_TIMES = 3

/** Do the two count one thing of one event? */
const areComparable = (one: Claim, other: Claim): boolean => {
  if (one.values.has(other.value) || other.values.has(one.value)) return one.value === other.value
  const isSame = one.report.language === other.report.language
  const shared = isSame ? shareOf(one.words, other.words) : 0
  if (areElsewhere(one.report, other.report)) return false
  return isSame ? shared >= NEAR : haveNameInCommon(one.report, other.report)
}
const NEAR = 0.5

const shareOf = (one: ReadonlySet<string>, other: ReadonlySet<string>): number => {
  const shared = one.intersection(other).size
  return shared < 2 ? 0 : shared / Math.min(one.size, other.size)
}

const idsOf = (tags: readonly { readonly id: string }[]): ReadonlySet<string> => new Set(tags.map(({ id }) => id))
/** Both name places, and none in common. */
const areElsewhere = (one: ShownReport, other: ShownReport): boolean => {
  const [places, others] = [idsOf(one.places), idsOf(other.places)]
  return places.size > 0 && others.size > 0 && places.isDisjointFrom(others)
}
const haveNameInCommon = (one: ShownReport, other: ShownReport): boolean =>
  !idsOf(one.places).isDisjointFrom(idsOf(other.places)) || !idsOf(one.entities).isDisjointFrom(idsOf(other.entities))

/** Claims in groups; each is comparable with another one of its group. */
const comparableGroups = <One>(claims: readonly One[], isComparable: Relation<One>): readonly (readonly One[])[] => {
  const groups: One[][] = []
  for (const claim of claims) {
    const near = groups.filter((group) => group.some((other) => isComparable(claim, other)))
    const joined = [...near.flat(), claim]
    for (const group of near) groups.splice(groups.indexOf(group), 1)
    groups.push(joined)
  }
  return groups
}

const differenceOf = <One extends Said>(
  claims: readonly One[],
  isComparable: Relation<One>,
  isApart: Relation<One>,
): Difference | null => {
  const [first] = claims
  if (first === undefined) return null
  const apart = claims.filter((one) => claims.some((other) => isApart(one, other) && isComparable(one, other)))
  const sayings: One[][] = []
  for (const claim of apart.toSorted((a, b) => a.report.publishedAt - b.report.publishedAt)) {
    const same = sayings.find((group) => group.every((other) => !isApart(claim, other)))
    if (same === undefined) sayings.push([claim])
    else same.push(claim)
  }
  if (sayings.length < 2) return null
  const { thing, unit = null } = first
  return { thing, unit, sayings: [...sayings.slice(0, 1), ...sayings.slice(1).slice(1 - MOST_SAYINGS)].map(sayingOf) }
}

const sayingOf = (claims: readonly Said[]): Saying => {
  const [first] = claims
  if (first === undefined) throw new Error('A saying is of one report at least')
  return {
    written: first.written,
    value: first.value,
    languages: [...new Set(claims.map(({ report }) => report.language))],
    reports: new Set(claims.map(({ report }) => report.id)).size,
    article: first.report.id,
    sentence: first.sentence,
    since: first.report.publishedAt,
  }
}
