import type { ArticleLog } from '../../ports/article-log.ts'
import { type Store, type StoreHealth, StoreUnavailable } from '../../ports/store.ts'
import { createPollBatches } from './poll-batches.ts'
import { issuesWithoutTakedowns } from '../../issues-without-takedowns.ts'
import { append, appendOverride } from './postgres-append.ts'
import { arrivalsIn } from '../../arrivals.ts'
import { postgresArrivalRows } from './postgres-arrival-rows.ts'
import { assignments, contributors, dependents, membersOf, reportTags, storyStates } from './postgres-assignments.ts'
import { commit } from './postgres-commit.ts'
import { countByDay, sourceSummaries, storeCounts, storyCalendar, tagCounts } from './postgres-counts.ts'
import { readEdition } from './postgres-counters.ts'
import { postgresDeliveries } from './postgres-deliveries.ts'
import { postgresDigests } from './postgres-digests.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { deleteOld, indexed, nextAfter, replaceTags, withdrawOld, writeNext } from './postgres-generations.ts'
import { requireLead } from './postgres-fences.ts'
import { postgresIncidents } from './postgres-incidents.ts'
import { isFirstRead, knownItems, storedItems } from './postgres-items.ts'
import { fingerprints, identicalTo, loggedArticles, loggedRange, progress, readLog, undecided } from './postgres-log.ts'
import {
  decisionAbout,
  findArticle,
  firstOfStory,
  formerIds,
  linksOf,
  reasonsIn,
  storedAfter,
  storyById,
  storyTombstones,
  successorOf,
} from './postgres-lookups.ts'
import { countBy, countMatches, coverage } from './postgres-counting.ts'
import { readNote, replaceNote, writeNotes } from './postgres-notes.ts'
import { postgresArticlePages } from './postgres-article-pages.ts'
import { postgresEntryRows } from './postgres-entry-rows.ts'
import { articlePage, ongoingStories, storyPage } from '../../entry-pages.ts'
import { setBack } from './postgres-set-back.ts'
import { claim, claimDue, isOurs, newestPoll, nextDue, recordPolls, release, shiftDue } from './postgres-polls.ts'
import { postgresProcesses } from './postgres-processes.ts'
import { postgresPushedSources } from './postgres-pushed-sources.ts'
import { postgresReservations } from './postgres-reservations.ts'
import { syncSources } from './postgres-sources.ts'
import { NO_HINTS } from '../../rows/source-rows.ts'
import { postgresSubscriptions } from './postgres-subscriptions.ts'
import { postgresTakedowns } from './postgres-takedowns.ts'
import { postgresTranslations } from './postgres-translations.ts'

