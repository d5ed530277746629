/** Reads how articles are assigned to stories, and what follows from it. */
import { articleId, sourceId, type StoryId, storyId } from '../../model/ids.ts'
import { type Contributors, contributorsOf } from '../../model/story-updated.ts'
import type { Database, Dialect, Sql } from '../database.ts'
import { inOrderOf } from '../in-order.ts'
import type {
  AssignedArticle,
  AssignmentKind,
  AssignmentQuery,
  Dependents,
  Generation,
  ReportQuery,
  ReportTags,
  StoryState,
} from '../ports/article-log.ts'
import { unpackTagRecord } from '../tag-record.ts'
import type { TagReader } from '../tags.ts'
import { listedTags, unpackList } from '../views/articles.ts'
import { type StoryRow, toStoryState } from '../views/stories.ts'
import { loggedArticles } from './read-log.ts'

export const assignmentsIn = (database: Database) => ({
  assignments: async (query: AssignmentQuery): Promise<readonly AssignedArticle[]> => {
    const { sql, list } = statementFor(query)
    if (list.length === 0) return []
    const found = await assigned(database, sql, list)
    if ('of' in query) return inOrderOf(query.of, found, ({ number }) => number)
    return 'ids' in query ? inOrderOf(query.ids, found, ({ id }) => id) : found
  },
  dependents: async (articles: readonly number[]): Promise<Dependents> => {
    const same = await database.all<{ readonly n: number }>(SAME, articles)
    return {
      children: await assigned(database, CHILDREN, articles),
      copies: await assigned(database, COPIES, articles),
      same: await loggedArticles(
        database,
        same.map(({ n }) => n),
      ),
    }
  },
  reportTags: async (query: ReportQuery): Promise<readonly ReportTags[]> => {
    const { all, tags } = database
    const rows =
      'of' in query
        ? inOrderOf(query.of, await all<ReportRow>(REPORTS, query.of), ({ n }) => n)
        : await all<ReportRow>(FIRST_REPORTS, query.inStories, query.originals)
    return await tags.mapped(rows, (row) => toReportTags(row, tags))
  },
  contributors: async (stories: readonly StoryId[]): Promise<ReadonlyMap<StoryId, Contributors>> => {
    const { all, tags } = database
    const rows = await tags.mapped(await all<ContributorRow>(CONTRIBUTORS, stories), (row) => ({
      ...sourcesOf(row, tags),
      story: storyId(row.story_id),
    }))
    return new Map(
      Array.from(
        Map.groupBy(rows, ({ story }) => story),
        ([story, members]) => [story, contributorsOf(members)],
      ),
    )
  },
  membersOf: async (stories: readonly StoryId[]): Promise<readonly number[]> =>
    stories.length === 0 ? [] : (await database.all<{ readonly n: number }>(NUMBERS, stories)).map(({ n }) => n),
  storyStates: async (stories: readonly StoryId[]): Promise<readonly StoryState[]> =>
    inOrderOf(stories, (await database.all<StoryRow>(STORIES, stories)).map(toStoryState), ({ id }) => id),
})

/** Where an article was published, in rows of any kind. */
type PublishedRow = { readonly source: number; readonly also_in: string | null; readonly language: string }
const sourcesOf = ({ source, also_in: alsoIn, language }: PublishedRow, tags: TagReader) => ({
  source: sourceId(tags.name(source)),
  alsoIn: unpackList<number>(alsoIn).map((number) => sourceId(tags.name(number))),
  language,
})

// ── assignments ──

type AssignedRow = PublishedRow & {
  readonly n: number
  readonly id: string
  readonly story_id: string | null
  readonly copy_of: number | null
  readonly sort_at: number
  readonly published_at: number
  readonly first_seen: number
  readonly kind: AssignmentKind
  readonly parent: number | null
  readonly starts: string | null
  readonly corrected: string | null
}

const assigned = async (
  { all, tags }: Database,
  sql: Sql,
  list: readonly number[] | readonly string[],
): Promise<readonly AssignedArticle[]> =>
  await tags.mapped(await all<AssignedRow>(sql, list), (row) => ({
    ...sourcesOf(row, tags),
    number: row.n,
    id: articleId(row.id),
    story: row.story_id === null ? null : storyId(row.story_id),
    copyOf: row.copy_of,
    sortAt: row.sort_at,
    publishedAt: row.published_at,
    firstSeen: row.first_seen,
    kind: row.kind,
    parent: row.parent,
    starts: row.starts === null ? null : storyId(row.starts),
    corrected: row.corrected,
  }))

const statementFor = (query: AssignmentQuery): { readonly sql: Sql; readonly list: readonly number[] | readonly string[] } => {
  if ('of' in query) return { sql: OF_NUMBERS, list: query.of }
  if ('ids' in query) return { sql: OF_IDS, list: query.ids }
  if ('inStories' in query) return { sql: MEMBERS, list: query.inStories }
  return { sql: COMPONENT[query.generation], list: query.componentOf }
}

const COLUMNS = `
  a.n, a.id, a.source, a.also_in, a.language, s.id AS story_id, a.copy_of, a.sort_at, a.published_at, a.first_seen`
const assignedIn = (from: string): string =>
  `SELECT ${COLUMNS}, coalesce(p.kind, 'starts') AS kind, p.parent, p.starts, p.corrected FROM ${from}`
