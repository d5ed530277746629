import type { Delivery, DeliveryCounts } from '../../../model/alert.ts'
import type { Deliveries, Outcome } from '../../ports/deliveries.ts'
import {
  type AnnouncedRow,
  type DeliveryCountRow,
  type DeliveryRow,
  toCoverage,
  toDeadLetter,
  toDelivery,
} from '../../rows/delivery-rows.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { requireLead } from './postgres-fences.ts'
import { columnsOf, type Queries } from './queries.ts'

/** What alerts announced, and their messages. */
export const postgresDeliveries = (engine: PostgresEngine): Deliveries => ({
  announced: async (alert, story, articles) =>
    toCoverage(await engine.get<AnnouncedRow>(ANNOUNCED, alert, [story, ...articles])),
  announce: async ({ alert, story, articles, coverage, at, deliveries }) =>
    await asLeader(engine, async (queries) => {
      await queries.run(GIVE_WAY, alert, story)
      const about = [...new Set([story, ...articles])]
      await queries.run(ANNOUNCE, alert, about, coverage.sources, coverage.languages, at)
      await insertDeliveries(queries, deliveries)
    }),
  dueDeliveries: async (now, limit, exceptHosts) =>
    (await engine.all<DeliveryRow>(DUE, now, exceptHosts, limit)).map(toDelivery),
  beginDelivery: async (id, now) => await asLeader(engine, async ({ run }) => (await run(BEGIN, now, id)) > 0),
  postponeDelivery: async (id, due) => {
    await asLeader(engine, async ({ run }) => await run('UPDATE delivery SET due = $1 WHERE id = $2', due, id))
  },
  recordOutcome: async (id, outcome) => {
    // The message has arrived, whichever process is the leader now.
    if (outcome.kind === 'delivered') await engine.run('DELETE FROM delivery WHERE id = $1', id)
    else await asLeader(engine, async (queries) => await recordFailure(queries, id, outcome))
  },
  interruptedDeliveries: async () => (await engine.all<DeliveryRow>(INTERRUPTED)).map(toDelivery),
  retryDeadLetter: async (id, due) => (await engine.run(REVIVE, due, id)) > 0,
  deadLetters: async (limit) => (await engine.all<DeliveryRow>(DEAD, limit)).map(toDeadLetter),
  deliveryCounts: async () =>
    new Map(
      (await engine.all<DeliveryCountRow>(COUNTS)).map(({ alert, ...counts }): [string, DeliveryCounts] => [alert, counts]),
    ),
  deleteOldDeliveries: async (before) =>
    await engine.transaction(async ({ run }) => {
      await run('DELETE FROM delivery WHERE ended_at < $1', before)
      await run('DELETE FROM announced WHERE at < $1', before)
    }),
})

/** Throws LeaseLost if another process sends messages now: what this one knows of a message may be outdated. */
const asLeader = async <Result>(
  { transaction, membership }: PostgresEngine,
  change: (queries: Queries) => Promise<Result>,
): Promise<Result> =>
  await transaction(async (queries) => {
    await requireLead(queries, membership, 'jobs')
    return await change(queries)
  })

const ANNOUNCED = `
  SELECT max(sources) AS sources, max(languages) AS languages FROM announced WHERE alert = $1 AND about = ANY ($2::text[])`
const ANNOUNCE = `
  INSERT INTO announced AS known (alert, about, sources, languages, at)
  SELECT $1, about, $3::integer, $4::integer, $5::bigint FROM unnest($2::text[]) about
  ON CONFLICT (alert, about) DO UPDATE SET
    sources = greatest(known.sources, excluded.sources), languages = greatest(known.languages, excluded.languages), at = excluded.at`
const GIVE_WAY = `
  DELETE FROM delivery WHERE alert = $1 AND story = $2 AND due IS NOT NULL AND begun_at IS NULL AND failures = 0`
const DUE = `
  SELECT * FROM delivery WHERE due <= $1 AND begun_at IS NULL AND host <> ALL ($2::text[]) ORDER BY due, created_at, id LIMIT $3`
const BEGIN = 'UPDATE delivery SET begun_at = $1 WHERE id = $2 AND begun_at IS NULL AND due IS NOT NULL'
const INTERRUPTED = 'SELECT * FROM delivery WHERE begun_at IS NOT NULL AND due IS NOT NULL ORDER BY begun_at, id'
const REVIVE = `
  UPDATE delivery SET due = $1, ended_at = NULL, failures = 0, failing_since = NULL, problem = NULL
  WHERE id = $2 AND ended_at IS NOT NULL`
const DEAD = 'SELECT * FROM delivery WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id LIMIT $1'
const COUNTS = `
  SELECT alert, count(*) FILTER (WHERE due IS NOT NULL) AS waiting, count(*) FILTER (WHERE due IS NOT NULL AND failures > 0) AS failing,
    count(*) FILTER (WHERE ended_at IS NOT NULL) AS dead
  FROM delivery GROUP BY alert ORDER BY alert`

/** Call it inside a transaction. */
export const insertDeliveries = async ({ run }: Queries, deliveries: readonly Delivery[]): Promise<void> => {
  if (deliveries.length === 0) return
  await run(
    INSERT,
    ...columnsOf(
      deliveries,
      ({ id }) => id,
      ({ alert }) => alert,
      ({ story }) => story ?? '',
      ({ kind }) => kind,
      ({ recipient }) => recipient,
      ({ host }) => host,
      ({ notice }) => JSON.stringify(notice),
      ({ createdAt }) => createdAt,
      ({ due }) => due,
    ),
  )
}
const INSERT = `
  INSERT INTO delivery (id, alert, story, kind, recipient, host, notice, created_at, due)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[])
  ON CONFLICT DO NOTHING`

type Failure = Exclude<Outcome, { readonly kind: 'delivered' }>
const recordFailure = async ({ run }: Queries, id: string, outcome: Failure): Promise<number> =>
  outcome.kind === 'retry'
    ? await run(RETRY, outcome.due, outcome.failingSince, outcome.problem, id)
    : await run(BURY, outcome.at, outcome.problem, id)
const RETRY = `
  UPDATE delivery SET due = $1, begun_at = NULL, failures = failures + 1, failing_since = $2, problem = $3 WHERE id = $4`
const BURY = `
  UPDATE delivery SET due = NULL, begun_at = NULL, ended_at = $1, problem = $2, failures = failures + 1 WHERE id = $3`
