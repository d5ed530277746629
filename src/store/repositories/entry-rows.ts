import type { ArticleId } from '../../model/ids.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { EntryRows } from '../entry-pages.ts'
import type { Position } from '../position-streams.ts'
import type { FoundArticle } from '../relevance-points.ts'
import { scanArrivals } from './arrival-scan.ts'
import { articlesMeeting, scanEntries } from './article-scan.ts'
import { questionOf } from './filter-to-sql.ts'
import { loadArticles, loadStories } from './load-stories.ts'
import { relevanceOf } from './relevance.ts'

export const entryRows = (engine: Engine): EntryRows => ({
  scanEntries: (filter, options) => scanEntries(engine, filter, options),
  scanArrivals: (filter, scan) => scanArrivals(engine, filter, scan),
  ongoing: ({ at, n }, since) => engine.all<{ readonly n: number }>(ONGOING, { at, n, since }).map((story) => story.n),
  membersMeeting: (filter, stories) => articlesMeeting(engine, questionOf(engine, filter), stories, 'story'),
  stories: (numbers, budget) => loadStories(engine, numbers, budget),
  articles: (numbers) => loadArticles(engine, numbers),
  articleIds: (numbers) => engine.all<{ readonly id: ArticleId }>(IDS, JSON.stringify(numbers)).map(({ id }) => id),
  placesOf: (articles) => engine.all<FoundArticle>(PLACES, JSON.stringify(articles)),
  relevance: (filter, matches) => relevanceOf(engine, filter, matches),
  positionOf: (grouping, id) => engine.get<Position>(`SELECT sort_at AS at, n FROM ${grouping} WHERE id = ?`, id),
  idOf: (grouping, n) => engine.get<{ readonly id: string }>(`SELECT id FROM ${grouping} WHERE n = ?`, n)?.id,
})

const ONGOING = `
  SELECT DISTINCT s.n FROM (SELECT story FROM article WHERE story IS NOT NULL ORDER BY n DESC LIMIT 2048) a
  CROSS JOIN story s ON s.n = a.story
  WHERE (s.sort_at, s.n) < (@at, @n) AND s.updated_at >= @since AND s.updated_at > max(s.sort_at, s.published_at)
  ORDER BY s.sort_at DESC, s.n DESC`
const IDS = 'SELECT a.id FROM json_each(?) j CROSS JOIN article a ON a.n = j.value'
const PLACES = `
  SELECT a.n AS article, s.n, s.sort_at AS at
  FROM json_each(?) j CROSS JOIN article a ON a.n = j.value CROSS JOIN story s ON s.n = a.story`
