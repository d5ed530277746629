import { logOddsOf } from '../../lib/probability.ts'
import type { TopicId } from '../../model/ids.ts'
import type { MeaningScorer, MeaningScores } from './meaning-weights.ts'

/** What the words said of an article, as its tags have it. */
export type WordTopics = {
  readonly topics: readonly { readonly id: TopicId; readonly score: number }[]
  readonly doubtful: readonly { readonly id: TopicId; readonly score: number }[]
}

/** The columns of `createMeaningFeatures`, in its order. */
export const MEANING_FEATURES = [
  'by words',
  'best rival by words',
  'topics by words',
  'by meaning',
  'lead by meaning',
  'rank by meaning',
  'any topic by meaning',
  'likeness to the topic',
  'votes of the nearest',
  'votes for any topic',
  'language has words',
] as const
/** Columns of which more can never count against a topic. */
export const RISING: ReadonlySet<number> = new Set(
  [
    'by words',
    'by meaning',
    'lead by meaning',
    'any topic by meaning',
    'likeness to the topic',
    'votes of the nearest',
    'votes for any topic',
  ].map((name) => MEANING_FEATURES.findIndex((feature) => feature === name)),
)

/** By words, where they say nothing: below the log-odds of the least probability that they tell. */
const UNSAID = -4
/** Scores are told in hundredths, so that 0 and 1 are no certainty. */
const LEAST_SCORE = 0.005
/** Topics without a word are considered if they are among so many by meaning. */
const NEAREST = 3
/** Log-odds of any topic below which an article without words is about none: most news, for which no neighbours are looked for. */
const LEAST_ANY = -4

/** A topic that is considered, and its row of numbers. */
export type Considered = { readonly id: TopicId; readonly features: Float64Array }
export type MeaningFeatures = (said: WordTopics, vector: Int8Array, language: string) => readonly Considered[]

export const createMeaningFeatures =
  (scorer: MeaningScorer): MeaningFeatures =>
  (said, vector, language) =>
    considered(scorer, said, scorer.scoresOf(vector), language)

export const considered = (
  { topics, languages }: Pick<MeaningScorer, 'topics' | 'languages'>,
  said: WordTopics,
  { linear, any, prototypes, votes }: MeaningScores,
  language: string,
): readonly Considered[] => {
  const words = new Map([...said.topics, ...said.doubtful].map(({ id, score }) => [id, boundedLogOdds(score)]))
  if (words.size === 0 && any < LEAST_ANY) return []
  const nearest = votes()
  const ranks = ranksOf(linear)
  const best = linear[ranks.indexOf(0)] ?? 0
  const second = linear[ranks.indexOf(1)] ?? 0
  const hasWords = languages.has(language) || languages.has(language.split('-')[0] ?? '') ? 1 : 0
  return topics.flatMap((id, nth) => {
    const rank = ranks[nth] ?? 0
    const own = words.get(id)
    if (own === undefined && rank >= NEAREST) return []
    const score = linear[nth] ?? 0
    const rival = Math.max(UNSAID, ...Array.from(words, ([other, score]) => (other === id ? UNSAID : score)))
    const lead = score - (rank === 0 ? second : best)
    const likeness = [prototypes[nth] ?? 0, nearest.topics[nth] ?? 0, nearest.any]
    const features = [own ?? UNSAID, rival, words.size, score, lead, rank, any, ...likeness, hasWords]
    return [{ id, features: Float64Array.from(features) }]
  })
}

const boundedLogOdds = (score: number): number => logOddsOf(Math.min(1 - LEAST_SCORE, Math.max(LEAST_SCORE, score)))

/** 0 for the highest score. */
const ranksOf = (scores: Float64Array): readonly number[] => {
  const order = [...scores.keys()].toSorted((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0))
  const ranks: number[] = []
  order.forEach((nth, rank) => (ranks[nth] = rank))
  return ranks
}
