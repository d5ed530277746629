/** What alerts announced, and the messages of alerts and digests that are not delivered yet. */
import type { Announcement, Coverage, DeadLetter, Delivery, DeliveryCounts, Notice, StoredDelivery } from '../../model/alert.ts'
import { type ArticleId, type Instant, type StoryId, storyId } from '../../model/ids.ts'
import { asRows, type Database, insertInto, run, type Sql, type Work } from '../database.ts'

/** `retry`: the message is sent again at `due`. `dead`: it is not sent again, and the operator sees it as a dead letter. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly due: Instant; readonly failingSince: Instant; readonly problem: string }
  | { readonly kind: 'dead'; readonly at: Instant; readonly problem: string }

/** Where several processes share the database, methods for the sending process throw LeaseLost in every other process. */
export type Deliveries = ReturnType<typeof deliveriesIn>

export const deliveriesIn = (database: Database) => ({
  /** The widest coverage at which the alert announced this story, or a story that any of these articles was in then, and when it last did; null: it never did. */
  announced: async (alert: string, story: StoryId, articles: readonly ArticleId[]): Promise<Announced | null> =>
    toAnnounced(await database.get<AnnouncedRow>(ANNOUNCED, alert, [story, ...articles])),
  /** For the sending process. Stores an announcement and its messages in one transaction. The new messages replace those of the alert about
   * this story that were never attempted. */
  announce: async (announcement: Announcement): Promise<void> =>
    await database.transaction(() => announce(announcement), SENDING),
  /** Messages that are due and not being sent, the longest waiting first, except those to `exceptHosts`. */
  dueDeliveries: async (now: Instant, limit: number, exceptHosts: readonly string[]): Promise<readonly StoredDelivery[]> =>
    (await database.all<DeliveryRow>(DUE, now, exceptHosts, limit)).map(toDelivery),
  /** For the sending process. Marks a message as being sent. False: it is being sent already, or no longer exists. */
  beginDelivery: async (id: string, now: Instant): Promise<boolean> =>
    (await database.transaction(() => run(BEGIN, now, id), SENDING)) > 0,
  /** For the sending process. Postpones a due message without an attempt to send it. */
  postponeDelivery: async (id: string, due: Instant): Promise<void> => {
    await database.transaction(() => run(POSTPONE, due, id), SENDING)
  },
  /** Messages of the same alert and recipient as this one that were never attempted, this one included, the newest first. */
  waitingBeside: async (id: string): Promise<readonly StoredDelivery[]> =>
    (await database.all<DeliveryRow>(SAME_RECIPIENT, id)).map(toDelivery),
  /** For the sending process. Gives a message another notice, and deletes the messages that this one stands for, in one transaction. */
  replaceWaiting: async (id: string, notice: Notice, others: readonly string[]): Promise<void> =>
    await database.transaction(() => replaceWaiting(id, notice, others), SENDING),
  /** For the sending process; only `delivered` is accepted from any process, because the message has arrived in any case. */
  recordOutcome: async (id: string, outcome: Outcome): Promise<void> => {
    if (outcome.kind === 'delivered') await database.run('DELETE FROM delivery WHERE id = $1', id)
    else await database.transaction(() => recordFailure(id, outcome), SENDING)
  },
  /** Messages that are marked as being sent. */
  interruptedDeliveries: async (): Promise<readonly StoredDelivery[]> =>
    (await database.all<DeliveryRow>(INTERRUPTED)).map(toDelivery),
  /** Makes a dead letter due again, without its failures. False: there is no dead letter with this id. */
  retryDeadLetter: async (id: string, due: Instant): Promise<boolean> => (await database.run(REVIVE, due, id)) > 0,
  /** Latest first. */
  deadLetters: async (limit: number): Promise<readonly DeadLetter[]> =>
    (await database.all<DeliveryRow>(DEAD, limit)).map(toDeadLetter),
  /** Counts of all alerts, by alert id. */
  deliveryCounts: async (): Promise<ReadonlyMap<string, DeliveryCounts>> =>
    new Map(
      (await database.all<DeliveryCounts & { readonly alert: string }>(COUNTS)).map(({ alert, ...counts }) => [alert, counts]),
    ),
  /** Deletes messages that ended, and announcements that were made, before this instant. */
  deleteOldDeliveries: async (before: Instant): Promise<void> => {
    // In most cases there is nothing to delete, and no transaction is needed.
    if ((await database.get(HAS_OLD, before)) !== undefined)
      await database.transaction(() => deleteOld(before), { frees: true })
  },
})
const SENDING = { leads: 'jobs' } as const

