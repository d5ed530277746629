import { hostOf } from '../lib/url.ts'
import type { SourceId } from '../model/ids.ts'
import type { PollReport } from './poll.ts'

type Outcome = PollReport | null
type Request = { readonly id: SourceId; readonly host: string; readonly settle: (outcome: Outcome | Promise<Outcome>) => void }

/** Sources that somebody wants polled now, each waiting until there is a place at its host. First come first served. */
export const createPollRequests = (urlOf: (id: SourceId) => string | null) => {
  const waiting = new Set<Request>()
  const visits = new Map<string, number>()
  const visit = (host: string, more: number): void => {
    const now = (visits.get(host) ?? 0) + more
    if (now === 0) visits.delete(host)
    else visits.set(host, now)
  }
  const next = (perHost: number): Request | undefined => {
    for (const request of waiting) if ((visits.get(request.host) ?? 0) < perHost) return request
    return undefined
  }
  return {
    add: (id: SourceId): Promise<Outcome> =>
      new Promise((settle) => void waiting.add({ id, host: hostOf(urlOf(id) ?? ''), settle })),
    /** False: nobody waits whose host has a place. */
    startNext(perHost: number, poll: (id: SourceId) => Promise<Outcome>): boolean {
      const request = next(perHost)
      if (request === undefined) return false
      const { id, host, settle } = request
      waiting.delete(request)
      visit(host, 1)
      settle(poll(id).finally(() => visit(host, -1)))
      return true
    },
    /** Those who wait still are answered with null. */
    forget(): void {
      for (const { settle } of waiting) settle(null)
      waiting.clear()
    },
  }
}
