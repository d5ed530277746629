/** Of the strongest directions, so many rounds find them; fewer leave the finest ones turned about. */
const ROUNDS = 30

/**
 * Where things stand to one another, one vector of `dimensions` numbers each, from how alike each two are: the strongest directions of the
 * centred matrix by subspace iteration, the weaker ones raised. `gram`: of `size` rows and columns, written over. The same comes out of the same.
 */
export const placesOf = (gram: Float32Array, size: number, dimensions: number): readonly Float64Array[] => {
  centre(gram, size)
  let basis = startBasis(size, dimensions)
  let strengths = new Float64Array(dimensions)
  for (let round = 0; round < ROUNDS; round += 1) {
    basis = timesGram(gram, size, basis, dimensions)
    strengths = orthonormalise(basis, size, dimensions)
  }
  // Strong directions speak less loud, so that the finer ones are heard.
  return Array.from({ length: size }, (_, row) =>
    Float64Array.from(
      { length: dimensions },
      (__, column) => (basis[column * size + row] ?? 0) / Math.sqrt(strengths[column] ?? 1),
    ),
  )
}

/** Deterministic: a small generator of the kind that C's rand is. */
const startBasis = (rows: number, columns: number): Float64Array => {
  let state = 20_251_124
  return Float64Array.from({ length: rows * columns }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x40000000 - 1
  })
}

/** Gram–Schmidt over columns, twice for precision. Gives the columns' lengths: in the end, the eigenvalues. */
const orthonormalise = (basis: Float64Array, rows: number, columns: number): Float64Array<ArrayBuffer> => {
  const lengths = new Float64Array(columns)
  for (let column = 0; column < columns; column += 1) {
    for (let pass = 0; pass < 2; pass += 1)
      for (let earlier = 0; earlier < column; earlier += 1) {
        let dot = 0
        for (let row = 0; row < rows; row += 1) dot += (basis[earlier * rows + row] ?? 0) * (basis[column * rows + row] ?? 0)
        for (let row = 0; row < rows; row += 1)
          basis[column * rows + row] = (basis[column * rows + row] ?? 0) - dot * (basis[earlier * rows + row] ?? 0)
      }
    let norm = 0
    for (let row = 0; row < rows; row += 1) norm += (basis[column * rows + row] ?? 0) ** 2
    norm = Math.sqrt(norm) || 1
    lengths[column] = norm
    for (let row = 0; row < rows; row += 1) basis[column * rows + row] = (basis[column * rows + row] ?? 0) / norm
  }
  return lengths
}

/** Takes away what all sentences have in common: without it, any two texts look half alike. */
const centre = (gram: Float32Array, size: number): void => {
  const means = Float64Array.from(
    { length: size },
    (_, row) => gram.subarray(row * size, (row + 1) * size).reduce((sum, value) => sum + value, 0) / size,
  )
  const overall = means.reduce((sum, mean) => sum + mean, 0) / size
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      gram[row * size + column] = (gram[row * size + column] ?? 0) - (means[row] ?? 0) - (means[column] ?? 0) + overall
}

const timesGram = (gram: Float32Array, size: number, basis: Float64Array, columns: number): Float64Array => {
  const product = new Float64Array(basis.length)
  for (let column = 0; column < columns; column += 1)
    for (let row = 0; row < size; row += 1) {
      let sum = 0
      const from = row * size
      const start = column * size
      for (let index = 0; index < size; index += 1) sum += (gram[from + index] ?? 0) * (basis[start + index] ?? 0)
      product[start + row] = sum
    }
  return product
}
