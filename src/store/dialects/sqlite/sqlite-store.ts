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
import { activeSources, countByDay, sourceSummaries, storyCalendar, tagCounts } from '../../repositories/counts.ts'
import type { Engine } from './engine.ts'
import { decisionAbout, findArticle, reasonsIn, storyById } from '../../repositories/find-article.ts'
import { deliveryPart, shiftDeliveries } from '../../repositories/alert-messages.ts'
import { incidentPart } from '../../repositories/incidents.ts'
import { loadArticles } from '../../repositories/load-stories.ts'
import { NEWEST_VERSION } from './migrations.ts'
import { issuesWithoutTakedowns } from '../../issues-without-takedowns.ts'
import { onlyProcess } from './only-process.ts'
import { readNote, writeNote } from '../../repositories/notes.ts'
import { translationPart } from '../../repositories/stored-translations.ts'
import { articlePagesPart } from '../../repositories/read-pages.ts'
import { entryRows } from '../../repositories/entry-rows.ts'
import { articlePage, ongoingStories, storyPage } from '../../entry-pages.ts'
import { claim, claimDue, nextDue, writePoll } from '../../repositories/polls.ts'
import { digestPart } from '../../repositories/published-issues.ts'
import { pushedSourcePart } from '../../repositories/pushed-sources.ts'
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
import { idsNamed } from '../../rows/tag-ids.ts'
import { setBack } from '../../repositories/set-back.ts'
import { reservationPart } from '../../repositories/source-reservations.ts'
import { NO_HINTS } from '../../rows/source-rows.ts'
import { syncSources } from '../../repositories/sources.ts'
import { takedownPart } from '../../repositories/take-down.ts'
import { shiftSubscriptions, subscriptionPart } from '../../repositories/subscriptions.ts'
import { expireTombstones, firstOfStory, linksOf, storyTombstones, successorOf } from '../../repositories/tombstones.ts'

/** The store's contract on an open database. `release` unlocks the data folder on closing. */
export const createStore = (engine: Engine, release: () => void, now: () => Instant): Store => ({
  ...sourcePart(engine),
  ...logPart(engine),
  ...viewPart(engine),
  ...arrivalsIn(arrivalRows(engine)),
  ...incidentPart(engine),
  ...maintenancePart(engine, release),
  processes: onlyProcess(now),
  deliveries: deliveryPart(engine),
  pages: articlePagesPart(engine),
  reservations: reservationPart(engine),
  takedowns: takedownPart(engine),
  translations: translationPart(engine),
  digests: issuesWithoutTakedowns(digestPart(engine), takedownPart(engine)),
  subscriptions: { ...subscriptionPart(engine), ...pushedSourcePart(engine) },
})

type SourcePart = Pick<
  Store,
  | 'syncSources'
  | 'claimDue'
  | 'claim'
  | 'isOurs'
  | 'release'
  | 'nextDue'
  | 'sourceSummaries'
  | 'recordPoll'
  | 'deferHost'
  | 'shiftDue'
  | 'setBack'
  | 'newestPoll'
>
const sourcePart = (engine: Engine): SourcePart => ({
  syncSources: async (sources, now) => syncSources(engine, sources, now),
  claimDue: async (now, terms) => claimDue(engine, now, terms),
  claim: async (source, now, leaseMs) => claim(engine, source, now, leaseMs),
  isOurs: async () => true,
  release: async (source) => {
    engine.write(() => engine.run('UPDATE source SET leased_until = 0 WHERE id = ?', source))
  },
  nextDue: async () => nextDue(engine),
  sourceSummaries: async (now) => await sourceSummaries(engine, now),
  recordPoll: async (source, poll) => {
    engine.write(() => writePoll(engine, source, poll))
  },
  deferHost: async (host, until) => {
    engine.write(() => engine.run(DEFER_HOST, until, until, host, until))
  },
  shiftDue: async (byMs) => {
    engine.write(() => {
      engine.run(SHIFT_DUE, { byMs })
      engine.run(SHIFT_NOT_BEFORE, byMs)
      shiftSubscriptions(engine, byMs)
      shiftDeliveries(engine, byMs)
    })
  },
  setBack: async (now) => setBack(engine, now),
  newestPoll: async () => engine.get<{ readonly at: Instant | null }>(NEWEST_POLL)?.at ?? null,
})
const NEWEST_POLL = 'SELECT max(polled_at) AS at FROM source'
const DEFER_HOST = `
  UPDATE source SET next_due = ?, publisher_hints = json_set(coalesce(publisher_hints, '${NO_HINTS}'), '$.notBefore', ?)
  WHERE host = ? AND next_due < ?`
