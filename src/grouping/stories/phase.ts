/** The phase of its story that a report tells: the reports that tell the same of an event, in whatever language, until something new happens. */
import { probabilityOf } from '../../lib/probability.ts'
import { cosineOf } from '../../lib/unit-vectors.ts'
import learned from './learned/phases.json' with { type: 'json' }
import { type PhaseReport, phaseFeaturesOf } from './phase-features.ts'

/** A phase's id is that of the article that told it first. */
export type PhaseMember = PhaseReport & { readonly phase: string }

/** `phase` null: the report tells something new. `probability`: that it tells the same as the nearest phase. */
export type PhaseFit = { readonly phase: string | null; readonly probability: number }

/** Weights of `PHASE_FEATURES`, in their order, and the constant. */
export type PhaseWeights = { readonly weights: readonly number[]; readonly constant: number }
/** What `npm run build:phases` writes. `words`: where one of two reports has no vector. */
export type PhaseTable = { readonly about: unknown; readonly meaning: PhaseWeights; readonly words: PhaseWeights }

const LEARNED: PhaseTable = learned

/** A report tells the phase that it is likeliest of, from this mean log-odds on. */
const SAME_AT = 0
/** A phase is compared by its newest reports, and only the phases that told something last. */
const NEWEST = 6
const MOST_PHASES = 8

/** The phase of a report among the reports of its story, the oldest first. */
export const phaseAmong = (report: PhaseReport, members: readonly PhaseMember[], table: PhaseTable = LEARNED): PhaseFit => {
  const phases = [...Map.groupBy(members.toReversed(), ({ phase }) => phase)].slice(0, MOST_PHASES)
  const compared = phases.flatMap(([, of]) => of.slice(0, NEWEST))
  const usualOf = usualLikeness(report, compared)
  const meanOf = (of: readonly PhaseMember[]): number =>
    of.reduce((sum, other) => sum + logOdds(report, other, usualOf(other), table), 0) / of.length
  let best: { readonly phase: string; readonly value: number } | null = null
  for (const [phase, of] of phases) {
    const value = meanOf(of.slice(0, NEWEST))
    if (best === null || value > best.value) best = { phase, value }
  }
  if (best === null) return { phase: null, probability: 0 }
  return { phase: best.value >= SAME_AT ? best.phase : null, probability: probabilityOf(best.value) }
}

const logOdds = (one: PhaseReport, other: PhaseReport, usual: number | null, { meaning, words }: PhaseTable): number => {
  const { weights, constant } = one.vector === null || other.vector === null ? words : meaning
  const features = phaseFeaturesOf(one, other, usual)
  return features.reduce((sum, value, column) => sum + value * (weights[column] ?? 0), constant)
}

/** Returns a function that gives the mean likeness of the report and another one to all others; null: there are no others. */
export const usualLikeness = (
  report: PhaseReport,
  compared: readonly PhaseReport[],
): ((other: PhaseReport) => number | null) => {
  const units = compared.map(({ vector }) => unitOf(vector))
  const sum = sumOf(units)
  const likeness = compared.map(({ vector }) => cosineOf(report.vector, vector))
  const total = likeness.reduce((all, value) => all + value, 0)
  const others = compared.length - 1
  return (other) => {
    if (others < 1) return null
    const nth = compared.indexOf(other)
    const unit = units[nth] ?? NONE
    return (dotOf(unit, sum) - dotOf(unit, unit) + total - (likeness[nth] ?? 0)) / (2 * others)
  }
}

const NONE = new Float64Array()

const unitOf = (vector: Int8Array | null): Float64Array => {
  if (vector === null) return NONE
  const unit = Float64Array.from(vector)
  const length = Math.sqrt(dotOf(unit, unit)) || 1
  return unit.map((value) => value / length)
}

const sumOf = (vectors: readonly Float64Array[]): Float64Array => {
  const sum = new Float64Array(Math.max(0, ...vectors.map(({ length }) => length)))
  for (const vector of vectors) for (const [nth, value] of vector.entries()) sum[nth] = (sum[nth] ?? 0) + value
  return sum
}

const dotOf = (one: Float64Array, other: Float64Array): number =>
  one.reduce((sum, value, nth) => sum + value * (other[nth] ?? 0), 0)
