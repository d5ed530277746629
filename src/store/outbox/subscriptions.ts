/** WebSub: subscriptions to our feeds, and requests for them. */
import { siteOf } from '../../lib/url.ts'
import type { Instant } from '../../model/ids.ts'
import type {
  Delivery,
  Intent,
  StoredIntent,
  Subscription,
  SubscriptionCounts,
  SubscriptionKey,
  SubscriptionMode,
} from '../../model/push.ts'
import { all, type Database, get, lock, run, type Sql, type Work } from '../database.ts'

export type Subscriptions = ReturnType<typeof subscriptionsIn>

export const subscriptionsIn = (database: Database) => ({
  /** Stores a request until its verification has ended; a newer one for the same callback and topic replaces it. */
  keepIntent: async (intent: Intent, limits: IntentLimits): Promise<IntentVerdict> =>
    await database.transaction(() => keepIntent(intent, limits)),
  /** Oldest first, except those whose callback is on one of these hosts (`host:port`). */
  intents: async (limit: number, exceptHosts: readonly string[]): Promise<readonly StoredIntent[]> =>
    (await database.all<IntentRow>(INTENTS, exceptHosts, limit)).map(toIntent),
  /** Ends a request: its subscription is begun, renewed or ended as requested, or, if `confirmed` is null, unchanged. False: a newer request
   * has replaced it, and nothing was done. */
  endIntent: async (intent: StoredIntent, confirmed: Confirmed | null): Promise<boolean> =>
    await database.transaction(() => endIntent(intent, confirmed)),
  subscription: async ({ callback, topic }: SubscriptionKey): Promise<Subscription | null> => {
    const row = await database.get<SubscriptionRow>(ONE, callback, topic)
    return row === undefined ? null : toSubscription(row)
  },
  /** Topics that have a subscription. */
  subscribedTopics: async (): Promise<readonly string[]> =>
    (await database.all<{ readonly topic: string }>('SELECT DISTINCT topic FROM subscription ORDER BY topic')).map(
      ({ topic }) => topic,
    ),
  /** Deletes the subscriptions to a topic, and returns them. */
  endTopic: async (topic: string): Promise<readonly Subscription[]> =>
    (await database.transaction(() => all<SubscriptionRow>(END_TOPIC, topic))).map(toSubscription),
  /** Notes the hash of a topic's new content: subscriptions that were sent other content become due. Returns how many became due. */
  topicChanged: async (topic: string, hash: string, now: Instant): Promise<number> =>
    // In most cases nothing has changed, and no transaction is needed.
    (await database.get(HAS_OLD, topic, hash)) === undefined ? 0 : await database.run(MARK_DUE, topic, hash, now),
  /** Subscriptions whose delivery is due, the longest waiting first, except those on these hosts (`host:port`). */
  dueDeliveries: async (now: Instant, limit: number, exceptHosts: readonly string[]): Promise<readonly Subscription[]> =>
    (await database.all<SubscriptionRow>(DUE, now, exceptHosts, limit)).map(toSubscription),
  recordDelivery: async (
    { callback, topic }: SubscriptionKey,
    { sent, due, failures, failingSince }: Delivery,
  ): Promise<void> => {
    await database.run(RECORD_DELIVERY, callback, topic, sent, due, failures, failingSince)
  },
  endSubscription: async ({ callback, topic }: SubscriptionKey): Promise<void> => {
    await database.run(END_SUBSCRIPTION, callback, topic)
  },
  /** Deletes subscriptions whose lease has expired; returns how many. */
  endExpired: async (now: Instant): Promise<number> =>
    (await database.get(HAS_EXPIRED, now)) === undefined
      ? 0
      : await database.run('DELETE FROM subscription WHERE expires_at <= $1', now),
  subscriptionCounts: async (): Promise<SubscriptionCounts> =>
    (await database.get<SubscriptionCounts>(COUNTS)) ?? { subscriptions: 0, pending: 0, intents: 0 },
})

