import { createInFlight } from '../lib/concurrency.ts'

export type JobQueueParts<Job> = {
  /** Jobs in flight at once, and of them at one host. */
  readonly concurrency: number
  readonly perHost: number
  readonly keyOf: (job: Job) => string
  readonly hostOf: (job: Job) => string
  /** Jobs waiting in the store, oldest first, without those for these hosts; jobs in flight may be among them. */
  readonly next: (limit: number, exceptHosts: readonly string[]) => Promise<readonly Job[]>
  /** Must not reject. */
  readonly run: (job: Job) => Promise<void>
  readonly onEnd: () => void
}

export type JobQueue = {
  /** Starts jobs up to the limits. */
  start(): Promise<void>
  /** Resolves when the jobs in flight have ended. */
  idle(): Promise<void>
}

/** Runs the jobs that wait in the store, with a limit per host, so that a slow host delays no other. */
export const createJobQueue = <Job>(parts: JobQueueParts<Job>): JobQueue => {
  const { keyOf, hostOf, concurrency, perHost } = parts
  const inFlight = createInFlight(parts.onEnd)
  const keys = new Set<string>()
  const jobsPerHost = new Map<string, number>()
  const count = (host: string, change: number): void => {
    const jobs = (jobsPerHost.get(host) ?? 0) + change
    if (jobs === 0) jobsPerHost.delete(host)
    else jobsPerHost.set(host, jobs)
  }
  /** False: the job is in flight already, or a limit is reached. */
  const tryStart = (job: Job): boolean => {
    const key = keyOf(job)
    const host = hostOf(job)
    if (keys.size >= concurrency || keys.has(key) || (jobsPerHost.get(host) ?? 0) >= perHost) return false
    keys.add(key)
    count(host, 1)
    const done = parts.run(job).finally(() => {
      keys.delete(key)
      count(host, -1)
    })
    void inFlight.track(done)
    return true
  }
  return {
    async start() {
      for (;;) {
        if (keys.size >= concurrency) return
        const fullHosts = [...jobsPerHost].filter(([, jobs]) => jobs >= perHost).map(([host]) => host)
        // Jobs in flight may come first, so at least one of these is startable if any is waiting.
        const waiting = await parts.next(concurrency + keys.size, fullHosts)
        const started = waiting.filter((job) => tryStart(job)).length
        if (started === 0) return
      }
    },
    idle: () => inFlight.drained(),
  }
}
