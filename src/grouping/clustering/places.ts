import { MOST_MARKS } from './marks.ts'
import { MOST_TERMS } from './term-vector.ts'

/** Columns of a table of articles; a posting is a place's term, at `place × MOST_TERMS` and after. */
export const createPlaces = (capacity: number) => ({
  capacity,
  /** Numbers of terms. */
  terms: new Int32Array(capacity * MOST_TERMS),
  weights: new Uint16Array(capacity * MOST_TERMS),
  lengths: new Uint8Array(capacity),
  marks: new Uint32Array(capacity * MOST_MARKS),
  markCounts: new Uint8Array(capacity),
  times: new Float64Array(capacity),
  stories: new Int32Array(capacity),
  /** Place → the one before it in the same story. */
  mates: new Int32Array(capacity),
  /** Working space of one look-up, all zero between two. */
  dots: new Int32Array(capacity),
})
export type Places = Readonly<ReturnType<typeof createPlaces>>