/** The store's contract on an open database. */
export const createPostgresStore = (engine: PostgresEngine): Store => ({
  ...sourcePart(engine),
  ...logPart(engine),
  ...viewPart(engine),
  ...arrivalsIn(postgresArrivalRows(engine)),
  ...postgresIncidents(engine),
  ...maintenancePart(engine),
  processes: postgresProcesses(engine, engine.membership),
  deliveries: postgresDeliveries(engine),
  pages: postgresArticlePages(engine),
  reservations: postgresReservations(engine),
  takedowns: postgresTakedowns(engine),
  translations: postgresTranslations(engine),
  digests: issuesWithoutTakedowns(postgresDigests(engine), postgresTakedowns(engine)),
  subscriptions: { ...postgresSubscriptions(engine), ...postgresPushedSources(engine) },
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
const sourcePart = (engine: PostgresEngine): SourcePart => ({
  syncSources: async (sources, now) => await syncSources(engine, sources, now),
  // While the database cannot be reached, nothing is due.
  claimDue: async (now, terms) => await unlessAway(claimDue(engine, now, terms), []),
  claim: async (source, now, leaseMs) => await unlessAway(claim(engine, source, now, leaseMs), null),
  isOurs: async (source) => await isOurs(engine, source),
  release: async (source) => await release(engine, source),
  nextDue: async () => await nextDue(engine),
  sourceSummaries: async (now) => await sourceSummaries(engine, now),
  recordPoll: createPollBatches(async (polls) => await recordPolls(engine, polls)),
  deferHost: async (host, until) => {
    await engine.run(DEFER_HOST, host, until)
  },
  shiftDue: async (byMs) => await shiftDue(engine, byMs),
  setBack: async (now) => await setBack(engine, now),
  newestPoll: async () => await newestPoll(engine),
})

const DEFER_HOST = `
  UPDATE source SET next_due = $2::bigint,
    publisher_hints = jsonb_set(coalesce(publisher_hints, '${NO_HINTS}')::jsonb, '{notBefore}', to_jsonb($2::bigint))::text
  WHERE host = $1 AND next_due < $2::bigint`

const unlessAway = async <Result>(work: Promise<Result>, otherwise: Result): Promise<Result> => {
  try {
    return await work
  } catch (error) {
    if (error instanceof StoreUnavailable) return otherwise
    throw error
  }
}

const logPart = (engine: PostgresEngine): ArticleLog => ({
  knownItems: async (source, limit) => await knownItems(engine, source, limit),
  storedItems: async (source, keys) => await storedItems(engine, source, keys),
  isFirstRead: async (source) => await isFirstRead(engine, source),
  append: async (batch) => await append(engine, batch),
  appendOverride: async (note, value, now) => await appendOverride(engine, note, value, now),
  replaceTags: async (changes, now) => await replaceTags(engine, changes, now),
  withdrawOld: async (before, limit, now) => await withdrawOld(engine, before, limit, now),
  progress: async () => await progress(engine),
  undecided: async () => await undecided(engine),
  readLog: async (limit, rows) => await readLog(engine, limit, rows),
  logged: async (articles) => await ('of' in articles ? loggedArticles(engine, articles.of) : loggedRange(engine, articles)),
  identicalTo: async (articles) => await identicalTo(engine, articles),
  fingerprints: async (articles) => await fingerprints(engine, articles),
  assignments: async (articles) => await assignments(engine, articles),
  dependents: async (articles) => await dependents(engine, articles),
  reportTags: async (query) => await reportTags(engine, query),
  contributors: async (stories) => await contributors(engine, stories),
  membersOf: async (stories) => await membersOf(engine, stories),
  storyStates: async (stories) => await storyStates(engine, stories),
  commit: async (plan) => await commit(engine, plan),
  indexed: async (range) => await indexed(engine, range),
  writeNext: async (next, notes) => await writeNext(engine, next, notes),
  nextAfter: async (number, limit) => await nextAfter(engine, number, limit),
  clearNext: async () => {
    await engine.transaction(async (queries) => {
      await requireLead(queries, engine.membership, 'grouper')
      await queries.run('DELETE FROM next_assignment')
    })
  },
})

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
const viewPart = (engine: PostgresEngine): ViewPart => ({
  findArticle: async (idOrUrl) => await findArticle(engine, idOrUrl),
  story: async (id) => await storyById(engine, id),
  stories: async (query) => await storyPage(postgresEntryRows(engine), query),
  articles: async (query) => await articlePage(postgresEntryRows(engine), query),
  ongoingStories: async (query) => await ongoingStories(postgresEntryRows(engine), query),
  countByDay: async (filter, grouping, from, to, budget) => await countByDay(engine, { filter, grouping, from, to, budget }),
  countBy: async (query) => await countBy(engine, query),
  coverage: async (query) => await coverage(engine, query),
  countMatches: async (query) => await countMatches(engine, query),
  similarWords: async (word, budget) => await engine.vocabulary.similar(word, budget),
  storyCalendar: async (from, to) => await storyCalendar(engine, from, to),
  tagCounts: async (kind, since) => await tagCounts(engine, kind, since),
  formerIds: async (kind, names) => await formerIds(engine, kind, names),
  decision: async (id) => await decisionAbout(engine, id),
  reasonsIn: async (story) => await reasonsIn(engine, story),
  linksOf: async (story) => await linksOf(engine, story),
  firstOfStory: async (id) => await firstOfStory(engine, id),
  successorOf: async (id) => await successorOf(engine, id),
  storyTombstones: async (limit) => await storyTombstones(engine, limit),
  storedAfter: async (number, limit) => await storedAfter(engine, number, limit),
})

type MaintenancePart = Pick<Store, 'note' | 'setNote' | 'replaceNote' | 'counts' | 'edition' | 'health' | 'deleteOld' | 'close'>
const maintenancePart = (engine: PostgresEngine): MaintenancePart => ({
  note: async (name) => await readNote(engine, name),
  setNote: async (name, value) => await writeNotes(engine, { [name]: value }),
  replaceNote: async (name, before, after) => await replaceNote(engine, name, before, after),
  counts: async () => await storeCounts(engine),
  edition: async () => await readEdition(engine),
  health: async () => await healthOf(engine),
  deleteOld: async (before) => await deleteOld(engine, before),
  close: async () => await engine.close(),
})

const healthOf = async ({ soon, refusal, schemaVersion }: PostgresEngine): Promise<StoreHealth> => {
  try {
    const state = await soon.get<{ readonly is: boolean }>(`SELECT current_setting('transaction_read_only') = 'on' AS is`)
    const why = state?.is === true ? 'the database takes no writes' : refusal()
    return { writable: why === null, reason: why === null ? null : `read-only: ${why}`, schemaVersion }
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    return { writable: false, reason: error.message, schemaVersion }
  }
}
