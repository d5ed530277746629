import type { Instant } from '../../model/ids.ts'
import type { Source } from '../../model/source.ts'
import { reschedule, type ScheduledSource } from '../poll-rules.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { hostOf } from '../../lib/url.ts'

type KnownRow = {
  readonly n: number
  readonly name: string
  readonly country: string | null
  readonly configured_url: string
  readonly configured: number
  readonly active: number
  readonly next_due: number
  readonly interval_ms: number
  readonly every_ms: number | null
  readonly failures: number
}

/** Takes over the configured sources. Their numbers and state stay; what vanished is no longer polled. */
export const syncSources = (engine: Engine, sources: readonly Source[], now: Instant): void => {
  const { all, run, counters } = engine
  engine.write(() => {
    const known = new Map(all<KnownRow & { readonly id: string }>(KNOWN).map((row) => [row.id, row]))
    let countriesMoved = false
    for (const source of sources) {
      const row = known.get(source.id)
      known.delete(source.id)
      if (row === undefined) addSource(engine, source, now)
      else {
        countriesMoved ||= row.country !== source.country
        updateSource(engine, source, row, now)
      }
    }
    for (const { n } of known.values()) run('UPDATE source SET configured = 0, active = 0 WHERE n = ? AND configured = 1', n)
    if (!countriesMoved) return
    counters.totals.edition += 1
    counters.save()
  })
}
const KNOWN = `SELECT id, n, name, country, configured_url, configured, active, next_due, interval_ms, every_ms, failures FROM source`

const addSource = ({ run, tags }: Engine, source: Source, now: Instant): void => {
  const { id, name, country, url, everyMs } = source
  run(ADD, tags.intern('source', id), id, name, country, url, source.active ? 1 : 0, url, hostOf(url), now, everyMs, everyMs)
}
const ADD = `
  INSERT INTO source (n, id, name, country, configured_url, configured, active, url, host, next_due, interval_ms, every_ms)
  VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)`

const updateSource = ({ run }: Engine, source: Source, row: KnownRow, now: Instant): void => {
  const { isMoved, intervalMs, nextDue } = reschedule(toScheduled(row), source, now)
  if (isMoved) run(MOVE, source.url, source.url, hostOf(source.url), row.n)
  const active = source.active ? 1 : 0
  const { name, country } = source
  const isSame =
    row.name === name &&
    row.country === country &&
    row.active === active &&
    row.configured === 1 &&
    row.every_ms === source.everyMs
  if (isSame && row.interval_ms === intervalMs && row.next_due === nextDue) return
  run(UPDATE, name, country, active, intervalMs, nextDue, source.everyMs, row.n)
}
const UPDATE = `UPDATE source SET name = ?, country = ?, active = ?, configured = 1, interval_ms = ?, next_due = ?, every_ms = ? WHERE n = ?`

const toScheduled = (row: KnownRow): ScheduledSource => ({
  configuredUrl: row.configured_url,
  nextDue: row.next_due,
  intervalMs: row.interval_ms,
  everyMs: row.every_ms,
  failures: row.failures,
})

const MOVE = `
  UPDATE source SET configured_url = ?, url = ?, host = ?, leased_until = 0, etag = NULL,
    last_modified = NULL, body_hash = NULL, failures = 0, failure = NULL, moved_to = NULL, moved_polls = 0, gone = 0, publisher_hints = NULL
  WHERE n = ?`
