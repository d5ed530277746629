import type { Occurrence } from './occurrence.ts'
import type { Sides } from './sides.ts'
import { KINDS, type UseKind } from './uses.ts'

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
