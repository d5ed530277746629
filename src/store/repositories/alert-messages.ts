import type { DeadLetter, Delivery, DeliveryCounts, Notice, StoredDelivery } from '../../model/alert.ts'
import { storyId } from '../../model/ids.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { Deliveries, Outcome } from '../ports/deliveries.ts'

/** What alerts told, and their messages. */
export const deliveryPart = (engine: Engine): Deliveries => {
  const { all, get, run, write } = engine
  return {
    announced: async (alert, story, articles) => {
      const row = get<AnnouncedRow>(ANNOUNCED, alert, JSON.stringify([story, ...articles]))
      return row === undefined || row.sources === null || row.languages === null
        ? null
        : { sources: row.sources, languages: row.languages }
    },
    announce: async ({ alert, story, articles, coverage, at, deliveries }) =>
      write(() => {
        run(GIVE_WAY, alert, story)
        for (const about of [story, ...articles]) run(ANNOUNCE, alert, about, coverage.sources, coverage.languages, at)
        for (const delivery of deliveries) insert(engine, delivery)
      }),
    dueDeliveries: async (now, limit, exceptHosts) => all<Row>(DUE, now, JSON.stringify(exceptHosts), limit).map(toDelivery),
    beginDelivery: async (id, now) => write(() => run(BEGIN, now, id) > 0),
    postponeDelivery: async (id, due) => void write(() => run('UPDATE delivery SET due = ? WHERE id = ?', due, id)),
    recordOutcome: async (id, outcome) => void write(() => recordOutcome(engine, id, outcome)),
    interruptedDeliveries: async () => all<Row>(INTERRUPTED).map(toDelivery),
    deadLetters: async (limit) => all<Row>(DEAD, limit).map(toDeadLetter),
    deliveryCounts: async () =>
      new Map(all<CountRow>(COUNTS).map(({ alert, ...counts }): [string, DeliveryCounts] => [alert, counts])),
    deleteOldDeliveries: async (before) => {
      if (get(HAS_OLD, before, before) === undefined) return
      write(() => {
        run('DELETE FROM delivery WHERE ended_at < ?', before)
        run('DELETE FROM announced WHERE at < ?', before)
      }, true)
    },
  }
}

type AnnouncedRow = { readonly sources: number | null; readonly languages: number | null }
const ANNOUNCED = `
  SELECT max(sources) AS sources, max(languages) AS languages FROM announced
  WHERE alert = ? AND about IN (SELECT value FROM json_each(?))`
const ANNOUNCE = `
  INSERT INTO announced (alert, about, sources, languages, at) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET sources = max(sources, excluded.sources), languages = max(languages, excluded.languages), at = excluded.at`
const GIVE_WAY = `DELETE FROM delivery WHERE alert = ? AND story = ? AND due IS NOT NULL AND begun_at IS NULL AND failures = 0`
const DUE = `
  SELECT * FROM delivery WHERE due <= ? AND begun_at IS NULL AND host NOT IN (SELECT value FROM json_each(?))
  ORDER BY due, created_at, id LIMIT ?`
const BEGIN = `UPDATE delivery SET begun_at = ? WHERE id = ? AND begun_at IS NULL AND due IS NOT NULL`
const INTERRUPTED = `SELECT * FROM delivery WHERE begun_at IS NOT NULL AND due IS NOT NULL ORDER BY begun_at, id`
const DEAD = `SELECT * FROM delivery WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id LIMIT ?`
const COUNTS = `
  SELECT alert, sum(due IS NOT NULL) AS waiting, sum(due IS NOT NULL AND failures > 0) AS failing, sum(ended_at IS NOT NULL) AS dead
  FROM delivery GROUP BY alert ORDER BY alert`
type CountRow = DeliveryCounts & { readonly alert: string }
const HAS_OLD = `SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery WHERE ended_at < ?) OR EXISTS (SELECT 1 FROM announced WHERE at < ?)`

const insert = ({ run }: Engine, delivery: Delivery): void => {
  const { id, alert, story, kind, recipient, host, notice, createdAt, due } = delivery
  run(INSERT, id, alert, story, kind, recipient, host, JSON.stringify(notice), createdAt, due)
}
const INSERT = `
  INSERT INTO delivery (id, alert, story, kind, recipient, host, notice, created_at, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`

const recordOutcome = ({ run }: Engine, id: string, outcome: Outcome): number => {
  switch (outcome.kind) {
    case 'delivered':
      return run('DELETE FROM delivery WHERE id = ?', id)
    case 'retry':
      return run(RETRY, outcome.due, outcome.failingSince, outcome.problem, id)
    case 'dead':
      return run(BURY, outcome.at, outcome.problem, id)
  }
}
const RETRY = `
  UPDATE delivery SET due = ?, begun_at = NULL, failures = failures + 1, failing_since = ?, problem = ? WHERE id = ?`
const BURY = `
  UPDATE delivery SET due = NULL, begun_at = NULL, ended_at = ?, problem = ?, failures = failures + 1 WHERE id = ?`

type Row = {
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
const toDelivery = (row: Row): StoredDelivery => ({
  id: row.id,
  alert: row.alert,
  story: storyId(row.story),
  kind: row.kind as Delivery['kind'],
  recipient: row.recipient,
  host: row.host,
  notice: JSON.parse(row.notice) as Notice,
  createdAt: row.created_at,
  due: row.due ?? 0,
  failures: row.failures,
  failingSince: row.failing_since,
  problem: row.problem,
})
const toDeadLetter = (row: Row): DeadLetter => {
  const { id, alert, story, kind, host, createdAt, failures, notice, problem } = toDelivery(row)
  const letter = { id, alert, story, kind, host, createdAt, failures }
  return { ...letter, headline: notice.headline, endedAt: row.ended_at ?? 0, problem: problem ?? '' }
}

/** All times are by a clock that was wrong by so much. */
export const shiftDeliveries = ({ run }: Engine, byMs: number): void => {
  run('UPDATE delivery SET due = due + ?, failing_since = failing_since + ? WHERE due IS NOT NULL', byMs, byMs)
}
