import type { TermCounts } from './terms.ts'

/** Terms that tell most of an article: ascending, so that one can be looked up by halving; weights of unit length. */
export type TermVector = { readonly terms: Uint32Array; readonly weights: Float32Array }

const MOST_TERMS = 40

export const topTerms = (counts: TermCounts, rarityOf: (term: number) => number): TermVector => {
  const weighted = [...counts].map(([term, count]): readonly [number, number] => [term, (1 + Math.log(count)) * rarityOf(term)])
  const top = weighted
    .filter(([, weight]) => weight > 0)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, MOST_TERMS)
    .sort((a, b) => a[0] - b[0])
  const norm = Math.sqrt(top.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1
  return { terms: Uint32Array.from(top, ([term]) => term), weights: Float32Array.from(top, ([, weight]) => weight / norm) }
}

/** 0: the term is not in it. */
export const weightIn = ({ terms, weights }: TermVector, term: number): number => {
  let low = 0
  let high = terms.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = terms[middle] ?? 0
    if (found === term) return weights[middle] ?? 0
    if (found < term) low = middle + 1
    else high = middle - 1
  }
  return 0
}
