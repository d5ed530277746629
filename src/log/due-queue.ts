import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { createInFlight } from '../lib/concurrency.ts'

type DueQueueParts<Job> = {
  /** The most in-flight jobs, and the most of them to one host. */
  readonly concurrency: number
  readonly perHost: number
  readonly keyOf: (job: Job) => string
  readonly hostOf: (job: Job) => string
  /** Jobs that wait in the store, oldest first, except those for `exceptHosts`. In-flight jobs may be among them. */
  readonly next: (limit: number, exceptHosts: readonly string[]) => Promise<readonly Job[]>
  /** Must not reject. */
  readonly run: (job: Job) => Promise<void>
  readonly onEnd: () => void
}

type DueQueue = {
  start(): Promise<void>
  isInFlight(key: string): boolean
  idle(): Promise<void>
}

/** Runs the jobs that wait in the store, with a limit per host, so that a slow host delays no other. */
export const createDueQueue = <Job>(parts: DueQueueParts<Job>): DueQueue => {
  const { keyOf, hostOf, concurrency, perHost } = parts
  const inFlight = createInFlight(parts.onEnd)
  const keys = new Set<string>()
  const jobsPerHost = new Map<string, number>()
  const count = (host: string, change: number): void => {
    const jobs = (jobsPerHost.get(host) ?? 0) + change
    if (jobs === 0) jobsPerHost.delete(host)
    else jobsPerHost.set(host, jobs)
  }
  /** False: the job is already in flight, or a limit is reached. */
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
        // In-flight jobs may come first. There are fewer of them than are read, so another one is found if any waits. One that ends during
        // the read may be in the result as it was before.
        const inFlightBefore = new Set(keys)
        const waiting = (await parts.next(concurrency, fullHosts)).filter((job) => !inFlightBefore.has(keyOf(job)))
        let started = 0
        for (const job of waiting) {
          if (!tryStart(job)) continue
          started += 1
          // A start signs and connects; requests are served between two of them.
          await yieldToOthers()
        }
        if (started === 0) return
      }
    },
    isInFlight: (key) => keys.has(key),
    idle: () => inFlight.drained(),
  }
}
