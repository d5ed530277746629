/** A row of words (by number), with a score that is known of it already. */
export type SparseRow = {
  readonly columns: Int32Array
  readonly known: number
  readonly label: number
  readonly weight: number
}
export type Fit = { readonly scale: number; readonly bias: number; readonly weights: Float64Array }

const PASSES = 25
/** No step is longer. */
const LONGEST_STEP = 0.5

/**
 * Logistic regression with an L2 penalty on the words' weights, by cyclic Newton steps on one weight at a time (Genkin, Lewis and
 * Madigan 2007). The known score is scaled, not penalised. No chance is in it.
 */
export const fitSparse = (rows: readonly SparseRow[], width: number, penalty: number): Fit => {
  const holders: number[][] = Array.from({ length: width }, () => [])
  rows.forEach(({ columns }, row) => columns.forEach((column) => holders[column]?.push(row)))
  const weights = new Float64Array(width)
  const fit = { scale: 1, bias: 0 }
  const scores = Float64Array.from(rows, ({ known }) => known)
  const everyRow = rows.map((_, row) => row)
  const step = (members: readonly number[], valueOf: (row: number) => number, weight: number, shrink: number): number => {
    let gradient = -shrink * weight
    let hessian = shrink
    for (const row of members) {
      const { label, weight: rowWeight } = rows[row] as SparseRow
      const chance = 1 / (1 + Math.exp(-(scores[row] ?? 0)))
      const value = valueOf(row)
      gradient += rowWeight * (label - chance) * value
      hessian += rowWeight * chance * (1 - chance) * value * value
    }
    const moved = Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, gradient / (hessian + 1e-9)))
    for (const row of members) scores[row] = (scores[row] ?? 0) + moved * valueOf(row)
    return moved
  }
  const one = (): number => 1
  for (let pass = 0; pass < PASSES; pass++) {
    fit.bias += step(everyRow, one, fit.bias, 0)
    fit.scale += step(everyRow, (row) => rows[row]?.known ?? 0, fit.scale, 0)
    holders.forEach((members, column) => {
      if (members.length > 0) weights[column] = (weights[column] ?? 0) + step(members, one, weights[column] ?? 0, penalty)
    })
  }
  return { ...fit, weights }
}
