import type { Delivery, Intent, StoredIntent, Subscription, SubscriptionCounts, SubscriptionKey } from '../../model/push.ts'
import type { IntentLimits, IntentVerdict, WebSubSubscriptions } from '../ports/websub-subscriptions.ts'
import { type IntentUse, verdictOn } from '../intent-rules.ts'
import { type IntentRow, type SubscriptionRow, toIntent, toSubscription } from '../rows/push-rows.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { siteOf } from '../../lib/url.ts'

type SubscriptionPart = Pick<
  WebSubSubscriptions,
  | 'keepIntent'
  | 'intents'
  | 'endIntent'
  | 'subscription'
  | 'subscribedTopics'
  | 'endTopic'
  | 'topicChanged'
  | 'dueDeliveries'
  | 'recordDelivery'
  | 'endSubscription'
  | 'endExpired'
  | 'subscriptionCounts'
>

/** Subscriptions to our feeds, and requests for them. */
export const subscriptionPart = (engine: Engine): SubscriptionPart => {
  const { all, get, run, write } = engine
  return {
    keepIntent: async (intent, limits) => keepIntent(engine, intent, limits),
    intents: async (limit, exceptHosts) => all<IntentRow>(INTENTS, JSON.stringify(exceptHosts), limit).map(toIntent),
    endIntent: async (intent, confirmed) => endIntent(engine, intent, confirmed),
    subscription: async ({ callback, topic }) => {
      const row = get<SubscriptionRow>('SELECT * FROM subscription WHERE callback = ? AND topic = ?', callback, topic)
      return row === undefined ? null : toSubscription(row)
    },
    subscribedTopics: async () =>
      all<{ readonly topic: string }>('SELECT DISTINCT topic FROM subscription ORDER BY topic').map(({ topic }) => topic),
    endTopic: async (topic) =>
      write(() => all<SubscriptionRow>('DELETE FROM subscription WHERE topic = ? RETURNING *', topic)).map(toSubscription),
    topicChanged: async (topic, hash, now) => {
      // In most cases nothing has changed, and no transaction is needed.
      if (get(HAS_OLD, topic, hash) === undefined) return 0
      return write(() => run(MARK_DUE, now, topic, hash))
    },
    dueDeliveries: async (now, limit, exceptHosts) =>
      all<SubscriptionRow>(DUE, now, JSON.stringify(exceptHosts), limit).map(toSubscription),
    recordDelivery: async (key, delivery) => void write(() => recordDelivery(engine, key, delivery)),
    endSubscription: async (key) => void write(() => endSubscription(engine, key)),
    endExpired: async (now) => {
      if (get('SELECT 1 FROM subscription WHERE expires_at <= ? LIMIT 1', now) === undefined) return 0
      return write(() => run('DELETE FROM subscription WHERE expires_at <= ?', now))
    },
    subscriptionCounts: async () => get<SubscriptionCounts>(COUNTS) ?? { subscriptions: 0, pending: 0, intents: 0 },
  }
}
const INTENTS = `SELECT * FROM intent WHERE host NOT IN (SELECT value FROM json_each(?)) ORDER BY n LIMIT ?`
const DUE = `
  SELECT * FROM subscription WHERE due <= ? AND host NOT IN (SELECT value FROM json_each(?)) ORDER BY due LIMIT ?`
const HAS_OLD = `SELECT 1 FROM subscription WHERE topic = ? AND sent <> ? AND due IS NULL LIMIT 1`
const MARK_DUE = `UPDATE subscription SET due = ? WHERE topic = ? AND sent <> ? AND due IS NULL`
const COUNTS = `
  SELECT (SELECT count(*) FROM subscription) AS subscriptions, (SELECT count(*) FROM intent) AS intents,
    (SELECT count(*) FROM subscription WHERE due IS NOT NULL) AS pending`

