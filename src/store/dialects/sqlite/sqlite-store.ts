import { contributors, membersOf, reportTags } from '../../repositories/report-tags.ts'
import { createTurnQueue } from '../../../lib/concurrency.ts'
import { setImmediate } from 'node:timers/promises'
import type { Instant } from '../../../model/ids.ts'
import type { ArticleLog } from '../../ports/article-log.ts'
import type { Store } from '../../ports/store.ts'
import { append, appendOverride, isFirstRead, knownItems, storedItems } from '../../repositories/append.ts'
import { arrivalsIn } from '../../arrivals.ts'
import { arrivalRows } from '../../repositories/arrival-rows.ts'
import { commit } from '../../repositories/commit.ts'
import { countBy, countMatches, coverage } from '../../repositories/count-by.ts'
import { activeSources, countByDay, sourceSummaries } from '../../repositories/sqlite-counts.ts'
import type { Engine } from './engine.ts'
import { decisionAbout, findArticle, reasonsIn, storiesById, storyById } from '../../repositories/find-article.ts'
import type { Database } from '../../database.ts'
import { runAtOnce, sqliteDatabase } from '../../drivers/sqlite.ts'
import { loadArticles } from '../../repositories/load-stories.ts'
import { NEWEST_VERSION } from './migrations.ts'
import { onlyProcess } from './only-process.ts'
import { entryRows } from '../../repositories/entry-rows.ts'
import { articlePage, ongoingStories, storyPage } from '../../entry-pages.ts'
import { unknownSource, writePolls } from '../../sources/polls.ts'
import {
  assignments,
  dependents,
  fingerprints,
  identicalTo,
  loggedArticles,
  loggedRange,
  progress,
  readLog,
  storyStates,
  undecided,
} from '../../repositories/read-log.ts'
import {
  clearNext,
  deleteOldFeatures,
  deleteOldItems,
  indexed,
  nextAfter,
  replaceTags,
  trimLog,
  withdrawOld,
  writeNext,
} from '../../repositories/generations.ts'
import { setBack } from '../../repositories/set-back.ts'
import { expireTombstones } from '../../views/tombstones.ts'
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
      ...commonParts(database),
      ...sourcePart(engine, database),
      ...logPart(engine),
      ...viewPart(engine),
      ...arrivalsIn(arrivalRows(engine)),
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

const logPart = (engine: Engine, ownTurn = createTurnQueue()): ArticleLog => ({
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
  progress: async () => progress(engine),
  undecided: async () => undecided(engine),
  readLog: async (limit, rows) => readLog(engine, limit, rows),
  logged: async (articles) => ('of' in articles ? loggedArticles(engine, articles.of) : loggedRange(engine, articles)),
  identicalTo: async (articles) => identicalTo(engine, articles),
  fingerprints: async (articles) => fingerprints(engine, articles),
  assignments: async (articles) => assignments(engine, articles),
  dependents: async (articles) => dependents(engine, articles),
  reportTags: async (query) => reportTags(engine, query),
  contributors: async (stories) => contributors(engine, stories),
  membersOf: async (stories) => membersOf(engine, stories),
  storyStates: async (stories) => storyStates(engine, stories),
  commit: async (plan) => commit(engine, plan),
  indexed: async (range) => indexed(engine, range),
  writeNext: async (assignments, notes) => writeNext(engine, assignments, notes),
  nextAfter: async (number, limit) => nextAfter(engine, number, limit),
  async clearNext() {
    while (clearNext(engine, ROWS_AT_ONCE) > 0) await setImmediate()
  },
})
/** How many rows one transaction deletes: others wait some ten milliseconds at most. */
const ROWS_AT_ONCE = 500

type ViewPart = Pick<
  Store,
  | 'findArticle'
  | 'story'
  | 'storiesWith'
  | 'stories'
  | 'articles'
  | 'ongoingStories'
  | 'countByDay'
  | 'countBy'
  | 'coverage'
  | 'countMatches'
  | 'similarWords'
  | 'decision'
  | 'reasonsIn'
  | 'storedAfter'
>
const viewPart = (engine: Engine): ViewPart => ({
  findArticle: async (idOrUrl) => findArticle(engine, idOrUrl),
  story: (id) => storyById(engine, id),
  storiesWith: (ids) => storiesById(engine, ids),
  stories: (query) => storyPage(entryRows(engine), query),
  articles: (query) => articlePage(entryRows(engine), query),
  ongoingStories: (query) => ongoingStories(entryRows(engine), query),
  countByDay: (filter, grouping, from, to, budget) => countByDay(engine, { filter, grouping, from, to, budget }),
  countBy: (query) => countBy(engine, query),
  coverage: (query) => coverage(engine, query),
  countMatches: (query) => countMatches(engine, query),
  similarWords: async (word, budget) => engine.words.similar(word, budget),
  decision: async (id) => decisionAbout(engine, id),
  reasonsIn: async (story) => await reasonsIn(engine, story),
  async storedAfter(number, limit) {
    const rows = engine.all<{ readonly n: number }>(GROUPED_AFTER, number, limit)
    const articles = loadArticles(
      engine,
      rows.map(({ n }) => n),
    )
    return articles.map((article, index) => ({ number: rows[index]?.n ?? 0, article }))
  },
})
const GROUPED_AFTER = 'SELECT n FROM article WHERE n > ? AND story IS NOT NULL ORDER BY n LIMIT ?'

type MaintenancePart = Pick<Store, 'counts' | 'edition' | 'health' | 'deleteOld' | 'close'>
const maintenancePart = (engine: Engine, release: () => void, now: () => Instant): MaintenancePart => ({
  counts: async () => {
    const { items, articles, copies, stories, edition } = engine.counters.totals
    return { items, articles, copies, stories, edition, sources: activeSources(engine) }
  },
  edition: async () => ({ number: engine.counters.totals.edition, at: engine.counters.totals.editionAt }),
  health: async () => engine.health(NEWEST_VERSION),
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