const ANNOUNCED: Sql = ({ isIn }) => `
  SELECT max(sources) AS sources, max(languages) AS languages, max(origins) AS origins, max(at) AS at FROM announced WHERE alert = $1 AND ${isIn('about', '$2', 'text')}`
const DUE: Sql = ({ isIn }) => `
  SELECT * FROM delivery WHERE due <= $1 AND begun_at IS NULL AND NOT (${isIn('host', '$2', 'text')})
  ORDER BY due, created_at, id LIMIT $3`
const BEGIN = 'UPDATE delivery SET begun_at = $1 WHERE id = $2 AND begun_at IS NULL AND due IS NOT NULL'
const POSTPONE = 'UPDATE delivery SET due = $1 WHERE id = $2'
const SAME_RECIPIENT = `
  SELECT d.* FROM delivery d JOIN delivery o ON o.alert = d.alert AND o.recipient = d.recipient
  WHERE o.id = $1 AND d.due IS NOT NULL AND d.begun_at IS NULL AND d.failures = 0 ORDER BY d.created_at DESC, d.id`
const INTERRUPTED = 'SELECT * FROM delivery WHERE begun_at IS NOT NULL AND due IS NOT NULL ORDER BY begun_at, id'
const REVIVE = `
  UPDATE delivery SET due = $1, ended_at = NULL, failures = 0, failing_since = NULL, problem = NULL
  WHERE id = $2 AND ended_at IS NOT NULL`
const DEAD = 'SELECT * FROM delivery WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id LIMIT $1'
const COUNTS = `
  SELECT alert, count(due) AS waiting, count(due) FILTER (WHERE failures > 0) AS failing, count(ended_at) AS dead
  FROM delivery GROUP BY alert ORDER BY alert`
const HAS_OLD = `
  SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery WHERE ended_at < $1) OR EXISTS (SELECT 1 FROM announced WHERE at < $1)`

function* announce({ alert, story, articles, coverage, at, deliveries }: Announcement): Work<void> {
  yield* run(GIVE_WAY, alert, story)
  yield* run(ANNOUNCE, alert, [...new Set([story, ...articles])], coverage.sources, coverage.languages, coverage.origins, at)
  yield* insertDeliveries(deliveries)
}
const GIVE_WAY =
  'DELETE FROM delivery WHERE alert = $1 AND story = $2 AND due IS NOT NULL AND begun_at IS NULL AND failures = 0'
const ANNOUNCE: Sql = ({ list, greatest }) => `
  INSERT INTO announced AS known (alert, about, sources, languages, origins, at)
  SELECT $1, one.value, CAST($3 AS integer), CAST($4 AS integer), CAST($5 AS integer), CAST($6 AS bigint) FROM ${list('$2', 'text', 'one')} WHERE true
  ON CONFLICT (alert, about) DO UPDATE SET sources = ${greatest('known.sources', 'excluded.sources')},
    languages = ${greatest('known.languages', 'excluded.languages')},
    origins = ${greatest('known.origins', 'excluded.origins')}, at = excluded.at`

