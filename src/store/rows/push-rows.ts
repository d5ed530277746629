import { sourceId } from '../../model/ids.ts'
import type { PushedSource, PushState, StoredIntent, Subscription, SubscriptionMode } from '../../model/push.ts'

export type IntentRow = {
  readonly n: number
  readonly mode: string
  readonly callback: string
  readonly topic: string
  readonly secret: string | null
  readonly lease_ms: number
}
export const toIntent = ({ n, mode, callback, topic, secret, lease_ms }: IntentRow): StoredIntent => ({
  n,
  mode: mode as SubscriptionMode,
  callback,
  topic,
  secret,
  leaseMs: lease_ms,
})

export type SubscriptionRow = {
  readonly callback: string
  readonly topic: string
  readonly secret: string | null
  readonly expires_at: number
  readonly sent: string
  readonly due: number | null
  readonly failures: number
  readonly failing_since: number | null
}
export const toSubscription = ({ expires_at, failing_since, ...row }: SubscriptionRow): Subscription => ({
  callback: row.callback,
  topic: row.topic,
  secret: row.secret,
  expiresAt: expires_at,
  sent: row.sent,
  due: row.due,
  failures: row.failures,
  failingSince: failing_since,
})

export type PushedSourceRow = {
  readonly id: string
  readonly source: string
  readonly hub: string
  readonly topic: string
  readonly secret: string
  readonly state: string
  readonly expires_at: number | null
  readonly due: number
  readonly failures: number
  readonly problem: string | null
  readonly pushes: number
  readonly pushed_at: number | null
  readonly forged: number
}
export const toPushedSource = ({ source, state, expires_at, pushed_at, ...row }: PushedSourceRow): PushedSource => ({
  ...row,
  source: sourceId(source),
  state: state as PushState,
  expiresAt: expires_at,
  pushedAt: pushed_at,
})