const ARTICLES = assignedIn('article a LEFT JOIN story s ON s.n = a.story LEFT JOIN assignment p ON p.article = a.n')
const OF_NUMBERS: Sql = ({ isIn }) => `${ARTICLES} WHERE ${isIn('a.n', '$1', 'bigint')}`
const OF_IDS: Sql = ({ isIn }) => `${ARTICLES} WHERE ${isIn('a.id', '$1', 'text')}`
const COPIES: Sql = ({ isIn }) => `${ARTICLES} WHERE ${isIn('a.copy_of', '$1', 'bigint')} ORDER BY a.n`
const MEMBERS: Sql = ({ isIn }) => `
  ${assignedIn('story s JOIN article a ON a.story = s.n LEFT JOIN assignment p ON p.article = a.n')}
  WHERE ${isIn('s.id', '$1', 'text')} ORDER BY a.n`
const CHILDREN: Sql = ({ isIn }) => `
  ${assignedIn('assignment p JOIN article a ON a.n = p.article LEFT JOIN story s ON s.n = a.story')}
  WHERE ${isIn('p.parent', '$1', 'bigint')} ORDER BY a.n`
const SAME: Sql = ({ isIn }) => `SELECT n FROM article WHERE ${isIn('same_as', '$1', 'bigint')} ORDER BY n`

/** In the next generation, articles that it has not decided about have the assignment of the live one. */
const EDGES: Readonly<Record<Generation, string>> = {
  live: 'SELECT article, kind, parent FROM assignment',
  next: `
    SELECT article, kind, parent FROM next_assignment
    UNION ALL
    SELECT p.article, p.kind, p.parent FROM assignment p WHERE NOT EXISTS (SELECT 1 FROM next_assignment x WHERE x.article = p.article)`,
}
/** All articles of a component: those that edges (of articles to their parents) connect with the given articles. */
const componentBy =
  (edges: string) =>
  ({ isIn }: Dialect): string =>
    `
  WITH RECURSIVE
    edge (article, kind, parent) AS NOT MATERIALIZED (${edges}),
    up (n, parent) AS (
      SELECT a.n, e.parent FROM article a LEFT JOIN edge e ON e.article = a.n WHERE ${isIn('a.id', '$1', 'text')}
      UNION
      SELECT up.parent, e.parent FROM up LEFT JOIN edge e ON e.article = up.parent WHERE up.parent IS NOT NULL
    ),
    down (n) AS (
      SELECT n FROM up WHERE parent IS NULL
      UNION
      SELECT e.article FROM down d JOIN edge e ON e.parent = d.n
    )
  SELECT ${COLUMNS}, coalesce(e.kind, 'starts') AS kind, e.parent, p.starts, p.corrected
  FROM down d JOIN article a ON a.n = d.n LEFT JOIN story s ON s.n = a.story LEFT JOIN edge e ON e.article = d.n
  LEFT JOIN assignment p ON p.article = d.n
  WHERE a.same_as IS NULL ORDER BY a.n`
const COMPONENT: Readonly<Record<Generation, Sql>> = { live: componentBy(EDGES.live), next: componentBy(EDGES.next) }

// ── tags, contributors and states of stories ──

type ReportRow = PublishedRow & {
  readonly n: number
  readonly story_id: string | null
  readonly copy_of: number | null
  readonly tag_list: string | null
  readonly tags: string | null
}
const toReportTags = (row: ReportRow, tags: TagReader): ReportTags => ({
  ...unpackTagRecord(row.tags),
  ...sourcesOf(row, tags),
  number: row.n,
  story: row.story_id === null ? null : storyId(row.story_id),
  copyOf: row.copy_of,
  listed: listedTags(row.tag_list, tags),
})
const REPORT = 'SELECT a.n, s.id AS story_id, a.copy_of, a.source, a.also_in, a.language, a.tag_list, c.tags'
const FIRST_REPORTS: Sql = ({ isIn, firstOf }) => `
  ${REPORT} FROM story s ${firstOf('article', 'WHERE story = s.n AND copy_of IS NULL ORDER BY n LIMIT $2', 'a')}
  JOIN content c ON c.article = a.n WHERE ${isIn('s.id', '$1', 'text')} ORDER BY a.n`
const REPORTS: Sql = ({ isIn }) => `
  ${REPORT} FROM article a JOIN content c ON c.article = a.n LEFT JOIN story s ON s.n = a.story
  WHERE ${isIn('a.n', '$1', 'bigint')}`

/** The combinations of these columns that a story's articles have, each once. */
type ContributorRow = PublishedRow & { readonly story_id: string }
const CONTRIBUTORS: Sql = ({ isIn }) => `
  SELECT DISTINCT s.id AS story_id, a.source, a.also_in, a.language
  FROM story s JOIN article a ON a.story = s.n WHERE ${isIn('s.id', '$1', 'text')}`
const NUMBERS: Sql = ({ isIn }) => `
  SELECT a.n FROM story s JOIN article a ON a.story = s.n WHERE ${isIn('s.id', '$1', 'text')} ORDER BY a.n`
const STORIES: Sql = ({ isIn }) => `
  SELECT n, id, lead, pinned, sort_at, published_at, updated_at, continues, affair FROM story WHERE ${isIn('id', '$1', 'text')}`
