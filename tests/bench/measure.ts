/** What one phase cost this process, its threads included. */
export type Cost = { readonly cpuMs: number; readonly wallMs: number; readonly peakMb: number }

export const costOf = async (work: () => Promise<void>): Promise<Cost> => {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const used = process.cpuUsage(cpu)
  return {
    cpuMs: (used.user + used.system) / 1_000,
    wallMs: performance.now() - start,
    peakMb: process.resourceUsage().maxRSS / 1_024,
  }
}

/** The three phases that every contestant runs against the same server. */
export type Phases = { readonly ingest: Cost; readonly unchanged: Cost; readonly oneNew: Cost; readonly items: number }

/** A contestant runs in a process of its own and is told by lines on standard input when to start each phase. */
export const takePart = async (poll: () => Promise<void>, countItems: () => Promise<number>): Promise<void> => {
  const phase = async (name: string): Promise<Cost> => {
    process.send?.(name)
    await new Promise((resolve) => process.once('message', resolve))
    return await costOf(poll)
  }
  const ingest = await phase('ingest')
  const items = await countItems()
  const unchanged = await phase('unchanged')
  const oneNew = await phase('oneNew')
  process.send?.({ ingest, unchanged, oneNew, items } satisfies Phases)
}