const SHIFT_DUE = `
  UPDATE source SET next_due = next_due + :byMs, leased_until = iif(leased_until > 0, leased_until + :byMs, 0),
    polled_at = polled_at + :byMs, ok_at = ok_at + :byMs`
const SHIFT_NOT_BEFORE = `
  UPDATE source SET publisher_hints = json_set(publisher_hints, '$.notBefore', json_extract(publisher_hints, '$.notBefore') + ?)
  WHERE json_extract(publisher_hints, '$.notBefore') IS NOT NULL`

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
  | 'stories'
  | 'articles'
  | 'ongoingStories'
  | 'countByDay'
  | 'countBy'
  | 'coverage'
  | 'countMatches'
  | 'similarWords'
  | 'storyCalendar'
  | 'tagCounts'
  | 'formerIds'
  | 'decision'
  | 'reasonsIn'
  | 'linksOf'
  | 'firstOfStory'
  | 'successorOf'
  | 'storyTombstones'
  | 'storedAfter'
>
const viewPart = (engine: Engine): ViewPart => ({
  findArticle: async (idOrUrl) => findArticle(engine, idOrUrl),
  story: (id) => storyById(engine, id),
  stories: (query) => storyPage(entryRows(engine), query),
  articles: (query) => articlePage(entryRows(engine), query),
  ongoingStories: (query) => ongoingStories(entryRows(engine), query),
  countByDay: (filter, grouping, from, to, budget) => countByDay(engine, { filter, grouping, from, to, budget }),
  countBy: (query) => countBy(engine, query),
  coverage: (query) => coverage(engine, query),
  countMatches: (query) => countMatches(engine, query),
  similarWords: async (word, budget) => engine.words.similar(word, budget),
  storyCalendar: async (from, to) => storyCalendar(engine, from, to),
  tagCounts: async (kind, since) => tagCounts(engine, kind, since),
  // Tags are never deleted, so that names stay known after their last article is deleted.
  formerIds: async (kind, names) => idsNamed(engine.tags.all(kind), kind, names),
  decision: async (id) => decisionAbout(engine, id),
  reasonsIn: async (story) => await reasonsIn(engine, story),
  linksOf: async (story) => linksOf(engine, story),
  firstOfStory: async (id) => firstOfStory(engine, id),
  successorOf: async (id) => successorOf(engine, id),
  storyTombstones: async (limit) => storyTombstones(engine, limit),
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

type MaintenancePart = Pick<Store, 'note' | 'setNote' | 'replaceNote' | 'counts' | 'edition' | 'health' | 'deleteOld' | 'close'>
const maintenancePart = (engine: Engine, release: () => void): MaintenancePart => ({
  note: async (name) => readNote(engine, name),
  setNote: async (name, value) => {
    engine.write(() => writeNote(engine, name, value))
  },
  replaceNote: async (name, before, after) => {
    if (readNote(engine, name) !== before) return false
    engine.write(() => writeNote(engine, name, after))
    return true
  },
  counts: async () => {
    const { items, articles, copies, stories, edition } = engine.counters.totals
    return { items, articles, copies, stories, edition, sources: activeSources(engine) }
  },
  edition: async () => ({ number: engine.counters.totals.edition, at: engine.counters.totals.editionAt }),
  health: async () => engine.health(NEWEST_VERSION),
  async deleteOld({ items, log, tombstones }) {
    expireTombstones(engine, tombstones)
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
