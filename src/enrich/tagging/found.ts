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

/** The words while they are looked for. Each kind is asked for several times. */
export class Finding implements Found {
  readonly all: Occurrence[] = []
  readonly sides: Sides[] = []
  private readonly kinds: Occurrence[][] = []

  of(kind: UseKind): readonly Occurrence[] {
    return this.kinds[KINDS.indexOf(kind)] ?? NONE
  }

  add(word: Occurrence): void {
    this.all.push(word)
    const kind = KINDS.indexOf(word.kind)
    const same = this.kinds[kind]
    if (same === undefined) this.kinds[kind] = [word]
    else same.push(word)
  }
}
const NONE: readonly Occurrence[] = []
