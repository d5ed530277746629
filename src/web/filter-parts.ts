import { readableTokens, type Token, tokensOf, type Value } from '../publish/filter/tokens.ts'

/** One top-level part of a filter, which can be removed on its own. */
export type FilterPart = { readonly text: string; readonly tokens: readonly Token[] }

/** Splits a valid filter into its top-level parts; alternatives (`a OR b`) are one part. */
export const partsOf = (text: string): readonly FilterPart[] => {
  const tokens = tokensOf(text)
  if (hasAlternatives(tokens)) return [{ text, tokens }]
  const starts = startsOf(tokens)
  return starts.map((start, nth) => {
    const own = tokens.slice(start, starts[nth + 1]).filter(({ kind }) => kind !== 'and')
    const end = tokens[starts[nth + 1] ?? tokens.length]?.at ?? text.length
    return {
      text: withoutAnd(text.slice(tokens[start]?.at, end).trim()),
      tokens: own,
    }
  })
}

const withoutAnd = (part: string): string => (/\sAND$/.test(part) ? part.slice(0, -'AND'.length).trimEnd() : part)

/** Index of the first token of each part. */
const startsOf = (tokens: readonly Token[]): readonly number[] => {
  const starts: number[] = []
  for (const { token, index, depth } of withDepth(tokens)) {
    if (depth > 0 || token.kind === 'and' || token.kind === 'close') continue
    if (tokens[index - 1]?.kind !== 'not') starts.push(index)
  }
  return starts
}

type Placed = { readonly token: Token; readonly index: number; readonly depth: number }

/** `depth`: how many parentheses enclose the token; a parenthesis does not count the group that it opens or closes. */
const withDepth = (tokens: readonly Token[]): readonly Placed[] => {
  let depth = 0
  return tokens.map((token, index) => {
    if (token.kind === 'close') depth -= 1
    const placed = { token, index, depth }
    if (token.kind === 'open') depth += 1
    return placed
  })
}

/** Whether an `OR` stands outside all parentheses. */
const hasAlternatives = (tokens: readonly Token[]): boolean =>
  withDepth(tokens).some(({ token, depth }) => depth === 0 && token.kind === 'or')

/** One filter that requires all of these; each `a OR b` among several goes into parentheses. */
export const joinFilters = (filters: readonly string[]): string => {
  const written = filters.map((filter) => filter.trim()).filter((filter) => filter !== '')
  if (written.length < 2) return written.join('')
  return written.map((filter) => (hasAlternatives(readableTokens(filter)) ? `(${filter})` : filter)).join(' ')
}

/** A word or phrase as a filter writes it. */
export const writeValue = ({ text, quoted, prefix }: Value): string =>
  `${quoted ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : text}${prefix ? '*' : ''}`
