import Database from 'better-sqlite3'

/** `nth` counts from 1, over all connections of this process. */
export type Statement = { readonly nth: number; readonly sql: string; readonly values: readonly unknown[] }

/** From now on `before` is called ahead of every prepared statement that this process runs. */
export const watchStatements = (before: (statement: Statement) => void): void => {
  let nth = 0
  const prototype = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as Record<
    'run' | 'all' | 'get',
    (...values: readonly unknown[]) => unknown
  >
  for (const method of ['run', 'all', 'get'] as const) {
    const original = prototype[method]
    prototype[method] = function run(this: { readonly source: string }, ...values) {
      nth += 1
      before({ nth, sql: this.source, values })
      return original.apply(this, values as unknown[])
    }
  }
}
