const GROWTH = 1.5

/** A copy of at least this length and 1.5 times the old one, filled up with zeros. */
export const longer = (column: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> => {
  const copy = new Int32Array(Math.max(least, Math.ceil(GROWTH * column.length)))
  copy.set(column)
  return copy
}
