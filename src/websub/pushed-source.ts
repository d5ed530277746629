/** What becomes of our subscription to a source. Pure functions of their arguments. */
import type { Instant, SourceId } from '../model/ids.ts'
import type { PushedSource, PushOffer } from '../model/push.ts'
import { USUAL_LEASE_MS } from './hub-request.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A hub that has not confirmed by then has forgotten us. */
const CONFIRM_WITHIN_MS = 10 * MINUTE
const FIRST_PAUSE_MS = 5 * MINUTE
const LONGEST_PAUSE_MS = DAY
/** What a hub says of its lease is taken within these. */
const SHORTEST_LEASE_MS = MINUTE
const LONGEST_LEASE_MS = 30 * DAY
/** A hub is asked so often to end a subscription; then it has to find out by itself. */
const FAREWELLS = 3

export type Dice = { readonly now: Instant; readonly chance: number }
type Secrets = { readonly id: string; readonly secret: string }

export const wantedPush = (
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

/** Before the hub is asked: some confirm before they answer. */
export const asked = (row: PushedSource, now: Instant): PushedSource | null => {
  const due = now + CONFIRM_WITHIN_MS
  if (row.state !== 'leaving') return { ...row, state: 'asked', due }
  return row.failures >= FAREWELLS ? null : { ...row, failures: row.failures + 1, due }
}

/** The hub has confirmed what it was asked for. Renewed when most of the lease is over, with time left for a second try. */
export const confirmed = (row: PushedSource, leaseSeconds: number, { now, chance }: Dice): PushedSource => {
  // Hubs of PubSubHubbub's time don't say.
  const lease = Number.isFinite(leaseSeconds) ? leaseSeconds * SECOND : USUAL_LEASE_MS
  const leaseMs = Math.min(Math.max(lease, SHORTEST_LEASE_MS), LONGEST_LEASE_MS)
  const due = Math.round(now + leaseMs * (0.6 + chance * 0.2))
  return { ...row, state: 'active', expiresAt: now + leaseMs, due, failures: 0, problem: null }
}

/** The hub could not be asked, or did not confirm. An older lease goes on until it ends; then it is asked again at once. */
export const failed = (row: PushedSource, problem: string, { now, chance }: Dice): PushedSource => {
  if (row.state === 'leaving') return row
  const failures = row.failures + 1
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20), LONGEST_PAUSE_MS) * (0.75 + chance / 2)
  const isLive = row.expiresAt !== null && row.expiresAt > now
  const due = Math.round(now + pause)
  return {
    ...row,
    state: 'wanted',
    failures,
    problem,
    expiresAt: isLive ? row.expiresAt : null,
    due: isLive && row.expiresAt !== null ? Math.min(due, row.expiresAt) : due,
  }
}

/** The hub has said no, now or of a subscription that it had confirmed: it is asked again in a day. */
export const denied = (row: PushedSource, reason: string, dice: Dice): PushedSource => ({
  ...failed({ ...row, expiresAt: null }, reason, dice),
  due: Math.round(dice.now + DAY * (0.9 + dice.chance / 5)),
})

export const leaving = (row: PushedSource, now: Instant): PushedSource => ({
  ...row,
  state: 'leaving',
  failures: 0,
  due: now,
})
