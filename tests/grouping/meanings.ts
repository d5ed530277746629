import { DIMENSIONS, quantize } from '../../src/lib/unit-vectors.ts'
import { fnv1a } from '../../src/lib/hashes.ts'
import type { SentenceVector } from '../../src/model/sentence-vector.ts'

/** The share of what an event says in the vector of a report; the rest is the report's own. */
const OF_EVENT = 0.85

/** The vector of a report as a model might give it: that of what it tells, and a little of its own. The same names give the same vector. */
export const meaningOf = (event: string, report: string): SentenceVector => {
  const [shared, own] = [directionOf(event), directionOf(report)]
  const rest = Math.sqrt(1 - OF_EVENT ** 2)
  return { values: quantize(shared.map((value, nth) => OF_EVENT * value + rest * (own[nth] ?? 0))), revision: 'invented' }
}

/** A unit vector by pseudo-random numbers (linear congruential, Numerical Recipes). */
const directionOf = (name: string): Float64Array => {
  let state = fnv1a(name)
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  }
  const values = Float64Array.from({ length: DIMENSIONS }, next)
  const length = Math.hypot(...values)
  return values.map((value) => value / length)
}
