import { DAY, HOUR } from '../../lib/durations.ts'
import type { Instant, LanguageTag } from '../../model/ids.ts'
import { type HeadlineWords, isName, wordOf } from './headline-words.ts'
import type { TermVector } from './term-vector.ts'

export type SourceReport = {
  readonly article: string
  readonly source: string
  readonly language: LanguageTag
  /** When it was first seen. */
  readonly arrivedAt: Instant
  readonly headline: HeadlineWords
  readonly terms: TermVector
}

export type TemplateFree = {
  /** The report's term vector: terms of the template have no weight, and the others the same as before. */
  readonly terms: TermVector
  /** Articles of the same template that report another event. */
  readonly others: ReadonlySet<string>
}

const WINDOW_MS = 96 * HOUR
/** The most reports of a source and language that are compared with: the newest. */
const MOST_REPORTS = 256
/** The fewest reports of one skeleton, besides the report itself, that make a template. */
const FEWEST_ALIKE = 1
const MOST_ALIKE = 32
/**
 * Two headlines have one skeleton if they share, in one order, at least this many words that are not names, and at least `SKELETON_SHARE` of the
 * longer one's.
 */
const FEWEST_WORDS = 2
const SKELETON_SHARE = 0.5
/** Reports with a name in common that arrived within this time may follow one event. */
const EVENT_MS = 18 * HOUR
/** Two texts are of one template if they share this much of the longer one's terms, and at least `FEWEST_TERMS`. */
const TEXT_SHARE = 0.6
const FEWEST_TERMS = 8
/** Terms that this share of the reports have belong to the template. */
const TEMPLATE_SHARE = 0.5
/** Two reports of one template report one event if they share this much of the squared weights outside the template. */
const SAME_EVENT_SHARE = 0.6

/**
 * Finds templates by source and language: headlines that differ in names and numbers only, and the terms that their texts share. No template is
 * listed: a skeleton is made of the words that the source's headlines repeat. Results depend on the reports of the window alone.
 */
export const createTemplates = () => {
  const bySource = new Map<string, SourceHeadlines>()
  let day = Number.NEGATIVE_INFINITY
  const forget = (arrivedAt: Instant): void => {
    const today = Math.floor(arrivedAt / DAY)
    if (today <= day) return
    day = today
    for (const [key, headlines] of bySource) if (headlines.newest() < arrivedAt - WINDOW_MS) bySource.delete(key)
  }
  return {
    read(report: Omit<SourceReport, 'article'>): TemplateFree {
      const alike = bySource.get(keyOf(report))?.alike(report) ?? []
      const series = alike.filter((other) => !mayFollowOneEvent(report, other)).slice(-MOST_ALIKE)
      if (series.length < FEWEST_ALIKE) return { terms: report.terms, others: NONE_ELSE }
      const terms = withoutTemplate(report.terms, series)
      const others = alike.filter((other) => !isSameEvent(terms, other)).map(({ article }) => article)
      return { terms, others: new Set(others) }
    },
    add(report: SourceReport): void {
      forget(report.arrivedAt)
      const key = keyOf(report)
      const headlines = bySource.get(key) ?? createSourceHeadlines()
      bySource.set(key, headlines)
      headlines.add(report)
    },
  }
}

const NONE_ELSE: ReadonlySet<string> = new Set()
const keyOf = ({ source, language }: Pick<SourceReport, 'source' | 'language'>): string => `${source}\n${language}`

