/** What a report and an earlier one have in common, in numbers. */
import { HOUR } from '../../lib/durations.ts'
import { type HeadlineWords, wordOf } from '../features/headline-words.ts'
import { type TermVector, UNIT } from '../features/term-vector.ts'
import type { ReportFeatures } from './report-features.ts'
import { type ReportWindow, rarityIn } from './report-window.ts'

/** The columns of `pairFeaturesOf`, in its order. */
export const PAIR_FEATURES = [
  'likeness',
  'likeness above the usual',
  'hours apart',
  'two languages',
  'words of the headlines',
  'words of the texts',
  'organisations',
  'places',
  'Latin names',
  'other states',
  'least text',
] as const

/**
 * The numbers of a pair, in the order of `PAIR_FEATURES`. `likeness`: of their centred vectors; null: one has none. Rarities are those in the window,
 * which need not hold the newer report yet.
 */
export const pairFeaturesOf = (
  window: ReportWindow,
  report: ReportFeatures,
  other: ReportFeatures,
  likeness: number | null,
): Float64Array => {
  const isSame = report.language === other.language
  const [dense, otherDense] = isSame ? [report.density.own, other.density.own] : [report.density.other, other.density.other]
  const shared = sharedFacts(report, other)
  const weightOf = (kind: string): number =>
    shared.reduce((sum, fact) => (fact.startsWith(kind) ? sum + rarityIn(window, window.rowsWithFact(fact).length) : sum), 0)
  return Float64Array.of(
    likeness ?? 0,
    likeness === null ? 0 : likeness - (dense + otherDense) / 2,
    Math.abs(report.at - other.at) / HOUR,
    isSame ? 0 : 1,
    isSame ? headlineLikeness(window, report.headline, other.headline) : 0,
    isSame ? termLikeness(report.terms, other.terms) : 0,
    weightOf('entity:'),
    weightOf('place:'),
    weightOf('word:'),
    areApart(report, other, 'country:'),
    Math.log1p(Math.min(report.terms.terms.length, other.terms.terms.length)),
  )
}

export const sharedFacts = (one: Pick<ReportFeatures, 'facts'>, other: Pick<ReportFeatures, 'facts'>): readonly string[] => {
  const shared: string[] = []
  for (const fact of one.facts) if (other.facts.has(fact)) shared.push(fact)
  return shared
}

/** 1 if both name things of a kind, and none in common. */
const areApart = (one: ReportFeatures, other: ReportFeatures, kind: string): number => {
  if (!has(one, kind) || !has(other, kind)) return 0
  for (const fact of one.facts) if (fact.startsWith(kind) && other.facts.has(fact)) return 0
  return 1
}

const has = ({ facts }: ReportFeatures, kind: string): boolean => {
  for (const fact of facts) if (fact.startsWith(kind)) return true
  return false
}

const headlineLikeness = (window: ReportWindow, one: HeadlineWords, other: HeadlineWords): number => {
  const squareOf = (word: number): number => rarityIn(window, window.countOfWord(word)) ** 2
  const others = new Set(other.map(wordOf))
  let [both, ofOne, ofOther] = [0, 0, 0]
  for (const word of one) {
    ofOne += squareOf(word)
    if (others.has(wordOf(word))) both += squareOf(word)
  }
  for (const word of other) ofOther += squareOf(word)
  return both / Math.sqrt(ofOne * ofOther || 1)
}

/** The cosine of two term vectors, whose terms ascend. */
const termLikeness = (one: TermVector, other: TermVector): number => {
  let [nth, mth, sum] = [0, 0, 0]
  while (nth < one.terms.length && mth < other.terms.length) {
    const [term = 0, mate = 0] = [one.terms[nth], other.terms[mth]]
    if (term === mate) sum += (one.weights[nth] ?? 0) * (other.weights[mth] ?? 0)
    if (term <= mate) nth += 1
    if (mate <= term) mth += 1
  }
  return sum / UNIT ** 2
}
