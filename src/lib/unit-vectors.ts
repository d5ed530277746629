/** Vectors of unit length in whole numbers of 8 bit, as they are stored and compared. */

export const DIMENSIONS = 384

/**
 * A number of a unit vector times this. Of 539 reports none had a number over .244, which just fits: cosines are right to .0008 on average; by a scale of
 * 254 to .0016, by one of 1,000, which cuts a few numbers off, to .004.
 */
export const SCALE = 508

export const quantize = (unit: Float32Array | Float64Array): Int8Array =>
  Int8Array.from(unit, (value) => Math.max(-127, Math.min(127, Math.round(value * SCALE))))

/** The cosine of two vectors, which lost their exact length by rounding. */
export const cosine = (a: Int8Array, b: Int8Array): number => {
  let [both, ofA, ofB] = [0, 0, 0]
  for (let index = 0; index < DIMENSIONS; index += 1) {
    const [one, other] = [a[index] ?? 0, b[index] ?? 0]
    both += one * other
    ofA += one * one
    ofB += other * other
  }
  return both / Math.sqrt(ofA * ofB || 1)
}

/** The cosine of two vectors; 0 where one is missing. */
export const cosineOf = (one: Int8Array | null, other: Int8Array | null): number =>
  one === null || other === null ? 0 : cosine(one, other)
