/** The rows that pages of entries and lists of arrivals are made of. */
import type { ArticleId } from '../../model/ids.ts'
import type { Filter } from '../../model/filter.ts'
import type { Grouping } from '../../model/taxonomy.ts'
import type { ArrivalRows, DecidedItem, Question } from '../arrivals.ts'
import type { Database, Sql } from '../database.ts'
import type { EntryRows } from '../entry-pages.ts'
import type { EarlierReport, Report } from '../first-reports.ts'
import { inOrderOf } from '../in-order.ts'
import type { Arrival } from '../ports/story-search.ts'
import type { Position } from '../position-streams.ts'
import type { FoundArticle } from '../relevance-points.ts'
import type { Answer } from '../scan-steps.ts'
import { loadArticles } from '../views/articles.ts'
import { loadStories, loadStoriesAsOf } from '../views/stories.ts'

/** What finds the articles of a filter. */
export type Search = Pick<EntryRows, 'scanEntries' | 'scanArrivals' | 'relevance'> & {
  readonly questionOf: (filter: Filter) => Answer<Question>
}

type Numbered = { readonly n: number }

export const entryRowsIn = (database: Database, search: Search): EntryRows => ({
  ...search,
  ongoing: async ({ at, n }, since) => (await database.all<Numbered>(ONGOING, at, n, since)).map((story) => story.n),
  membersMeeting: async (filter, stories) => await (await search.questionOf(filter)).membersMeeting(stories),
  stories: async (numbers, budget) => await loadStories(database, numbers, budget),
  articles: async (numbers) => await loadArticles(database, numbers),
  articleIds: async (numbers) => (await database.all<{ readonly id: ArticleId }>(IDS, numbers)).map(({ id }) => id),
  placesOf: async (articles) =>
    inOrderOf(articles, await database.all<FoundArticle>(PLACES, articles), ({ article }) => article),
  positionOf: async (grouping, id) => await database.get<Position>(POSITION[grouping], id),
  idOf: async (grouping, n) => (await database.get<{ readonly id: string }>(ID[grouping], n))?.id,
})

const ONGOING: Sql = ({ greatest }) => `
  SELECT s.n FROM story s
  WHERE (s.sort_at, s.n) < (CAST($1 AS bigint), CAST($2 AS bigint)) AND s.updated_at >= $3 AND s.updated_at > ${greatest('s.sort_at', 's.published_at')}
    AND s.n IN (SELECT story FROM (SELECT story FROM article WHERE story IS NOT NULL ORDER BY n DESC LIMIT 2048) newest)
  ORDER BY s.sort_at DESC, s.n DESC`
const IDS: Sql = ({ isIn }) => `SELECT id FROM article WHERE ${isIn('n', '$1', 'bigint')}`
/** No join, for which PostgreSQL reads all stories. */
const PLACES: Sql = ({ isIn }) => `
  SELECT n AS article, story AS n, (SELECT sort_at FROM story s WHERE s.n = a.story) AS at
  FROM article a WHERE ${isIn('n', '$1', 'bigint')} AND story IS NOT NULL`
const POSITION: Readonly<Record<Grouping, string>> = {
  article: 'SELECT sort_at AS at, n FROM article WHERE id = $1',
  story: 'SELECT sort_at AS at, n FROM story WHERE id = $1',
}
const ID: Readonly<Record<Grouping, string>> = {
  article: 'SELECT id FROM article WHERE n = $1',
  story: 'SELECT id FROM story WHERE n = $1',
}

export const arrivalRowsIn = (database: Database, { scanArrivals, questionOf }: Search): ArrivalRows => ({
  scanArrivals,
  questionOf,
  articleArrivals: async (articles) =>
    inOrderOf(articles, await database.all<Arrival>(ARRIVALS, articles), ({ number }) => number),
  reports: async (articles) => inOrderOf(articles, await database.all<Report>(REPORTS, articles), ({ number }) => number),
  earlier: async (articles) => await database.all<EarlierReport>(EARLIER, articles),
  articles: async (numbers) => await loadArticles(database, numbers),
  storiesAsOf: async (stories, upTo, budget) => await loadStoriesAsOf(database, stories, { upTo, budget }),
  decidedItems: async (after, limit) => await database.all<DecidedItem>(ITEMS, after, limit),
  firstItems: async (stories) => await database.all<{ readonly n: number; readonly story: number }>(FIRST_ITEMS, stories),
  newestDecided: async () => (await database.get<Numbered>('SELECT decided_item AS n FROM counters'))?.n ?? 0,
})

const ARRIVALS: Sql = ({ isIn }) => `SELECT n AS number, id FROM article WHERE ${isIn('n', '$1', 'bigint')}`
const REPORTS: Sql = ({ isIn }) => `
  SELECT a.n AS number, s.id, s.n AS story FROM article a JOIN story s ON s.n = a.story WHERE ${isIn('a.n', '$1', 'bigint')}`
const EARLIER: Sql = ({ isIn }) => `
  SELECT b.n, b.story FROM article a JOIN article b ON b.story = a.story AND b.n < a.n WHERE ${isIn('a.n', '$1', 'bigint')}`
const ITEMS = `
  SELECT i.n, s.id AS source, coalesce(a.story, o.story) AS story, CASE WHEN a.story IS NULL THEN o.id ELSE a.id END AS article
  FROM item i JOIN source s ON s.n = i.source LEFT JOIN article a ON a.n = i.article LEFT JOIN article o ON o.n = a.same_as
  WHERE i.n > $1 AND i.n <= (SELECT decided_item FROM counters) ORDER BY i.n LIMIT $2`
const FIRST_ITEMS: Sql = ({ isIn }) => `
  SELECT a.story, min(i.n) AS n FROM article a JOIN item i ON i.article = a.n WHERE ${isIn('a.story', '$1', 'bigint')} GROUP BY a.story`
