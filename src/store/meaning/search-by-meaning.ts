/** Searches by meaning: before an engine sees a filter, each `like:` in it becomes the list of the reports that are near. */
import { DIMENSIONS, quantize } from '../../lib/unit-vectors.ts'
import { type Filter, type LikeFilter, likesIn } from '../../model/filter.ts'
import type { SentenceVector } from '../../model/sentence-vector.ts'
import type { Database } from '../database.ts'
import { inTurns, type QueryBudget, UNLIMITED } from '../ports/query-budget.ts'
import type { Store } from '../ports/store.ts'
import type { StorySearch } from '../ports/story-search.ts'
import { searchPhrase } from '../../text/search-words.ts'
import { createNearestReports, type NearReports } from './nearest-reports.ts'
import { MOST_VECTORS, trimVectors, vectorsAfter, vectorsOfStory } from './vectors.ts'

/**
 * The least cosine of a report that a filter, a feed or an alert counts as like a text or a story. Chosen on 60 of 120 searches in six languages over 13,585
 * reports (precision .88, recall .75), told by the other 60: .93, .75, both among judged reports; of 39 reports that nobody had judged about 35 were right.
 */
const LIKE = 0.42
/** A ranked list goes on below: its reader sees where the reports stop being like it. By these, nDCG@10 is .91; by words alone .19; from .36 on .83. */
const RANKED = { least: 0.3, most: 500 }
const MOST_NEAR = 20_000
const ROWS_AT_ONCE = 2_048

type Near = (
  filter: Filter,
  options: { readonly isRanked?: boolean; readonly budget?: QueryBudget | undefined },
) => Promise<Filter>

/** The store, whose searches understand `like:`. */
export const withSearchByMeaning = (store: Store, database: Database): Store => {
  const near = nearIn(database)
  const nearly = async <Query extends { readonly filter: Filter; readonly budget?: QueryBudget }>(
    query: Query,
  ): Promise<Query> => ({
    ...query,
    filter: await near(query.filter, { budget: query.budget }),
  })
  const search: Omit<StorySearch, 'coverage' | 'similarWords' | 'newestPosition'> = {
    stories: async (query) =>
      await store.stories({ ...query, filter: await near(query.filter, { ...query, isRanked: query.sort === 'relevance' }) }),
    articles: async (query) => await store.articles(await nearly(query)),
    ongoingStories: async (query) => await store.ongoingStories(await nearly(query)),
    countByDay: async (filter, grouping, from, to, budget) =>
      await store.countByDay(await near(filter, { budget }), grouping, from, to, budget),
    countBy: async (query) => await store.countBy(await nearly(query)),
    countMatches: async (query) => await store.countMatches(await nearly(query)),
    arrivals: async (query) => await store.arrivals(await nearly(query)),
    arrivedStories: async (query) => await store.arrivedStories(await nearly(query)),
    arrivedArticles: async (query) => await store.arrivedArticles(await nearly(query)),
    storyChanges: async (query) => await store.storyChanges(await nearly(query)),
  }
  return {
    ...store,
    ...search,
    async deleteOld(before) {
      await store.deleteOld(before)
      await database.transaction(trimVectors)
    },
  }
}

const nearIn = (database: Database): Near => {
  const reports = createReports(database)
  return async (filter, { isRanked = false, budget = UNLIMITED }) => {
    const found = async (part: LikeFilter, isRanked: boolean): Promise<Filter> => {
      const vector = part.to.kind === 'text' ? part.to.vector : await meanOf(database, part.to.story)
      const wanted = isRanked ? RANKED : { least: LIKE, most: MOST_NEAR }
      const like: LikeFilter = { ...part, near: vector === null ? new Map() : await reports(vector, wanted, budget) }
      return isRanked && part.to.kind === 'text' ? { kind: 'or', of: [like, allWordsOf(part.to.text)] } : like
    }
    const resolved = async (part: Filter, ranks = isRanked): Promise<Filter> => {
      if (part.kind === 'like') return await found(part, ranks)
      if (part.kind === 'not') return { ...part, of: await resolved(part.of, false) }
      if (part.kind !== 'and' && part.kind !== 'or') return part
      return { ...part, of: await Promise.all(part.of.map(async (one) => await resolved(one, ranks))) }
    }
    return likesIn(filter).length === 0 ? filter : await resolved(filter)
  }
}

/** In a ranked list, a report with all words of the text counts too: the model knows few of the rarest names. */
const allWordsOf = (text: string): Filter => ({
  kind: 'and',
  of: text
    .split(/\s+/u)
    .filter((word) => searchPhrase(word) !== null)
    .map((word) => ({ kind: 'text', text: word, in: 'anywhere', prefix: false, forms: true })),
})

/** A story stands for the mean of its reports. */
const meanOf = async (database: Database, story: string): Promise<SentenceVector | null> => {
  const rows = await database.read(() => vectorsOfStory(story))
  const revision = rows[0]?.model
  if (revision === undefined) return null
  const sum = new Float64Array(DIMENSIONS)
  for (const { model, bytes } of rows)
    if (model === revision)
      for (const [nth, value] of new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length).entries())
        sum[nth] = (sum[nth] ?? 0) + value
  const length = Math.hypot(...sum) || 1
  return { values: quantize(sum.map((value) => value / length)), revision }
}

type Wanted = { readonly least: number; readonly most: number }

/** Reads the vectors at the first search, and what is new at each later one. */
const createReports = (database: Database) => {
  let index = createNearestReports()
  let [model, newest] = ['', 0]
  const catchUp = async (wanted: string): Promise<void> => {
    if (model !== wanted || index.size() > 2 * MOST_VECTORS) {
      index = createNearestReports()
      ;[model, newest] = [wanted, 0]
    }
    for (;;) {
      const rows = await database.read(() => vectorsAfter(newest, wanted, ROWS_AT_ONCE))
      for (const { article, bytes } of rows) index.put(article, new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length))
      newest = rows.at(-1)?.n ?? newest
      if (rows.length < ROWS_AT_ONCE) return
      await UNLIMITED.giveWay()
    }
  }
  let turn: Promise<unknown> = Promise.resolve()
  return async ({ values, revision }: SentenceVector, wanted: Wanted, budget: QueryBudget): Promise<NearReports> => {
    const caughtUp = turn.then(async () => await catchUp(revision))
    turn = caughtUp.catch(() => {})
    await caughtUp
    return await inTurns(index.near(values, wanted), budget)
  }
}
