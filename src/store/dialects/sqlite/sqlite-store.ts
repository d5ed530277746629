import { createTurnQueue } from '../../../lib/concurrency.ts'
import { setImmediate } from 'node:timers/promises'
import type { Instant } from '../../../model/ids.ts'
import type { ArticleLog } from '../../ports/article-log.ts'
import type { Store } from '../../ports/store.ts'
import { append, appendOverride, isFirstRead, knownItems, storedItems } from '../../repositories/append.ts'
import { commit } from '../../repositories/commit.ts'
import { countBy, countMatches, coverage } from '../../repositories/count-by.ts'
import { activeSources, countByDay, sourceSummaries } from '../../repositories/sqlite-counts.ts'
import type { Engine } from './engine.ts'
import type { Database } from '../../database.ts'
import { runAtOnce, sqliteDatabase } from '../../drivers/sqlite.ts'
import { NEWEST_VERSION } from './migrations.ts'
import { onlyProcess } from './only-process.ts'
import { sqliteSearch } from '../../repositories/sqlite-search.ts'
import { unknownSource, writePolls } from '../../sources/polls.ts'
import {
  clearNext,
  deleteOldFeatures,
  deleteOldItems,
  nextAfter,
  replaceTags,
  trimLog,
  withdrawOld,
  writeNext,
} from '../../repositories/generations.ts'
import { setBack } from '../../repositories/set-back.ts'
import { expireTombstones } from '../../views/tombstones.ts'
import type { assignmentsIn } from '../../log/assignments.ts'
import type { readLogIn } from '../../log/read-log.ts'
import { indexed } from '../../rows/generation-rows.ts'
import { commonParts } from '../../common-parts.ts'
import { withSearchByMeaning } from '../../meaning/search-by-meaning.ts'

/** The store's contract on an open database. `release` unlocks the data folder on closing. */
export const createStore = (
  engine: Engine,
  release: () => void,
  now: () => Instant,
  database = sqliteDatabase(engine),
): Store =>
  withSearchByMeaning(
    {
      ...commonParts(database, sqliteSearch(engine)),
      ...sourcePart(engine, database),
      ...logPart(engine, database),
      ...viewPart(engine),
      ...maintenancePart(engine, release, now),
      processes: onlyProcess(now),
    },
    database,
  )

type SourcePart = Pick<Store, 'sourceSummaries' | 'recordPoll' | 'setBack'>
const sourcePart = (engine: Engine, database: Database): SourcePart => ({
  sourceSummaries: async (now) => await sourceSummaries(engine, now),
  recordPoll: async (source, poll) => {
    const unknown = await database.transaction(() => writePolls([{ source, poll }]))
    if (unknown.length > 0) throw unknownSource(source)
  },
  setBack: async (now) => setBack(engine, now),
})

type LogPart = Omit<ArticleLog, keyof ReturnType<typeof readLogIn> | keyof ReturnType<typeof assignmentsIn>>
const logPart = (engine: Engine, database: Database, ownTurn = createTurnQueue()): LogPart => ({
  knownItems: async (source, limit) => knownItems(engine, source, limit),
  storedItems: async (source, keys) => storedItems(engine, source, keys),
  isFirstRead: async (source) => isFirstRead(engine, source),
  // When several documents arrive at once, requests are answered between their appends.
  append: async (batch) => {
    await ownTurn()
    return append(engine, batch)
  },
  appendOverride: async (note, value, now) => appendOverride(engine, note, value, now),
  replaceTags: async (changes, now) => replaceTags(engine, changes, now),
  withdrawOld: async (before, limit, now) => withdrawOld(engine, before, limit, now),
  commit: async (plan) => commit(engine, plan),
  indexed: async (range) => await indexed(database, range),
  writeNext: async (assignments, notes) => writeNext(engine, assignments, notes),
  nextAfter: async (number, limit) => nextAfter(engine, number, limit),
  async clearNext() {
    while (clearNext(engine, ROWS_AT_ONCE) > 0) await setImmediate()
  },
})
/** How many rows one transaction deletes: others wait some ten milliseconds at most. */
const ROWS_AT_ONCE = 500

type ViewPart = Pick<Store, 'countByDay' | 'countBy' | 'coverage' | 'countMatches' | 'similarWords'>
const viewPart = (engine: Engine): ViewPart => ({
  countByDay: (filter, grouping, from, to, budget) => countByDay(engine, { filter, grouping, from, to, budget }),
  countBy: (query) => countBy(engine, query),
  coverage: (query) => coverage(engine, query),
  countMatches: (query) => countMatches(engine, query),
  similarWords: async (word, budget) => engine.words.similar(word, budget),
})

type MaintenancePart = Pick<Store, 'counts' | 'edition' | 'health' | 'noteDamage' | 'deleteOld' | 'close'>
const maintenancePart = (engine: Engine, release: () => void, now: () => Instant): MaintenancePart => ({
  counts: async () => {
    const { items, articles, copies, stories, edition } = engine.counters.totals
    return { items, articles, copies, stories, edition, sources: activeSources(engine) }
  },
  edition: async () => {
    const { edition, editionAt } = engine.counters.totals
    return { number: edition, at: editionAt }
  },
  health: async () => engine.health(NEWEST_VERSION),
  noteDamage: async (damage) => engine.noteDamage(damage),
  async deleteOld({ items, log, tombstones }) {
    engine.write(() => runAtOnce(engine, expireTombstones(tombstones, now())), true)
    while (deleteOldFeatures(engine) > 0) await setImmediate()
    while (deleteOldItems(engine, items) > 0) await setImmediate()
    while (trimLog(engine, log) > 0) await setImmediate()
    // On a disk that was full, freed space is needed at once.
    if (!engine.isWritable()) engine.db.pragma('wal_checkpoint(TRUNCATE)')
  },
  close: async () => {
    engine.db.close()
    release()
  },
})
