/** The story that a report joins, or continues, by the learned decisions about pairs of reports. */
import { HOUR } from '../../lib/durations.ts'
import type { Instant } from '../../model/ids.ts'
import type { JoinDecision, PairDecision } from './join-decision.ts'
import { nearestByMeaning, nearestByWords, type Neighbours } from './nearest.ts'
import { pairFeaturesOf } from './pair-features.ts'
import type { ReportFeatures } from './report-features.ts'
import { type ReportWindow, type Row, STORY_SPAN_MS, WINDOW_MS } from './report-window.ts'

/** How well a report fits a story, from 0 to 1. `best`: the row of the story's report that is likeliest of one happening with it. */
export type StoryFit = {
  readonly story: string
  readonly value: number
  readonly best: Row
  readonly likeness: number
  readonly features: Float64Array
}

/** A report joins the story that it fits best from this value on. */
export const JOIN_AT = 0.5
/** A larger story asks for this much more with each doubling beyond so many reports of the last days: it is joined by chance more easily. */
const SIZE_COST = 0.03
const LARGE = 15
/** A story takes no reports that were published later than this after its first: what follows is another happening. */
const LONGEST_MS = 60 * HOUR
/** A report that fits two stories from this value on shows that they are one, if their newest reports agree. */
const MEET_AT = 0.55
/** A report continues a story from this value on. */
const CONTINUE_AT = 0.6

/** A neighbour that is less likely of one happening than this makes its story no candidate. */
const CANDIDATE = 0.3
const MOST_CANDIDATES = 6
const NEWEST = 6
const NEWEST_MEETING = 4
/** The share of a story's two best pairs in its value; the rest is the mean over its newest reports. */
const BEST_SHARE = 0.7

export const neighboursOf = (
  window: ReportWindow,
  report: Pick<ReportFeatures, 'vector' | 'terms' | 'facts' | 'at' | 'language'>,
): Neighbours => {
  const vector = window.centred(report)
  return vector === null ? nearestByWords(window, report) : nearestByMeaning(window, { ...report, vector })
}

/** What a report may do with the stories of the window. */
export type StoryMatches = {
  readonly joins: StoryFit | null
  /** Another story that proves to be the same as the one that it joins; null: none. */
  readonly meets: StoryFit | null
  readonly continues: StoryFit | null
}

/** `isExcluded`: articles that certainly tell of another happening. */
export const matchStories = (
  window: ReportWindow,
  decision: JoinDecision,
  report: ReportFeatures,
  { rows, earlier }: Pick<Neighbours, 'rows' | 'earlier'>,
  isExcluded: (article: string) => boolean,
): StoryMatches => {
  const fits = (near: readonly Row[], question: Question) => {
    const included = near.filter((row) => !isExcluded(window.reportAt(row).article))
    return fitsOf(window, report, included, question)
  }
  const happening: Question = {
    within: STORY_SPAN_MS,
    probabilityOf: (features, other) => happeningOf(decision, report, other).probabilityOf(features),
  }
  const joined = fits(rows, happening).filter(({ story, value }) => value >= neededFor(window, story, report.at))
  const [joins = null, other = null] = joined
  if (joins !== null)
    return { joins, meets: other !== null && meet(window, decision, report, joins, other) ? other : null, continues: null }
  const [affair = null] = fits([...rows, ...earlier], { within: WINDOW_MS, probabilityOf: decision.affair.probabilityOf })
  return { joins: null, meets: null, continues: affair !== null && affair.value >= CONTINUE_AT ? affair : null }
}

/** The decision about one happening: by meaning, or by words where one of the two has no vector. */
export const happeningOf = (
  { meaning, words }: JoinDecision,
  one: Pick<ReportFeatures, 'vector'>,
  other: Pick<ReportFeatures, 'vector'>,
): PairDecision => (one.vector === null || other.vector === null ? words : meaning)

type Question = {
  /** How far from the report's date the story's reports may be, in milliseconds. */
  readonly within: number
  readonly probabilityOf: (features: Float64Array, other: ReportFeatures) => number
}
type Pair = { readonly row: Row; readonly features: Float64Array; readonly probability: number }