const INTENTS: Sql = ({ isIn }) => `SELECT * FROM intent WHERE NOT (${isIn('host', '$1', 'text')}) ORDER BY n LIMIT $2`
const ONE: Sql = ({ isText }) => `SELECT * FROM subscription WHERE ${isText('topic', '$2')} AND ${isText('callback', '$1')}`
const END_TOPIC: Sql = ({ isText }) => `DELETE FROM subscription WHERE ${isText('topic', '$1')} RETURNING *`
const HAS_OLD: Sql = ({ isText }) =>
  `SELECT 1 FROM subscription WHERE ${isText('topic', '$1')} AND sent <> $2 AND due IS NULL LIMIT 1`
const MARK_DUE: Sql = ({ isText }) =>
  `UPDATE subscription SET due = $3 WHERE ${isText('topic', '$1')} AND sent <> $2 AND due IS NULL`
const DUE: Sql = ({ isIn }) =>
  `SELECT * FROM subscription WHERE due <= $1 AND NOT (${isIn('host', '$2', 'text')}) ORDER BY due LIMIT $3`
const RECORD_DELIVERY: Sql = ({ isText }) => `
  UPDATE subscription SET sent = $3, due = $4, failures = $5, failing_since = $6
  WHERE ${isText('topic', '$2')} AND ${isText('callback', '$1')}`
const END_SUBSCRIPTION: Sql = ({ isText }) =>
  `DELETE FROM subscription WHERE ${isText('topic', '$2')} AND ${isText('callback', '$1')}`
const HAS_EXPIRED = 'SELECT 1 FROM subscription WHERE expires_at <= $1 LIMIT 1'
const COUNTS = `
  SELECT (SELECT count(*) FROM subscription) AS subscriptions, (SELECT count(*) FROM intent) AS intents,
    (SELECT count(*) FROM subscription WHERE due IS NOT NULL) AS pending`

function* keepIntent({ mode, callback, topic, secret, leaseMs }: Intent, limits: IntentLimits): Work<IntentVerdict> {
  // Only one transaction at a time checks the limits.
  yield* lock('intent')
  const site = siteOf(callback)
  yield* run(DROP_INTENT, callback, topic)
  const isNew = mode === 'subscribe' && (yield* get(ONE, callback, topic)) === undefined
  const isNewTopic = isNew && (yield* get(HAS_TOPIC, topic)) === undefined
  const used = (yield* get<Used>(USED, site)) ?? NOTHING_USED
  const topics = isNewTopic ? ((yield* get<{ readonly topics: number }>(TOPICS))?.topics ?? 0) : 0
  const verdict = verdictOn({ ...used, topics, beginsSubscription: isNew, isNewTopic }, limits)
  if (verdict === 'kept') yield* run(KEEP_INTENT, mode, callback, topic, site, secret, leaseMs)
  return verdict
}
const DROP_INTENT: Sql = ({ isText }) => `DELETE FROM intent WHERE ${isText('topic', '$2')} AND ${isText('callback', '$1')}`
const HAS_TOPIC: Sql = ({ isText }) => `SELECT 1 FROM subscription WHERE ${isText('topic', '$1')} LIMIT 1`
const TOPICS = 'SELECT count(DISTINCT topic) AS topics FROM subscription'
const USED = `
  SELECT (SELECT count(*) FROM intent) AS intents, (SELECT count(*) FROM subscription) AS subscriptions,
    (SELECT count(*) FROM intent WHERE host = $1) AS "hostIntents",
    (SELECT count(*) FROM subscription WHERE host = $1) AS "hostSubscriptions",
    (SELECT count(DISTINCT topic) FROM subscription WHERE host = $1) AS "hostTopics"`
const KEEP_INTENT = 'INSERT INTO intent (mode, callback, topic, host, secret, lease_ms) VALUES ($1, $2, $3, $4, $5, $6)'
type Used = Omit<IntentUse, 'topics' | 'beginsSubscription' | 'isNewTopic'>
const NOTHING_USED: Used = { intents: 0, subscriptions: 0, hostIntents: 0, hostSubscriptions: 0, hostTopics: 0 }

