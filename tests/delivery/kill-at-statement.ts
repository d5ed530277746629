import { watchStatements } from '../store/sqlite/watch-statements.ts'

/** From when `watch` is called this process kills itself at its so-manieth statement; 0: it never does. */
export const killAtStatement = (killAt: number) => {
  let statements = 0
  return {
    count: (): number => statements,
    watch: (): void =>
      watchStatements(({ nth }) => {
        statements = nth
        if (nth === killAt) process.kill(process.pid, 'SIGKILL')
      }),
  }
}