/** The stories of near reports, the best fit first. */
const fitsOf = (
  window: ReportWindow,
  report: ReportFeatures,
  near: readonly Row[],
  { within, probabilityOf }: Question,
): readonly StoryFit[] => {
  const isNear = (row: Row): boolean => Math.abs(window.reportAt(row).at - report.at) <= within
  const vector = window.centred(report)
  const known = new Map<Row, Pair>()
  const pairWith = (row: Row): Pair => {
    const found = known.get(row)
    if (found !== undefined) return found
    const other = window.reportAt(row)
    const features = pairFeaturesOf(window, report, other, window.likeness(vector, row))
    const pair = { row, features, probability: probabilityOf(features, other) }
    known.set(row, pair)
    return pair
  }
  const candidates = new Map<string, Pair[]>()
  for (const row of near) {
    if (!isNear(row)) continue
    const { story } = window.reportAt(row)
    candidates.set(story, [...(candidates.get(story) ?? []), pairWith(row)])
  }
  return [...candidates]
    .map(([story, pairs]) => ({ story, pairs, most: Math.max(...pairs.map(({ probability }) => probability)) }))
    .filter(({ most }) => most >= CANDIDATE)
    .toSorted((one, other) => other.most - one.most)
    .slice(0, MOST_CANDIDATES)
    .map(({ story, pairs }) => {
      const newest = newestOf(window.rowsOf(story), NEWEST, isNear).map(pairWith)
      // A near report that is not among the newest speaks for the story as well.
      const all = [...new Set([...newest, ...pairs])].toSorted((one, other) => other.probability - one.probability)
      return fitOf(story, newest, all)
    })
    .toSorted((one, other) => other.value - one.value)
}

/** The last `most` of these rows that are wanted, in their order. */
const newestOf = (rows: readonly Row[], most: number, isWanted: (row: Row) => boolean): readonly Row[] => {
  const found: Row[] = []
  for (let at = rows.length - 1; at >= 0 && found.length < most; at -= 1) {
    const row = rows[at] ?? 0
    if (isWanted(row)) found.unshift(row)
  }
  return found
}

const fitOf = (story: string, newest: readonly Pair[], [first, second = first]: readonly Pair[]): StoryFit => {
  if (first === undefined || second === undefined) throw new Error(`the story ${story} is a candidate without a report`)
  const two = (first.probability + second.probability) / 2
  const mean = newest.reduce((sum, { probability }) => sum + probability, 0) / Math.max(1, newest.length)
  const value = BEST_SHARE * two + (1 - BEST_SHARE) * mean
  return { story, value, best: first.row, likeness: first.features[0] ?? 0, features: first.features }
}

/** The value from which on a report joins the story; infinite where the story is over. */
const neededFor = (window: ReportWindow, story: string, at: Instant): number => {
  if (at - window.begunAt(story) > LONGEST_MS) return Number.POSITIVE_INFINITY
  return JOIN_AT + SIZE_COST * Math.max(0, Math.log2(window.rowsOf(story).length / LARGE))
}

/** Do the newest reports of two stories tell of one happening? The new report is the newest of the story that it joins. */
const meet = (
  window: ReportWindow,
  decision: JoinDecision,
  report: ReportFeatures,
  one: StoryFit,
  other: StoryFit,
): boolean => {
  if (other.value < MEET_AT) return false
  const lastOf = ({ story }: StoryFit, most: number) => window.rowsOf(story).slice(-most)
  const firsts: readonly ReportFeatures[] = [...lastOf(one, NEWEST_MEETING - 1).map(window.reportAt), report]
  const probabilities = firsts.flatMap((first) => {
    const vector = window.centred(first)
    return lastOf(other, NEWEST_MEETING).map((row) => {
      const second = window.reportAt(row)
      const features = pairFeaturesOf(window, first, second, window.likeness(vector, row))
      return happeningOf(decision, first, second).probabilityOf(features)
    })
  })
  return probabilities.reduce((sum, probability) => sum + probability, 0) >= JOIN_AT * probabilities.length
}
