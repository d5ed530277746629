/** The rows in the order of the keys, a row as often as its key; keys without a row are left out. */
export const inOrderOf = <Key, Row extends object>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): readonly Row[] => {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]))
  return keys.flatMap((key): readonly Row[] => {
    const row = byKey.get(key)
    return row === undefined ? [] : [row]
  })
}
