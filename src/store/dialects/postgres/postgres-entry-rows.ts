import type { ArticleId } from '../../../model/ids.ts'
import type { EntryRows } from '../../entry-pages.ts'
import type { Position } from '../../position-streams.ts'
import type { FoundArticle } from '../../relevance-points.ts'
import { scanArrivals } from './postgres-arrival-scan.ts'
import { loadArticles, loadStories } from './postgres-articles.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { postgresQuestion } from './postgres-filter.ts'
import { relevanceOf } from './postgres-relevance.ts'
import { articlesMeeting, scanEntries } from './postgres-scan.ts'

export const postgresEntryRows = (engine: PostgresEngine): EntryRows => ({
  scanEntries: (filter, options) => scanEntries(engine, filter, options),
  scanArrivals: (filter, scan) => scanArrivals(engine, filter, scan),
  ongoing: async ({ at, n }, since) =>
    (await engine.all<{ readonly n: number }>(ONGOING, at, n, since)).map((story) => story.n),
  membersMeeting: async (filter, stories) =>
    await articlesMeeting(engine, await postgresQuestion(engine, filter), stories, 'story'),
  stories: async (numbers) => await loadStories(engine, numbers),
  articles: async (numbers) => await loadArticles(engine, numbers),
  articleIds: async (numbers) => (await engine.all<{ readonly id: ArticleId }>(IDS, numbers)).map(({ id }) => id),
  placesOf: async (articles) => await engine.all<FoundArticle>(PLACES, articles),
  relevance: async (filter, matches) => await relevanceOf(engine, filter, matches),
  positionOf: async (grouping, id) => await engine.get<Position>(`SELECT sort_at AS at, n FROM ${grouping} WHERE id = $1`, id),
  idOf: async (grouping, n) => (await engine.get<{ readonly id: string }>(`SELECT id FROM ${grouping} WHERE n = $1`, n))?.id,
})

const ONGOING = `
  SELECT s.n FROM story s WHERE (s.sort_at, s.n) < ($1::bigint, $2::bigint) AND s.updated_at >= $3 AND s.updated_at > greatest(s.sort_at, s.published_at)
    AND s.n IN (SELECT story FROM (SELECT story FROM article WHERE story IS NOT NULL ORDER BY n DESC LIMIT 2048) newest)
  ORDER BY s.sort_at DESC, s.n DESC`
const IDS = 'SELECT a.id FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place) JOIN article a ON a.n = j.n ORDER BY j.place'
const PLACES = `
  SELECT a.n AS article, s.n, s.sort_at AS at FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place)
  JOIN article a ON a.n = j.n JOIN story s ON s.n = a.story ORDER BY j.place`
