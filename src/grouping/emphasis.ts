const EMPHASES = Float64Array.from({ length: 64 }, (_, count) => 1 + Math.log(count))

/** What is said more than once counts more. */
export const emphasisOf = (count: number): number => EMPHASES[count] ?? 1 + Math.log(count)
