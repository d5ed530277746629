type Column = { set(values: ArrayLike<number>): void; readonly length: number }

/** What `old` holds, column by column, in a table of the same columns that has more room. */
export const enlarged = <Table extends object>(old: Table, create: (capacity: number) => Table, capacity: number): Table => {
  const table = create(capacity)
  const columns = table as Readonly<Record<string, unknown>>
  for (const [name, values] of Object.entries(old)) if (isColumn(values)) (columns[name] as Column).set(values)
  return table
}

const isColumn = (value: unknown): value is Column & ArrayLike<number> => ArrayBuffer.isView(value)