/** Messages that are stored already stay as they are. */
export function* insertDeliveries(deliveries: readonly Delivery[]): Work<void> {
  if (deliveries.length > 0) yield* run(INSERT, asRows(deliveries.map(toRow)))
}
const COLUMNS = {
  id: 'text',
  alert: 'text',
  story: 'text',
  kind: 'text',
  recipient: 'text',
  host: 'text',
  notice: 'text',
  created_at: 'bigint',
  due: 'bigint',
} as const
const INSERT = insertInto('delivery', COLUMNS, 'ON CONFLICT DO NOTHING')

function* replaceWaiting(id: string, notice: Notice, others: readonly string[]): Work<void> {
  yield* run('UPDATE delivery SET notice = $1 WHERE id = $2', JSON.stringify(notice), id)
  yield* run(DELETE_SOME, others)
}
const DELETE_SOME: Sql = ({ isIn }) => `DELETE FROM delivery WHERE ${isIn('id', '$1', 'text')}`

function* recordFailure(id: string, outcome: Exclude<Outcome, { readonly kind: 'delivered' }>): Work<void> {
  if (outcome.kind === 'retry') yield* run(RETRY, outcome.due, outcome.failingSince, outcome.problem, id)
  else yield* run(BURY, outcome.at, outcome.problem, id)
}
const RETRY = `
  UPDATE delivery SET due = $1, begun_at = NULL, failures = failures + 1, failing_since = $2, problem = $3 WHERE id = $4`
const BURY = `
  UPDATE delivery SET due = NULL, begun_at = NULL, ended_at = $1, problem = $2, failures = failures + 1 WHERE id = $3`

function* deleteOld(before: Instant): Work<void> {
  yield* run('DELETE FROM delivery WHERE ended_at < $1', before)
  yield* run('DELETE FROM announced WHERE at < $1', before)
}

/** Moves all times, which come from a clock that was wrong by `byMs`. */
export function* shiftDeliveries(byMs: number): Work<void> {
  yield* run('UPDATE delivery SET due = due + $1, failing_since = failing_since + $1 WHERE due IS NOT NULL', byMs)
}

export type Announced = Coverage & { readonly at: Instant }
/** The widest coverage that was announced; null: none was. */
type AnnouncedRow = { readonly [Column in keyof Announced]: number | null }
const toAnnounced = (row: AnnouncedRow | undefined): Announced | null =>
  row === undefined || row.sources === null || row.languages === null || row.origins === null || row.at === null
    ? null
    : { sources: row.sources, languages: row.languages, origins: row.origins, at: row.at }

type DeliveryRow = {
  readonly id: string
  readonly alert: string
  readonly story: string
  readonly kind: string
  readonly recipient: string
  readonly host: string
  readonly notice: string
  readonly created_at: number
  readonly due: number | null
  readonly failures: number
  readonly failing_since: number | null
  readonly problem: string | null
  readonly ended_at: number | null
}
const toRow = ({ story, notice, createdAt, ...delivery }: Delivery) => ({
  ...delivery,
  story: story ?? '',
  notice: JSON.stringify(notice),
  created_at: createdAt,
})
const toDelivery = (row: DeliveryRow): StoredDelivery => ({
  id: row.id,
  alert: row.alert,
  story: row.story === '' ? null : storyId(row.story),
  kind: row.kind as Delivery['kind'],
  recipient: row.recipient,
  host: row.host,
  notice: JSON.parse(row.notice) as Delivery['notice'],
  createdAt: row.created_at,
  due: row.due ?? 0,
  failures: row.failures,
  failingSince: row.failing_since,
  problem: row.problem,
})
const toDeadLetter = (row: DeliveryRow): DeadLetter => {
  const { id, alert, story, kind, host, createdAt, failures, notice, problem } = toDelivery(row)
  const letter = { id, alert, story, kind, host, createdAt, failures }
  return { ...letter, headline: notice.headline, endedAt: row.ended_at ?? 0, problem: problem ?? '' }
}
