import type { Delivery, DeliveryCounts } from '../../model/alert.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { Deliveries, Outcome } from '../ports/deliveries.ts'
import {
  type AnnouncedRow,
  type DeliveryCountRow,
  type DeliveryRow,
  toCoverage,
  toDeadLetter,
  toDelivery,
} from '../rows/delivery-rows.ts'

/** What alerts announced, and their messages. */
export const deliveryPart = (engine: Engine): Deliveries => {
  const { all, get, run, write } = engine
  return {
    announced: async (alert, story, articles) =>
      toCoverage(get<AnnouncedRow>(ANNOUNCED, alert, JSON.stringify([story, ...articles]))),
    announce: async ({ alert, story, articles, coverage, at, deliveries }) =>
      write(() => {
        run(GIVE_WAY, alert, story)
        for (const about of [story, ...articles]) run(ANNOUNCE, alert, about, coverage.sources, coverage.languages, at)
        for (const delivery of deliveries) insertDelivery(engine, delivery)
      }),
    dueDeliveries: async (now, limit, exceptHosts) =>
      all<DeliveryRow>(DUE, now, JSON.stringify(exceptHosts), limit).map(toDelivery),
    beginDelivery: async (id, now) => write(() => run(BEGIN, now, id) > 0),
    postponeDelivery: async (id, due) => void write(() => run('UPDATE delivery SET due = ? WHERE id = ?', due, id)),
    recordOutcome: async (id, outcome) => void write(() => recordOutcome(engine, id, outcome)),
    interruptedDeliveries: async () => all<DeliveryRow>(INTERRUPTED).map(toDelivery),
    retryDeadLetter: async (id, due) => write(() => run(REVIVE, due, id) > 0),
    deadLetters: async (limit) => all<DeliveryRow>(DEAD, limit).map(toDeadLetter),
    deliveryCounts: async () =>
      new Map(all<DeliveryCountRow>(COUNTS).map(({ alert, ...counts }): [string, DeliveryCounts] => [alert, counts])),
    deleteOldDeliveries: async (before) => {
      if (get(HAS_OLD, before, before) === undefined) return
      write(() => {
        run('DELETE FROM delivery WHERE ended_at < ?', before)
        run('DELETE FROM announced WHERE at < ?', before)
      }, true)
    },
  }
}

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
const REVIVE = `
  UPDATE delivery SET due = ?, ended_at = NULL, failures = 0, failing_since = NULL, problem = NULL
  WHERE id = ? AND ended_at IS NOT NULL`
const DEAD = `SELECT * FROM delivery WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id LIMIT ?`
const COUNTS = `
  SELECT alert, sum(due IS NOT NULL) AS waiting, sum(due IS NOT NULL AND failures > 0) AS failing, sum(ended_at IS NOT NULL) AS dead
  FROM delivery GROUP BY alert ORDER BY alert`
const HAS_OLD = `SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery WHERE ended_at < ?) OR EXISTS (SELECT 1 FROM announced WHERE at < ?)`

/** Call it inside a transaction. */
export const insertDelivery = ({ run }: Engine, delivery: Delivery): void => {
  const { id, alert, story, kind, recipient, host, notice, createdAt, due } = delivery
  run(INSERT, id, alert, story ?? '', kind, recipient, host, JSON.stringify(notice), createdAt, due)
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

/** Moves all times, which come from a clock that was wrong by `byMs`. */
export const shiftDeliveries = ({ run }: Engine, byMs: number): void => {
  run('UPDATE delivery SET due = due + ?, failing_since = failing_since + ? WHERE due IS NOT NULL', byMs, byMs)
}
