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
] as const
export type UseKind = (typeof KINDS)[number]

/** What finding a word means. `target` counts topics, pairs, entities, roles or places of the knowledge. */
export type Use = {
  readonly kind: UseKind
  readonly target: number
  readonly term: Term
}

/** What keys are used for: each for the uses from its number in `firsts` to before the next one's. */
export type Uses = {
  readonly firsts: Int32Array
  /** Places in `KINDS`. */
  readonly kinds: Uint8Array
  readonly targets: Int32Array
  /** `LETTERS`: none but certain ones will do; `PREFIXED`: a prefix may stand before the word. */
  readonly marks: Uint8Array
  readonly termOf: (use: number) => Term
}

const CAPITAL = 1
const WRITTEN = 2
export const LETTERS = CAPITAL | WRITTEN
export const PREFIXED = 4
const FLOATING = 8

/**
 * Packed: 30 bytes a use, where objects take 300 and there are 9,000 in a language. Only terms that a text has are made into objects
 * again, and kept, since words come again and again. `groups` in the order of their keys.
 */
export const packUses = (keys: Keys, groups: readonly (readonly Use[])[]): Uses => {
  const firsts = endsOf(groups)
  const { kinds, targets, marks, raws } = columnsOf(groups, firsts[groups.length] ?? 0)
  const rawEnds = endsOf(raws)
  const allRaws = raws.join('')
  const met = new Map<number, Term>()
  const unpack = (use: number): Term => {
    const raw = allRaws.slice(rawEnds[use], rawEnds[use + 1])
    const term = { raw, key: textOf(keys, holderOf(firsts, use)), ...readMarks(marks[use] ?? 0) }
    met.set(use, term)
    return term
  }
  return {
    firsts,
    kinds,
    targets,
    marks,
    termOf: (use) => met.get(use) ?? unpack(use),
  }
}

const columnsOf = (groups: readonly (readonly Use[])[], size: number) => {
  const raws: string[] = []
  const columns = { kinds: new Uint8Array(size), targets: new Int32Array(size), marks: new Uint8Array(size), raws }
  for (const group of groups)
    for (const { kind, target, term } of group) {
      const use = raws.push(term.raw) - 1
      columns.kinds[use] = KINDS.indexOf(kind)
      columns.targets[use] = target
      columns.marks[use] = marksOf(term)
    }
  return columns
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
