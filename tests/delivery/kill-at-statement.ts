import Database from 'better-sqlite3'

/** From when `watch` is called this process kills itself at its so-manieth statement; 0: it never does. */
export const killAtStatement = (killAt: number) => {
  let statements = 0
  return {
    count: (): number => statements,
    watch: (): void => {
      const prototype = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as Record<
        'run' | 'all' | 'get',
        (...values: readonly unknown[]) => unknown
      >
      for (const method of ['run', 'all', 'get'] as const) {
        const original = prototype[method]
        prototype[method] = function run(this: { readonly source: string }, ...values) {
          statements += 1
          if (statements === killAt) process.kill(process.pid, 'SIGKILL')
          return original.apply(this, values as unknown[])
        }
      }
    },
  }
}
