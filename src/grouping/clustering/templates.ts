import { DAY, HOUR } from '../../lib/durations.ts'
import type { Instant, LanguageTag, SourceId } from '../../model/ids.ts'
import { type HeadlineWords, isName, wordOf } from './headline-words.ts'
import type { TermVector } from './term-vector.ts'

/** One report, as later ones of its source are compared with it. */
export type SourceReport = {
  readonly article: string
  readonly source: SourceId
  readonly language: LanguageTag
  /** When it was first seen. */
  readonly arrivedAt: Instant
  readonly headline: HeadlineWords
  readonly terms: TermVector
}

/** What a report is without its template. */
export type TemplateFree = {
  /** Words of the template weigh nothing, and the others as much as before. */
  readonly terms: TermVector
  /** Articles of the same template that tell of something else. */
  readonly others: ReadonlySet<string>
}

const WINDOW_MS = 96 * HOUR
/** Only so many reports of a source and language, the newest, are looked at. */
const MOST_REPORTS = 256
/** Reports of one skeleton, besides the report itself, that make a template. */
const FEWEST_ALIKE = 2
const MOST_ALIKE = 32
/** Two headlines have one skeleton where they share so many words that are no names, in one order, and this share of them. */
const FEWEST_WORDS = 2
const SKELETON_SHARE = 0.5
/** Reports with a name in common may follow one event, within so much time. */
const EVENT_MS = 18 * HOUR
/** Texts of one template share this of their terms, and so many. */
const TEXT_SHARE = 0.6
const FEWEST_TERMS = 8
/** Words of this share of the reports are the template's. */
const TEMPLATE_SHARE = 0.5
/** Two reports of one template tell of one event where they share so much of what is particular. */
const SAME_EVENT_SHARE = 0.6

/**
 * Templates by source and language: headlines that differ in names and numbers only, and what their texts have in common. Nothing is listed: a
 * skeleton is made of the words that the source's headlines repeat. What it answers depends on the reports of the window alone.
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

/** Headlines of one source in one language, in order of arrival, and for each word the numbers of those that have it. */
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
    /** Those whose headlines have the same skeleton; or part of it, where the texts are alike too. */
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

const haveOneSkeleton = (one: HeadlineWords, other: HeadlineWords): boolean => {
  const [words, others] = [one, other].map((headline) => [...headline].filter((word) => !isName(word)))
  if (words === undefined || others === undefined) return false
  const shared = words.filter((word) => others.includes(word))
  const isEnough = shared.length >= FEWEST_WORDS && shared.length >= SKELETON_SHARE * Math.max(words.length, others.length)
  return isEnough && others.filter((word) => words.includes(word)).every((word, nth) => word === shared[nth])
}

const mayFollowOneEvent = (one: Omit<SourceReport, 'article'>, other: SourceReport): boolean =>
  Math.abs(one.arrivedAt - other.arrivedAt) < EVENT_MS && shareName(one.headline, other.headline)

/** One of them may not know that it is a name: at the beginning of a sentence, every word is written so. */
const shareName = (one: HeadlineWords, other: HeadlineWords): boolean =>
  one.some((word) => other.some((same) => wordOf(same) === wordOf(word) && (isName(word) || isName(same))))

/** The same terms; those that most of the series have weigh nothing. */
const withoutTemplate = ({ terms, weights }: TermVector, series: readonly SourceReport[]): TermVector => {
  const enough = Math.max(FEWEST_ALIKE, TEMPLATE_SHARE * series.length)
  const own = weights.slice()
  for (const [nth, term] of terms.entries())
    if (series.filter((other) => hasTerm(other.terms, term)).length >= enough) own[nth] = 0
  return { terms, weights: own }
}

/** Where nothing is particular, each is an event of its own. */
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

/** Terms ascend. */
const hasTerm = ({ terms }: TermVector, term: number): boolean => {
  let [from, to] = [0, terms.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((terms[middle] ?? 0) < term) from = middle + 1
    else to = middle
  }
  return terms[from] === term
}
