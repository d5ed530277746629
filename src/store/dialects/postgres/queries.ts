import { hash } from 'node:crypto'

/** Statements on one connection, or on any of the pool. Rows are given the type that the caller's SQL selects. */
export type Queries = {
  readonly all: <Row>(sql: string, ...values: readonly unknown[]) => Promise<Row[]>
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller's SQL knows the row's type
  readonly get: <Row>(sql: string, ...values: readonly unknown[]) => Promise<Row | undefined>
  /** Returns how many rows changed. */
  readonly run: (sql: string, ...values: readonly unknown[]) => Promise<number>
  /** Several statements, without values. */
  readonly script: (sql: string) => Promise<void>
}

/** Filters have few shapes, but anybody may ask for odd ones, and each connection keeps all that were named. */
const MAX_NAMED = 500

/** How these are best run depends on how frequent their words, tags and kinds are, and on how many rows are wanted: they are planned each time. */
const PLANNED_EACH_TIME = /@@|LIMIT \$|tag = ANY|country = ANY|kind = \$/

/**
 * Names under which the server keeps prepared statements, made of what they say: a pooler may lend a connection on which another process, of another
 * version, has prepared its own. Null: this one is prepared each time.
 */
export const statementNames = (): ((sql: string) => string | null) => {
  const names = new Map<string, string>()
  return (sql) => {
    const known = names.get(sql)
    if (known !== undefined) return known
    if (names.size >= MAX_NAMED || PLANNED_EACH_TIME.test(sql)) return null
    const name = `s${hash('sha256', sql).slice(0, 32)}`
    names.set(sql, name)
    return name
  }
}

/** PostgreSQL's texts can't hold U+0000. */
export const withoutNul = (value: unknown): unknown => {
  if (typeof value === 'string') return cleaned(value)
  return Array.isArray(value) ? value.map((one: unknown) => (typeof one === 'string' ? cleaned(one) : one)) : value
}
export const cleaned = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text)

/** Column after column, as `unnest` takes them. */
export const columnsOf = <Row>(
  rows: readonly Row[],
  ...columns: readonly ((row: Row) => unknown)[]
): readonly (readonly unknown[])[] => columns.map((column) => rows.map(column))

/** Of rows with one key the last: a statement changes each row once. */
export const lastOf = <Row>(rows: readonly Row[], keyOf: (row: Row) => string | number): readonly Row[] => [
  ...new Map(rows.map((row) => [keyOf(row), row])).values(),
]
