import type { Filter } from '../../model/filter.ts'
import { filterOfValues, unknownNamesIn } from './field-values.ts'
import type { Vocabulary } from './filter-vocabulary.ts'
import { FilterMistake, type MistakeAbout, type MistakeKind } from './mistake.ts'
import { type FilterLimits, readableTokens, type Token, tokensOf, UNLIMITED } from './tokens.ts'

/** `column` counts characters from 1. */
export type FilterResult =
  | { readonly ok: true; readonly filter: Filter }
  | {
      readonly ok: false
      readonly column: number
      readonly message: string
      readonly kind: MistakeKind
      readonly about: MistakeAbout
    }

const MAX_LENGTH = 4096
const MAX_DEPTH = 40

/** Recursive descent: `OR` binds least, then juxtaposition, then `-`. An empty text matches everything. */
export const parseFilter = (text: string, vocabulary: Vocabulary, limits: FilterLimits = UNLIMITED): FilterResult => {
  try {
    if (text.length > MAX_LENGTH) throw new FilterMistake(MAX_LENGTH, 'long', `longer than ${MAX_LENGTH} characters`)
    const filter = readWhole({ tokens: tokensOf(text, limits), end: text.length, vocabulary, position: 0 })
    return { ok: true, filter: countFormed(filter) > MOST_FORMED ? asWritten(filter) : filter }
  } catch (error) {
    if (!(error instanceof FilterMistake)) throw error
    const { at, message, kind, about } = error
    return { ok: false, column: Array.from(text.slice(0, at)).length + 1, message, kind, about }
  }
}

/**
 * The most words in a filter that are searched for in all their forms; with more, all are searched for as written. Whoever lists so many
 * words has thought of their forms, and each costs one more lookup in the index for every language: 200 words in their forms took 1.6 s
 * where the words alone took .2 s (`npm run bench -- --reading`).
 */
const MOST_FORMED = 40

const countFormed = (filter: Filter): number => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.reduce((sum, part) => sum + countFormed(part), 0)
  if (filter.kind === 'not') return countFormed(filter.of)
  return filter.kind === 'text' && filter.forms ? 1 : 0
}

const asWritten = (filter: Filter): Filter => {
  if (filter.kind === 'and' || filter.kind === 'or') return { ...filter, of: filter.of.map(asWritten) }
  if (filter.kind === 'not') return { ...filter, of: asWritten(filter.of) }
  return filter.kind === 'text' ? { ...filter, forms: false } : filter
}

/** Of each kind, the names in a filter that the configuration does not have; empty for a filter that cannot be split into tokens. */
export const unknownNames = (text: string, vocabulary: Vocabulary): ReturnType<typeof unknownNamesIn> =>
  unknownNamesIn(readableTokens(text), vocabulary)

type Reader = { readonly tokens: readonly Token[]; readonly end: number; readonly vocabulary: Vocabulary; position: number }

const next = ({ tokens, position }: Reader): Token | undefined => tokens[position]

const readWhole = (reader: Reader): Filter => {
  if (reader.tokens.length === 0) return { kind: 'everything' }
  const filter = readOr(reader, 0)
  const rest = next(reader)
  if (rest !== undefined) throw new FilterMistake(rest.at, 'parenthesis', 'this “)” is unmatched')
  return filter
}

const readOr = (reader: Reader, depth: number): Filter => {
  const of = [readAnd(reader, depth)]
  while (next(reader)?.kind === 'or') {
    reader.position += 1
    of.push(readAnd(reader, depth))
  }
  return joined('or', of)
}

const readAnd = (reader: Reader, depth: number): Filter => {
  const of = [readOne(reader, depth)]
  for (let token = next(reader); token !== undefined && token.kind !== 'or' && token.kind !== 'close'; token = next(reader)) {
    if (token.kind === 'and') reader.position += 1
    of.push(readOne(reader, depth))
  }
  return joined('and', of)
}

const readOne = (reader: Reader, depth: number): Filter => {
  const token = next(reader)
  if (token === undefined) throw new FilterMistake(reader.end, 'missing', 'something is missing at the end')
  if (depth > MAX_DEPTH) throw new FilterMistake(token.at, 'long', `nested deeper than ${MAX_DEPTH}`)
  reader.position += 1
  switch (token.kind) {
    case 'values':
      return filterOfValues(token.field, token.values, reader.vocabulary)
    case 'regex':
      return { kind: 'regex', pattern: token.pattern }
    case 'not':
      return { kind: 'not', of: readOne(reader, depth + 1) }
    case 'open':
      return readGroup(reader, token.at, depth + 1)
    case 'close':
      throw new FilterMistake(token.at, 'missing', 'something is missing before this “)”')
    case 'and':
    case 'or':
      throw misplaced(token)
  }
}

const readGroup = (reader: Reader, opened: number, depth: number): Filter => {
  const filter = readOr(reader, depth)
  if (next(reader)?.kind !== 'close') throw new FilterMistake(opened, 'parenthesis', 'the “(” opened here is never closed')
  reader.position += 1
  return filter
}

const misplaced = ({ at, kind }: Token): FilterMistake =>
  new FilterMistake(
    at,
    'missing',
    `something is missing before ${kind.toUpperCase()}. To search for the word, write it small or quote it`,
  )

/** Flattens: `a (b c)` is `a b c`. */
const joined = (kind: 'and' | 'or', of: readonly Filter[]): Filter => {
  const [only] = of
  if (of.length === 1 && only !== undefined) return only
  return { kind, of: of.flatMap((part) => (part.kind === kind ? part.of : [part])) }
}
