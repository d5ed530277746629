import { setImmediate } from 'node:timers/promises'
import type { Instant } from '../../model/ids.ts'
import { hashesOfIdentity, identityHashesOf, type IdentityRow } from './article-hashes.ts'
import type { Engine } from './engine.ts'
import { PAGES } from './hash-key.ts'
import { forgetForStories, forgetOldEvents } from './story-tables.ts'
import { handOnPlacement } from './placement-rows.ts'
import { heldTagNumbers, type TaggedRow } from './tag-numbers.ts'
import { standingOf, type StandingRow } from './standing.ts'
import { readNote, writeNote } from './notes.ts'
import { leadOn } from './story-rows.ts'
import { moveTags } from './tag-rows.ts'

/** Articles of one transaction: others wait no longer than some ten milliseconds. */
const AT_ONCE = 8

/** The hashes of so many articles are taken out of their lists together: each list is written anew. */
const SWEPT_AT_ONCE = 8_192

/**
 * Deletes articles first seen before the one instant, and those without a topic first seen before the other. Their items stay as
 * marks, so that a feed that still shows them does not bring them back, until its feed has changed without showing them.
 */
export const prune = async (engine: Engine, articlesBefore: Instant, untaggedBefore: Instant): Promise<number> => {
  let gone = 0
  const wasBrokenOff = readNote(engine, UNDER_WAY) !== null
  while (engine.write(() => forgetOldEvents(engine), true) > 0) await setImmediate()
  for (;;) {
    const rows = engine.all<OldRow>(OLD, articlesBefore, Math.max(articlesBefore, untaggedBefore), AT_ONCE)
    if (rows.length === 0) break
    engine.write(() => {
      if (gone === 0) writeNote(engine, UNDER_WAY, 'yes')
      removeAll(engine, rows)
    }, true)
    gone += rows.length
    if (gone % SWEPT_AT_ONCE < rows.length) await sweep(engine)
    await setImmediate()
  }
  await sweep(engine)
  if (wasBrokenOff) await sweepStrays(engine)
  if (wasBrokenOff || gone > 0) engine.write(() => writeNote(engine, UNDER_WAY, null), true)
  while (engine.write(() => engine.run(FORGET_ITEMS, articlesBefore), true) > 0) await setImmediate()
  // On a disk that ran full, what was freed is wanted back at once.
  if (gone > 0 && !engine.isWritable()) engine.db.pragma('wal_checkpoint(TRUNCATE)')
  return gone
}

const sweep = async (engine: Engine): Promise<void> => {
  while (engine.write(() => engine.hashes.sweep(), true)) await setImmediate()
}

/** In the notes while articles go. */
const UNDER_WAY = 'prune-under-way'

/** Hashes of articles that a process removed and did not live to sweep: they find nobody, but nobody else would take them away. */
const sweepStrays = async (engine: Engine): Promise<void> => {
  for (let page = 0; page < PAGES; page += 1) {
    engine.write(() => engine.hashes.sweepStrays(page), true)
    await setImmediate()
  }
}

type OldRow = IdentityRow & TaggedRow & StandingRow
const OLD = `
  SELECT a.n, a.source, a.also_in, a.sort_at, a.story, s.sort_at AS story_at, a.language, c.tags, a.url_hash, a.guid_hash,
    a.content_hash
  FROM article a JOIN content c ON c.article = a.n JOIN story s ON s.n = a.story
  WHERE a.n IN (
    SELECT n FROM article WHERE has_topic = 1 AND first_seen < ?
    UNION ALL
    SELECT n FROM article WHERE has_topic = 0 AND first_seen < ?
    LIMIT ?)`
const FORGET_ITEMS = `
  DELETE FROM item WHERE n IN (
    SELECT i.n FROM item i JOIN source s ON s.n = i.source
    WHERE i.article IS NULL AND i.last_seen < ? AND (s.configured = 0 OR i.last_seen < s.changed_at - 2 * 86400000)
    LIMIT 250)`

const removeAll = (engine: Engine, rows: readonly OldRow[]): void => {
  for (const row of rows) remove(engine, row)
  const { run, ledger } = engine
  for (const story of new Set(rows.map((row) => row.story)))
    if (!leadOn(engine, story)) ledger.totals.stories -= run('DELETE FROM story WHERE n = ?', story)
  ledger.totals.edition += 1
  ledger.save()
}

const remove = (engine: Engine, row: OldRow): void => {
  const { get, run, ledger } = engine
  moveTags(engine, standingOf(row), heldTagNumbers(engine.tags, row))
  engine.words.forget(row.n)
  engine.hashes.leave(row.n, hashesOfIdentity(identityHashesOf(row)))
  forgetForStories(engine, row.n)
  handOnPlacement(engine, row.n)
  ledger.totals.items -= run('UPDATE item SET article = NULL WHERE article = ?', row.n)
  ledger.totals.articles -= 1
  // Not as the row says: its original may have gone a moment ago, and made it one.
  if (get('SELECT 1 FROM article WHERE n = ? AND copy_of IS NOT NULL', row.n) !== undefined) ledger.totals.copies -= 1
  run('DELETE FROM content WHERE article = ?', row.n)
  run('DELETE FROM article WHERE n = ?', row.n)
  handOnOriginal(engine, row.n)
}

/** The oldest copy becomes the original of the others. */
const handOnOriginal = ({ get, run, ledger }: Engine, original: number): void => {
  const heir = get<{ readonly n: number | null }>('SELECT min(n) AS n FROM article WHERE copy_of = ?', original)?.n ?? null
  if (heir === null) return
  run('UPDATE article SET copy_of = NULL WHERE n = ?', heir)
  run('UPDATE article SET copy_of = ? WHERE copy_of = ?', heir, original)
  ledger.totals.copies -= 1
}
