/** A `Date` of a service that a test moves from outside, while the service runs. */
import { writeFileSync } from 'node:fs'
import type { Workplace } from '../cli/workplace.ts'

/** Loaded before the service: the clock is ahead by what stands in a file. */
const MODULE = `
import { readFileSync } from 'node:fs'
const Real = Date
const ahead = () => Number(readFileSync(process.env.CLOCK_AHEAD, 'utf8'))
globalThis.Date = class extends Real {
  constructor(...given) { given.length === 0 ? super(Real.now() + ahead()) : super(...given) }
  static now() { return Real.now() + ahead() }
}
`

export type MovableClock = {
  /** For the process whose clock it is. */
  readonly env: Readonly<Record<string, string>>
  /** Milliseconds before the machine's clock; negative: behind it. */
  setAhead(ms: number): void
}

export const movableClock = (place: Pick<Workplace, 'path'>): MovableClock => {
  const [module, file] = [place.path('clock.mjs'), place.path('ahead')]
  const setAhead = (ms: number): void => writeFileSync(file, String(ms))
  writeFileSync(module, MODULE)
  setAhead(0)
  return { env: { NODE_OPTIONS: `--import ${module}`, CLOCK_AHEAD: file }, setAhead }
}
