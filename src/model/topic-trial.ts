/**
 * What a topic by example would have tagged, told by a few answers of the operator: which article to ask about next, and precision and recall with their
 * intervals. Each answer counts with the probability that the article had before the answer became an example, so that the topic is not judged by
 * what it learned.
 */
import { fnv1a } from '../lib/hashes.ts'
import { type Share, shareOf } from '../lib/wilson-interval.ts'
import type { LanguageTag } from './ids.ts'
import { higherThresholds, type Threshold } from './score-card.ts'

/** `probability`: that the article is about the topic; `chosen`: it gets the topic. */
export type TrialArticle = { readonly id: string; readonly probability: number; readonly chosen: boolean }
export type TrialAnswer = { readonly probability: number; readonly isRight: boolean }
export type Trial<Tried extends TrialArticle> = {
  /** How many articles have the topic, and how many are likely enough to be asked about. */
  readonly tagged: number
  readonly doubtful: number
  readonly precision: Share
  /** Of what is at all likely to be about the topic: what is less likely than `LEAST_ASKED` is never asked about. */
  readonly recall: Share
  readonly answers: number
  /** True: more answers would hardly change the figures. */
  readonly isEnough: boolean
  /** What a higher threshold would leave: how many of the articles, and how right they are by the answers. */
  readonly thresholds: readonly (Threshold & { readonly tagged: number })[]
  /** The articles to ask about, the first first; empty: it is enough. */
  readonly next: readonly Tried[]
}
export type TriedArticle = TrialArticle & {
  readonly title: string
  readonly language: LanguageTag
  readonly link: string | null
}
export type TopicTrial = Trial<TriedArticle>

/** Less likely articles are not asked about. */
export const LEAST_ASKED = 0.15
/** Where articles are as likely as each other, a few stand for all. The doubtful ones come first. `least`: the threshold of a tag, .5 gives .8 and .3 too. */
const strataAround = (least: number) => {
  const [above, below] = [least + 0.6 * (1 - least), least - (4 / 7) * (least - LEAST_ASKED)]
  return [
    { from: least, to: above },
    { from: below, to: least },
    { from: above, to: 1.01 },
    { from: LEAST_ASKED, to: below },
  ]
}
type Limits = ReturnType<typeof strataAround>[number]
/** The width of both intervals from which on the figures are known well enough. */
const NARROW = 0.2
const FEWEST_ANSWERS = 10

type Stratum<Tried> = Counted & { readonly articles: readonly Tried[] }
type Counted = {
  readonly count: number
  readonly right: Share
}

/** `articles`: those of the window that were not asked about; `answers`: all that were given; `least`: the least probability of a tag. */
export const trialOf = <Tried extends TrialArticle>(
  articles: readonly Tried[],
  answers: readonly TrialAnswer[],
  least: number,
): Trial<Tried> => {
  const strata = strataAround(least).map((limits) => ({
    ...stratumOf(limits, articles, answers),
    isTagged: limits.from >= least,
  }))
  const tagged = strata.filter(({ isTagged }) => isTagged)
  const doubtful = strata.filter(({ isTagged }) => !isTagged)
  const precision = meanShare(tagged)
  const recall = recallOf(tagged, doubtful)
  const asked = strata.flatMap(({ articles: left, count, right }) =>
    count === 0 ? [] : [{ left, open: count * (right.high - right.low) }],
  )
  const isNarrow = [precision, recall].every(({ low, high }) => high - low <= NARROW)
  const isEnough = (answers.length >= FEWEST_ANSWERS && isNarrow) || asked.every(({ left }) => left.length === 0)
  return {
    tagged: articles.filter(({ chosen }) => chosen).length,
    doubtful: articles.filter(({ chosen, probability }) => !chosen && probability >= LEAST_ASKED).length,
    precision,
    recall,
    answers: answers.length,
    isEnough,
    thresholds: higherThresholds(
      answers.map(({ probability: score, isRight }) => ({ score, isRight })),
      least,
    ).map((one) => ({
      ...one,
      tagged: articles.filter(({ chosen, probability }) => chosen && probability >= one.least).length,
    })),
    next: isEnough ? [] : asked.toSorted((one, other) => other.open - one.open).flatMap(({ left }) => left),
  }
}

const stratumOf = <Tried extends TrialArticle>(
  { from, to }: Limits,
  articles: readonly Tried[],
  answers: readonly TrialAnswer[],
): Stratum<Tried> => {
  const isIn = ({ probability }: { readonly probability: number }): boolean => probability >= from && probability < to
  const own = articles.filter(isIn).toSorted((one, other) => drawOf(one) - drawOf(other))
  const given = answers.filter(isIn)
  const right = given.filter(({ isRight }) => isRight).length
  return { articles: own, count: own.length + given.length, right: shareOf(right, given.length) }
}

/** An order by chance that is always the same. */
const drawOf = ({ id }: TrialArticle): number => fnv1a(id)

/** The share of all strata, each by its number of articles. */
const meanShare = (strata: readonly Counted[]): Share => {
  const all = strata.reduce((sum, { count }) => sum + count, 0)
  const mean = (of: (share: Share) => number): number =>
    all === 0 ? 0 : strata.reduce((sum, { count, right }) => sum + count * of(right), 0) / all
  return all === 0
    ? { value: 0, low: 0, high: 1 }
    : { value: mean((one) => one.value), low: mean((one) => one.low), high: mean((one) => one.high) }
}

const recallOf = (tagged: readonly Counted[], doubtful: readonly Counted[]): Share => {
  const sum = (strata: readonly Counted[], of: (share: Share) => number): number =>
    strata.reduce((all, { count, right }) => all + count * of(right), 0)
  const share = (found: number, missed: number): number => (found + missed === 0 ? 0 : found / (found + missed))
  return {
    value: share(
      sum(tagged, (one) => one.value),
      sum(doubtful, (one) => one.value),
    ),
    low: share(
      sum(tagged, (one) => one.low),
      sum(doubtful, (one) => one.high),
    ),
    high: share(
      sum(tagged, (one) => one.high),
      sum(doubtful, (one) => one.low),
    ),
  }
}
