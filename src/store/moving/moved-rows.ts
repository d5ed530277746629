import type { ArticleWords } from '../dialects/postgres/postgres-words.ts'
import type { MovedTable, Totals } from './moved-tables.ts'

export type MovedValue = string | number | null | Uint8Array
/** Values in the order of the table's columns. */
export type MovedRow = readonly MovedValue[]

/** One of the two stores during a move: no other process writes to it. */
export type StoreSide = {
  readonly count: (table: MovedTable) => Promise<number>
  /** A batch of rows after this row, in the order of the key; `last` null: from the first on. */
  readonly rowsAfter: (table: MovedTable, last: MovedRow | null) => Promise<readonly MovedRow[]>
  readonly totals: () => Promise<Totals>
}

/** The store that is filled. It is marked as incomplete until `work` has ended. */
export type TargetSide = StoreSide & {
  readonly write: (table: MovedTable, rows: readonly MovedRow[]) => Promise<void>
  readonly writeWords: (rows: readonly ArticleWords[]) => Promise<void>
  /** How many articles have words in the index. */
  readonly wordCount: () => Promise<number>
  /** Called after the last row: writes the totals, the next numbers, and what is derived from the rows. */
  readonly complete: (totals: Totals) => Promise<void>
}

/** The SELECT of one batch: rows with a key after `after`, in the order of the key. `after` null: the first batch. */
export const rowsSql = (
  table: MovedTable,
  {
    from,
    columns,
    key,
    after,
  }: {
    readonly from: string
    readonly columns: readonly string[]
    readonly key: readonly string[]
    readonly after: readonly string[] | null
  },
): string => {
  const conditions = [table.only, after === null ? null : `(${key.join(', ')}) > (${after.join(', ')})`].filter(
    (one) => one !== null,
  )
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  return `SELECT ${columns.join(', ')} FROM ${from}${where} ORDER BY ${key.join(', ')} LIMIT ${table.batch}`
}

export const countSql = ({ only }: MovedTable, from: string): string =>
  `SELECT count(*) AS rows FROM ${from}${only === null ? '' : ` WHERE ${only}`}`

export const keyOf = ({ key, columns }: MovedTable, row: MovedRow): readonly MovedValue[] =>
  key.map((column) => row[columns.indexOf(column)] ?? null)
