import type { StoredArticle } from '../../../model/article.ts'
import { type ArticleId, articleId, type StoryId } from '../../../model/ids.ts'
import type { AssignmentReason, Story } from '../../../model/story.ts'
import { addressesOf, urlHash } from '../../new-article-row.ts'
import type { DecisionRecord } from '../../ports/story-view.ts'
import { type FoundItemRow, type OwnReasonsRow, type StoryReasonRow, toDecision, toReasons } from '../../rows/decision-rows.ts'
import { loadArticles, loadStories } from './postgres-articles.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import type { Queries } from './queries.ts'

type Numbered = { readonly n: number }
type Found = { readonly id: string }

const articleById = async (engine: PostgresEngine, id: ArticleId): Promise<StoredArticle | null> => {
  const row = await engine.get<Numbered>('SELECT coalesce(same_as, n) AS n FROM article WHERE id = $1', id)
  return row === undefined ? null : ((await loadArticles(engine, [row.n]))[0] ?? null)
}

export const storyById = async (engine: PostgresEngine, id: StoryId): Promise<Story | null> => {
  const row = await engine.get<Numbered>('SELECT n FROM story WHERE id = $1', id)
  return row === undefined ? null : ((await loadStories(engine, [row.n]))[0] ?? null)
}

export const storiesById = async (engine: PostgresEngine, ids: readonly StoryId[]): Promise<ReadonlyMap<StoryId, Story>> => {
  const rows = ids.length === 0 ? [] : await engine.all<Numbered>('SELECT n FROM story WHERE id = ANY ($1::text[])', ids)
  const stories = await loadStories(
    engine,
    rows.map(({ n }) => n),
  )
  return new Map(stories.map((story) => [story.id, story]))
}

/** By article id, canonical URL or link; if several published articles have the address, the first. */
export const findArticle = async (engine: PostgresEngine, idOrUrl: string): Promise<StoredArticle | null> => {
  const byId = await articleById(engine, articleId(idOrUrl))
  if (byId !== null) return byId
  const urls = addressesOf(idOrUrl)
  const row = await engine.get<Numbered>(BY_URL, urls, urls.map(urlHash))
  return row === undefined ? null : ((await loadArticles(engine, [row.n]))[0] ?? null)
}
const BY_URL = `
  SELECT coalesce(a.same_as, a.n) AS n FROM article a JOIN content c ON c.article = a.n
  WHERE a.url_hash = ANY ($2::bigint[]) AND (c.canonical_url = ANY ($1::text[]) OR c.link = ANY ($1::text[]))
    AND (a.story IS NOT NULL OR a.same_as IS NOT NULL)
  ORDER BY a.n LIMIT 1`

export const decisionAbout = async (engine: PostgresEngine, id: ArticleId): Promise<DecisionRecord | null> => {
  const article = await articleById(engine, id)
  if (article === null) return null
  const own = await engine.get<OwnReasonsRow>(REASONS, article.id)
  return toDecision(article, own, await engine.all<FoundItemRow>(ITEMS, article.id))
}
const REASONS = 'SELECT p.reasons, p.corrected FROM article a JOIN assignment p ON p.article = a.n WHERE a.id = $1'
const ITEMS = `
  SELECT s.id AS source, i.key, i.first_seen, i.last_seen, CASE WHEN o.same_as IS NOT NULL THEN p.reasons END AS reasons
  FROM article a JOIN article o ON o.n = a.n OR o.same_as = a.n JOIN item i ON i.article = o.n
  LEFT JOIN assignment p ON p.article = o.n JOIN source s ON s.n = i.source
  WHERE a.id = $1 ORDER BY i.n`

/** Corrections first, then an article's own reasons, then those of identical articles for which it stands. */
export const reasonsIn = async (
  { all }: Queries,
  story: StoryId,
): Promise<ReadonlyMap<ArticleId, readonly AssignmentReason[]>> => toReasons(await all<StoryReasonRow>(STORY_REASONS, story))
const STORY_REASONS = `
  WITH member AS (SELECT a.n, a.id FROM story s JOIN article a ON a.story = s.n WHERE s.id = $1)
  SELECT id, reasons FROM (
    SELECT m.n, m.id, 0 AS rank, 0 AS item, p.corrected AS reasons FROM member m JOIN assignment p ON p.article = m.n
    UNION ALL
    SELECT m.n, m.id, 1, 0, p.reasons FROM member m JOIN assignment p ON p.article = m.n
    UNION ALL
    SELECT m.n, m.id, 2, i.n, p.reasons FROM member m JOIN article o ON o.same_as = m.n JOIN item i ON i.article = o.n
    JOIN assignment p ON p.article = o.n) reason
  WHERE reasons IS NOT NULL ORDER BY n, rank, item`

/** Grouped articles in the order of arrival, after a number. */
export const storedAfter = async (
  engine: PostgresEngine,
  number: number,
  limit: number,
): Promise<readonly { readonly number: number; readonly article: StoredArticle }[]> => {
  const rows = await engine.all<Numbered & Found>(GROUPED_AFTER, number, limit)
  const numbers = new Map(rows.map(({ id, n }) => [id, n]))
  const articles = await loadArticles(
    engine,
    rows.map(({ n }) => n),
  )
  return articles.map((article) => ({ number: numbers.get(article.id) ?? 0, article }))
}
const GROUPED_AFTER = 'SELECT n, id FROM article WHERE n > $1 AND story IS NOT NULL ORDER BY n LIMIT $2'
