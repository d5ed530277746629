const GROWTH = 1.5

/** A copy with room for so many numbers at least, and for half as many again as there were: zeros behind these. */
export const longer = (column: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> => {
  const copy = new Int32Array(Math.max(least, Math.ceil(GROWTH * column.length)))
  copy.set(column)
  return copy
}

type Column = { set(values: ArrayLike<number>): void; readonly length: number }

/** Rows that a table of columns has room for at first. */
export const FIRST_ROWS = 64

/** What a table of columns holds, in one of the same columns that has room for half as many rows again. */
export const grownColumns = <Table extends { readonly capacity: number }>(
  full: Table,
  create: (capacity: number) => Table,
): Table => {
  const table = create(Math.ceil(GROWTH * full.capacity))
  const columns = table as Readonly<Record<string, unknown>>
  for (const [name, values] of Object.entries(full)) if (isColumn(values)) (columns[name] as Column).set(values)
  return table
}

const isColumn = (value: unknown): value is Column & ArrayLike<number> => ArrayBuffer.isView(value)
