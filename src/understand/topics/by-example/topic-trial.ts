/**
 * What a topic by example would have tagged, told by a few answers of the operator: which article to ask about next, and precision and recall with their
 * intervals. Each answer counts with the probability that the article had before the answer became an example, so that the topic is not judged by
 * what it learned.
 */
import { fnv1a } from '../../../lib/hashes.ts'
import { type Share, shareOf } from '../../../lib/wilson-interval.ts'
import { CHOSEN } from './tag-by-example.ts'

/** `probability`: that the article is about the topic; `chosen`: it gets the topic. */
export type TrialArticle = { readonly id: string; readonly probability: number; readonly chosen: boolean }
export type TrialAnswer = { readonly probability: number; readonly isRight: boolean }
export type Trial = {
  /** How many articles have the topic, and how many are likely enough to be asked about. */
  readonly tagged: number
  readonly doubtful: number
  readonly precision: Share
  /** Of what is at all likely to be about the topic: what is less likely than `LEAST` is never asked about. */
  readonly recall: Share
  readonly answers: number
  /** True: more answers would hardly change the figures. */
  readonly isEnough: boolean
  /** The articles to ask about, the first first; empty: it is enough. */
  readonly next: readonly TrialArticle[]
}

/** Less likely articles are not asked about. */
const LEAST = 0.15
/** Where articles are as likely as each other, a few stand for all. The doubtful ones come first. */
const STRATA = [
  { from: CHOSEN, to: 0.8 },
  { from: 0.3, to: CHOSEN },
  { from: 0.8, to: 1.01 },
  { from: LEAST, to: 0.3 },
] as const
/** The width of both intervals from which on the figures are known well enough. */
const NARROW = 0.2
const FEWEST_ANSWERS = 10

type Stratum = {
  readonly isTagged: boolean
  readonly articles: readonly TrialArticle[]
  readonly count: number
  readonly right: Share
}

/** `articles`: those of the window that were not asked about; `answers`: all that were given. */
export const trialOf = (articles: readonly TrialArticle[], answers: readonly TrialAnswer[]): Trial => {
  const strata = STRATA.map((limits) => stratumOf(limits, articles, answers))
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
    doubtful: articles.filter(({ chosen, probability }) => !chosen && probability >= LEAST).length,
    precision,
    recall,
    answers: answers.length,
    isEnough,
    next: isEnough ? [] : asked.toSorted((one, other) => other.open - one.open).flatMap(({ left }) => left),
  }
}

const stratumOf = (
  { from, to }: (typeof STRATA)[number],
  articles: readonly TrialArticle[],
  answers: readonly TrialAnswer[],
): Stratum => {
  const isIn = ({ probability }: { readonly probability: number }): boolean => probability >= from && probability < to
  const own = articles.filter(isIn).toSorted((one, other) => drawOf(one) - drawOf(other))
  const given = answers.filter(isIn)
  const right = given.filter(({ isRight }) => isRight).length
  return { isTagged: from >= CHOSEN, articles: own, count: own.length + given.length, right: shareOf(right, given.length) }
}

/** An order by chance that is always the same. */
const drawOf = ({ id }: TrialArticle): number => fnv1a(id)

/** The share of all strata, each by its number of articles. */
const meanShare = (strata: readonly Stratum[]): Share => {
  const all = strata.reduce((sum, { count }) => sum + count, 0)
  const mean = (of: (share: Share) => number): number =>
    all === 0 ? 0 : strata.reduce((sum, { count, right }) => sum + count * of(right), 0) / all
  return all === 0
    ? { value: 0, low: 0, high: 1 }
    : { value: mean((one) => one.value), low: mean((one) => one.low), high: mean((one) => one.high) }
}

const recallOf = (tagged: readonly Stratum[], doubtful: readonly Stratum[]): Share => {
  const sum = (strata: readonly Stratum[], of: (share: Share) => number): number =>
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
