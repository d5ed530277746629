/** The states of our subscription to a source. Pure functions of their arguments. */
import { DAY, MINUTE } from '../../lib/durations.ts'
import type { Instant, SourceId } from '../../model/ids.ts'
import type { PushedSource, PushOffer } from '../../model/push.ts'
import { boundedLeaseMs, DEFAULT_LEASE_MS } from '../protocol.ts'

/** A request that the hub has not verified within this time counts as failed. */
const VERIFY_WITHIN_MS = 10 * MINUTE
const FIRST_RETRY_MS = 5 * MINUTE
const LONGEST_RETRY_MS = DAY
/** The most requests to unsubscribe. After them the subscription is deleted, and pushes are answered with 410. */
const MAX_UNSUBSCRIBE_REQUESTS = 3

/** `chance`, 0 to 1, is for jitter. */
export type Timing = { readonly now: Instant; readonly chance: number }
type Secrets = { readonly id: string; readonly secret: string }

export const newSubscription = (
  source: SourceId,
  { hub, topic }: PushOffer,
  { id, secret }: Secrets,
  now: Instant,
): PushedSource => ({
  id,
  source,
  hub,
  topic,
  secret,
  state: 'wanted',
  expiresAt: null,
  due: now,
  failures: 0,
  problem: null,
  pushes: 0,
  pushedAt: null,
  forged: 0,
})

/** The state to store before a request is sent, since some hubs verify before they respond. Null: enough requests to unsubscribe were sent. */
export const requested = (row: PushedSource, now: Instant): PushedSource | null => {
  const due = now + VERIFY_WITHIN_MS
  if (row.state !== 'leaving') return { ...row, state: 'asked', due }
  return row.failures >= MAX_UNSUBSCRIBE_REQUESTS ? null : { ...row, failures: row.failures + 1, due }
}

/** The state after the hub has verified our request. It is renewed after 60 to 80 % of the lease, which leaves time for a retry. */
export const verified = (row: PushedSource, leaseSeconds: number, { now, chance }: Timing): PushedSource => {
  // Old PubSubHubbub hubs send no lease.
  const leaseMs = Number.isFinite(leaseSeconds) ? boundedLeaseMs(leaseSeconds) : DEFAULT_LEASE_MS
  const due = Math.round(now + leaseMs * (0.6 + chance * 0.2))
  return { ...row, state: 'active', expiresAt: now + leaseMs, due, failures: 0, problem: null }
}

type AfterFailure = Timing & { readonly retryAfterMs?: number }

/**
 * The state after a request failed or was not verified. An older lease stays valid until it expires; then the next request follows at once,
 * unless the hub asks for a longer wait.
 */
export const failed = (row: PushedSource, problem: string, { now, chance, retryAfterMs = 0 }: AfterFailure): PushedSource => {
  if (row.state === 'leaving') return row
  const failures = row.failures + 1
  const delay = Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20), LONGEST_RETRY_MS) * (0.75 + chance / 2)
  const isLive = row.expiresAt !== null && row.expiresAt > now
  const due = Math.round(now + delay)
  return {
    ...row,
    state: 'wanted',
    failures,
    problem,
    expiresAt: isLive ? row.expiresAt : null,
    due: Math.max(isLive && row.expiresAt !== null ? Math.min(due, row.expiresAt) : due, now + retryAfterMs),
  }
}

/** The state after the hub has denied a request, or ended a subscription: the next request follows in about a day. */
export const denied = (row: PushedSource, reason: string, timing: Timing): PushedSource => ({
  ...failed({ ...row, expiresAt: null }, reason, timing),
  due: Math.round(timing.now + DAY * (0.9 + timing.chance / 5)),
})

export const unsubscribing = (row: PushedSource, now: Instant): PushedSource => ({
  ...row,
  state: 'leaving',
  failures: 0,
  due: now,
})
