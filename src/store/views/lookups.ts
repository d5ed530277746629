/** Single stories and articles, and why they stand where they do. */
import type { StoredArticle } from '../../model/article.ts'
import { type ArticleId, articleId, sourceId, type StoryId } from '../../model/ids.ts'
import type { AssignmentReason, Story } from '../../model/story.ts'
import type { Database, Sql } from '../database.ts'
import { inSteps } from '../in-steps.ts'
import { addressesOf, urlHash } from '../new-article-row.ts'
import type { DecisionRecord } from '../ports/story-view.ts'
import { UNLIMITED } from '../ports/query-budget.ts'
import { loadArticles, unpackList } from './articles.ts'
import { loadStories } from './stories.ts'

type Numbered = { readonly n: number }

export const lookupsIn = (database: Database) => ({
  findArticle: async (idOrUrl: string): Promise<StoredArticle | null> => {
    const byId = await articleById(database, articleId(idOrUrl))
    if (byId !== null) return byId
    const urls = addressesOf(idOrUrl)
    return await articleAt(database, await database.get<Numbered>(BY_URL, urls, urls.map(urlHash)))
  },
  story: async (id: StoryId): Promise<Story | null> => (await storiesById(database, [id]))[0] ?? null,
  storiesWith: async (ids: readonly StoryId[]): Promise<ReadonlyMap<StoryId, Story>> =>
    new Map((await storiesById(database, ids)).map((story) => [story.id, story])),
  decision: async (id: ArticleId): Promise<DecisionRecord | null> => {
    const article = await articleById(database, id)
    if (article === null) return null
    const own = await database.get<OwnReasonsRow>(REASONS, article.id)
    return toDecision(article, own, await database.all<FoundItemRow>(ITEMS, article.id))
  },
  reasonsIn: async (story: StoryId): Promise<ReadonlyMap<ArticleId, readonly AssignmentReason[]>> => {
    const members = (await database.all<Numbered>(MEMBERS, story)).map(({ n }) => n)
    const reasonsOf = async (part: readonly number[]) =>
      [...Map.groupBy(await database.all<StoryReasonRow>(REASONS_OF, part), ({ id }) => articleId(id))].map(
        ([id, own]) => [id, own.flatMap(({ reasons }) => unpackList<AssignmentReason>(reasons))] as const,
      )
    return new Map(await inSteps(members, UNLIMITED, reasonsOf))
  },
  storedAfter: async (
    number: number,
    limit: number,
  ): Promise<readonly { readonly number: number; readonly article: StoredArticle }[]> => {
    const rows = await database.all<Numbered & { readonly id: string }>(GROUPED_AFTER, number, limit)
    const numbers = new Map(rows.map(({ id, n }) => [id, n]))
    const articles = await loadArticles(
      database,
      rows.map(({ n }) => n),
    )
    return articles.map((article) => ({ number: numbers.get(article.id) ?? 0, article }))
  },
})

const articleAt = async (database: Database, row: Numbered | undefined): Promise<StoredArticle | null> =>
  row === undefined ? null : ((await loadArticles(database, [row.n]))[0] ?? null)

const articleById = async (database: Database, id: ArticleId): Promise<StoredArticle | null> =>
  await articleAt(database, await database.get<Numbered>(BY_ID, id))
const BY_ID = 'SELECT coalesce(same_as, n) AS n FROM article WHERE id = $1'

const storiesById = async (database: Database, ids: readonly StoryId[]): Promise<readonly Story[]> => {
  const rows = ids.length === 0 ? [] : await database.all<Numbered>(STORIES, ids)
  return await loadStories(
    database,
    rows.map(({ n }) => n),
  )
}
const STORIES: Sql = ({ isIn }) => `SELECT n FROM story WHERE ${isIn('id', '$1', 'text')}`

/** If several published articles have the address, the first. */
const BY_URL: Sql = ({ isIn }) => `
  SELECT coalesce(a.same_as, a.n) AS n FROM article a JOIN content c ON c.article = a.n
  WHERE ${isIn('a.url_hash', '$2', 'bigint')} AND (${isIn('c.canonical_url', '$1', 'text')} OR ${isIn('c.link', '$1', 'text')})
    AND (a.story IS NOT NULL OR a.same_as IS NOT NULL)
  ORDER BY a.n LIMIT 1`

type OwnReasonsRow = { readonly reasons: string | null; readonly corrected: string | null }
type FoundItemRow = {
  readonly source: string
  readonly key: string
  readonly first_seen: number
  readonly last_seen: number
  readonly reasons: string | null
}
/** Why an article was assigned as it is: corrections, its own reasons, then those of identical articles for which it stands. */
const toDecision = (
  article: StoredArticle,
  own: OwnReasonsRow | undefined,
  items: readonly FoundItemRow[],
): DecisionRecord => ({
  article,
  reasons: [own?.corrected ?? null, own?.reasons ?? null, ...items.map(({ reasons }) => reasons)].flatMap((reasons) =>
    unpackList<AssignmentReason>(reasons),
  ),
  items: items.map(({ source, key, first_seen: firstSeen, last_seen: lastSeen }) => ({
    source: sourceId(source),
    key,
    firstSeen,
    lastSeen,
  })),
})
const REASONS = 'SELECT p.reasons, p.corrected FROM article a JOIN assignment p ON p.article = a.n WHERE a.id = $1'
const ITEMS = `
  SELECT s.id AS source, i.key, i.first_seen, i.last_seen, CASE WHEN o.same_as IS NOT NULL THEN p.reasons END AS reasons
  FROM article a JOIN article o ON o.n = a.n OR o.same_as = a.n JOIN item i ON i.article = o.n
  LEFT JOIN assignment p ON p.article = o.n JOIN source s ON s.n = i.source
  WHERE a.id = $1 ORDER BY i.n`

const MEMBERS = 'SELECT a.n FROM story s JOIN article a ON a.story = s.n WHERE s.id = $1'
type StoryReasonRow = { readonly id: string; readonly reasons: string }
/** Corrections first, then an article's own reasons, then those of identical articles for which it stands. */
const REASONS_OF: Sql = ({ isIn }) => `
  WITH member AS (SELECT n, id FROM article WHERE ${isIn('n', '$1', 'bigint')})
  SELECT id, reasons FROM (
    SELECT m.n, m.id, 0 AS rank, 0 AS item, p.corrected AS reasons FROM member m JOIN assignment p ON p.article = m.n
    UNION ALL
    SELECT m.n, m.id, 1, 0, p.reasons FROM member m JOIN assignment p ON p.article = m.n
    UNION ALL
    SELECT m.n, m.id, 2, i.n, p.reasons FROM member m JOIN article o ON o.same_as = m.n JOIN item i ON i.article = o.n
    JOIN assignment p ON p.article = o.n) reason
  WHERE reasons IS NOT NULL ORDER BY n, rank, item`

/** Grouped articles in the order of arrival. */
const GROUPED_AFTER = 'SELECT n, id FROM article WHERE n > $1 AND story IS NOT NULL ORDER BY n LIMIT $2'
