import type { Sides } from './sides.ts'
import type { Term } from './term.ts'
import { KINDS, type UseKind, type Uses } from './uses.ts'
import type { Vocabulary } from './vocabulary.ts'

export type Field = 'title' | 'text'

/** A listed word found in an article, as one of the things that it is listed for. */
export type Occurrence = {
  readonly kind: UseKind
  /** Counts topics, pairs, entities, roles or places, as the kind has it. */
  readonly target: number
  /** Tell its term: see `termOf`. */
  readonly uses: Uses
  readonly use: number
  readonly vocabulary: Vocabulary
  readonly field: Field
  /** Offsets into the article's own title or text. */
  readonly start: number
  readonly end: number
  /** Counted within its field. */
  readonly sentence: number
  /** True: in the title, or in the first sentence where there is no title. */
  readonly headline: boolean
}

/** The entry of the lexicon that was found. */
export const termOf = ({ uses, use }: Occurrence): Term => uses.termOf(use)

/** All listed words of an article, the title's first; of each vocabulary in the order of their beginnings. */
export type Found = {
  /** All but words of pairs. */
  readonly all: readonly Occurrence[]
  /** Those of one kind, in the same order. */
  readonly of: (kind: Exclude<UseKind, 'a' | 'b'>) => readonly Occurrence[]
  /** Words of pairs, of one field and vocabulary after the other. */
  readonly sides: readonly Sides[]
}
export type Finding = Found & { readonly add: (word: Occurrence) => void; readonly sides: Sides[] }

/** Each kind is asked for several times. */
export const createFinding = (): Finding => {
  const all: Occurrence[] = []
  const kinds: Occurrence[][] = []
  return {
    all,
    sides: [],
    of: (kind) => kinds[KINDS.indexOf(kind)] ?? NONE,
    add: (word) => {
      all.push(word)
      const kind = KINDS.indexOf(word.kind)
      const same = kinds[kind]
      if (same === undefined) kinds[kind] = [word]
      else same.push(word)
    },
  }
}
const NONE: readonly Occurrence[] = []
