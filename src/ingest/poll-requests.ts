import { hostOf } from '../lib/url.ts'
import type { SourceId } from '../model/ids.ts'
import type { PollReport } from './poll.ts'

type Outcome = PollReport | null
type Request = {
  readonly id: SourceId
  readonly host: string
  readonly resolve: (outcome: Outcome | Promise<Outcome>) => void
}

/** A queue of requests to poll a source now; each waits until fewer polls than the limit are in flight at its host. First come, first served. */
export const createPollRequests = (urlOf: (id: SourceId) => string | null) => {
  const waiting = new Set<Request>()
  const pollsPerHost = new Map<string, number>()
  const count = (host: string, change: number): void => {
    const polls = (pollsPerHost.get(host) ?? 0) + change
    if (polls === 0) pollsPerHost.delete(host)
    else pollsPerHost.set(host, polls)
  }
  const next = (perHost: number): Request | undefined => {
    for (const request of waiting) if ((pollsPerHost.get(request.host) ?? 0) < perHost) return request
    return undefined
  }
  return {
    add: (id: SourceId): Promise<Outcome> =>
      new Promise((resolve) => void waiting.add({ id, host: hostOf(urlOf(id) ?? ''), resolve })),
    /** Starts the first request whose host is below its limit; false: there is none. */
    startNext(perHost: number, poll: (id: SourceId) => Promise<Outcome>): boolean {
      const request = next(perHost)
      if (request === undefined) return false
      const { id, host, resolve } = request
      waiting.delete(request)
      count(host, 1)
      resolve(poll(id).finally(() => count(host, -1)))
      return true
    },
    cancelAll(): void {
      for (const { resolve } of waiting) resolve(null)
      waiting.clear()
    },
  }
}
