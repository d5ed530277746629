/** Milliseconds of the processor that this thread has used: other programs of the machine don't count. In steps of a tick of the system, 1 to 10 ms. */
export const processorMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** The same of all threads of this process, in steps of a microsecond. */
const exactMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** The least that one of up to five runs costs: in the others, code was compiled or garbage collected. Runs that are long need not be many. */
const leastCost = async (work: () => unknown): Promise<number> => {
  let [least, all] = [Number.POSITIVE_INFINITY, 0]
  for (let run = 0; run < 5 && all < LONG_MS; run += 1) {
    const begun = exactMs()
    await work()
    const cost = exactMs() - begun
    least = Math.min(least, cost)
    all += cost
  }
  return least
}
const LONG_MS = 200
/** Less than this is measured as often as makes so much. */
const SHORT_MS = 1

/** Ten times where the work is linear, a hundred times where it is quadratic: between them, far from both. */
export const MOST_GROWTH = 30

/** How many times as much of the processor the work takes with an input ten times as large. */
export const costGrowth = async <Input>(
  size: number,
  make: (size: number) => Input,
  work: (input: Input) => unknown,
): Promise<number> => {
  const costOf = async (input: Input, times: number): Promise<number> =>
    await leastCost(async () => {
      for (let n = 0; n < times; n += 1) await work(input)
    })
  const [small, large] = [make(size), make(10 * size)]
  const once = Math.max(await costOf(small, 1), 0.001)
  const times = Math.ceil(SHORT_MS / once)
  const most = await costOf(large, times)
  const least = await costOf(small, times)
  return most / least
}
