/** Deletes what is older than anything needs. */
import { setImmediate } from 'node:timers/promises'
import type { Instant } from '../model/ids.ts'
import { type Database, run, type Sql } from './database.ts'
import type { DeleteBefore } from './ports/store.ts'
import { FEATURES_STORED_MS, ITEM_SHOWN_MS } from './retention-rules.ts'
import { expireTombstones } from './views/tombstones.ts'

/** In small transactions, so that others do not wait long. */
export const deleteOldRows = async (
  database: Database,
  { items, log, tombstones }: DeleteBefore,
  now: Instant,
): Promise<void> => {
  const { transaction } = database
  await transaction(() => expireTombstones(tombstones, now), { frees: true })
  for (const [sql, ...before] of [[DELETE_FEATURES], [DELETE_ITEMS, items], [TRIM_LOG, log]] as const)
    while ((await transaction(() => run(sql, ...before), { frees: true })) > 0) await setImmediate()
}
/** Features that are older than any index needs. On SQLite, everything else waits meanwhile. */
const DELETE_FEATURES: Sql = ({ ifShared }) => `
  DELETE FROM features WHERE article IN (
    SELECT article FROM features WHERE at < (SELECT max(at) FROM features) - ${FEATURES_STORED_MS} ORDER BY at LIMIT 200 ${ifShared('* 5')})`
/** Items whose article is deleted and whose feed has changed since without showing them. */
const DELETE_ITEMS: Sql = ({ ifShared }) => `
  DELETE FROM item WHERE n IN (
    SELECT i.n FROM item i JOIN source s ON s.n = i.source
    WHERE i.article IS NULL AND i.last_seen < $1 AND (s.configured = 0 OR i.last_seen < s.changed_at - ${ITEM_SHOWN_MS})
    LIMIT 250 ${ifShared('* 4')})`
/** Decided rows. Looks at the first thousand only: later ones are younger. */
const TRIM_LOG = `
  DELETE FROM article_log WHERE seq IN (
    SELECT seq FROM (SELECT seq, at FROM article_log WHERE seq < (SELECT checkpoint FROM counters) ORDER BY seq LIMIT 1000) first
    WHERE at < $1)`
