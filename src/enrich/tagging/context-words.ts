import { HAN, KATAKANA, scriptOf } from '../../text/script.ts'
import type { Taxonomy } from '../../model/taxonomy.ts'
import { type HeadFilter, filterOf } from './head-filter.ts'
import { type Keys, packKeys } from './keys.ts'
import { ENDING, OPEN, readTerm } from './term.ts'
import type { ContextKind } from './uses.ts'
import { wordRulesOf } from './word-rules.ts'

/** Words beside which one ambiguous name counts. */
export type ContextWords = {
  /** False: none of them stands in this text in normal form. */
  readonly mayStandIn: (text: string) => boolean
  /** How they begin. */
  readonly heads: () => HeadFilter
}

/** The words of each name, as these languages write them. Kept: few of the names are ever asked for. */
export const createContextWords = (
  { entities, places }: Taxonomy,
  languages: readonly string[],
): ((kind: ContextKind, target: number) => ContextWords) => {
  const rules = languages.map(wordRulesOf)
  const made = { 'entity-context': new Map<number, ContextWords>(), 'place-context': new Map<number, ContextWords>() }
  return (kind, target) => {
    const known = made[kind].get(target)
    if (known !== undefined) return known
    const context = (kind === 'entity-context' ? entities : places)[target]?.context ?? []
    const keys = rules.flatMap((own) => context.flatMap((word) => readTerm(word, own)?.key ?? []))
    const words = wordsOf([...new Set(keys)].sort())
    made[kind].set(target, words)
    return words
  }
}

const wordsOf = (keys: readonly string[]): ContextWords => {
  const parts = [...new Set(keys.map(longestPart))]
  let packed: Keys | null = null
  const [parted, whole] = [parts.filter(mayBeParted), parts.filter((part) => !mayBeParted(part))]
  return {
    mayStandIn: (text) => whole.some((part) => text.includes(part)) || (parted.length > 0 && hasParted(text, parted)),
    heads: () => filterOf([(packed ??= packKeys(keys))]),
  }
}

/** Of a word, the longest stretch without blanks and open ends: it stands in every text that has the word. */
const longestPart = (key: string): string =>
  key.split(GAPS).reduce((longest, part) => (part.length > longest.length ? part : longest))
const GAPS = new RegExp(`[${OPEN}${ENDING}\\s-]`)

/** A text may have blanks beside any Chinese or Japanese letter. */
const mayBeParted = (part: string): boolean =>
  Array.from(part, (letter) => scriptOf(letter.charCodeAt(0))).some((script) => script >= HAN && script <= KATAKANA)

const hasParted = (text: string, parts: readonly string[]): boolean => {
  const joined = text.replaceAll(' ', '')
  return parts.some((part) => joined.includes(part))
}