/** Headlines of one source in one language, in the order of arrival, and for each word the numbers of the headlines that have it. */
const createSourceHeadlines = () => {
  const reports: SourceReport[] = []
  const postings = new Map<number, number[]>()
  let first = 0

  const removeOldest = (): void => {
    for (const word of reports.shift()?.headline ?? []) {
      const numbers = postings.get(wordOf(word))
      numbers?.shift()
      if (numbers?.length === 0) postings.delete(wordOf(word))
    }
    first += 1
  }
  const forgetBefore = (from: Instant): void => {
    while (reports[0] !== undefined && reports[0].arrivedAt < from) removeOldest()
  }
  return {
    newest: (): Instant => reports.at(-1)?.arrivedAt ?? Number.NEGATIVE_INFINITY,
    add(report: SourceReport): void {
      forgetBefore(report.arrivedAt - WINDOW_MS)
      if (reports.length === MOST_REPORTS) removeOldest()
      const number = first + reports.push(report) - 1
      for (const one of report.headline) {
        const numbers = postings.get(wordOf(one))
        if (numbers === undefined) postings.set(wordOf(one), [number])
        else numbers.push(number)
      }
    },
    /** Reports whose headlines have the same skeleton, or share a word where the texts are alike too. */
    alike(report: Omit<SourceReport, 'article'>): readonly SourceReport[] {
      forgetBefore(report.arrivedAt - WINDOW_MS)
      const candidates = new Set<number>()
      for (const word of report.headline) {
        const numbers = postings.get(wordOf(word)) ?? []
        if (numbers.length >= FEWEST_ALIKE) for (const number of numbers) candidates.add(number)
      }
      return [...candidates]
        .sort((one, other) => one - other)
        .flatMap((number) => reports[number - first] ?? [])
        .filter((other) => haveOneSkeleton(report.headline, other.headline) || shareMostTerms(report.terms, other.terms))
    },
  }
}
type SourceHeadlines = ReturnType<typeof createSourceHeadlines>
export type Templates = ReturnType<typeof createTemplates>

const haveOneSkeleton = (one: HeadlineWords, other: HeadlineWords): boolean => {
  const [words, others] = [one, other].map((headline) => [...headline].filter((word) => !isName(word)))
  if (words === undefined || others === undefined) return false
  const shared = words.filter((word) => others.includes(word))
  const isEnough = shared.length >= FEWEST_WORDS && shared.length >= SKELETON_SHARE * Math.max(words.length, others.length)
  return isEnough && others.filter((word) => words.includes(word)).every((word, nth) => word === shared[nth])
}

const mayFollowOneEvent = (one: Omit<SourceReport, 'article'>, other: SourceReport): boolean =>
  Math.abs(one.arrivedAt - other.arrivedAt) < EVENT_MS && shareName(one.headline, other.headline)

/** One of the two may not be marked as a name: the first word of every sentence has a capital. */
const shareName = (one: HeadlineWords, other: HeadlineWords): boolean =>
  one.some((word) => other.some((same) => wordOf(same) === wordOf(word) && (isName(word) || isName(same))))

/** The same term vector without the weights of terms that `TEMPLATE_SHARE` of the series have. */
const withoutTemplate = ({ terms, weights }: TermVector, series: readonly SourceReport[]): TermVector => {
  const enough = Math.max(FEWEST_ALIKE, TEMPLATE_SHARE * series.length)
  const own = weights.slice()
  for (const [nth, term] of terms.entries())
    if (series.filter((other) => hasTerm(other.terms, term)).length >= enough) own[nth] = 0
  return { terms, weights: own }
}

/** Reports without terms of their own are separate events. */
const isSameEvent = ({ terms, weights }: TermVector, other: SourceReport): boolean => {
  let [shared, all] = [0, 0]
  for (const [nth, term] of terms.entries()) {
    const square = (weights[nth] ?? 0) ** 2
    all += square
    if (hasTerm(other.terms, term)) shared += square
  }
  return all > 0 && shared >= SAME_EVENT_SHARE * all
}

const shareMostTerms = (one: TermVector, other: TermVector): boolean => {
  const most = Math.max(one.terms.length, other.terms.length)
  if (Math.min(one.terms.length, other.terms.length) < TEXT_SHARE * most) return false
  let shared = 0
  for (const term of one.terms) if (hasTerm(other, term)) shared += 1
  return shared >= FEWEST_TERMS && shared >= TEXT_SHARE * most
}

/** Does the vector have the term? Binary search: terms ascend. */
const hasTerm = ({ terms }: TermVector, term: number): boolean => {
  let [from, to] = [0, terms.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((terms[middle] ?? 0) < term) from = middle + 1
    else to = middle
  }
  return terms[from] === term
}
