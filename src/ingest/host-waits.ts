/** Hosts that have asked, as by Retry-After, for no requests for a while. In memory only: what must survive a restart is in the store. */
export type HostWaits = {
  note(host: string, forMs: number): void
  /** For how many more milliseconds the host must get no request; null: it may get one now. */
  left(host: string): number | null
  /** Returns a function that says whether a host has asked for a wait, or a longer one, since this call. */
  sinceNow(): (host: string) => boolean
}

/** `elapsed`: monotonic milliseconds, so that setting the clock back does not prolong a wait. */
export const createHostWaits = (elapsed: () => number): HostWaits => {
  const ends = new Map<string, number>()
  const left = (host: string): number | null => {
    const ms = Math.ceil((ends.get(host) ?? 0) - elapsed())
    return ms > 0 ? ms : null
  }
  return {
    note(host, forMs) {
      // Waits that have ended are deleted, so that the map does not grow.
      for (const known of ends.keys()) if (left(known) === null) ends.delete(known)
      ends.set(host, Math.max(elapsed() + forMs, ends.get(host) ?? 0))
    },
    left,
    sinceNow() {
      const before = new Map(ends)
      return (host) => left(host) !== null && ends.get(host) !== before.get(host)
    },
  }
}
