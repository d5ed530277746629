import type { Instant } from '../model/ids.ts'

/** Hosts that have asked for no requests for a while. Lives as long as its owner: what must survive a restart is in the store. */
export type HostWaits = {
  note(host: string, until: Instant): void
  /** Is this host to be left alone now? Until when; null: no. */
  until(host: string): Instant | null
  /** As `until`, of what hosts ask for from now on. */
  fromNow(): (host: string) => Instant | null
}

export const createHostWaits = (now: () => Instant): HostWaits => {
  const waits = new Map<string, Instant>()
  const until = (host: string): Instant | null => {
    const end = waits.get(host) ?? 0
    return end > now() ? end : null
  }
  return {
    note(host, end) {
      // What is over is forgotten, so that only hosts that wait are remembered.
      for (const known of waits.keys()) if (until(known) === null) waits.delete(known)
      waits.set(host, Math.max(end, until(host) ?? 0))
    },
    until,
    fromNow() {
      const before = new Map(waits)
      return (host) => {
        const end = until(host)
        return end === before.get(host) ? null : end
      }
    },
  }
}
