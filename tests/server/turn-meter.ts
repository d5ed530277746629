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
  if (now - last > 5) appendFileSync(process.env.TURNS, last + ' ' + now + '\\n')
  last = now
}, 5).unref()
`

export type TurnMeter = {
  /** For the process that is measured. */
  readonly env: Readonly<Record<string, string>>
  /**
   * What was measured until now does not count. Call it once a request has been answered: the turn in which a service says that it is running
   * goes on afterwards.
   */
  forget(): void
  /** The longest turn: in milliseconds, and as a share of all that the main thread has used of the processor. */
  longest(): { readonly ms: number; readonly share: number }
}

type Turn = { readonly from: number; readonly to: number }

export const turnMeter = (place: Pick<Workplace, 'path'>): TurnMeter => {
  const [module, file] = [place.path('turns.mjs'), place.path('turns')]
  writeFileSync(module, MODULE)
  writeFileSync(file, '')
  const turns = (): readonly Turn[] =>
    [...readFileSync(file, 'utf8').matchAll(/^(\S+) (\S+)$/gm)].map(([, from, to]) => ({ from: Number(from), to: Number(to) }))
  let forgotten = 0
  return {
    env: { NODE_OPTIONS: `--import ${module}`, TURNS: file },
    forget: () => void (forgotten = turns().length),
    longest() {
      const counted = turns().slice(forgotten)
      const [first, last] = [counted[0], counted.at(-1)]
      if (first === undefined || last === undefined) throw new Error('No turn was measured')
      const ms = Math.max(...counted.map(({ from, to }) => to - from))
      return { ms, share: ms / (last.to - first.from) }
    },
  }
}
