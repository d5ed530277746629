/** The mean vector of each language, for `understand/encoder/centring.ts`, learned from unlabelled texts. */
import type { LanguageMeans } from '../../../src/understand/encoder/centring.ts'
import { toUnitLength } from '../../../src/understand/encoder/centring.ts'
import { placesOf } from '../subspace.ts'

/** A language with as few texts as this has a mean half its own, half that of all. */
const HALF_TRUSTED = 50
/** Main directions in which the means differ that are taken from each vector. */
const DIRECTIONS = 8

export const languageMeans = (
  vectors: ReadonlyMap<string, readonly Float64Array[]>,
): LanguageMeans & { readonly texts: Readonly<Record<string, number>> } => {
  const own = new Map([...vectors].map(([language, list]) => [language, meanOf(list)]))
  const all = meanOf([...own.values()])
  const shrunk = new Map(
    [...own].map(([language, mean]) => {
      const texts = vectors.get(language)?.length ?? 0
      const trust = texts / (texts + HALF_TRUSTED)
      return [language, mean.map((value, index) => trust * value + (1 - trust) * (all[index] ?? 0))]
    }),
  )
  return {
    texts: Object.fromEntries([...vectors].map(([language, list]) => [language, list.length])),
    all: rounded(all),
    languages: Object.fromEntries([...shrunk].map(([language, mean]) => [language, rounded(mean)])),
    directions: mainDirections([...shrunk.values()].map((mean) => mean.map((value, index) => value - (all[index] ?? 0)))).map(
      rounded,
    ),
  }
}

const meanOf = (vectors: readonly Float64Array[]): Float64Array => {
  const sum = new Float64Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (const [index, value] of vector.entries()) sum[index] = (sum[index] ?? 0) + value
  return sum.map((value) => value / vectors.length)
}

const mainDirections = (differences: readonly Float64Array[]): readonly Float64Array[] => {
  const { length: size } = differences
  const gram = Float32Array.from({ length: size * size }, (_, at) =>
    dot(differences[Math.floor(at / size)] ?? new Float64Array(), differences[at % size] ?? new Float64Array()),
  )
  const places = placesOf(gram, size, DIRECTIONS)
  return Array.from({ length: DIRECTIONS }, (_, nth) => {
    const direction = new Float64Array(differences[0]?.length ?? 0)
    for (const [which, difference] of differences.entries())
      for (const [index, value] of difference.entries())
        direction[index] = (direction[index] ?? 0) + (places[which]?.[nth] ?? 0) * value
    return toUnitLength(direction)
  })
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
const rounded = (vector: Float64Array): readonly number[] =>
  Array.from(vector, (value) => Math.round(value * 100_000) / 100_000)
