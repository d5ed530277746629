/** Hosts that have asked for no requests for a while. Lives as long as its owner: what must survive a restart is in the store. */
export type HostWaits = {
  note(host: string, forMs: number): void
  /** Is this host to be left alone now? For how many milliseconds; null: no. */
  left(host: string): number | null
  /** Whether a host has asked for more since. */
  sinceNow(): (host: string) => boolean
}

/** `elapsed`: monotonic milliseconds. A clock that is set back by years makes nobody wait for years. */
export const createHostWaits = (elapsed: () => number): HostWaits => {
  const ends = new Map<string, number>()
  const left = (host: string): number | null => {
    const ms = Math.ceil((ends.get(host) ?? 0) - elapsed())
    return ms > 0 ? ms : null
  }
  return {
    note(host, forMs) {
      // What is over is forgotten, so that only hosts that wait are remembered.
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
