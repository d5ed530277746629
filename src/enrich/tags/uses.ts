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
  const keyEnds = endsOf(keys)
  const useEnds = endsOf(groups)
  const allKeys = keys.join('')
  const size = useEnds[groups.length] ?? 0
  const kinds = new Uint8Array(size)
  const targets = new Int32Array(size)
  const flags = new Uint8Array(size)
  const raws = groups.flat().map(({ term }) => term.raw)
  const rawEnds = endsOf(raws)
  const allRaws = raws.join('')
  let use = 0
  for (const group of groups)
    for (const { kind, target, term } of group) {
      kinds[use] = KINDS.indexOf(kind)
      targets[use] = target
      flags[use] = LETTERS.indexOf(term.letters) | (term.floating ? FLOATING : 0) | (term.prefixed ? PREFIXED : 0)
      use += 1
    }
  const unpack = (at: number, key: string): Use => {
    const flag = flags[at] ?? 0
    return {
      kind: KINDS[kinds[at] ?? 0] ?? 'weak',
      target: targets[at] ?? 0,
      term: {
        raw: allRaws.slice(rawEnds[at], rawEnds[at + 1]),
        key,
        floating: (flag & FLOATING) !== 0,
        prefixed: (flag & PREFIXED) !== 0,
        letters: LETTERS[flag & LETTER_BITS] ?? 'any',
      },
    }
  }
  const met = new Map<number, readonly Use[]>()
  return (value) => {
    const known = met.get(value)
    if (known !== undefined) return known
    const key = allKeys.slice(keyEnds[value], keyEnds[value + 1])
    const first = useEnds[value] ?? 0
    const found = Array.from({ length: (useEnds[value + 1] ?? 0) - first }, (_, index) => unpack(first + index, key))
    met.set(value, found)
    return found
  }
}

const LETTERS: readonly Term['letters'][] = ['any', 'capital', 'written']
const LETTER_BITS = 3
const FLOATING = 4
const PREFIXED = 8

/** Where each begins if they stand one behind the other; the end last. */
const endsOf = (parts: readonly { readonly length: number }[]): Int32Array => {
  const ends = new Int32Array(parts.length + 1)
  let end = 0
  let index = 0
  for (const { length } of parts) ends[++index] = end += length
  return ends
}
