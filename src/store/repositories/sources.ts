import type { Instant } from '../../model/ids.ts'
import type { Source } from '../../model/source.ts'
import { type KnownSource, sourceChange } from '../source-changes.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { hostOf } from '../../lib/url.ts'

/** Stores the configured sources. Numbers and state of known ones stay; sources that are no longer configured are no longer polled. */
export const syncSources = (engine: Engine, sources: readonly Source[], now: Instant): void => {
  const { all, run, counters } = engine
  engine.write(() => {
    const known = new Map(all<KnownSource & { readonly id: string }>(KNOWN).map((row) => [row.id, row]))
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
const KNOWN = `
  SELECT id, n, name, country, configured_url, url, moved_to, configured, active, next_due, interval_ms, every_ms, failures, publisher_hints FROM source`

const addSource = ({ run, tags }: Engine, source: Source, now: Instant): void => {
  const { id, name, country, url, everyMs } = source
  run(ADD, tags.intern('source', id), id, name, country, url, source.active ? 1 : 0, url, hostOf(url), now, everyMs, everyMs)
}
const ADD = `
  INSERT INTO source (n, id, name, country, configured_url, configured, active, url, host, next_due, interval_ms, every_ms)
  VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)`

const updateSource = ({ run }: Engine, source: Source, row: KnownSource, now: Instant): void => {
  const change = sourceChange(row, source, now)
  if (change === null) return
  const { n, name, country, active, hasOtherUrl, isMoved, intervalMs, nextDue, everyMs, url } = change
  if (hasOtherUrl) run(READDRESS, url, url, hostOf(url), n)
  if (isMoved) run(FORGET, n)
  run(UPDATE, name, country, active, intervalMs, nextDue, everyMs, n)
}
const UPDATE = `UPDATE source SET name = ?, country = ?, active = ?, configured = 1, interval_ms = ?, next_due = ?, every_ms = ? WHERE n = ?`

const READDRESS = 'UPDATE source SET configured_url = ?, url = ?, host = ?, moved_to = NULL, moved_polls = 0 WHERE n = ?'
const FORGET = `
  UPDATE source SET leased_until = 0, etag = NULL, last_modified = NULL, body_hash = NULL, failures = 0, failure = NULL, gone = 0,
    publisher_hints = NULL, sitemaps = NULL
  WHERE n = ?`