const keepIntent = (
  { get, run, write }: Engine,
  { mode, callback, topic, secret, leaseMs }: Intent,
  limits: IntentLimits,
): IntentVerdict =>
  write(() => {
    const site = siteOf(callback)
    run('DELETE FROM intent WHERE callback = ? AND topic = ?', callback, topic)
    const isNew =
      mode === 'subscribe' && get('SELECT 1 FROM subscription WHERE callback = ? AND topic = ?', callback, topic) === undefined
    const isNewTopic = isNew && get('SELECT 1 FROM subscription WHERE topic = ? LIMIT 1', topic) === undefined
    const verdict = verdictOn(
      {
        ...(get<Used>(USED, site) ?? NOTHING_USED),
        topics: isNewTopic ? (get<Topics>(TOPICS)?.topics ?? 0) : 0,
        beginsSubscription: isNew,
        isNewTopic,
      },
      limits,
    )
    if (verdict !== 'kept') return verdict
    run(KEEP_INTENT, mode, callback, topic, site, secret, leaseMs)
    return 'kept'
  })
type Topics = { readonly topics: number }
const TOPICS = `SELECT count(DISTINCT topic) AS topics FROM subscription`
type Used = Omit<IntentUse, 'topics' | 'beginsSubscription' | 'isNewTopic'>
const NOTHING_USED: Used = { intents: 0, subscriptions: 0, hostIntents: 0, hostSubscriptions: 0, hostTopics: 0 }
const USED = `
  WITH requester(name) AS (SELECT ?)
  SELECT (SELECT count(*) FROM intent) AS intents, (SELECT count(*) FROM subscription) AS subscriptions,
    (SELECT count(*) FROM intent, requester WHERE host = name) AS hostIntents,
    (SELECT count(*) FROM subscription, requester WHERE host = name) AS hostSubscriptions,
    (SELECT count(DISTINCT topic) FROM subscription, requester WHERE host = name) AS hostTopics`
const KEEP_INTENT = `INSERT INTO intent (mode, callback, topic, host, secret, lease_ms) VALUES (?, ?, ?, ?, ?, ?)`

const endIntent = (
  engine: Engine,
  { n, mode, callback, topic, secret }: StoredIntent,
  confirmed: Pick<Subscription, 'expiresAt' | 'sent'> | null,
): boolean =>
  engine.write(() => {
    const { run } = engine
    if (run('DELETE FROM intent WHERE n = ?', n) === 0) return false
    if (confirmed === null) return true
    if (mode === 'unsubscribe') endSubscription(engine, { callback, topic })
    else run(SUBSCRIBE, callback, topic, siteOf(callback), secret, confirmed.expiresAt, confirmed.sent)
    return true
  })
/** A renewed subscription keeps the hash of what it was sent and its due delivery. */
const SUBSCRIBE = `
  INSERT INTO subscription (callback, topic, host, secret, expires_at, sent) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET host = excluded.host, secret = excluded.secret, expires_at = excluded.expires_at`

const recordDelivery = (
  { run }: Engine,
  { callback, topic }: SubscriptionKey,
  { sent, due, failures, failingSince }: Delivery,
): number => run(RECORD_DELIVERY, sent, due, failures, failingSince, callback, topic)
const RECORD_DELIVERY = `
  UPDATE subscription SET sent = ?, due = ?, failures = ?, failing_since = ? WHERE callback = ? AND topic = ?`

const endSubscription = ({ run }: Engine, { callback, topic }: SubscriptionKey): number =>
  run('DELETE FROM subscription WHERE callback = ? AND topic = ?', callback, topic)

/** Moves all times, which come from a clock that was wrong by `byMs`. */
export const shiftSubscriptions = ({ run }: Engine, byMs: number): void => {
  run('UPDATE subscription SET expires_at = expires_at + ?, due = due + ?, failing_since = failing_since + ?', byMs, byMs, byMs)
  run('UPDATE pushed_source SET expires_at = expires_at + ?, due = due + ?', byMs, byMs)
}
