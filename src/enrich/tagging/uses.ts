import { type Keys, textOf } from './keys.ts'
import type { Term } from './term.ts'

export const KINDS = [
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
  'not-name',
] as const
export type UseKind = (typeof KINDS)[number]
export type ContextKind = Extract<UseKind, `${string}-context`>

/** What finding a word means. `target` counts topics, pairs, entities, roles or places of the taxonomy. */
export type Use = {
  readonly kind: UseKind
  readonly target: number
  readonly term: Term
}

/** What keys are used for: each for the uses from its number in `firsts` to before the next one's. */
export type Uses = {
  readonly firsts: Int32Array
  /** Kind, marks and target of each use in one number: whoever asks for one asks for all. */
  readonly codes: Int32Array
  readonly termOf: (use: number) => Term
}

const KIND = 0xf
/** Marks of a code. Letters count: the first one must be a capital, or all must be as written. */
export const CAPITAL = 0x10
const WRITTEN = 0x20
export const LETTERS = CAPITAL | WRITTEN
/** A prefix may stand before the word. */
export const PREFIXED = 0x40
const FLOATING = 0x80
const TARGET_SHIFT = 8

/** Place in `KINDS`. */
export const kindOf = (code: number): number => code & KIND
export const targetOf = (code: number): number => code >> TARGET_SHIFT
const SIDE_A = KINDS.indexOf('a')
const SIDE_B = KINDS.indexOf('b')
export const isA = (code: number): boolean => kindOf(code) === SIDE_A
/** True: one side of a pair. */
export const isSide = (code: number): boolean => isA(code) || kindOf(code) === SIDE_B

/**
 * Packed: 28 bytes a use, where objects take 300 and there are 9,000 in a language. Only terms that a text has are made into objects
 * again, and kept, since words come again and again. `groups` in the order of their keys.
 */
export const packUses = (keys: Keys, groups: readonly (readonly Use[])[]): Uses => {
  const firsts = endsOf(groups)
  const { codes, raws } = columnsOf(groups, firsts[groups.length] ?? 0)
  const rawEnds = endsOf(raws)
  const allRaws = raws.join('')
  const met = new Map<number, Term>()
  const unpack = (use: number): Term => {
    const raw = allRaws.slice(rawEnds[use], rawEnds[use + 1])
    const term = { raw, key: textOf(keys, holderOf(firsts, use)), ...readMarks(codes[use] ?? 0) }
    met.set(use, term)
    return term
  }
  return { firsts, codes, termOf: (use) => met.get(use) ?? unpack(use) }
}

const columnsOf = (groups: readonly (readonly Use[])[], size: number) => {
  const raws: string[] = []
  const codes = new Int32Array(size)
  for (const group of groups)
    for (const { kind, target, term } of group) {
      const use = raws.push(term.raw) - 1
      codes[use] = KINDS.indexOf(kind) | marksOf(term) | (target << TARGET_SHIFT)
    }
  return { codes, raws }
}

const marksOf = ({ letters, prefixed, floating }: Term): number =>
  (letters === 'capital' ? CAPITAL : letters === 'written' ? WRITTEN : 0) |
  (prefixed ? PREFIXED : 0) |
  (floating ? FLOATING : 0)

const readMarks = (marks: number): Pick<Term, 'letters' | 'prefixed' | 'floating'> => ({
  letters: (marks & CAPITAL) !== 0 ? 'capital' : (marks & WRITTEN) !== 0 ? 'written' : 'any',
  prefixed: (marks & PREFIXED) !== 0,
  floating: (marks & FLOATING) !== 0,
})

/** Where each begins if they stand one behind the other; the end last. */
const endsOf = (parts: readonly { readonly length: number }[]): Int32Array => {
  const ends = new Int32Array(parts.length + 1)
  let end = 0
  let index = 0
  for (const { length } of parts) ends[++index] = end += length
  return ends
}

/** The last that begins at a place or before it. */
const holderOf = (firsts: Int32Array, place: number): number => {
  let low = 0
  let high = firsts.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((firsts[middle] ?? 0) <= place) low = middle
    else high = middle
  }
  return low
}
