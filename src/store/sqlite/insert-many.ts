import type { Connection } from './connection.ts'

/** Rows of one statement, the most first: with fewer, calling costs more than inserting. */
const AT_ONCE = [40, 8, 1]

/**
 * Writes many small rows, each of as many numbers as there are columns, one row after the other in one list. What is there already stays:
 * several rows that may fail would need a savepoint, and at each of those FTS5 writes out what it has gathered.
 */
export const createInsertMany = (table: string, columns: readonly string[]) => {
  const row = `(${columns.map(() => '?').join(', ')})`
  const statements = AT_ONCE.map((rows) => ({
    size: rows * columns.length,
    sql: `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`,
  }))
  return ({ run }: Pick<Connection, 'run'>, values: readonly number[]): void => {
    let at = 0
    for (const { size, sql } of statements)
      for (; values.length - at >= size; at += size) run(sql, ...values.slice(at, at + size))
  }
}
