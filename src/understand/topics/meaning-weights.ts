import type { TopicId } from '../../model/ids.ts'
import { createVotes, type Votes, type WrittenNeighbours } from './nearest-labelled.ts'

/** Linear weights and prototypes as they are stored: rows of signed bytes in base64, each row with the factor that its bytes are multiplied by. */
export type MeaningWeights = {
  readonly topics: readonly string[]
  /** Languages with words of the topics: where one has none, silence of the words says nothing. */
  readonly languages: readonly string[]
  /** One row a topic in their order, then one for any topic; `biases` likewise. */
  readonly linear: WrittenRows
  readonly biases: readonly number[]
  /** One row a topic: the mean direction of its articles. */
  readonly prototypes: WrittenRows
  readonly neighbours: WrittenNeighbours
}
export type WrittenRows = { readonly bytes: string; readonly factors: readonly number[] }

export type MeaningScorer = {
  readonly topics: readonly TopicId[]
  readonly languages: ReadonlySet<string>
  /** For a vector: a score of each topic, `any` of all topics together, and its cosine with each topic's prototype. */
  readonly scoresOf: (vector: Int8Array) => MeaningScores
}
export type MeaningScores = {
  readonly linear: Float64Array
  readonly any: number
  readonly prototypes: Float64Array
  /** Costs more than all others. */
  readonly votes: () => Votes
}

export const readWeights = ({ linear, prototypes, ...others }: MeaningWeights): MeaningScorer =>
  scorerOf({ ...others, linear: readRows(linear), prototypes: readRows(prototypes) })

/** The same, of rows that were not stored yet. */
export const scorerOf = (learned: LearnedWeights): MeaningScorer => {
  const { linear, biases, prototypes } = learned
  const topics = learned.topics as readonly TopicId[]
  const votesOf = createVotes(learned.neighbours, topics.length)
  return {
    topics,
    languages: new Set(learned.languages),
    scoresOf: (vector) => {
      const length = lengthOf(vector) || 1
      const scores = Float64Array.from(linear, (row, nth) => dot(row, vector) / length + (biases[nth] ?? 0))
      return {
        linear: scores.subarray(0, topics.length),
        any: scores[topics.length] ?? 0,
        prototypes: Float64Array.from(prototypes, (row) => dot(row, vector) / length),
        votes: () => votesOf(vector),
      }
    },
  }
}
export type LearnedWeights = Pick<MeaningWeights, 'topics' | 'languages' | 'biases' | 'neighbours'> & {
  readonly linear: readonly Float64Array[]
  readonly prototypes: readonly Float64Array[]
}

export const writeWeights = ({ linear, prototypes, ...others }: LearnedWeights): MeaningWeights => ({
  ...others,
  linear: writeRows(linear),
  prototypes: writeRows(prototypes),
})

/** Rows of numbers as signed bytes: within a 254th of each row's largest number. */
const writeRows = (rows: readonly Float64Array[]): WrittenRows => {
  const factors = rows.map((row) =>
    Number((row.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127).toPrecision(6)),
  )
  const bytes = rows.flatMap((row, nth) => Array.from(row, (value) => Math.round(value / (factors[nth] || 1))))
  return { bytes: Buffer.from(Int8Array.from(bytes)).toString('base64'), factors }
}

const readRows = ({ bytes, factors }: WrittenRows): readonly Float64Array[] => {
  const all = new Int8Array(Buffer.from(bytes, 'base64'))
  const width = all.length / factors.length
  return factors.map((factor, nth) => Float64Array.from(all.subarray(nth * width, (nth + 1) * width), (byte) => factor * byte))
}

const lengthOf = (vector: Int8Array): number => {
  let squares = 0
  for (const value of vector) squares += value * value
  return Math.sqrt(squares)
}

const dot = (row: Float64Array, vector: Int8Array): number => {
  let sum = 0
  for (let at = 0; at < row.length; at++) sum += (row[at] ?? 0) * (vector[at] ?? 0)
  return sum
}
