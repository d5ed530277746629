const GROWTH = 1.5

/** A copy with room for so many numbers at least, and for half as many again as there were: zeros behind these. */
export const longer = (column: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> => {
  const copy = new Int32Array(Math.max(least, Math.ceil(GROWTH * column.length)))
  copy.set(column)
  return copy
}
