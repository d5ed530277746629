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

/** `rarityOf`: how rare a term is, and the word that it stands for. */
export const topTerms = (told: Terms, rarityOf: (term: number, word: number) => number): TermVector => {
  const weights = new Float64Array(told.size)
  const terms = new Int32Array(told.size)
  let size = 0
  for (const [term, { count, isName, word }] of told) {
    const rarity = rarityOf(term, word)
    if (rarity <= 0) continue
    terms[size] = term
    weights[size] = (1 + Math.log(count)) * telling(rarity) * (isName ? NAME_FACTOR : 1)
    size += 1
  }
  const least = size <= MOST_TERMS ? 0 : (weights.slice(0, size).sort()[size - MOST_TERMS] ?? 0)
  const weighted: (readonly [term: number, weight: number])[] = []
  for (let index = 0; index < size; index += 1) {
    const weight = weights[index] ?? 0
    if (weight >= least) weighted.push([terms[index] ?? 0, weight])
  }
  const top = weighted
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, MOST_TERMS)
    .sort((a, b) => a[0] - b[0])
  const norm = Math.sqrt(top.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1
  return {
    terms: Int32Array.from(top, ([term]) => term),
    weights: Uint16Array.from(top, ([, weight]) => Math.round((weight / norm) * UNIT)),
  }
}
