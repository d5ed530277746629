/** What of a valid filter is probably not what its writer meant. */
import { FIELDS, readableTokens, type Token } from './tokens.ts'

export type FilterDoubt = { readonly column: number; readonly message: string }

/** The doubts about a filter, in its order; empty for one that cannot be split into tokens, which is a mistake. */
export const filterDoubts = (filter: string): readonly FilterDoubt[] => {
  const tokens = readableTokens(filter)
  return tokens.flatMap((token, index) => {
    const word = plainWord(token)
    const message = word === null ? null : (operatorDoubt(word, index, tokens.length) ?? fieldDoubt(word))
    return message === null ? [] : [{ column: Array.from(filter.slice(0, token.at)).length + 1, message }]
  })
}

/** The word that a token is, where nothing says that it is meant as a word. */
const plainWord = (token: Token): string | null => {
  if (token.kind !== 'values' || token.field !== null || token.values.length !== 1) return null
  const [only] = token.values
  return only === undefined || only.quoted || only.prefix ? null : only.text
}

/** At the beginning or the end of a filter an operator has nothing to join: `or noir`, `take or`. */
const operatorDoubt = (word: string, index: number, count: number): string | null => {
  const operator = word.toUpperCase()
  const joins = index > 0 && index < count - 1
  if (word === operator || !(operator === 'NOT' ? index < count - 1 : (operator === 'OR' || operator === 'AND') && joins))
    return null
  return `“${word}” is searched for as a word; write ${operator} to ${MEANING[operator]}, or "${word}" in quotes if the word is meant`
}
const MEANING: Readonly<Record<string, string>> = { OR: 'find either', AND: 'find both', NOT: 'exclude what follows' }

/** `url:https://…`: looks like a field and is searched for as words. Addresses (`https://…`) and times (`10:30`) are words. */
const fieldDoubt = (word: string): string | null => {
  const [, name] = /^(\p{L}{2,20})[:：](?!\/\/)./u.exec(word) ?? []
  if (name === undefined) return null
  return `“${name}:” is no field, so “${word}” is searched for as words. Fields are ${FIELDS.join(', ')}; if the words are meant, put them in quotes`
}
