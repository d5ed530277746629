import { probabilityOf } from '../../lib/probability.ts'
import { contributionsOf, readTrees, scoreOf, type WrittenTrees } from '../../lib/decision-trees.ts'
import type { TopicId } from '../../model/ids.ts'
import { type MeaningWeights, readWeights } from './meaning-weights.ts'
import { createMeaningFeatures, MEANING_FEATURES, type WordTopics } from './meaning-features.ts'

/** What `npm run build:decisions` writes of the second step. */
export type MeaningTable = {
  /** What the table was built from, and how well it does. */
  readonly about: Readonly<Record<string, unknown>>
  /** The least probabilities of the likeliest topic, and of a second or third one. */
  readonly thresholds: { readonly first: number; readonly further: number }
  readonly weights: MeaningWeights
  readonly trees: WrittenTrees
  /** Log-odds = scale × score of the trees + bias. */
  readonly scale: number
  readonly bias: number
}

/** A topic that the words of an article, or its meaning, speak for. */
export type WeighedTopic = {
  readonly id: TopicId
  readonly probability: number
  /** True: the article gets the topic as a tag. */
  readonly chosen: boolean
  /** What moved the decision most, the greatest move first, in log-odds: above 0 for the topic. */
  readonly because: () => readonly { readonly what: string; readonly moved: number }[]
}

/** Less likely topics are left out. */
const DOUBTFUL = 0.05
const MOST_TOPICS = 3
/** The most reasons that are named for a topic. */
const MOST_REASONS = 3

/**
 * The second step of the decision about topics: what the words said, weighed again with the article's vector, the likeliest first. Topics
 * that nothing was learned about (an operator's own) stay as the words have it.
 */
export type TopicsByMeaning = (said: WordTopics, vector: Int8Array, language: string) => readonly WeighedTopic[]

export const createTopicsByMeaning = (table: MeaningTable): TopicsByMeaning => {
  const { thresholds, scale, bias } = table
  const scorer = readWeights(table.weights)
  const trees = readTrees(table.trees, MEANING_FEATURES)
  const featuresOf = createMeaningFeatures(scorer)
  const learned = new Set(scorer.topics)
  const reasons = (features: Float64Array): ReturnType<WeighedTopic['because']> => {
    const moved = contributionsOf(trees, features)
    return heaviest(
      MEANING_FEATURES.map((feature, column) => ({
        what: `${feature} ${Number((features[column] ?? 0).toFixed(2))}`,
        moved: scale * (moved[column] ?? 0),
      })),
    )
  }
  return (said, vector, language) => {
    const weighed = featuresOf(said, vector, language).map(({ id, features }) => ({
      id,
      probability: probabilityOf(scale * scoreOf(trees, features) + bias),
      features,
    }))
    let chosenTopics = 0
    const decided = weighed
      .filter(({ probability }) => probability >= DOUBTFUL)
      .toSorted(byProbability)
      .map(({ features, ...one }) => {
        const least = chosenTopics > 0 ? thresholds.further : thresholds.first
        const chosen = chosenTopics < MOST_TOPICS && one.probability >= least
        if (chosen) chosenTopics++
        return { ...one, chosen, because: () => reasons(features) }
      })
    const own = [...asSaid(said.topics, true), ...asSaid(said.doubtful, false)].filter(({ id }) => !learned.has(id))
    return own.length === 0 ? decided : [...decided, ...own].toSorted(byProbability)
  }
}

const asSaid = (topics: WordTopics['topics'], chosen: boolean): readonly WeighedTopic[] =>
  topics.map(({ id, score }) => ({ id, probability: score, chosen, because: () => [] }))

const byProbability = (one: Pick<WeighedTopic, 'id' | 'probability'>, other: typeof one): number =>
  other.probability - one.probability || (one.id < other.id ? -1 : 1)

const heaviest = (all: ReturnType<WeighedTopic['because']>): ReturnType<WeighedTopic['because']> =>
  all
    .filter(({ moved }) => moved !== 0)
    .toSorted((one, other) => Math.abs(other.moved) - Math.abs(one.moved))
    .slice(0, MOST_REASONS)
