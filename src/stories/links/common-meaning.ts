import { MEANING_UNIT } from '../interlingua/table.ts'

/** As if so many stories of no meaning were there: what a few have in common is not what all have. */
const GENERAL_MEANINGS = 30

/** How alike a meaning is to others, −1 to 1, without what all have in common: in one field, everything is about the same. The other one begins at `from`. */
export type MeaningLikeness = (others: Int16Array, from: number) => number

/** `sum`: of as many meanings. Null stands for a meaning that is not known: it is like nothing. */
export const meaningLikeness = (
  given: Int16Array | null,
  { sum, meanings }: { readonly sum: Float64Array; readonly meanings: number },
): MeaningLikeness => {
  const length = given === null ? 0 : lengthOf(given)
  if (given === null || length === 0) return () => 0
  const dimensions = given.length
  const common = new Float64Array(sum.length)
  for (let index = 0; index < sum.length; index += 1)
    common[index] = (sum[index] ?? 0) / (MEANING_UNIT * (meanings + GENERAL_MEANINGS))
  const centred = new Float64Array(dimensions)
  for (let index = 0; index < dimensions; index += 1) centred[index] = (given[index] ?? 0) / length - (common[index] ?? 0)
  const centredLength = lengthOf(centred)
  const along = dotOf(centred, common)
  const commonSquare = dotOf(common, common)
  return (others, from) => {
    let dot = 0
    let square = 0
    let otherAlong = 0
    for (let index = 0; index < dimensions; index += 1) {
      const value = others[from + index] ?? 0
      dot += value * (centred[index] ?? 0)
      square += value * value
      otherAlong += value * (common[index] ?? 0)
    }
    const otherLength = Math.sqrt(square)
    const otherCentredSquare = 1 - (2 * otherAlong) / otherLength + commonSquare
    const product = centredLength * Math.sqrt(otherCentredSquare)
    return square === 0 || !(product > 0) ? 0 : (dot / otherLength - along) / product
  }
}

const dotOf = (one: Float64Array, other: Float64Array): number => {
  let dot = 0
  for (let index = 0; index < one.length; index += 1) dot += (one[index] ?? 0) * (other[index] ?? 0)
  return dot
}

const lengthOf = (vector: Int16Array | Float64Array): number => {
  let square = 0
  for (const value of vector) square += value * value
  return Math.sqrt(square)
}
