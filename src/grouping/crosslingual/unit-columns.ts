/** Of the table's vectors. */
export const DIMENSIONS = 96
/** As many traits speak for a story in a language. */
export const MOST_TRAITS = 32

/** Columns of a table of stories by language; a posting is a unit's trait, at `unit × MOST_TRAITS` and after. */
export const createColumns = (capacity: number) => ({
  capacity,
  /** Numbers of traits. */
  traits: new Int32Array(capacity * MOST_TRAITS),
  /** Of what kind each is, parent it: what stands by its number lies far away. */
  kinds: new Uint8Array(capacity * MOST_TRAITS),
  /** Reports that have the trait. */
  counts: new Uint8Array(capacity * MOST_TRAITS),
  lengths: new Uint8Array(capacity),
  /** Of the reports' meanings. */
  sums: new Int16Array(capacity * DIMENSIONS),
  meanings: new Uint8Array(capacity),
  reports: new Uint8Array(capacity),
  first: new Float64Array(capacity),
  last: new Float64Array(capacity),
  languages: new Uint16Array(capacity),
  stories: new Int32Array(capacity),
  /** Unit → the one before it in the same story. */
  mates: new Int32Array(capacity),
  /** Working space of one look-up, all zero between two. */
  found: new Float32Array(capacity),
})
export type UnitColumns = Readonly<ReturnType<typeof createColumns>>
