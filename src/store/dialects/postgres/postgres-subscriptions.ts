import { siteOf } from '../../../lib/url.ts'
import type { Intent, StoredIntent, Subscription, SubscriptionCounts } from '../../../model/push.ts'
import { type IntentUse, verdictOn } from '../../intent-rules.ts'
import type { IntentLimits, IntentVerdict, WebSubSubscriptions } from '../../ports/websub-subscriptions.ts'
import { type IntentRow, type SubscriptionRow, toIntent, toSubscription } from '../../rows/push-rows.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import type { PushedSourcePart } from './postgres-pushed-sources.ts'
import { LOCKS } from './postgres-locks.ts'
import type { Queries } from './queries.ts'

/** Subscriptions to our feeds, and requests for them. */
export const postgresSubscriptions = (engine: PostgresEngine): Omit<WebSubSubscriptions, keyof PushedSourcePart> => {
  const { all, get, run, transaction } = engine
  return {
    keepIntent: async (intent, limits) => await transaction(async (queries) => await keepIntent(queries, intent, limits)),
    intents: async (limit, exceptHosts) => (await all<IntentRow>(INTENTS, exceptHosts, limit)).map(toIntent),
    endIntent: async (intent, confirmed) => await transaction(async (queries) => await endIntent(queries, intent, confirmed)),
    subscription: async ({ callback, topic }) => {
      const row = await get<SubscriptionRow>(`SELECT * FROM subscription WHERE ${KEYED}`, callback, topic)
      return row === undefined ? null : toSubscription(row)
    },
    subscribedTopics: async () =>
      (await all<{ readonly topic: string }>('SELECT DISTINCT topic FROM subscription ORDER BY topic')).map(
        ({ topic }) => topic,
      ),
    endTopic: async (topic) =>
      (await all<SubscriptionRow>(`DELETE FROM subscription WHERE ${OF_TOPIC} RETURNING *`, topic)).map(toSubscription),
    topicChanged: async (topic, hash, now) => await run(MARK_DUE, topic, hash, now),
    dueDeliveries: async (now, limit, exceptHosts) =>
      (await all<SubscriptionRow>(DUE, now, exceptHosts, limit)).map(toSubscription),
    recordDelivery: async ({ callback, topic }, { sent, due, failures, failingSince }) => {
      await run(RECORD_DELIVERY, callback, topic, sent, due, failures, failingSince)
    },
    endSubscription: async ({ callback, topic }) => {
      await run(END_SUBSCRIPTION, callback, topic)
    },
    endExpired: async (now) => await run('DELETE FROM subscription WHERE expires_at <= $1', now),
    subscriptionCounts: async () => (await get<SubscriptionCounts>(COUNTS)) ?? { subscriptions: 0, pending: 0, intents: 0 },
  }
}
/** Compares hashes first: an address may be longer than an index entry allows. */
const OF_TOPIC = 'md5(topic) = md5($1) AND topic = $1'
const KEYED = 'md5(topic) = md5($2) AND md5(callback) = md5($1) AND callback = $1 AND topic = $2'
const INTENTS = 'SELECT * FROM intent WHERE host <> ALL ($1::text[]) ORDER BY n LIMIT $2'
const DUE = `
  SELECT * FROM subscription WHERE due <= $1 AND host <> ALL ($2::text[]) ORDER BY due LIMIT $3`
const MARK_DUE = `UPDATE subscription SET due = $3 WHERE ${OF_TOPIC} AND sent <> $2 AND due IS NULL`
const RECORD_DELIVERY = `UPDATE subscription SET sent = $3, due = $4, failures = $5, failing_since = $6 WHERE ${KEYED}`
const END_SUBSCRIPTION = `DELETE FROM subscription WHERE ${KEYED}`
const COUNTS = `
  SELECT (SELECT count(*) FROM subscription) AS subscriptions, (SELECT count(*) FROM intent) AS intents,
    (SELECT count(*) FROM subscription WHERE due IS NOT NULL) AS pending`

type Used = Omit<IntentUse, 'topics' | 'beginsSubscription' | 'isNewTopic'>
const NOTHING_USED: Used = { intents: 0, subscriptions: 0, hostIntents: 0, hostSubscriptions: 0, hostTopics: 0 }

const keepIntent = async (
  { get, run, all }: Queries,
  { mode, callback, topic, secret, leaseMs }: Intent,
  limits: IntentLimits,
): Promise<IntentVerdict> => {
  // Only one transaction at a time checks the limits.
  await all('SELECT pg_advisory_xact_lock($1)', LOCKS.INTENT)
  await run(`DELETE FROM intent WHERE ${KEYED}`, callback, topic)
  const isNew = mode === 'subscribe' && (await get(`SELECT 1 FROM subscription WHERE ${KEYED}`, callback, topic)) === undefined
  const isNewTopic = isNew && (await get(`SELECT 1 FROM subscription WHERE ${OF_TOPIC} LIMIT 1`, topic)) === undefined
  const used = (await get<Used>(USED, siteOf(callback))) ?? NOTHING_USED
  const topics = isNewTopic ? ((await get<{ readonly topics: number }>(TOPICS))?.topics ?? 0) : 0
  const verdict = verdictOn({ ...used, topics, beginsSubscription: isNew, isNewTopic }, limits)
  if (verdict === 'kept') await run(KEEP_INTENT, mode, callback, topic, siteOf(callback), secret, leaseMs)
  return verdict
}
const TOPICS = 'SELECT count(DISTINCT topic) AS topics FROM subscription'
const USED = `
  SELECT (SELECT count(*) FROM intent) AS intents, (SELECT count(*) FROM subscription) AS subscriptions,
    (SELECT count(*) FROM intent WHERE host = $1) AS "hostIntents",
    (SELECT count(*) FROM subscription WHERE host = $1) AS "hostSubscriptions",
    (SELECT count(DISTINCT topic) FROM subscription WHERE host = $1) AS "hostTopics"`
const KEEP_INTENT = 'INSERT INTO intent (mode, callback, topic, host, secret, lease_ms) VALUES ($1, $2, $3, $4, $5, $6)'

const endIntent = async (
  { run }: Queries,
  { n, mode, callback, topic, secret }: StoredIntent,
  confirmed: Pick<Subscription, 'expiresAt' | 'sent'> | null,
): Promise<boolean> => {
  if ((await run('DELETE FROM intent WHERE n = $1', n)) === 0) return false
  if (confirmed === null) return true
  if (mode === 'unsubscribe') await run(END_SUBSCRIPTION, callback, topic)
  else await run(SUBSCRIBE, callback, topic, siteOf(callback), secret, confirmed.expiresAt, confirmed.sent)
  return true
}
/** A renewed subscription keeps the hash of what it was sent and its due delivery. */
const SUBSCRIBE = `
  INSERT INTO subscription (callback, topic, host, secret, expires_at, sent) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (md5(topic), md5(callback)) DO UPDATE SET host = excluded.host, secret = excluded.secret, expires_at = excluded.expires_at`
