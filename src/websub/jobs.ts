import { createInFlight } from '../lib/in-flight.ts'

export type JobsParts<Job> = {
  /** Jobs under way at once, and of them at one host. */
  readonly places: number
  readonly perHost: number
  readonly keyOf: (job: Job) => string
  readonly hostOf: (job: Job) => string
  /** What waits in the store, the longest waiting first, without what is for these hosts; jobs under way may be among it. */
  readonly next: (limit: number, fullHosts: readonly string[]) => Promise<readonly Job[]>
  /** Must not reject. */
  readonly run: (job: Job) => Promise<void>
  readonly ended: () => void
}

export type Jobs = {
  /** Starts as many as there are places for. */
  start(): Promise<void>
  rest(): Promise<void>
}

/** Works off what waits in the store: few at once, fewer at one host, so that a slow host holds up nobody else. */
export const createJobs = <Job>(parts: JobsParts<Job>): Jobs => {
  const { keyOf, hostOf, places, perHost } = parts
  const inFlight = createInFlight(parts.ended)
  const underWay = new Set<string>()
  const hosts = new Map<string, number>()
  const visit = (host: string, more: number): void => {
    const count = (hosts.get(host) ?? 0) + more
    if (count === 0) hosts.delete(host)
    else hosts.set(host, count)
  }
  const begin = (job: Job): boolean => {
    const key = keyOf(job)
    const host = hostOf(job)
    if (underWay.size >= places || underWay.has(key) || (hosts.get(host) ?? 0) >= perHost) return false
    underWay.add(key)
    visit(host, 1)
    const done = parts.run(job).finally(() => {
      underWay.delete(key)
      visit(host, -1)
    })
    void inFlight.track(done)
    return true
  }
  return {
    async start() {
      for (;;) {
        if (underWay.size >= places) return
        const full = [...hosts].filter(([, count]) => count >= perHost).map(([host]) => host)
        // Those under way may come first; of the others the first at least has a place.
        const waiting = await parts.next(places + underWay.size, full)
        const begun = waiting.filter((job) => begin(job)).length
        if (begun === 0) return
      }
    },
    rest: () => inFlight.drained(),
  }
}
