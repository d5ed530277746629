import type { Connection } from './connection.ts'

/** Rows of one statement: with fewer, calling costs more than inserting. */
const AT_ONCE = 40

/**
 * Writes many small rows, each of as many numbers as there are columns, one row after the other in one list. What is there already stays:
 * several rows that may fail would need a savepoint, and at each of those FTS5 writes out what it has gathered.
 */
export const createInsertMany = (table: string, columns: readonly string[]) => {
  const row = `(${columns.map(() => '?').join(', ')})`
  const sqlFor = (rows: number): string =>
    `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`
  const [one, many] = [sqlFor(1), sqlFor(AT_ONCE)]
  const size = AT_ONCE * columns.length
  return ({ run }: Pick<Connection, 'run'>, values: readonly number[]): void => {
    if (values.length === columns.length) return void run(one, ...values)
    for (let from = 0; from < values.length; from += size) {
      const part = values.slice(from, from + size)
      // The last row is followed by itself, so that one statement does for any number.
      const last = part.slice(-columns.length)
      while (part.length < size) part.push(...last)
      run(many, ...part)
    }
  }
}
