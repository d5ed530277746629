/** Counts the likenesses of random pairs of reports. Every model has a scale of its own, which these counts show. */

/** A likeness from −1 to 1 as a whole number of steps of 1/500, counted from −1. */
export const stepOf = (likeness: number): number => Math.round((Math.min(1, Math.max(-1, likeness)) + 1) * STEPS)
export const likenessAt = (step: number): number => step / STEPS - 1
const STEPS = 500

/** Reports that are more alike than this share of random pairs may be of one event. */
const NEAR_PERCENTILE = 0.99
/** Fewer pairs do not show the scale of a model. */
const FEWEST_PAIRS = 100
/** The weight of a likeness at the percentile, where the median weighs nothing: not enough to join by itself. */
export const NEAR = 0.35
const MOST = 0.6

export type Scale = {
  /** The likeness from which on two reports are candidates for each other. */
  readonly near: number
  /** The weight of a likeness as evidence across languages. */
  readonly weigh: (likeness: number) => number
}

export const createLikenessCounts = () => {
  const counts = new Uint32Array(2 * STEPS + 1)
  let pairs = 0
  const add = (sample: Uint16Array, by: 1 | -1): void => {
    for (const step of sample) counts[step] = (counts[step] ?? 0) + by
    pairs += by * sample.length
  }
  const percentile = (share: number): number => {
    let below = 0
    let step = 0
    for (; step < counts.length; step += 1) {
      below += counts[step] ?? 0
      if (below >= share * pairs) break
    }
    return likenessAt(step)
  }
  return {
    count: (sample: Uint16Array): void => add(sample, 1),
    discount: (sample: Uint16Array): void => add(sample, -1),
    /** Null: too few pairs have been counted, or they do not differ. */
    scale(): Scale | null {
      if (pairs < FEWEST_PAIRS) return null
      const [usual, near] = [percentile(0.5), percentile(NEAR_PERCENTILE)]
      // A model that finds all pairs equally alike gives no evidence.
      if (near <= usual || near >= 1) return null
      return { near, weigh: (likeness) => Math.min(MOST, (NEAR * (likeness - usual)) / (near - usual)) }
    },
  }
}
