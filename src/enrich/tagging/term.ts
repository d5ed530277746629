import type { Normalizer } from '../../text/normal-form.ts'
import { HANGUL, scriptOf } from '../../text/script.ts'
import type { WordRules } from './word-rules.ts'

/** In a pattern: the rest of the word is open. Characters that end a word come first in the order of patterns: these two, blanks, hyphens. */
export const OPEN = '\u0001'
/** In a pattern: one of the language's endings may stand here. */
export const ENDING = '\u0002'

/** Joins parts of a Persian word while endings are worked out. */
const HALF_SPACE = '\ue002'

export type Term = {
  /** The entry as the file has it; shown as evidence. */
  readonly raw: string
  /** The entry in normal form, with `OPEN` and `ENDING`. */
  readonly pattern: string
  /** True: the term may begin inside a word. */
  readonly floating: boolean
  /** True: the term may begin after a particle that is written together with it. */
  readonly afterProclitic: boolean
  /** `written`: only in exactly these letters (SAT, ICO); `capital`: only with a capital where the lexicon has one (Meta, Visa). */
  readonly letters: 'any' | 'capital' | 'written'
}

/**
 * `proper`: one word that names one body or city; `name`: of a role or a country, or several words, which take on and lose endings as words
 * do; `phrase`: exactly these words, in large letters or small.
 */
export type SortOfTerm = 'word' | 'name' | 'proper' | 'phrase'
export type Spelling = { readonly rules: WordRules; readonly normalForm: Normalizer }
type Reading = { readonly sort: SortOfTerm; readonly asWritten: boolean }
const AS_WORD: Reading = { sort: 'word', asWritten: false }

/** Compiles an entry; null: nothing is left to match (an empty entry, a lone `*`). */
export const readTerm = (raw: string, { rules, normalForm }: Spelling, { sort, asWritten }: Reading = AS_WORD): Term | null => {
  const joined = rules.halfSpace ? raw.replaceAll('\u200c', HALF_SPACE) : raw
  const text = normalForm(rules.respell === null ? joined : rules.respell(joined)).text.trim()
  const inner = text.includes('*') ? text.replace(/^\*+/, '').replaceAll(/\*+/g, OPEN).trim() : text
  if (!/[\p{L}\p{N}]/u.test(inner)) return null
  const leading = text.startsWith('*')
  const exact = asWritten || isAbbreviation(raw)
  const pattern = withEndings(inner, rules, exact || sort === 'phrase' ? NONE : endingsOf(sort, rules))
  return {
    raw,
    pattern: rules.halfSpace ? pattern.replaceAll(HALF_SPACE, ' ') : pattern,
    floating: (leading && rules.proclitics.length === 0) || startsCompound(inner, rules),
    afterProclitic: rules.afterProclitic || leading || sort !== 'word',
    letters: sort === 'phrase' ? 'any' : exact ? 'written' : isName(raw) ? 'capital' : 'any',
  }
}

/** What a word may lose, how many letters must stay, and whether it may take an ending. */
type Endings = { readonly lost: readonly string[]; readonly least: number; readonly taken: boolean }
const LEAST = 3
const NONE: Endings = { lost: [], least: LEAST, taken: false }

/** Names are listed in the nominative: they have no case to lose. */
const endingsOf = (sort: SortOfTerm, { endings, nameEndings, nominatives, namesTakeEndings }: WordRules): Endings => {
  if (sort === 'word') return { lost: endings, least: LEAST, taken: endings.length > 0 }
  const taken = endings.length + nameEndings.length > 0
  const least = nominatives.length > 0 ? LEAST + 1 : LEAST
  if (sort === 'name') return { lost: [...endings, ...nominatives], least, taken }
  return { lost: nominatives, least, taken: namesTakeEndings && taken }
}

/** True for all capitals and at most five letters; digits do not count (IPv6 is not, 3GPP is). */
const isAbbreviation = (raw: string): boolean => {
  // A quick test: nearly every entry has a small letter.
  if (/[\p{Ll}\p{Lt}\p{Lm}\p{Lo}]/u.test(raw) || !/\p{Lu}/u.test(raw)) return false
  return raw.replaceAll(/[^\p{L}]/gu, '').length <= 5
}

/** True for one word with a capital first letter, as in a headline's middle: a name, not a common word. */
const isName = (raw: string): boolean => /^\p{Lu}[^\s]*$/u.test(raw)

/** True: the word may begin inside a compound. Single words only: E-Rechnung also matches e Rechnung, and would be found in die Rechnung. */
const startsCompound = (inner: string, { compoundFrom }: WordRules): boolean => {
  if (compoundFrom === 0 || /[ -]/.test(inner)) return false
  const letters = inner.replaceAll(OPEN, '').length
  return letters >= compoundFrom && (compoundFrom > 4 || scriptOf(inner.charCodeAt(0)) === HANGUL)
}

const withEndings = (inner: string, rules: WordRules, endings: Endings): string => {
  // Most entries are single words, and most languages leave them as they are.
  if (!endings.taken && rules.compoundFrom <= 4) return inner
  if (!SEVERAL.test(inner)) return withEnding(inner, rules, endings, true)
  // Words of a longer name may be shorter, as they determine each other's meaning: Новая Зеландия.
  const ofSeveral = { ...endings, least: LEAST }
  return inner.replaceAll(WORDS, (word, at: number) => withEnding(word, rules, ofSeveral, at + word.length === inner.length))
}
const SEVERAL = new RegExp(`[\\s${OPEN}]`)
const WORDS = new RegExp(`[^\\s${OPEN}]+${OPEN}?`, 'gu')

const withEnding = (part: string, rules: WordRules, { lost, least, taken }: Endings, isLast: boolean): string => {
  if (part.length < rules.endingsFrom || !/^[\p{L}\p{M}]+$/u.test(part)) return part
  if (isLast && rules.compoundFrom > 4 && part.length >= rules.compoundFrom) return part + OPEN
  return taken ? stem(part, lost, least) + ENDING : part
}

/**
 * The word without its longest known ending, if at least `least` letters stay: Дели is not Дело. After a feminine ending three are enough,
 * as in Куба.
 */
const stem = (word: string, endings: readonly string[], least: number): string => {
  let cut = 0
  for (const ending of endings) {
    const left = word.length - ending.length
    if (ending.length > cut && left >= (FEMININE.has(ending) ? LEAST : least) && word.endsWith(ending)) cut = ending.length
  }
  return word.slice(0, word.length - cut)
}
const FEMININE: ReadonlySet<string> = new Set(['a', 'α', 'η', 'а', 'я'])
