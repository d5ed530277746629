/** What tells whether two reports of one story tell the same of it, in numbers. */
import { HOUR } from '../../lib/durations.ts'
import { cosineOf } from '../../lib/unit-vectors.ts'
import type { ReportFeatures } from './report-features.ts'

/** The columns of `phaseFeaturesOf`, in its order. */
export const PHASE_FEATURES = [
  'likeness',
  'likeness above the usual of the story',
  'no third report',
  'hours apart, as a logarithm',
  'shared amounts',
  'same language',
] as const

export type PhaseReport = Pick<ReportFeatures, 'at' | 'language' | 'facts' | 'vector'>

const MOST_AMOUNTS = 2

/**
 * The numbers of a pair, in the order of `PHASE_FEATURES`. `usual`: the mean likeness of both to the story's other reports, since all reports of a story
 * are alike; null: the story has no others.
 */
export const phaseFeaturesOf = (one: PhaseReport, other: PhaseReport, usual: number | null): Float64Array => {
  const likeness = cosineOf(one.vector, other.vector)
  const shared = amountsIn(one).filter((amount) => other.facts.has(amount)).length
  return Float64Array.of(
    likeness,
    usual === null ? 0 : likeness - usual,
    usual === null ? 1 : 0,
    Math.log1p(Math.abs(one.at - other.at) / HOUR),
    Math.min(shared, MOST_AMOUNTS),
    one.language === other.language ? 1 : 0,
  )
}

const AMOUNTS = ['money:', 'share:', 'amount:']
const amountsIn = ({ facts }: PhaseReport): readonly string[] =>
  [...facts].filter((fact) => AMOUNTS.some((kind) => fact.startsWith(kind)))
