/** How far a share that was measured on a few cases may be from the true one. */

/** 95 in 100 intervals that are made so contain the true share. */
const Z = 1.96

/**
 * Wilson's score interval of a share (E. B. Wilson, 1927): `right` of `asked` cases, both bounds from 0 to 1. Holds for few cases and for shares near 0 and 1,
 * where the normal approximation fails. Nothing asked: from 0 to 1.
 */
export const wilsonInterval = (right: number, asked: number): { readonly low: number; readonly high: number } => {
  if (asked === 0) return { low: 0, high: 1 }
  const share = right / asked
  const spread = Z * Math.sqrt((share * (1 - share)) / asked + Z ** 2 / (4 * asked ** 2))
  const middle = share + Z ** 2 / (2 * asked)
  const scale = 1 + Z ** 2 / asked
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) }
}

export type Share = { readonly value: number; readonly low: number; readonly high: number }

/** A share with its interval; of no cases nothing is known. */
export const shareOf = (right: number, cases: number): Share =>
  cases === 0 ? { value: 0.5, low: 0, high: 1 } : { value: right / cases, ...wilsonInterval(right, cases) }
