/** A row with its targets, 0 to 1; targets that are not listed are 0. */
export type DenseRow = {
  readonly vector: Float64Array
  readonly weight: number
  readonly targets: ReadonlyMap<number, number>
}
export type DenseSettings = { readonly penalty: number; readonly passes: number }

/**
 * Logistic regressions of many targets on the same rows, the weights of each with the constant last. The curvature is bounded by a quarter
 * of the rows' products, which is the same for all targets and solved once (Böhning 1992); steps have momentum (Nesterov 1983). The
 * constant is not penalised. No chance is in it.
 */
export const fitDense = (
  rows: readonly DenseRow[],
  targets: number,
  { penalty, passes }: DenseSettings,
): readonly Float64Array[] => {
  const size = (rows[0]?.vector.length ?? 0) + 1
  const bound = curvature(rows, size, penalty)
  const all = Array.from({ length: targets }, (_, target) => startOf(rows, target, size))
  const ahead = all.map((own) => own.slice())
  let momentum = 1
  for (let pass = 0; pass < passes; pass++) {
    const next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2
    const gradients = gradientsOf(rows, ahead, penalty)
    gradients.forEach((gradient, target) => {
      const [own, leading] = [all[target] ?? new Float64Array(), ahead[target] ?? new Float64Array()]
      substitute(bound, gradient, size)
      for (let at = 0; at < size; at++) {
        const moved = (leading[at] ?? 0) + (gradient[at] ?? 0)
        leading[at] = moved + ((momentum - 1) / next) * (moved - (own[at] ?? 0))
        own[at] = moved
      }
    })
    momentum = next
  }
  return all
}

/** No weights, and the constant that fits the target's mean. */
const startOf = (rows: readonly DenseRow[], target: number, size: number): Float64Array => {
  const whole = rows.reduce((sum, { weight }) => sum + weight, 0)
  const part = rows.reduce((sum, { weight, targets }) => sum + weight * (targets.get(target) ?? 0), 0)
  const own = new Float64Array(size)
  own[size - 1] = Math.log((part + 1) / (whole - part + 1))
  return own
}

const gradientsOf = (rows: readonly DenseRow[], all: readonly Float64Array[], penalty: number): readonly Float64Array[] => {
  const gradients = all.map((own) => own.map((value, at) => (at < own.length - 1 ? -penalty * value : 0)))
  for (const { vector, weight, targets } of rows)
    for (const [target, own] of all.entries()) {
      const width = vector.length
      let score = own[width] ?? 0
      for (let at = 0; at < width; at++) score += (own[at] ?? 0) * (vector[at] ?? 0)
      const residual = weight * ((targets.get(target) ?? 0) - 1 / (1 + Math.exp(-score)))
      const gradient = gradients[target] ?? new Float64Array()
      for (let at = 0; at < width; at++) gradient[at] = (gradient[at] ?? 0) + residual * (vector[at] ?? 0)
      gradient[width] = (gradient[width] ?? 0) + residual
    }
  return gradients
}

/** The Cholesky root of the bound, in the lower half of a square matrix, row by row. */
const curvature = (rows: readonly DenseRow[], size: number, penalty: number): Float64Array => {
  const matrix = new Float64Array(size * size)
  const row = new Float64Array(size)
  for (const { vector, weight } of rows) {
    row.set(vector)
    row[size - 1] = 1
    for (let one = 0; one < size; one++) {
      const value = 0.25 * weight * (row[one] ?? 0)
      const at = one * size
      for (let other = 0; other <= one; other++) matrix[at + other] = (matrix[at + other] ?? 0) + value * (row[other] ?? 0)
    }
  }
  for (let at = 0; at < size; at++) matrix[at * size + at] = (matrix[at * size + at] ?? 0) + (at < size - 1 ? penalty : 1e-6)
  for (let one = 0; one < size; one++)
    for (let other = 0; other <= one; other++) {
      let sum = matrix[one * size + other] ?? 0
      for (let at = 0; at < other; at++) sum -= (matrix[one * size + at] ?? 0) * (matrix[other * size + at] ?? 0)
      matrix[one * size + other] = one === other ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (matrix[other * size + other] ?? 1)
    }
  return matrix
}

/** Solves in place. */
const substitute = (root: Float64Array, values: Float64Array, size: number): void => {
  for (let row = 0; row < size; row++) {
    let sum = values[row] ?? 0
    for (let at = 0; at < row; at++) sum -= (root[row * size + at] ?? 0) * (values[at] ?? 0)
    values[row] = sum / (root[row * size + row] ?? 1)
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = values[row] ?? 0
    for (let at = row + 1; at < size; at++) sum -= (root[at * size + row] ?? 0) * (values[at] ?? 0)
    values[row] = sum / (root[row * size + row] ?? 1)
  }
}
