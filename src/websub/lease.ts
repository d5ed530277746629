const SECOND = 1_000
const DAY = 24 * 60 * 60 * SECOND
const SHORTEST_LEASE_MS = 60 * SECOND
const LONGEST_LEASE_MS = 30 * DAY

/** Where the request, or the hub, names no lease. */
export const DEFAULT_LEASE_MS = 10 * DAY

/** `hub.lease_seconds` as milliseconds, within our bounds. */
export const boundedLeaseMs = (seconds: number): number =>
  Math.min(Math.max(seconds * SECOND, SHORTEST_LEASE_MS), LONGEST_LEASE_MS)
