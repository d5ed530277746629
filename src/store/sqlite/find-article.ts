import { canonicalUrl } from '../../lib/canonical-url.ts'
import type { StoredArticle } from '../../model/article.ts'
import { type ArticleId, articleId, type SourceId, sourceId, type StoryId } from '../../model/ids.ts'
import type { AssignmentReason, Story } from '../../model/story.ts'
import type { DecisionRecord } from '../store.ts'
import { unpackList } from './article-rows.ts'
import { lowerBits, urlHash } from './article-hashes.ts'
import type { Engine } from './engine.ts'
import { loadArticles, loadStories } from './load-stories.ts'

type Numbered = { readonly n: number }

export const articleById = (engine: Engine, id: ArticleId): StoredArticle | null => {
  const row = engine.get<Numbered>('SELECT n FROM article WHERE id = ?', id)
  return row === undefined ? null : (loadArticles(engine, [row.n])[0] ?? null)
}

export const storyById = (engine: Engine, id: StoryId): Story | null => {
  const row = engine.get<Numbered>('SELECT n FROM story WHERE id = ?', id)
  return row === undefined ? null : (loadStories(engine, [row.n])[0] ?? null)
}

/** By our id, canonical URL, or link; where several have the address, the first. */
export const findArticle = (engine: Engine, idOrUrl: string): StoredArticle | null => {
  const byId = articleById(engine, articleId(idOrUrl))
  if (byId !== null) return byId
  const urls = [idOrUrl, canonicalUrl(idOrUrl)].filter((url) => url !== null)
  const numbers = engine.hashes.find(urls.map(urlHash).map(lowerBits), { most: Number.POSITIVE_INFINITY })
  const row = engine.get<Numbered>(BY_URL, JSON.stringify(urls), JSON.stringify([...numbers]))
  return row === undefined ? null : (loadArticles(engine, [row.n])[0] ?? null)
}
const BY_URL = `
  WITH wanted AS (SELECT value FROM json_each(?))
  SELECT c.article AS n FROM json_each(?) j JOIN content c ON c.article = j.value
  WHERE c.canonical_url IN wanted OR c.link IN wanted
  ORDER BY n LIMIT 1`

type ItemRow = {
  readonly source: string
  readonly key: string
  readonly first_seen: number
  readonly last_seen: number
  readonly reasons: string | null
}

/** Why an article stands where it stands: what people corrected, its own reasons, then those of the items that were found to be it. */
export const decisionAbout = (engine: Engine, id: ArticleId): DecisionRecord | null => {
  const article = articleById(engine, id)
  const story = article === null ? null : storyById(engine, article.story)
  if (article === null || story === null) return null
  const own = engine.get<{ readonly reasons: string | null; readonly moved: string | null }>(REASONS, id)
  const items = engine.all<ItemRow>(ITEMS, id)
  return {
    article,
    story,
    reasons: [own?.moved ?? null, own?.reasons ?? null, ...items.map(({ reasons }) => reasons)].flatMap((reasons) =>
      unpackList<AssignmentReason>(reasons),
    ),
    items: items.map((row) => ({
      source: sourceOf(row),
      key: row.key,
      firstSeen: row.first_seen,
      lastSeen: row.last_seen,
    })),
  }
}
const REASONS = `
  SELECT c.reasons, p.moved FROM article a JOIN content c ON c.article = a.n LEFT JOIN placement p ON p.article = a.n WHERE a.id = ?`
const sourceOf = ({ source }: ItemRow): SourceId => sourceId(source)
const ITEMS = `
  SELECT s.id AS source, i.key, i.first_seen, i.last_seen, i.reasons
  FROM article a JOIN item i ON i.article = a.n JOIN source s ON s.n = i.source
  WHERE a.id = ? ORDER BY i.n`
