import type { WordKeys } from '../interlingua/keys.ts'
import type { Passage, Wording } from '../wording.ts'

/** Terms of one article, keyed by a signed 32-bit hash that differs by language: how often each stands there, and which are names. */
export type Terms = { readonly counts: ReadonlyMap<number, number>; readonly names: ReadonlySet<number> }

const TITLE_WEIGHT = 2

/** Words by their beginning of six letters; pairs of characters where words stand without spaces; numbers. */
export const termsOf = ({ title, text }: Wording): Terms => {
  const counts = new Map<number, number>()
  const names = new Set<number>()
  addTerms(counts, names, title, TITLE_WEIGHT)
  addTerms(counts, names, text, 1)
  return { counts, names }
}

const addTerms = (counts: Map<number, number>, names: Set<number>, { normal, words }: Passage, weight: number): void => {
  for (const { keys, isName } of words) {
    const term = termOf(keys)
    counts.set(term, (counts.get(term) ?? 0) + weight)
    if (isName) names.add(term)
  }
  for (const [digits] of normal.matchAll(/\d+(?:[.,]\d+)*/g)) {
    const term = Math.imul(Number.parseInt(digits.replaceAll(/\D/g, ''), 10), 2_654_435_761)
    counts.set(term, (counts.get(term) ?? 0) + weight)
  }
}

/** Whole word, beginnings of eight, six, five … letters: endings differ («regulator», «regulators»); beginnings tell. */
const termOf = (keys: WordKeys): number => ((keys.length >= 4 ? keys[2] : keys[0]) ?? 0) | 0
