import { scoreOf, type GrownTrees } from './grown-trees.ts'
import { considered, RISING, type WordTopics } from '../../../src/understand/topics/meaning-features.ts'
import { type MeaningScorer, scorerOf, type LearnedWeights } from '../../../src/understand/topics/meaning-weights.ts'
import { writeNeighbours } from '../../../src/understand/topics/nearest-labelled.ts'
import { boostTrees, type Sample } from './boosted-trees.ts'
import { fractionOf, type LabelledArticle } from './labelled.ts'
import type { Predicted } from './learn.ts'
import { fitDense, type DenseRow } from './dense-logistic.ts'
import { fitSparse } from './sparse-logistic.ts'

/** A labelled article, with its vector and what words that were learned without it say. */
export type MeaningExample = {
  readonly row: LabelledArticle
  readonly said: WordTopics
  readonly vector: Int8Array
  readonly language: string
}
export type LearnedMeaning = LearnedTrees & { readonly weights: LearnedWeights }
type LearnedTrees = { readonly trees: GrownTrees; readonly scale: number; readonly bias: number }
/** Articles that trees are learned from together or not at all, with weights that were learned without them. */
export type MeaningFold = {
  readonly name: string
  readonly examples: readonly MeaningExample[]
  readonly weights: LearnedWeights
}
/** What is asked of the configured topics: their ids, and the languages that have words of them. */
export type Asked = { readonly topics: readonly string[]; readonly languages: readonly string[] }

const FOLDS = 3
const LOGISTIC = { penalty: 1, passes: 15 }
const TREES = { trees: 100, depth: 4, rate: 0.1, leaf: 15, penalty: 8, rising: RISING }
/** What a topic that is only defensible is worth as a target. */
const DEFENSIBLE = 0.5
const WEIGHTS = { core: 1.5, ok: 0.6, wrong: 1 }
/** Bare titles of real streams are what the service meets most. */
const SET_WEIGHTS: Readonly<Record<string, number>> = { stream: 2 }

/** Trees are learned from what the lexicons were not written for: of news of `train` words find more than of anything else. */
const isForTrees = ({ row }: MeaningExample): boolean => row.part !== 'train' || row.set === 'reports'
/** Neighbours vote if they have a topic, or might be thought to have one. */
const mayVote = ({ row, said }: MeaningExample): boolean =>
  row.core.length + row.ok.length + said.topics.length > 0 || row.set === 'stream'

/** By stream, or by groups. */
export const foldOf = ({ row }: MeaningExample): string =>
  row.set === 'stream' ? row.group : `news ${Math.floor(FOLDS * fractionOf(`meaning ${row.group}`))}`

export const meaningFolds = (examples: readonly MeaningExample[], asked: Asked): readonly MeaningFold[] =>
  Array.from(Map.groupBy(examples.filter(isForTrees), foldOf), ([name, own]) => {
    const others = examples.filter((example) => !isForTrees(example) || foldOf(example) !== name)
    return { name, examples: own, weights: learnWeights(others, asked) }
  })

export const learnWeights = (examples: readonly MeaningExample[], { topics, languages }: Asked): LearnedWeights => {
  const index = new Map(topics.map((topic, nth) => [topic, nth]))
  const rows = examples.map((example) => denseRow(example, index))
  const fitted = fitDense(rows, topics.length + 1, LOGISTIC)
  return {
    topics,
    languages,
    linear: fitted.map((own) => own.subarray(0, -1)),
    biases: fitted.map((own) => Number((own.at(-1) ?? 0).toFixed(4))),
    prototypes: topics.map((_, topic) => prototypeOf(rows, topic)),
    neighbours: neighboursOf(examples.filter(mayVote), index),
  }
}

const neighboursOf = (examples: readonly MeaningExample[], index: ReadonlyMap<string, number>): LearnedWeights['neighbours'] =>
  writeNeighbours(
    examples.map(({ row, vector }) => ({
      vector,
      topics: [...new Set([...row.core, ...row.ok])].flatMap((topic) => index.get(topic) ?? []),
    })),
  )

/** The last target: any topic. */
const denseRow = ({ row, vector }: MeaningExample, index: ReadonlyMap<string, number>): DenseRow => {
  const length = Math.hypot(...vector) || 1
  const targets = new Map<number, number>()
  for (const [list, worth] of [
    [row.ok, DEFENSIBLE],
    [row.core, 1],
  ] as const)
    for (const topic of list) {
      const nth = index.get(topic)
      if (nth !== undefined) targets.set(nth, worth).set(index.size, Math.max(worth, targets.get(index.size) ?? 0))
    }
  return { vector: Float64Array.from(vector, (value) => value / length), weight: SET_WEIGHTS[row.set] ?? 1, targets }
}

const prototypeOf = (rows: readonly DenseRow[], topic: number): Float64Array => {
  const sum = new Float64Array(rows[0]?.vector.length ?? 0)
  for (const { vector, targets } of rows) {
    const worth = targets.get(topic) ?? 0
    if (worth > 0) vector.forEach((value, at) => (sum[at] = (sum[at] ?? 0) + worth * value))
  }
  const length = Math.hypot(...sum) || 1
  return sum.map((value) => value / length)
}

/** Trees over what weights say that were learned without the article (stacking, Wolpert 1992), then the scale of their score. */
export const learnTrees = (folds: readonly MeaningFold[]): LearnedTrees => {
  const samples = folds.map(({ examples, weights }) => {
    const read = scorerOf(weights)
    return examples.flatMap((example) => samplesOf(example, read))
  })
  return { trees: boostTrees(samples.flat(), TREES), ...calibrated(samples) }
}

const samplesOf = ({ row, said, vector, language }: MeaningExample, scorer: MeaningScorer): readonly Sample[] =>
  considered(scorer, said, scorer.scoresOf(vector), language).map(({ id, features }) => {
    const grade = row.core.includes(id) ? 'core' : row.ok.includes(id) ? 'ok' : 'wrong'
    return { features, label: grade === 'wrong' ? 0 : 1, weight: WEIGHTS[grade] * (SET_WEIGHTS[row.set] ?? 1) }
  })

/** From what trees say that were learned without the fold; so that a probability is how often a topic is right, without weights. */
const calibrated = (folds: readonly (readonly Sample[])[]): Pick<LearnedTrees, 'scale' | 'bias'> => {
  const halves = [0, 1].map((half) => folds.filter((_, nth) => nth % 2 === half).flat())
  const rows = halves.flatMap((own, half) => {
    const others = halves[1 - half] ?? []
    if (others.length === 0) return []
    const trees = boostTrees(others, TREES)
    return own.map(({ features, label }) => ({ columns: new Int32Array(), known: scoreOf(trees, features), label, weight: 1 }))
  })
  const { scale, bias } = fitSparse(rows, 0, 1)
  return { scale: Number(scale.toFixed(4)), bias: Number(bias.toFixed(4)) }
}

export const predictMeaning = (
  { weights, trees, scale, bias }: LearnedMeaning,
  examples: readonly MeaningExample[],
): readonly Predicted[] => {
  const read = scorerOf(weights)
  return examples.map(({ row, said, vector, language }) => ({
    row,
    topics: considered(read, said, read.scoresOf(vector), language)
      .map(({ id, features }) => ({ id, probability: 1 / (1 + Math.exp(-scale * scoreOf(trees, features) - bias)) }))
      .toSorted((one, other) => other.probability - one.probability),
  }))
}
