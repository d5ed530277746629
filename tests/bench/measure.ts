import { type Memory, watchMemory } from './memory.ts'

/** What one phase cost this process, its threads included. `memory`: the most since it started. */
export type Cost = { readonly cpuMs: number; readonly wallMs: number; readonly memory: Memory }

const memory = watchMemory()

export const costOf = async (work: () => Promise<void>): Promise<Cost> => {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const used = process.cpuUsage(cpu)
  return { cpuMs: (used.user + used.system) / 1_000, wallMs: performance.now() - start, memory: memory() }
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
