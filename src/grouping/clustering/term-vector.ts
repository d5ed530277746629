import { emphasisOf } from '../emphasis.ts'
import type { Terms } from './terms.ts'

/** Terms that tell most of an article, ascending; weights are whole numbers, so that sums of their products are exact. */
export type TermVector = { readonly terms: Int32Array; readonly weights: Uint16Array }

export const MOST_TERMS = 40
/** Length of a vector. */
export const UNIT = 4_096
/** What is rare tells more than its information content says: to the power of 5/4 (measured: between 1.1 and 1.4 all the same). */
const telling = (rarity: number): number => rarity * Math.sqrt(Math.sqrt(rarity))
/** Reports of one event share its names; what else they share, reports of other events share as well. */
const NAME_FACTOR = 1.5

/** `rarities`: how rare each of the terms is. */
export const topTerms = (told: Terms, rarities: Float64Array): TermVector => {
  top.size = 0
  for (let nth = 0; nth < told.size; nth += 1) {
    const rarity = rarities[nth] ?? 0
    if (rarity <= 0) continue
    const weight = emphasisOf(told.counts[nth] ?? 0) * telling(rarity)
    offer(told.terms[nth] ?? 0, weight * (told.areNames[nth] === 1 ? NAME_FACTOR : 1))
  }
  sortByTerm()
  let square = 0
  for (let place = 0; place < top.size; place += 1) square += (top.weights[place] ?? 0) * (top.weights[place] ?? 0)
  const norm = Math.sqrt(square) || 1
  const weights = new Uint16Array(top.size)
  for (let place = 0; place < top.size; place += 1) weights[place] = Math.round(((top.weights[place] ?? 0) / norm) * UNIT)
  return { terms: top.terms.slice(0, top.size), weights }
}

/** Working space: the heaviest terms so far, the heaviest first; of equal weight, the lesser. */
const top = { size: 0, terms: new Int32Array(MOST_TERMS), weights: new Float64Array(MOST_TERMS) }

const offer = (term: number, weight: number): void => {
  let place = top.size
  if (place < MOST_TERMS) top.size += 1
  else if (isHeavier(MOST_TERMS - 1, term, weight)) return
  else place = MOST_TERMS - 1
  for (; place > 0 && !isHeavier(place - 1, term, weight); place -= 1) move(place - 1, place)
  top.terms[place] = term
  top.weights[place] = weight
}

const isHeavier = (place: number, term: number, weight: number): boolean => {
  const other = top.weights[place] ?? 0
  return other > weight || (other === weight && (top.terms[place] ?? 0) < term)
}

const sortByTerm = (): void => {
  for (let place = 1; place < top.size; place += 1) {
    const [term = 0, weight = 0] = [top.terms[place], top.weights[place]]
    let to = place
    for (; to > 0 && (top.terms[to - 1] ?? 0) > term; to -= 1) move(to - 1, to)
    top.terms[to] = term
    top.weights[to] = weight
  }
}

const move = (from: number, to: number): void => {
  top.terms[to] = top.terms[from] ?? 0
  top.weights[to] = top.weights[from] ?? 0
}
