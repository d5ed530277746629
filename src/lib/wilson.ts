/** A share, and the interval that holds the true one 95 times of 100 (Wilson 1927). */
export type Share = { readonly value: number; readonly low: number; readonly high: number }

const Z = 1.96

/** Of no cases nothing is known: from 0 to 1. */
export const wilson = (right: number, cases: number): Share => {
  if (cases === 0) return { value: 0.5, low: 0, high: 1 }
  const share = right / cases
  const middle = share + Z ** 2 / (2 * cases)
  const half = Z * Math.sqrt((share * (1 - share)) / cases + Z ** 2 / (4 * cases ** 2))
  const whole = 1 + Z ** 2 / cases
  return { value: share, low: Math.max(0, (middle - half) / whole), high: Math.min(1, (middle + half) / whole) }
}
