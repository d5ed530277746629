import type { StoredArticle } from '../../model/article.ts'
import { type ArticleId, articleId, type StoryId } from '../../model/ids.ts'
import type { AssignmentReason, Story } from '../../model/story.ts'
import type { DecisionRecord } from '../ports/story-view.ts'
import { type FoundItemRow, type OwnReasonsRow, type StoryReasonRow, toDecision, toReasons } from '../rows/decision-rows.ts'
import { addressesOf, urlHash } from '../new-article-row.ts'
import { inSteps } from '../in-steps.ts'
import { UNLIMITED } from '../ports/query-budget.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { loadArticles, loadStories } from './load-stories.ts'

type Numbered = { readonly n: number }

const articleById = (engine: Engine, id: ArticleId): StoredArticle | null => {
  const row = engine.get<Numbered>('SELECT coalesce(same_as, n) AS n FROM article WHERE id = ?', id)
  return row === undefined ? null : (loadArticles(engine, [row.n])[0] ?? null)
}

export const storyById = async (engine: Engine, id: StoryId): Promise<Story | null> => {
  const row = engine.get<Numbered>('SELECT n FROM story WHERE id = ?', id)
  return row === undefined ? null : ((await loadStories(engine, [row.n], UNLIMITED))[0] ?? null)
}

export const storiesById = async (engine: Engine, ids: readonly StoryId[]): Promise<ReadonlyMap<StoryId, Story>> => {
  const rows = engine.all<Numbered>(NUMBERS, JSON.stringify(ids))
  const stories = await loadStories(
    engine,
    rows.map(({ n }) => n),
    UNLIMITED,
  )
  return new Map(stories.map((story) => [story.id, story]))
}
const NUMBERS = 'SELECT s.n FROM json_each(?) j CROSS JOIN story s ON s.id = j.value'

/** By article id, canonical URL or link; if several published articles have the address, the first. */
export const findArticle = (engine: Engine, idOrUrl: string): StoredArticle | null => {
  const byId = articleById(engine, articleId(idOrUrl))
  if (byId !== null) return byId
  const urls = addressesOf(idOrUrl)
  const row = engine.get<Numbered>(BY_URL, JSON.stringify(urls), JSON.stringify(urls.map(urlHash)))
  return row === undefined ? null : (loadArticles(engine, [row.n])[0] ?? null)
}
const BY_URL = `
  WITH wanted AS (SELECT value FROM json_each(?))
  SELECT coalesce(a.same_as, a.n) AS n
  FROM json_each(?) j CROSS JOIN article a ON a.url_hash = j.value CROSS JOIN content c ON c.article = a.n
  WHERE (c.canonical_url IN wanted OR c.link IN wanted) AND (a.story IS NOT NULL OR a.same_as IS NOT NULL)
  ORDER BY a.n LIMIT 1`

export const decisionAbout = (engine: Engine, id: ArticleId): DecisionRecord | null => {
  const article = articleById(engine, id)
  if (article === null) return null
  return toDecision(article, engine.get<OwnReasonsRow>(REASONS, article.id), engine.all<FoundItemRow>(ITEMS, article.id))
}

/** Corrections first, then an article's own reasons, then those of identical articles for which it stands. */
export const reasonsIn = async (
  { all }: Engine,
  story: StoryId,
): Promise<ReadonlyMap<ArticleId, readonly AssignmentReason[]>> => {
  const members = all<Numbered>(MEMBERS, story).map(({ n }) => n)
  const reasonsOf = (part: readonly number[]) => [...toReasons(all<StoryReasonRow>(REASONS_OF, JSON.stringify(part)))]
  return new Map(await inSteps(members, UNLIMITED, reasonsOf))
}
const MEMBERS = 'SELECT a.n FROM story s CROSS JOIN article a ON a.story = s.n WHERE s.id = ?'
const REASONS_OF = `
  WITH member AS (SELECT a.n, a.id FROM json_each(?) j CROSS JOIN article a ON a.n = j.value)
  SELECT id, reasons FROM (
    SELECT m.n, m.id, 0 AS rank, p.corrected AS reasons FROM member m CROSS JOIN assignment p ON p.article = m.n
    UNION ALL
    SELECT m.n, m.id, 1, coalesce(p.reasons, c.reasons)
    FROM member m CROSS JOIN content c ON c.article = m.n LEFT JOIN assignment p ON p.article = m.n
    UNION ALL
    SELECT m.n, m.id, 2, coalesce(i.reasons, iif(o.same_as IS NULL, NULL, p.reasons))
    FROM member m CROSS JOIN article o ON o.n = m.n OR o.same_as = m.n
    CROSS JOIN item i ON i.article = o.n LEFT JOIN assignment p ON p.article = o.n)
  WHERE reasons IS NOT NULL ORDER BY n, rank`

const REASONS = `
  SELECT coalesce(p.reasons, c.reasons) AS reasons, p.corrected FROM article a JOIN content c ON c.article = a.n LEFT JOIN assignment p ON p.article = a.n WHERE a.id = ?`
const ITEMS = `
  SELECT s.id AS source, i.key, i.first_seen, i.last_seen, coalesce(i.reasons, iif(o.same_as IS NULL, NULL, p.reasons)) AS reasons
  FROM article a CROSS JOIN article o ON o.n = a.n OR o.same_as = a.n
  CROSS JOIN item i ON i.article = o.n LEFT JOIN assignment p ON p.article = o.n JOIN source s ON s.n = i.source
  WHERE a.id = ? ORDER BY i.n`
