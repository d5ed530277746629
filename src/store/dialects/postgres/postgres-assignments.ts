import type { StoryId } from '../../../model/ids.ts'
import type { Contributors } from '../../../model/story-updated.ts'
import type {
  AssignedArticle,
  AssignmentQuery,
  Dependents,
  Generation,
  ReportQuery,
  ReportTags,
  StoryState,
} from '../../ports/article-log.ts'
import { type AssignedRow, toAssigned } from '../../rows/assigned-rows.ts'
import { type ContributorRow, contributorsByStory, toContribution } from '../../rows/contributor-rows.ts'
import { componentQuery } from '../../rows/component-query.ts'
import { type ReportRow, toReportTags } from '../../rows/report-rows.ts'
import { type StoryRow, toStoryState } from '../../rows/story-rows.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { loggedArticles } from './postgres-log.ts'
import type { Queries } from './queries.ts'

const ASSIGNED = `
  SELECT a.n, a.id, a.source, a.also_in, a.language, s.id AS story_id, a.copy_of, a.sort_at, a.published_at, a.first_seen,
    coalesce(p.kind, 'starts') AS kind, p.parent, p.starts, p.corrected`
const OF_ARTICLE = 'LEFT JOIN story s ON s.n = a.story LEFT JOIN assignment p ON p.article = a.n'

export const assignments = async (engine: PostgresEngine, query: AssignmentQuery): Promise<readonly AssignedArticle[]> => {
  const { sql, list } = assignmentsIn(query)
  return list.length === 0 ? [] : await assigned(engine, sql, list)
}

const assigned = async (
  { all, tags }: PostgresEngine,
  sql: string,
  list: readonly (number | string)[],
): Promise<readonly AssignedArticle[]> =>
  await tags.mapped(await all<AssignedRow>(sql, list), (row) => toAssigned(row, { tags }))

const assignmentsIn = (query: AssignmentQuery): { readonly sql: string; readonly list: readonly (number | string)[] } => {
  if ('of' in query) return { sql: OF_NUMBERS, list: query.of }
  if ('ids' in query) return { sql: OF_IDS, list: query.ids }
  if ('inStories' in query) return { sql: MEMBERS, list: query.inStories }
  return { sql: COMPONENT[query.generation], list: query.componentOf }
}

const OF_NUMBERS = `
  ${ASSIGNED} FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place) JOIN article a ON a.n = j.n ${OF_ARTICLE} ORDER BY j.place`
const OF_IDS = `
  ${ASSIGNED} FROM unnest($1::text[]) WITH ORDINALITY AS j (id, place) JOIN article a ON a.id = j.id ${OF_ARTICLE} ORDER BY j.place`
const MEMBERS = `
  ${ASSIGNED} FROM story s JOIN article a ON a.story = s.n LEFT JOIN assignment p ON p.article = a.n
  WHERE s.id = ANY ($1::text[]) ORDER BY a.n`

/** In the next generation, articles that it has not decided about have the assignment of the live one. */
const EDGES: Readonly<Record<Generation, string>> = {
  live: 'SELECT article, kind, parent FROM assignment',
  next: `
    SELECT article, kind, parent FROM next_assignment
    UNION ALL
    SELECT p.article, p.kind, p.parent FROM assignment p WHERE NOT EXISTS (SELECT 1 FROM next_assignment x WHERE x.article = p.article)`,
}

const OF_QUERY = 'unnest($1::text[]) AS j (id) JOIN article a ON a.id = j.id'
const COMPONENT: Readonly<Record<Generation, string>> = {
  live: componentQuery(OF_QUERY, EDGES.live),
  next: componentQuery(OF_QUERY, EDGES.next),
}

export const dependents = async (engine: PostgresEngine, articles: readonly number[]): Promise<Dependents> => {
  const same = await engine.all<{ readonly n: number }>(SAME, articles)
  return {
    children: await assigned(engine, CHILDREN, articles),
    copies: await assigned(engine, COPIES, articles),
    same: await loggedArticles(
      engine,
      same.map(({ n }) => n),
    ),
  }
}
const CHILDREN = `
  ${ASSIGNED} FROM assignment p JOIN article a ON a.n = p.article LEFT JOIN story s ON s.n = a.story
  WHERE p.parent = ANY ($1::bigint[]) ORDER BY a.n`
const COPIES = `${ASSIGNED} FROM article a ${OF_ARTICLE} WHERE a.copy_of = ANY ($1::bigint[]) ORDER BY a.n`
const SAME = 'SELECT n FROM article WHERE same_as = ANY ($1::bigint[]) ORDER BY n'

export const reportTags = async ({ all, tags }: PostgresEngine, query: ReportQuery): Promise<readonly ReportTags[]> => {
  const rows =
    'of' in query
      ? await all<ReportRow>(REPORTS, query.of)
      : await all<ReportRow>(FIRST_REPORTS, query.inStories, query.originals)
  return await tags.mapped(rows, (row) => toReportTags(row, { tags }))
}
const REPORT = 'SELECT a.n, s.id AS story_id, a.copy_of, a.source, a.also_in, a.language, a.tag_list, c.tags'
const FIRST_REPORTS = `
  ${REPORT} FROM story s
  CROSS JOIN LATERAL (SELECT * FROM article WHERE story = s.n AND copy_of IS NULL ORDER BY n LIMIT $2) a
  JOIN content c ON c.article = a.n WHERE s.id = ANY ($1::text[]) ORDER BY a.n`
const REPORTS = `
  ${REPORT} FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place) JOIN article a ON a.n = j.n JOIN content c ON c.article = a.n
  LEFT JOIN story s ON s.n = a.story ORDER BY j.place`

export const contributors = async (
  { all, tags }: PostgresEngine,
  stories: readonly StoryId[],
): Promise<ReadonlyMap<StoryId, Contributors>> =>
  contributorsByStory(
    await tags.mapped(await all<ContributorRow>(CONTRIBUTORS, stories), (row) => toContribution(row, { tags })),
  )
const CONTRIBUTORS = `
  SELECT DISTINCT s.id AS story_id, a.source, a.also_in, a.language
  FROM story s JOIN article a ON a.story = s.n WHERE s.id = ANY ($1::text[])`

export const membersOf = async ({ all }: Queries, stories: readonly StoryId[]): Promise<readonly number[]> =>
  stories.length === 0 ? [] : (await all<{ readonly n: number }>(NUMBERS, stories)).map(({ n }) => n)
const NUMBERS = 'SELECT a.n FROM story s JOIN article a ON a.story = s.n WHERE s.id = ANY ($1::text[]) ORDER BY a.n'

export const storyStates = async ({ all }: Queries, stories: readonly StoryId[]): Promise<readonly StoryState[]> =>
  (await all<StoryRow>(STORIES, stories)).map(toStoryState)
const STORIES = `
  SELECT s.n, s.id, s.lead, s.pinned, s.sort_at, s.published_at, s.updated_at, s.continues, s.affair
  FROM unnest($1::text[]) WITH ORDINALITY AS j (id, place) JOIN story s ON s.id = j.id ORDER BY j.place`
