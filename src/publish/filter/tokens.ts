/** Splits a filter into tokens. Accepts full-width signs and typographic quotes, as keyboards of other scripts produce them. */
import { editDistance } from '../../lib/nearest-word.ts'
import { FilterMistake } from './mistake.ts'
import { MAX_INSTRUCTIONS, readRegex } from './regex.ts'

export const FIELDS = [
  'topic',
  'entity',
  'place',
  'lang',
  'source',
  'country',
  'kind',
  'affair',
  'origins',
  'missing',
  'like',
  'changed',
  'title',
  'after',
  'before',
] as const
export type Field = (typeof FIELDS)[number]

/** One of the values of an any-of list, and where it stands, quotes and star included. `prefix`: a `*` follows it. */
export type Value = {
  readonly at: number
  readonly end: number
  readonly text: string
  readonly quoted: boolean
  readonly prefix: boolean
}
export type Token = { readonly at: number } & (
  | { readonly kind: 'open' | 'close' | 'not' | 'and' | 'or' }
  | { readonly kind: 'values'; readonly field: Field | null; readonly values: readonly Value[] }
  | { readonly kind: 'regex'; readonly pattern: string; readonly instructions: number }
)

const MAX_TERMS = 200
export type FilterLimits = {
  /** How much of the index may be read for words that are left open with `*`: 40 is four words of two letters, or forty of four and more. */
  readonly maxOpenness: number
  /** The most instructions of all regular expressions together. The time of matching grows with instructions and with characters of the text. */
  readonly maxInstructions: number
}
/** The limits for filters of the operator, who is trusted. */
export const UNLIMITED: FilterLimits = { maxOpenness: Number.POSITIVE_INFINITY, maxInstructions: MAX_INSTRUCTIONS }
/**
 * The limits for filters of readers, who are not trusted. 500 instructions read the longest text, of 32,000 characters, in 0.4 s of
 * processor time (measured), during which no other request is answered.
 */
