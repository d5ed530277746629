import type { Term } from './term.ts'
import type { UseKind, Uses } from './uses.ts'
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
