import { hash } from 'node:crypto'

/** Statements on one connection, or on any connection of the pool. Rows have the type that the caller's SQL selects. */
export type Queries = {
  readonly all: <Row>(sql: string, ...values: readonly unknown[]) => Promise<Row[]>
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller's SQL knows the row's type
  readonly get: <Row>(sql: string, ...values: readonly unknown[]) => Promise<Row | undefined>
  /** Returns how many rows changed. */
  readonly run: (sql: string, ...values: readonly unknown[]) => Promise<number>
  /** Several statements, without values. */
  readonly script: (sql: string) => Promise<void>
}

/** The most named statements: filters have few shapes, but clients may send unusual ones, and each connection stores all named statements. */
const MAX_NAMED = 500

/** The best plan for these depends on the frequency of their words, tags and kinds, and on the number of rows: they are planned each time. */
const PLANNED_EACH_TIME = /@@|LIMIT \$|tag = ANY|country = ANY|kind = \$/

/**
 * Names under which the server stores prepared statements, made of a hash of their text: a pooler may lend a connection on which another
 * process, of another version, has prepared its own. Null: the statement is prepared each time.
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

/** Replaces U+0000, which PostgreSQL's texts cannot contain. */
export const withoutNul = (value: unknown): unknown => {
  if (typeof value === 'string') return cleaned(value)
  return Array.isArray(value) ? value.map((one: unknown) => (typeof one === 'string' ? cleaned(one) : one)) : value
}
export const cleaned = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text)

/** The rows as columns, in the form that `unnest` takes. */
export const columnsOf = <Row>(
  rows: readonly Row[],
  ...columns: readonly ((row: Row) => unknown)[]
): readonly (readonly unknown[])[] => columns.map((column) => rows.map(column))
