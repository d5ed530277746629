import type { Store } from '../store.ts'
import { arrivalPart } from './arrivals.ts'
import { configuredSources, countByDay, sourceState, sourceSummaries, tagCounts } from './counts.ts'
import type { Engine } from './engine.ts'
import { formerId } from './former-ids.ts'
import { incidentPart } from './incidents.ts'
import { countUnknown, knownItems } from './known-items.ts'
import { articleById, decisionAbout, findArticle, storyById } from './find-article.ts'
import { firstOfStory, storyTombstones, movedStory, stopTelling } from './gone-stories.ts'
import { NEWEST_VERSION } from './migrations.ts'
import { readNote, writeNote } from './notes.ts'
import { articlePage, storyPage } from './pages.ts'
import { claim, claimDue, nextDue, writePoll } from './polls.ts'
import { prune } from './prune.ts'
import { pushedSourcePart } from './pushed-sources.ts'
import { rearrange } from './rearrange.ts'
import { placedAfter, positionBefore } from './replay.ts'
import { articlesAfter, replaceTags } from './retag.ts'
import { settle } from './settle.ts'
import { syncSources } from './sources.ts'
import { alikeTo, linksOf, storyFeatures } from './story-tables.ts'
import { shiftSubscriptions, subscriptionPart } from './subscriptions.ts'

/** The contract, on one open database. `release` gives the data folder back on closing. */
export const createStore = (engine: Engine, release: () => void): Store => ({
  ...sourcePart(engine),
  ...articlePart(engine),
  ...arrivalPart(engine),
  ...incidentPart(engine),
  ...storyPart(engine),
  ...housePart(engine, release),
  push: { ...subscriptionPart(engine), ...pushedSourcePart(engine) },
})

type SourcePart = Pick<
  Store,
  | 'syncSources'
  | 'claimDue'
  | 'claim'
  | 'release'
  | 'nextDue'
  | 'sourceState'
  | 'sourceSummaries'
  | 'recordPoll'
  | 'deferHost'
  | 'shiftDue'
  | 'knownItems'
  | 'countUnknown'
>
const sourcePart = (engine: Engine): SourcePart => ({
  syncSources: async (sources, now) => syncSources(engine, sources, now),
  claimDue: async (now, terms) => claimDue(engine, now, terms),
  claim: async (source, now, leaseMs) => claim(engine, source, now, leaseMs),
  release: async (source) => {
    engine.write(() => engine.run('UPDATE source SET leased_until = 0 WHERE id = ?', source))
  },
  nextDue: async () => nextDue(engine),
  sourceState: async (source) => sourceState(engine, source),
  sourceSummaries: async (now) => sourceSummaries(engine, now),
  recordPoll: (source, poll) => engine.together.write(() => writePoll(engine, source, poll), { size: 1, again: true }),
  deferHost: async (host, until) => {
    engine.write(() => engine.run('UPDATE source SET next_due = ? WHERE host = ? AND next_due < ?', until, host, until))
  },
  shiftDue: async (byMs) => {
    engine.write(() => {
      engine.run(SHIFT_DUE, byMs, byMs)
      shiftSubscriptions(engine, byMs)
    })
  },
  knownItems: async (source, limit) => knownItems(engine, source, limit),
  countUnknown: async (source, items) => countUnknown(engine, source, items),
})
const SHIFT_DUE = `UPDATE source SET next_due = next_due + ?, leased_until = iif(leased_until > 0, leased_until + ?, 0)`

type ArticlePart = Pick<
  Store,
  | 'settle'
  | 'article'
  | 'findArticle'
  | 'story'
  | 'stories'
  | 'articles'
  | 'countByDay'
  | 'tagCounts'
  | 'formerId'
  | 'decision'
  | 'storyFeatures'
>
const articlePart = (engine: Engine): ArticlePart => ({
  settle: (batch, place) => settle(engine, batch, place),
  article: async (id) => articleById(engine, id),
  findArticle: async (idOrUrl) => findArticle(engine, idOrUrl),
  story: async (id) => storyById(engine, id),
  stories: (query) => storyPage(engine, query),
  articles: (query) => articlePage(engine, query),
  countByDay: (filter, grouping, from, to) => countByDay(engine, filter, grouping, { from, to }),
  tagCounts: async (kind, since) => tagCounts(engine, kind, since),
  formerId: (kind, written) => formerId(engine, kind, written),
  decision: async (id) => decisionAbout(engine, id),
  storyFeatures: async (windowMs) => storyFeatures(engine, windowMs),
})

type StoryPart = Pick<
  Store,
  | 'rearrange'
  | 'linksOf'
  | 'firstOfStory'
  | 'movedStory'
  | 'storyTombstones'
  | 'stopTelling'
  | 'nextPosition'
  | 'placedAfter'
  | 'positionBefore'
  | 'alikeBefore'
>
const storyPart = (engine: Engine): StoryPart => ({
  rearrange: async (step, arrange) => rearrange(engine, step, arrange),
  linksOf: async (story) => linksOf(engine, story),
  firstOfStory: async (id) => firstOfStory(engine, id),
  movedStory: async (id) => movedStory(engine, id),
  storyTombstones: async (limit) => storyTombstones(engine, limit),
  stopTelling: async (before) => stopTelling(engine, before),
  placedAfter: async (position, limit) => placedAfter(engine, position, limit),
  positionBefore: async (seen) => positionBefore(engine, seen),
  alikeBefore: async (fingerprint, position) => alikeTo(engine, fingerprint, position),
  nextPosition: async () => engine.ledger.totals.nextArticle,
})

type HousePart = Pick<
  Store,
  'articlesAfter' | 'replaceTags' | 'note' | 'setNote' | 'counts' | 'edition' | 'editionAt' | 'health' | 'prune' | 'close'
>
const housePart = (engine: Engine, release: () => void): HousePart => ({
  articlesAfter: async (position, limit) => articlesAfter(engine, position, limit),
  replaceTags: async (changes) => replaceTags(engine, changes),
  note: async (name) => readNote(engine, name),
  setNote: async (name, value) => {
    engine.write(() => writeNote(engine, name, value))
  },
  counts: async () => {
    const { items, articles, copies, stories, edition } = engine.ledger.totals
    return { items, articles, copies, stories, edition, sources: configuredSources(engine) }
  },
  edition: () => engine.ledger.totals.edition,
  editionAt: () => engine.ledger.totals.editionAt,
  health: () => engine.health(NEWEST_VERSION),
  prune: (articlesBefore, untaggedBefore) => prune(engine, articlesBefore, untaggedBefore),
  close: async () => {
    await engine.together.idle()
    engine.db.close()
    release()
  },
})
