import type { Term } from './term.ts'

const KINDS = [
  'strong',
  'weak',
  'not',
  'against',
  'a',
  'b',
  'entity',
  'entity-context',
  'role',
  'role-head',
  'role-tail',
  'field',
  'place',
  'place-context',
] as const
export type UseKind = (typeof KINDS)[number]

/** What finding a word means. `target` counts topics, pairs, entities, roles or places of the knowledge. */
export type Use = {
  readonly kind: UseKind
  readonly target: number
  readonly term: Term
}

/** What each key of a trie is used for, by its value. */
export type Uses = (value: number) => readonly Use[]

/**
 * Packed: 40 bytes a use, where objects take 300 and there are 5,000 in a language. Only what a text has is made into objects again,
 * and kept, since words come again and again. `keys` and `groups` in the order of their values.
 */
export const packUses = (keys: readonly string[], groups: readonly (readonly Use[])[]): Uses => {
  const uses = groups.flat()
  const keyEnds = endsOf(keys)
  const useEnds = endsOf(groups)
  const allKeys = keys.join('')
  const kinds = Uint8Array.from(uses, ({ kind }) => KINDS.indexOf(kind))
  const targets = Int32Array.from(uses, ({ target }) => target)
  const letters = Uint8Array.from(uses, ({ term }) => LETTERS.indexOf(term.letters))
  const flags = Uint8Array.from(uses, ({ term }) => (term.floating ? FLOATING : 0) | (term.prefixed ? PREFIXED : 0))
  const raws = uses.map(({ term }) => term.raw)
  const unpack = (use: number, key: string): Use => ({
    kind: KINDS[kinds[use] ?? 0] ?? 'weak',
    target: targets[use] ?? 0,
    term: {
      raw: raws[use] ?? '',
      key,
      floating: ((flags[use] ?? 0) & FLOATING) !== 0,
      prefixed: ((flags[use] ?? 0) & PREFIXED) !== 0,
      letters: LETTERS[letters[use] ?? 0] ?? 'any',
    },
  })
  const met = new Map<number, readonly Use[]>()
  return (value) => {
    const known = met.get(value)
    if (known !== undefined) return known
    const key = allKeys.slice(keyEnds[value], keyEnds[value + 1])
    const first = useEnds[value] ?? 0
    const found = Array.from({ length: (useEnds[value + 1] ?? 0) - first }, (_, at) => unpack(first + at, key))
    met.set(value, found)
    return found
  }
}

const LETTERS: readonly Term['letters'][] = ['any', 'capital', 'written']
const FLOATING = 1
const PREFIXED = 2

/** Where each begins if they stand one behind the other; the end last. */
const endsOf = (parts: readonly { readonly length: number }[]): Int32Array => {
  const ends = new Int32Array(parts.length + 1)
  for (const [index, { length }] of parts.entries()) ends[index + 1] = (ends[index] ?? 0) + length
  return ends
}