export const FOR_READERS: FilterLimits = { maxOpenness: 40, maxInstructions: 500 }
/** The most regular expressions: each reads the text of every article that the rest of the filter leaves. */
const MAX_REGEXES = 20
// Direction marks and byte order marks come with pasted text and mean nothing between words.
const GAP = /[\s\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/
const OPEN = /[(（]/
const CLOSE = /[)）]/
const MINUS = /[-－−]/
const COMMA = /[,，、،]/
const STAR = /[*＊]/
const FIELD = /^(\p{L}+)[:：]/u
/** Characters in which a field name is searched for: more than any field name or its misspellings have. */
const MOST_NAME = 40
const QUOTES: Readonly<Record<string, string>> = {
  '"': '"＂“”',
  '＂': '"＂“”',
  '“': '"＂“”',
  '”': '"＂“”',
  '„': '"“”‟',
  '«': '»',
  '»': '«',
  '「': '」',
  '『': '』',
}

export const tokensOf = (text: string, { maxOpenness, maxInstructions }: FilterLimits = UNLIMITED): readonly Token[] => {
  const tokens: Token[] = []
  let [terms, openness, regexes, instructions] = [0, 0, 0, 0]
  for (let at = afterGap(text, 0); at < text.length; at = afterGap(text, at)) {
    const { token, end } = tokenAt(text, at)
    tokens.push(token)
    if (token.kind === 'values') {
      terms += token.values.length
      openness += token.values.reduce((sum, value) => sum + opennessOf(value), 0)
    }
    if (token.kind === 'regex') {
      terms += 1
      regexes += 1
      instructions += token.instructions
    }
    if (terms > MAX_TERMS) throw new FilterMistake(at, 'long', `more than ${MAX_TERMS} terms. Split the filter into two feeds`)
    if (openness > maxOpenness)
      throw new FilterMistake(
        at,
        'long',
        'too many words, or too short ones, are left open with “*”. Write more letters of them',
      )
    if (regexes > MAX_REGEXES)
      throw new FilterMistake(at, 'long', `more than ${MAX_REGEXES} regular expressions. Join some with “|”: /one|two/`)
    if (instructions > maxInstructions)
      throw new FilterMistake(at, 'long', 'the regular expressions are too large together. Use fewer or smaller {repetitions}')
    at = end
  }
  return tokens
}

/** As `tokensOf`, for a filter that a reader is still writing; empty where it cannot be split. */
export const readableTokens = (text: string): readonly Token[] => {
  try {
    return tokensOf(text)
  } catch (error) {
    if (error instanceof FilterMistake) return []
    throw error
  }
}

/** How much of the index must be read for a word that is left open: all words with that beginning, which with one letter are a tenth of it. */
const opennessOf = ({ prefix, text }: Value): number => {
  if (!prefix) return 0
  const lastWord = text.split(/\s+/).at(-1) ?? ''
  // A Chinese character or Korean syllable narrows the search as much as three letters.
  const letters = lastWord.length + 2 * (lastWord.match(/[\p{sc=Han}\p{sc=Hangul}]/gu)?.length ?? 0)
  return OPENNESS[Math.min(letters, OPENNESS.length) - 1] ?? 1
}
const OPENNESS = [100, 10, 4, 1]

type Found = { readonly token: Token; readonly end: number }

const tokenAt = (text: string, at: number): Found => {
  const sign = text.charAt(at)
  if (OPEN.test(sign)) return { token: { kind: 'open', at }, end: at + 1 }
  if (CLOSE.test(sign)) return { token: { kind: 'close', at }, end: at + 1 }
  if (MINUS.test(sign)) return minusAt(text, at)
  if (sign === '/') {
    const { pattern, instructions, end } = readRegex(text, at)
    return { token: { kind: 'regex', at, pattern, instructions }, end }
  }
  const field = fieldAt(text, at)
  if (field !== null) return fieldValuesAt(text, at, field)
  const found = valuesAt(text, at, null)
  return { token: operatorOf(found.values) ?? { kind: 'values', at, field: null, values: found.values }, end: found.end }
}

const minusAt = (text: string, at: number): Found => {
  if (at + 1 >= text.length || GAP.test(text.charAt(at + 1))) {
    throw new FilterMistake(
      at,
      'minus',
      'a “-” must stand directly before the word that it excludes: -word. The sign itself cannot be searched for',
    )
  }
  return { token: { kind: 'not', at }, end: at + 1 }
}

const operatorOf = (values: readonly Value[]): Token | null => {
  const [only] = values
  if (only === undefined || values.length > 1 || only.quoted || only.prefix) return null
  switch (only.text.normalize('NFKC')) {
    case 'OR':
      return { kind: 'or', at: only.at }
    case 'AND':
      return { kind: 'and', at: only.at }
    case 'NOT':
      return { kind: 'not', at: only.at }
  }
  return null
}

const isField = (name: string): name is Field => FIELDS.some((field) => field === name)

/** Common misspellings of field names. Read as words, they would find next to nothing without an explanation. */
const NEARLY: ReadonlyMap<string, Field> = new Map([
  ['topics', 'topic'],
  ['entities', 'entity'],
  ['places', 'place'],
  ['language', 'lang'],
  ['languages', 'lang'],
  ['sources', 'source'],
  ['countries', 'country'],
  ['kinds', 'kind'],
  ['affairs', 'affair'],
  ['origin', 'origins'],
  ['since', 'after'],
  ['until', 'before'],
])

/** Shorter names resemble too many words: `long:` is not `lang:`. */
const FEWEST_LETTERS = 5

/** The field whose name is one letter, or two letters swapped, away: `titel:`, `enity:`. */
const slipOf = (name: string): Field | undefined =>
  FIELDS.find((field) => field.length >= FEWEST_LETTERS && editDistance(name, field) === 1)

const fieldAt = (text: string, at: number): { readonly name: Field; readonly end: number } | null => {
  const [written = '', word] = FIELD.exec(text.slice(at, at + MOST_NAME)) ?? []
  if (word === undefined) return null
  const name = word.normalize('NFKC').toLowerCase()
  const end = at + written.length
  if (isField(name)) return { name, end }
  const meant = NEARLY.get(name) ?? slipOf(name)
  // In prose a space follows the colon.
  if (meant === undefined || end >= text.length || endsWord(text, end, null)) return null
  throw new FilterMistake(at, 'unknown', `no field “${name}:”. Did you mean ${meant}:? To search for the word, quote it`, {
    name: `${name}:`,
    meant: `${meant}:`,
  })
}

const fieldValuesAt = (text: string, at: number, field: { readonly name: Field; readonly end: number }): Found => {
  const start = afterGap(text, field.end)
  const sign = text.charAt(start)
  if (OPEN.test(sign))
    throw new FilterMistake(start, 'field', `${field.name}: takes values, not a group: ${field.name}:one,two`, {
      field: field.name,
    })
  if (sign === '/') {
    throw new FilterMistake(
      start,
      'field',
      `a /regular expression/ applies to title and text; write it without ${field.name}:`,
      {
        field: field.name,
      },
    )
  }
  const { values, end } = valuesAt(text, start, field.name)
  return { token: { kind: 'values', at, field: field.name, values }, end }
}

/** `one,"two three",four*`: also with spaces after the commas. */
const valuesAt = (
  text: string,
  start: number,
  field: Field | null,
): { readonly values: readonly Value[]; readonly end: number } => {
  const values: Value[] = []
  let at = start
  for (;;) {
    const { value, end } = valueAt(text, at, field)
    if (value.text !== '') values.push(value)
    // In prose a comma may end a clause; in a list of ids a missing value is a mistake.
    else if (field !== null)
      throw new FilterMistake(at, 'value', `${field}: needs a value${values.length > 0 ? ' after the comma' : ''}`, { field })
    at = end
    const comma = afterGap(text, end)
    if (!COMMA.test(text.charAt(comma))) break
    at = afterGap(text, comma + 1)
  }
  if (values.length === 0)
    throw new FilterMistake(start, 'term', `“${text.slice(start, at)}” contains nothing to search for`, {
      name: text.slice(start, at),
    })
  return { values, end: at }
}

const valueAt = (text: string, at: number, field: Field | null): { readonly value: Value; readonly end: number } => {
  const closing = QUOTES[text.charAt(at)]
  if (closing !== undefined) return quotedAt(text, at, closing)
  let end = at
  while (end < text.length && !endsWord(text, end, field)) end += 1
  const word = text.slice(at, end).normalize('NFC')
  const prefix = STAR.test(word.slice(-1)) && word.length > 1
  return { value: { at, end, text: prefix ? word.slice(0, -1) : word, quoted: false, prefix }, end }
}

const endsWord = (text: string, at: number, field: Field | null): boolean => {
  const sign = text.charAt(at)
  if (GAP.test(sign) || OPEN.test(sign) || CLOSE.test(sign)) return true
  if (!COMMA.test(sign)) return false
  // 10,000 is one number.
  return field !== null || !(/\d/.test(text.charAt(at - 1)) && /\d/.test(text.charAt(at + 1)))
}

const quotedAt = (text: string, at: number, closing: string): { readonly value: Value; readonly end: number } => {
  let phrase = ''
  for (let here = at + 1; here < text.length; here += 1) {
    const sign = text.charAt(here)
    if (sign === '\\' && here + 1 < text.length) {
      here += 1
      phrase += text.charAt(here)
    } else if (closing.includes(sign)) {
      const prefix = STAR.test(text.charAt(here + 1))
      const end = here + (prefix ? 2 : 1)
      return { value: { at, end, text: phrase.normalize('NFC').trim(), quoted: true, prefix }, end }
    } else phrase += sign
  }
  throw new FilterMistake(at, 'quote', `the quotation mark opened here is never closed; add ${closing.charAt(0)}`)
}

const afterGap = (text: string, from: number): number => {
  let at = from
  while (at < text.length && GAP.test(text.charAt(at))) at += 1
  return at
}
