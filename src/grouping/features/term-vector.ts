import { createInterner } from './interner.ts'
import type { Passage, ReportWords } from './report-words.ts'

/** The most informative terms of an article, ascending, and their weights: whole numbers, so that sums of their products are exact. */
export type TermVector = { readonly terms: Int32Array; readonly weights: Uint16Array }

export const MOST_TERMS = 40
export const UNIT = 4_096
/**
 * A term's weight by its rarity, to the power of 5/4: rare terms say more than their information content (measured: between 1.1 and 1.4 all the
 * same).
 */
const importanceOf = (rarity: number): number => rarity * Math.sqrt(Math.sqrt(rarity))
/** Weight factor of names: reports of one event share its names; what else they share, reports of other events share as well. */
const NAME_FACTOR = 1.5

/** The heaviest terms of an article. `rarities`: how rare each of its terms is. A repeated term weighs more, damped by the logarithm. */
export const topTerms = ({ size, terms, counts, areNames }: Terms, rarities: Float64Array): TermVector => {
  const top = { size: 0, terms: new Int32Array(MOST_TERMS), weights: new Float64Array(MOST_TERMS) }
  for (let nth = 0; nth < size; nth += 1) {
    const rarity = rarities[nth] ?? 0
    if (rarity <= 0) continue
    const weight = (1 + Math.log(counts[nth] ?? 1)) * importanceOf(rarity)
    offer(top, terms[nth] ?? 0, weight * (areNames[nth] === 1 ? NAME_FACTOR : 1))
  }
  sortByTerm(top)
  let square = 0
  for (let rank = 0; rank < top.size; rank += 1) square += (top.weights[rank] ?? 0) * (top.weights[rank] ?? 0)
  const norm = Math.sqrt(square) || 1
  const weights = new Uint16Array(top.size)
  for (let rank = 0; rank < top.size; rank += 1) weights[rank] = Math.round(((top.weights[rank] ?? 0) / norm) * UNIT)
  return { terms: top.terms.slice(0, top.size), weights }
}

/** The heaviest terms so far, the heaviest first; of equal weight, the smaller term first. */
type Top = { size: number; readonly terms: Int32Array; readonly weights: Float64Array }

const offer = (top: Top, term: number, weight: number): void => {
  let rank = top.size
  if (rank < MOST_TERMS) top.size += 1
  else if (isHeavier(top, MOST_TERMS - 1, term, weight)) return
  else rank = MOST_TERMS - 1
  for (; rank > 0 && !isHeavier(top, rank - 1, term, weight); rank -= 1) move(top, rank - 1, rank)
  top.terms[rank] = term
  top.weights[rank] = weight
}

const isHeavier = ({ terms, weights }: Top, rank: number, term: number, weight: number): boolean => {
  const other = weights[rank] ?? 0
  return other > weight || (other === weight && (terms[rank] ?? 0) < term)
}

const sortByTerm = (top: Top): void => {
  for (let rank = 1; rank < top.size; rank += 1) {
    const [term = 0, weight = 0] = [top.terms[rank], top.weights[rank]]
    let to = rank
    for (; to > 0 && (top.terms[to - 1] ?? 0) > term; to -= 1) move(top, to - 1, to)
    top.terms[to] = term
    top.weights[to] = weight
  }
}

const move = ({ terms, weights }: Top, from: number, to: number): void => {
  terms[to] = terms[from] ?? 0
  weights[to] = weights[from] ?? 0
}

/** Terms of one article in parallel arrays, in the order in which they first occur. */
export type Terms = Readonly<ReturnType<typeof createTerms>>

const createTerms = (capacity: number) => ({
  size: 0,
  /** Signed 32-bit hashes that differ by language. */
  terms: new Int32Array(capacity),
  /** How often each occurs in the article; once in the title counts `TITLE_WEIGHT` times. */
  counts: new Int32Array(capacity),
  /** 1 for a term that is a name there. */
  areNames: new Uint8Array(capacity),
  /** The unsigned key of the word that each term first stood for. */
  words: new Uint32Array(capacity),
})

const TITLE_WEIGHT = 2
const DIGITS = /\d+(?:[.,]\d+)*/g

/**
 * Returns a function that counts the terms of a report: words by their prefixes, since endings differ; pairs of characters where words are written
 * without spaces; numbers. Not re-entrant: use the result before the next call.
 */
export const createTermCounter = (): ((report: ReportWords) => Terms) => {
  const interner = createInterner()
  let found = createTerms(1_024)

  const add = (term: number, weight: number, isName: number, word: number): void => {
    const { terms, counts, areNames, words } = found
    const number = interner.intern(term)
    if (number === found.size) {
      found.size += 1
      terms[number] = term
      counts[number] = 0
      areNames[number] = 0
      words[number] = word
    }
    counts[number] = (counts[number] ?? 0) + weight
    areNames[number] = (areNames[number] ?? 0) | isName
  }
  const addAll = ({ normal, words: { size, wholes, prefixes, areNames } }: Passage, weight: number): void => {
    for (let nth = 0; nth < size; nth += 1) add(prefixes[nth] ?? 0, weight, areNames[nth] ?? 0, wholes[nth] ?? 0)
    for (const digits of normal.match(DIGITS) ?? []) {
      const term = Math.imul(Number.parseInt(digits.replaceAll(/\D/g, ''), 10), 2_654_435_761)
      add(term, weight, 0, term)
    }
  }
  return ({ title, text }) => {
    // Each number takes one character or more.
    const most = title.words.size + title.normal.length + text.words.size + text.normal.length
    if (found.terms.length < most) found = createTerms(2 * most)
    found.size = 0
    interner.clear()
    addAll(title, TITLE_WEIGHT)
    addAll(text, 1)
    return found
  }
}
