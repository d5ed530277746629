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

/** The last of the rows with each key: a statement may change each row only once. */
export const lastOf = <Row>(rows: readonly Row[], keyOf: (row: Row) => string | number): readonly Row[] => [
  ...new Map(rows.map((row) => [keyOf(row), row])).values(),
]
