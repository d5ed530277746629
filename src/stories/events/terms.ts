import { normalForm } from '../../lib/normal-form.ts'
import { keysOf, type WordKeys } from '../interlingua/keys.ts'

/** Terms of one article with how often each stands there, keyed by a 32-bit hash that differs by language. */
export type TermCounts = ReadonlyMap<number, number>

/** Reports of one event agree in their first paragraphs; what follows is background that other events share. */
const TEXT_LIMIT = 800
const TITLE_WEIGHT = 2
const FEWEST_TITLE = 20
/** ` - Outlet` at the end of a title. A cut headline loses a little, an outlet's name joins what has nothing in common. */
const OUTLET = /^(.+?)\s+(?:[-–—|·•»"]|::)\s+[^|–—]{2,40}$/u

/** Words by their beginning of six letters; pairs of characters where words stand without spaces; numbers. */
export const termsOf = (language: string, title: string, text: string): TermCounts => {
  const counts = new Map<number, number>()
  addTerms(counts, language, headlineOf(title), TITLE_WEIGHT)
  if (text !== '') addTerms(counts, language, text.slice(0, TEXT_LIMIT), 1)
  return counts
}

const headlineOf = (title: string): string => {
  const headline = OUTLET.exec(title)?.[1]
  return headline !== undefined && headline.length >= FEWEST_TITLE ? headline : title
}

const addTerms = (counts: Map<number, number>, language: string, text: string, weight: number): void => {
  const add = (key: number): void => void counts.set(key, (counts.get(key) ?? 0) + weight)
  for (const keys of keysOf(language, text)) add(termOf(keys))
  for (const [digits] of normalForm(text).text.matchAll(/\d+(?:[.,]\d+)*/g))
    add(Math.imul(Number.parseInt(digits.replaceAll(/\D/g, ''), 10), 2_654_435_761) >>> 0)
}

/** Whole word, beginnings of eight, six, five … letters: endings differ («regulator», «regulators»); beginnings tell. */
const termOf = (keys: WordKeys): number => (keys.length >= 4 ? keys[2] : keys[0]) ?? 0
