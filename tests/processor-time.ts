import { readFileSync } from 'node:fs'

/** Milliseconds of the processor that this thread has used: other programs of the machine don't count. In steps of a tick of the system, 1 to 10 ms. */
export const processorMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** The same of all threads of this process, in steps of a microsecond. */
export const allThreadsMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** USER_HZ of Linux is 100. */
const TICK_MS = 10

/** Milliseconds that another process has used with all its threads, where there is /proc. */
export const cpuMsOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  return ((fields[11] ?? 0) + (fields[12] ?? 0)) * TICK_MS
}

const costOf = async (work: () => unknown): Promise<number> => {
  const begun = allThreadsMs()
  await work()
  return allThreadsMs() - begun
}

/** In some runs code is compiled, or the garbage of other tests collected: the least that one of so many costs is the work's own. */
const RUNS = 5
/** Where they take longer than this, no more are needed: beside so much, neither counts. */
const LONG_MS = 1_000
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
  const [small, large] = [make(size), make(10 * size)]
  const once = await costOf(() => work(small))
  const times = Math.ceil(SHORT_MS / Math.max(Math.min(once, await costOf(() => work(small))), 0.001))
  const repeat = async (input: Input): Promise<number> =>
    await costOf(async () => {
      for (let n = 0; n < times; n += 1) await work(input)
    })
  let [least, most, all] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0]
  for (let run = 0; run < RUNS && all < LONG_MS; run += 1) {
    const [ofSmall, ofLarge] = [await repeat(small), await repeat(large)]
    least = Math.min(least, ofSmall)
    most = Math.min(most, ofLarge)
    all += ofSmall + ofLarge
  }
  return most / least
}
