/**
 * Takes from a vector what only tells its language. The model's vectors know their language first: texts of one language are nearer to each other than to
 * their translations. Minus the mean vector of the language, and minus the main directions in which these means differ.
 */

export type LanguageMeans = {
  readonly all: readonly number[]
  readonly languages: Readonly<Record<string, readonly number[]>>
  /** Unit vectors at right angles to each other. */
  readonly directions: readonly (readonly number[])[]
}

/** To unit length, in place; zero stays zero. */
export const toUnitLength = (vector: Float64Array): Float64Array => {
  const length = Math.hypot(...vector) || 1
  for (let index = 0; index < vector.length; index += 1) vector[index] = (vector[index] ?? 0) / length
  return vector
}

/** `language`: a tag like `pt` or `zh-Hant`; of an unknown one the mean of all is taken. */
export const centre = (vector: Float64Array, { all, languages, directions }: LanguageMeans, language: string): Float64Array => {
  const mean = languages[language] ?? languages[language.split('-')[0] ?? ''] ?? all
  const centred = vector.map((value, index) => value - (mean[index] ?? 0))
  for (const direction of directions) {
    const share = centred.reduce((sum, value, index) => sum + value * (direction[index] ?? 0), 0)
    for (let index = 0; index < centred.length; index += 1)
      centred[index] = (centred[index] ?? 0) - share * (direction[index] ?? 0)
  }
  return toUnitLength(centred)
}
