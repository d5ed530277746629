/** The parts of a store that are the same on both engines. */
import type { Instant } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import { arrivalsIn } from './arrivals.ts'
import type { Database } from './database.ts'
import { articlePage, ongoingStories, storyPage } from './entry-pages.ts'
import { issuesWithoutTakedowns } from './issues-without-takedowns.ts'
import { assignmentsIn } from './log/assignments.ts'
import { generationsIn } from './log/generations.ts'
import { itemsIn } from './log/items.ts'
import { readLogIn } from './log/read-log.ts'
import { takedownsIn } from './log/takedowns.ts'
import { vectorsIn } from './meaning/vectors.ts'
import { notesIn } from './notes.ts'
import { deliveriesIn, shiftDeliveries } from './outbox/deliveries.ts'
import { digestIssuesIn } from './outbox/digest-issues.ts'
import { shiftSubscriptions, subscriptionsIn } from './outbox/subscriptions.ts'
import { translationsIn } from './outbox/translations.ts'
import { wordingsIn } from './log/wordings.ts'
import { articlePagesIn } from './sources/article-pages.ts'
import { incidentsIn } from './sources/incidents.ts'
import type { OngoingQuery, StoryQuery } from './ports/story-search.ts'
import { arrivalRowsIn, entryRowsIn, type Search } from './search/rows.ts'
import { pollsIn, shiftPolls } from './sources/polls.ts'
import { pushedSourcesIn, shiftPushedSources } from './sources/pushed-sources.ts'
import { reservationsIn } from './sources/reservations.ts'
import { syncSources } from './sources/source-sync.ts'
import { affairsIn } from './views/affairs.ts'
import { countsIn } from './views/counts.ts'
import { lookupsIn } from './views/lookups.ts'
import { scannedCountsIn } from './views/scanned-counts.ts'
import { tombstonesIn } from './views/tombstones.ts'

export const commonParts = (database: Database, search: Search) => {
  const entries = entryRowsIn(database, search)
  const takedowns = takedownsIn(database)
  return {
    ...readLogIn(database),
    ...assignmentsIn(database),
    ...generationsIn(database),
    ...itemsIn(database),
    ...lookupsIn(database),
    ...arrivalsIn(arrivalRowsIn(database, search)),
    stories: async (query: StoryQuery) => await storyPage(entries, query),
    articles: async (query: StoryQuery) => await articlePage(entries, query),
    ongoingStories: async (query: OngoingQuery) => await ongoingStories(entries, query),
    ...pollsIn(database),
    ...incidentsIn(database),
    ...notesIn(database),
    ...tombstonesIn(database),
    ...affairsIn(database),
    ...countsIn(database),
    ...scannedCountsIn(database, search),
    ...vectorsIn(database),
    syncSources: async (sources: readonly Source[], now: Instant) => await syncSources(database, sources, now),
    shiftDue: async (byMs: number): Promise<void> =>
      await database.transaction(function* () {
        yield* shiftPolls(byMs)
        yield* shiftSubscriptions(byMs)
        yield* shiftPushedSources(byMs)
        yield* shiftDeliveries(byMs)
      }),
    deliveries: deliveriesIn(database),
    pages: articlePagesIn(database),
    ...wordingsIn(database),
    reservations: reservationsIn(database),
    takedowns,
    translations: translationsIn(database),
    digests: issuesWithoutTakedowns(digestIssuesIn(database), takedowns),
    subscriptions: { ...subscriptionsIn(database), ...pushedSourcesIn(database) },
  }
}
