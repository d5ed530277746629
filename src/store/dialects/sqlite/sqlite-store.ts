import { createTurnQueue } from '../../../lib/concurrency.ts'
import type { Instant } from '../../../model/ids.ts'
import type { ArticleLog } from '../../ports/article-log.ts'
import type { Store } from '../../ports/store.ts'
import { append, appendOverride } from '../../repositories/append.ts'
import { commit } from '../../repositories/commit.ts'
import { activeSources, sourceSummaries } from '../../repositories/sqlite-counts.ts'
import type { Engine } from './engine.ts'
import type { Database } from '../../database.ts'
import { sqliteDatabase } from '../../drivers/sqlite.ts'
import { NEWEST_VERSION } from './migrations.ts'
import { onlyProcess } from './only-process.ts'
import { sqliteSearch } from '../../repositories/sqlite-search.ts'
import { unknownSource, writePolls } from '../../sources/polls.ts'
import { deleteOldRows } from '../../retention.ts'
import { setBack } from '../../set-back-clock.ts'
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
      ...logPart(engine),
      similarWords: async (word, budget) => engine.words.similar(word, budget),
      ...maintenancePart(engine, database, { release, now }),
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
  setBack: async (now) => {
    const error = await setBack(database, now)
    if (error === 'was-ahead') engine.bounds.reload()
    return error
  },
})

type LogPart = Pick<ArticleLog, 'append' | 'appendOverride' | 'commit'>
const logPart = (engine: Engine, ownTurn = createTurnQueue()): LogPart => ({
  // When several documents arrive at once, requests are answered between their appends.
  append: async (batch) => {
    await ownTurn()
    return append(engine, batch)
  },
  appendOverride: async (note, value, now) => appendOverride(engine, note, value, now),
  commit: async (plan) => commit(engine, plan),
})

type MaintenancePart = Pick<Store, 'counts' | 'edition' | 'health' | 'noteDamage' | 'deleteOld' | 'close'>
type Closing = { readonly release: () => void; readonly now: () => Instant }
const maintenancePart = (engine: Engine, database: Database, { release, now }: Closing): MaintenancePart => ({
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
  async deleteOld(before) {
    await deleteOldRows(database, before, now())
    // On a disk that was full, freed space is needed at once.
    if (!engine.isWritable()) engine.db.pragma('wal_checkpoint(TRUNCATE)')
  },
  close: async () => {
    engine.db.close()
    release()
  },
})
