import { NONE } from '../index/interner.ts'
import type { Places } from './places.ts'
import { MOST_TERMS } from './term-vector.ts'

/** One vector, spread out by its terms' numbers: what another shares with it is looked up, term by term, instead of searched. */
export const createSpread = () => {
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
    /** The terms, the most telling first; of two, the one that was added first. */
    mostTellingFirst(): readonly number[] {
      for (let index = 0; index < size; index += 1) order[index] = index - (weights[terms[index] ?? 0] ?? 0) * MOST_TERMS
      const sorted = order.subarray(0, size).sort()
      const found: number[] = []
      for (const key of sorted) found.push(terms[key - Math.floor(key / MOST_TERMS) * MOST_TERMS] ?? NONE)
      return found
    },
    dotWith(places: Places, place: number): number {
      const from = place * MOST_TERMS
      const to = from + (places.lengths[place] ?? 0)
      let dot = 0
      for (let posting = from; posting < to; posting += 1)
        dot += (places.weights[posting] ?? 0) * (weights[places.terms[posting] ?? 0] ?? 0)
      return dot
    },
  }
}
export type Spread = ReturnType<typeof createSpread>