type Confirmed = Pick<Subscription, 'expiresAt' | 'sent'>
function* endIntent({ n, mode, callback, topic, secret }: StoredIntent, confirmed: Confirmed | null): Work<boolean> {
  if ((yield* run('DELETE FROM intent WHERE n = $1', n)) === 0) return false
  if (confirmed === null) return true
  if (mode === 'unsubscribe') yield* run(END_SUBSCRIPTION, callback, topic)
  else yield* run(SUBSCRIBE, callback, topic, siteOf(callback), secret, confirmed.expiresAt, confirmed.sent)
  return true
}
/** A renewed subscription keeps the hash of what it was sent and its due delivery. */
const SUBSCRIBE: Sql = ({ textKey }) => `
  INSERT INTO subscription (callback, topic, host, secret, expires_at, sent) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (${textKey('topic', 'callback')})
    DO UPDATE SET host = excluded.host, secret = excluded.secret, expires_at = excluded.expires_at`

/** Moves all times, which come from a clock that was wrong by `byMs`. */
export function* shiftSubscriptions(byMs: number): Work<void> {
  yield* run('UPDATE subscription SET expires_at = expires_at + $1, due = due + $1, failing_since = failing_since + $1', byMs)
}

// ── whether our hub accepts one more request ──

export type IntentLimits = {
  /** The most for one callback host, on all its ports: requests waiting for verification, subscriptions, and subscribed topics. */
  readonly perHost: { readonly intents: number; readonly subscriptions: number; readonly topics: number }
  /** The most in all. `topics`: different subscribed topics. */
  readonly all: { readonly intents: number; readonly subscriptions: number; readonly topics: number }
}
/** `host-full`, `full`: nothing was stored. */
export type IntentVerdict = 'kept' | 'host-full' | 'full'

/** What is stored when a request arrives, without the request that it replaces. `host…`: numbers for the callback's site, that is its
 * registrable domain with all subdomains and ports. */
export type IntentUse = {
  readonly intents: number
  readonly subscriptions: number
  readonly topics: number
  readonly hostIntents: number
  readonly hostSubscriptions: number
  readonly hostTopics: number
  /** True: the request would begin a subscription, not renew or end one. */
  readonly beginsSubscription: boolean
  /** True: the request's topic has no subscription yet. */
  readonly isNewTopic: boolean
}

export const verdictOn = (use: IntentUse, { perHost, all }: IntentLimits): IntentVerdict => {
  const { beginsSubscription, isNewTopic } = use
  if (use.hostIntents >= perHost.intents || (beginsSubscription && use.hostSubscriptions >= perHost.subscriptions))
    return 'host-full'
  if (use.intents >= all.intents || (beginsSubscription && use.subscriptions >= all.subscriptions)) return 'full'
  if (!beginsSubscription || !isNewTopic) return 'kept'
  if (use.hostTopics >= perHost.topics) return 'host-full'
  return use.topics >= all.topics ? 'full' : 'kept'
}

// ── rows ──

type IntentRow = {
  readonly n: number
  readonly mode: string
  readonly callback: string
  readonly topic: string
  readonly secret: string | null
  readonly lease_ms: number
}
const toIntent = ({ mode, callback, topic, secret, lease_ms, n }: IntentRow): StoredIntent => ({
  n,
  mode: mode as SubscriptionMode,
  callback,
  topic,
  secret,
  leaseMs: lease_ms,
})

type SubscriptionRow = {
  readonly callback: string
  readonly topic: string
  readonly secret: string | null
  readonly expires_at: number
  readonly sent: string
  readonly due: number | null
  readonly failures: number
  readonly failing_since: number | null
}
const toSubscription = (row: SubscriptionRow): Subscription => ({
  callback: row.callback,
  topic: row.topic,
  secret: row.secret,
  expiresAt: row.expires_at,
  sent: row.sent,
  due: row.due,
  failures: row.failures,
  failingSince: row.failing_since,
})
