const GROWTH = 1.5

/** A copy of at least this length and 1.5 times the old one, filled up with zeros. */
export const longer = (column: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> => {
  const copy = new Int32Array(Math.max(least, Math.ceil(GROWTH * column.length)))
  copy.set(column)
  return copy
}

type Column = { set(values: ArrayLike<number>): void; readonly length: number }

/** The initial capacity of a table of columns, in rows. */
export const FIRST_ROWS = 64

/** A copy of a table of columns with 1.5 times the capacity. */
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
