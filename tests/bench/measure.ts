import { allThreadsMs, processorMs } from '../processor-time.ts'
import { type Memory, watchMemory } from './memory.ts'

/** What one phase cost this process, its threads included. `turnMs`: the longest turn of the event loop. `memory`: the most since it started. */
export type Cost = { readonly cpuMs: number; readonly wallMs: number; readonly turnMs: number; readonly memory: Memory }

const memory = watchMemory()
const turn = { longestMs: 0, from: 0 }
/** A turn shorter than the timer is measured together with others. */
setInterval(() => {
  const now = processorMs()
  turn.longestMs = Math.max(turn.longestMs, now - turn.from)
  turn.from = now
}, 5).unref()

export const costOf = async (work: () => Promise<void>): Promise<Cost> => {
  const cpu = allThreadsMs()
  const start = performance.now()
  Object.assign(turn, { longestMs: 0, from: processorMs() })
  await work()
  return {
    cpuMs: allThreadsMs() - cpu,
    wallMs: performance.now() - start,
    turnMs: turn.longestMs,
    memory: memory(),
  }
}

/** The three phases that every contestant runs against the same server. `startMs`: from the process's start until it could poll. */
export type Phases = {
  readonly startMs: number
  readonly ingest: Cost
  readonly unchanged: Cost
  readonly oneNew: Cost
  readonly items: number
}

/** A contestant runs in a process of its own and is told by messages when to start each phase. */
export const takePart = async (poll: () => Promise<void>, countItems: () => Promise<number>): Promise<void> => {
  const startMs = performance.now()
  const phase = async (name: string): Promise<Cost> => {
    process.send?.(name)
    await new Promise((resolve) => process.once('message', resolve))
    return await costOf(poll)
  }
  const ingest = await phase('ingest')
  const items = await countItems()
  const unchanged = await phase('unchanged')
  const oneNew = await phase('oneNew')
  process.send?.({ startMs, ingest, unchanged, oneNew, items } satisfies Phases)
}
