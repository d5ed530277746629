import { longer } from '../../lib/longer.ts'
import type { Occurrence } from './occurrence.ts'
import { KINDS, kindOf, targetOf } from './uses.ts'

/**
 * Words of pairs in one field, of one vocabulary, in the order of their beginnings. Two thirds of all words found are of pairs, and most
 * pairs lack one side: so they are no more than numbers. Valid until the next text's.
 */
export type Sides = Pick<Occurrence, 'field' | 'vocabulary'> & {
  /** So many sentences are the headline. */
  readonly headlines: number
  /** Their rows: from the first to before the end. */
  readonly first: number
  end: number
}

/** Of a row: its use, or the bits of it turned over where it is one of the floating uses. */
const USE = 0
const START = 1
const END = 2
const SENTENCE = 3
/** How many words that are not of pairs were found before. */
const BEFORE = 4
export const COLUMNS = 5

/** One working space for every text. */
let rows = new Int32Array(1_024 * COLUMNS)

type Side = Pick<Occurrence, 'use' | 'start' | 'end' | 'sentence'> & { readonly floating: boolean; readonly before: number }

/** Writes a row behind those there are: only the list that was made last can grow. */
export const addSide = (sides: Sides, { use, floating, start, end, sentence, before }: Side): void => {
  const row = sides.end
  if (row + COLUMNS > rows.length) rows = longer(rows, row + COLUMNS)
  rows[row + USE] = floating ? ~use : use
  rows[row + START] = start
  rows[row + END] = end
  rows[row + SENTENCE] = sentence
  rows[row + BEFORE] = before
  sides.end = row + COLUMNS
}

/** What the word of a row is listed for, as a code of `Uses`. */
export const codeAt = ({ vocabulary }: Sides, row: number): number => {
  const use = rows[row + USE] ?? 0
  return (use < 0 ? vocabulary.floating.codes[~use] : vocabulary.anchored.codes[use]) ?? 0
}
export const wordsBefore = (row: number): number => rows[row + BEFORE] ?? 0

export const sideAt = (sides: Sides, row: number): Occurrence => {
  const { vocabulary, field, headlines } = sides
  const use = rows[row + USE] ?? 0
  const sentence = rows[row + SENTENCE] ?? 0
  const code = codeAt(sides, row)
  return {
    kind: KINDS[kindOf(code)] ?? 'a',
    target: targetOf(code),
    uses: use < 0 ? vocabulary.floating : vocabulary.anchored,
    use: use < 0 ? ~use : use,
    vocabulary,
    field,
    start: rows[row + START] ?? 0,
    end: rows[row + END] ?? 0,
    sentence,
    headline: sentence < headlines,
  }
}
