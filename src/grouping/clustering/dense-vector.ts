import { NONE } from '../index/interner.ts'
import { MOST_TERMS } from './term-vector.ts'

/** Vectors of articles in columns: terms by their numbers, at `row × MOST_TERMS` and after. */
type VectorColumns = { readonly terms: Int32Array; readonly weights: Uint16Array; readonly lengths: Uint8Array }

/** One sparse vector with its weights in an array by the numbers of terms: what another shares with it is looked up, term by term. */
export const createDenseVector = () => {
  let weights = new Uint16Array(1_024)
  const terms = new Int32Array(MOST_TERMS)
  let size = 0
  /** Working space. */
  const order = new Int32Array(MOST_TERMS)

  const clear = (): void => {
    for (let index = 0; index < size; index += 1) weights[terms[index] ?? 0] = 0
    size = 0
  }
  return {
    clear,
    /** `numbers`: above every one that comes. */
    begin(numbers: number): void {
      clear()
      if (weights.length < numbers) weights = new Uint16Array(2 * numbers)
    },
    /** A term without a number is shared by none. */
    add(term: number, weight: number): void {
      if (term === NONE) return
      terms[size++] = term
      weights[term] = weight
    },
    weightOf: (term: number): number => weights[term] ?? 0,
    /** The terms, the most informative first; of two, the one that was added first. */
    heaviestFirst(): readonly number[] {
      for (let index = 0; index < size; index += 1) order[index] = index - (weights[terms[index] ?? 0] ?? 0) * MOST_TERMS
      const found: number[] = []
      for (const key of order.subarray(0, size).sort())
        found.push(terms[key - Math.floor(key / MOST_TERMS) * MOST_TERMS] ?? NONE)
      return found
    },
    dotWith(columns: VectorColumns, row: number): number {
      const from = row * MOST_TERMS
      const to = from + (columns.lengths[row] ?? 0)
      let dot = 0
      for (let posting = from; posting < to; posting += 1)
        dot += (columns.weights[posting] ?? 0) * (weights[columns.terms[posting] ?? 0] ?? 0)
      return dot
    },
  }
}
export type DenseVector = ReturnType<typeof createDenseVector>
