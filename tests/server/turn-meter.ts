/** How long the turns of a service's event loop take of the processor: other programs of this machine don't count. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Workplace } from '../cli/workplace.ts'

/** Loaded before the service, whose threads load it too. A turn shorter than the timer is measured together with others. */
const MODULE = `
import { appendFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
const used = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
let last = used()
if (isMainThread) setInterval(() => {
  const now = used()
  if (now - last > 20) appendFileSync(process.env.TURNS, (now - last) + '\\n')
  last = used()
}, 5).unref()
`

export type TurnMeter = {
  /** For the process that is measured. */
  readonly env: Readonly<Record<string, string>>
  /** What was measured until now does not count. */
  forget(): void
  /** Milliseconds. */
  longestMs(): number
}

export const turnMeter = (place: Pick<Workplace, 'path'>): TurnMeter => {
  const [module, file] = [place.path('turns.mjs'), place.path('turns')]
  const forget = (): void => writeFileSync(file, '')
  writeFileSync(module, MODULE)
  forget()
  return {
    env: { NODE_OPTIONS: `--import ${module}`, TURNS: file },
    forget,
    longestMs: () => Math.max(0, ...readFileSync(file, 'utf8').split('\n').map(Number)),
  }
}
