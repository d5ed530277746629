/** Decides of what kind an item is, from its vector and the marks of its words: a multinomial logistic regression, learned by `npm run build:kinds`. */
import { isReport, type Kind, KINDS } from '../../model/kind.ts'
import { createMarkReader, MARKS } from './kind-marks.ts'

/** Weights in log-odds, a row for each of `KINDS`. */
type Weights = {
  readonly bias: readonly number[]
  readonly marks: readonly (readonly number[])[]
  /** Of the vector's direction, in thousandths; empty: the vector is not read. */
  readonly vector: readonly (readonly number[])[]
  /** From this probability on, of deal, service and digest together, an item is one of them. */
  readonly threshold: number
  /** From this probability of deal alone on, too: what is offered is told from news more surely than advice is. */
  readonly dealThreshold: number
}
export type KindTable = {
  /** The names of the marks that the weights belong to. */
  readonly marks: readonly string[]
  readonly withVector: Weights
  /** For items without a vector. */
  readonly wordsAlone: Weights
}

export type KindItem = {
  readonly title: string
  readonly text: string
  readonly language: string
  /** A direction: its length says nothing. */
  readonly vector: Int8Array | null
}
export type DecidedKind = {
  readonly kind: Kind
  readonly probability: number
  /** What moved the decision towards this kind and away from the next one, in log-odds, the strongest first. */
  readonly because: readonly { readonly what: string; readonly moved: number }[]
}
export type KindDecision = (item: KindItem) => DecidedKind

const MOST_REASONS = 4
const LEAST_REASON = 0.1

export const createKindDecision = (table: KindTable): KindDecision => {
  if (table.marks.join() !== MARKS.join())
    throw new Error('The table of kinds was learned with other marks than are read now. Learn it again: npm run build:kinds')
  const readMarks = createMarkReader()
  return (item) => {
    const { vector } = item
    const weights = vector === null ? table.wordsAlone : table.withVector
    const marks = readMarks(item)
    const meaning = KINDS.map((_, kind) => (vector === null ? 0 : directionScore(weights.vector[kind] ?? [], vector)))
    const scores = KINDS.map(
      (_, kind) => (weights.bias[kind] ?? 0) + (meaning[kind] ?? 0) + scoreOf(weights.marks[kind] ?? [], marks),
    )
    const probabilities = softmax(scores)
    const off = KINDS.reduce((sum, kind, at) => sum + (isReport(kind) ? 0 : (probabilities[at] ?? 0)), 0)
    const isOff = off >= weights.threshold || (probabilities[KINDS.indexOf('deal')] ?? 0) >= weights.dealThreshold
    const allowed = (kind: Kind): boolean => isReport(kind) !== isOff
    const best = likeliest(probabilities, allowed)
    const next = likeliest(probabilities, (kind) => kind !== KINDS[best])
    const moved = (row: (kind: number) => number): number => Math.round(100 * (row(best) - row(next))) / 100
    const because = [
      { what: 'meaning', moved: moved((kind) => meaning[kind] ?? 0) },
      ...MARKS.map((what, mark) => ({
        what,
        moved: moved((kind) => (weights.marks[kind]?.[mark] ?? 0) * (marks[mark] ?? 0)),
      })),
    ]
      .filter((one) => one.moved >= LEAST_REASON)
      .toSorted((one, other) => other.moved - one.moved)
      .slice(0, MOST_REASONS)
    return { kind: KINDS[best] ?? 'news', probability: probabilities[best] ?? 0, because }
  }
}

const likeliest = (probabilities: readonly number[], allowed: (kind: Kind) => boolean): number =>
  KINDS.reduce(
    (best, kind, at) => (allowed(kind) && (best < 0 || (probabilities[at] ?? 0) > (probabilities[best] ?? 0)) ? at : best),
    -1,
  )

const scoreOf = (weights: readonly number[], values: Float64Array): number =>
  weights.reduce((sum, weight, at) => sum + weight * (values[at] ?? 0), 0)

const directionScore = (weights: readonly number[], vector: Int8Array): number => {
  let score = 0
  let square = 0
  for (const [at, value] of vector.entries()) {
    score += (weights[at] ?? 0) * value
    square += value * value
  }
  return square === 0 ? 0 : score / (1000 * Math.sqrt(square))
}

const softmax = (scores: readonly number[]): readonly number[] => {
  const highest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
