import type { StoredArticle } from '../../../model/article.ts'
import { type ArticleId, articleId, type StoryId, storyId, type TagIds } from '../../../model/ids.ts'
import type { AssignmentReason, Story, StoryLink } from '../../../model/story.ts'
import { addressesOf, urlHash } from '../../new-article-row.ts'
import type { DecisionRecord, StoryTombstone } from '../../ports/story-view.ts'
import { type FoundItemRow, type OwnReasonsRow, type StoryReasonRow, toDecision, toReasons } from '../../rows/decision-rows.ts'
import { type LinkRow, toLink } from '../../rows/link-rows.ts'
import { idsNamed } from '../../rows/tag-ids.ts'
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

export const firstOfStory = async ({ get }: Queries, id: StoryId): Promise<ArticleId | null> => {
  const found = (await get<Found>(FIRST, id)) ?? (await get<Found>(FIRST_OF_ENDED, id))
  return found === undefined ? null : articleId(found.id)
}
const FIRST = 'SELECT a.id FROM story s JOIN article a ON a.story = s.n WHERE s.id = $1 ORDER BY a.n LIMIT 1'
const FIRST_OF_ENDED = 'SELECT a.id FROM story_tombstone g JOIN article a ON a.n = g.article WHERE g.id = $1'

/** The story that has the articles of an ended story now. */
export const successorOf = async ({ get }: Queries, id: StoryId): Promise<StoryId | null> => {
  const found = await get<Found>(SUCCESSOR, id)
  return found === undefined ? null : storyId(found.id)
}
const SUCCESSOR = `
  SELECT s.id FROM story_tombstone g JOIN article a ON a.n = g.article JOIN story s ON s.n = a.story WHERE g.id = $1`

export const storyTombstones = async ({ all }: Queries, limit: number): Promise<readonly StoryTombstone[]> => {
  const rows = await all<Found & { readonly at: number }>(ANNOUNCED, limit)
  return rows.map(({ id, at }) => ({ id: storyId(id), at }))
}
const ANNOUNCED = `
  SELECT id, at FROM (
    SELECT id, at FROM story_tombstone WHERE announced = 1
    UNION
    SELECT id, at FROM taken_down t WHERE announced = 1 AND NOT EXISTS (SELECT 1 FROM story s WHERE s.id = t.id)
  ) ended ORDER BY at DESC, id LIMIT $1`

export const linksOf = async ({ all }: Queries, story: StoryId): Promise<readonly StoryLink[]> =>
  (await all<LinkRow>(LINKS, story)).map(toLink)
const LINKS = `
  SELECT a.id, l.language, l.score, l.evidence, l.made_at, l.refused
  FROM story s JOIN article a ON a.story = s.n JOIN story_link l ON l.article = a.n WHERE s.id = $1 ORDER BY a.n`

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

/** Tags are never deleted, so that names stay known after their last article is deleted. */
export const formerIds = async <Kind extends keyof TagIds>(
  { tags }: PostgresEngine,
  kind: Kind,
  names: readonly string[],
): Promise<ReadonlyMap<string, TagIds[Kind]>> => idsNamed(await tags.all(kind), kind, names)
