import { probabilityOf } from '../../lib/probability.ts'
import { contributionsOf, readTrees, scoreOf, type Trees, type WrittenTrees } from '../../lib/decision-trees.ts'
import { createWordScores, heaviestWords, type WordWeights } from './learned-words.ts'
import type { Reliability } from './reliability.ts'
import type { ArticleEvidence } from './article-evidence.ts'
import { FEATURES, featuresOf } from './topic-features.ts'

export type Thresholds = {
  readonly first: number
  readonly further: number
  /** For a topic that an operator added. */
  readonly unlabelled: number
}
/** What `npm run build:decisions` writes of the decision itself. */
export type DecisionTable = {
  /** What the table was built from, and how well it does. */
  readonly about: Readonly<Record<string, unknown>>
  readonly thresholds: Thresholds
  readonly labelled: WrittenTrees
  readonly unlabelled: WrittenTrees
  /** For topics that have labels: log-odds = scale × score of the trees + bias + weights of the words. */
  readonly scale: number
  readonly bias: number
}

/** A topic that something in an article speaks for. */
export type WeighedTopic = {
  readonly topic: number
  readonly probability: number
  /** True: the article gets the topic as a tag. */
  readonly chosen: boolean
  /** What moved the decision most, the greatest move first. */
  readonly because: () => readonly Because[]
}
/** In log-odds: above 0 for the topic, below 0 against it. */
export type Because = { readonly what: string; readonly moved: number }

/** Log-odds for a topic that the source mostly writes about. Set by hand, as the labelled articles have no source. */
const USUAL = 0.5
/**
 * Log-odds against a topic without labels: for each of its words `against`; and (`OUTSIDE`) where its words are also found in other news and
 * the article has no word of the field.
 */
const AGAINST = 1.5
const OUTSIDE = 3

const MOST_TOPICS = 3
const MOST_REASONS = 3

export type TopicDecision = (evidence: ArticleEvidence) => readonly WeighedTopic[]
/** What the decision needs to know of the configured topics. */
export type DecisionParts = {
  readonly reliability: Reliability
  readonly words: WordWeights
  readonly nameOf: (topic: number) => string
}

export const createTopicDecision = (table: DecisionTable, { reliability, words, nameOf }: DecisionParts): TopicDecision => {
  const { thresholds, scale, bias } = table
  const [labelled, unlabelled] = [readTrees(table.labelled, FEATURES), readTrees(table.unlabelled, FEATURES)]
  const scoresOf = createWordScores(words)
  return (evidence) => {
    const wordScore = scoresOf(evidence.words, evidence.language)
    const weigh = ([topic, features]: readonly [number, Float64Array]) => {
      const known = reliability.isLabelled(topic)
      const trees = known ? labelled : unlabelled
      const score = scoreOf(trees, features)
      const usual = evidence.usual.has(topic) ? USUAL : 0
      const configured = configuredMoves(topic, evidence).reduce((sum, { moved }) => sum + moved, 0)
      const logOdds = usual + (known ? scale * score + bias + wordScore(nameOf(topic)) : score + configured)
      const because = (): readonly Because[] =>
        heaviest([
          ...moves(trees, features, known ? scale : 1),
          ...(known ? wordMoves(words, evidence, nameOf(topic)) : configuredMoves(topic, evidence)),
          { what: 'usual topic of the source', moved: usual },
        ])
      return { topic, known, probability: probabilityOf(logOdds), because }
    }
    const weighed = [...featuresOf(evidence, reliability)].map(weigh)
    let chosenTopics = 0
    return weighed.toSorted(byProbability).map(({ known, ...one }) => {
      const least = chosenTopics > 0 ? thresholds.further : thresholds.first
      const chosen = chosenTopics < MOST_TOPICS && one.probability >= (known ? least : thresholds.unlabelled)
      if (chosen) chosenTopics++
      return { ...one, chosen }
    })
  }
}

/** The moves that the settings of a topic without labels make; for a topic with labels the trees have learned them. */
const configuredMoves = (topic: number, { topics, usual, isOutside, weightOf }: ArticleEvidence): readonly Because[] => {
  const against = topics.get(topic)?.against.length ?? 0
  return [
    { what: 'weight beside others', moved: topics.size > 1 ? Math.log(weightOf(topic)) : 0 },
    { what: `words against ${against}`, moved: -AGAINST * against },
    { what: 'outside the field', moved: isOutside(topic) && !usual.has(topic) ? -OUTSIDE : 0 },
  ]
}

const byProbability = (one: { readonly topic: number; readonly probability: number }, other: typeof one): number =>
  other.probability - one.probability || one.topic - other.topic

const moves = (trees: Trees, features: Float64Array, scale: number): readonly Because[] => {
  const moved = contributionsOf(trees, features)
  return FEATURES.map((feature, column) => ({
    what: `${feature} ${Number((features[column] ?? 0).toFixed(2))}`,
    moved: scale * (moved[column] ?? 0),
  }))
}

const wordMoves = (words: WordWeights, { words: own, language }: ArticleEvidence, topic: string): readonly Because[] =>
  heaviestWords(words, own, language, topic).map(([word, moved]) => ({ what: `word «${word}»`, moved }))

const heaviest = (all: readonly Because[]): readonly Because[] =>
  all
    .filter(({ moved }) => moved !== 0)
    .toSorted((one, other) => Math.abs(other.moved) - Math.abs(one.moved))
    .slice(0, MOST_REASONS)
