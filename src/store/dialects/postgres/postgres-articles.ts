import type { StoredArticle } from '../../../model/article.ts'
import type { Story } from '../../../model/story.ts'
import { type ArticleRow, toStoredArticle } from '../../rows/article-rows.ts'
import {
  inOrderOfPublication,
  type Member,
  storyAsOf,
  type StoryAsOf,
  type StoryRow,
  toMember,
  toStory,
} from '../../rows/story-rows.ts'
import { inSteps } from '../../in-steps.ts'
import { UNLIMITED } from '../../ports/query-budget.ts'
import type { PostgresEngine } from './postgres-engine.ts'

/** Articles by number, in the order given; numbers without a grouped article are left out. */
export const loadArticles = async (engine: PostgresEngine, numbers: readonly number[]): Promise<readonly StoredArticle[]> =>
  await engine.tags.mapped(await engine.all<ArticleRow>(ARTICLES, numbers), (row) => toStoredArticle(row, engine))
const ARTICLES = `
  SELECT a.*, c.*, s.id AS story_id, o.id AS copy_of_id, r.reasons AS assigned_for
  FROM unnest($1::bigint[]) WITH ORDINALITY AS j (n, place) JOIN article a ON a.n = j.n JOIN content c ON c.article = a.n
  JOIN story s ON s.n = a.story LEFT JOIN article o ON o.n = a.copy_of LEFT JOIN assignment r ON r.article = a.n ORDER BY j.place`

/** Stories by number, in the order given, each with all its articles. */
export const loadStories = async (engine: PostgresEngine, numbers: readonly number[]): Promise<readonly Story[]> =>
  (await rowsOf(engine, numbers)).map(({ row, members }) => toStory(row, members))

/** Stories as they were when `upTo` was the newest article; `numbers` are the numbers of the story's articles. */
export const loadStoriesAsOf = async (
  engine: PostgresEngine,
  numbers: readonly number[],
  upTo: number,
): Promise<readonly StoryAsOf[]> => (await rowsOf(engine, numbers)).map(({ row, members }) => storyAsOf(row, members, upTo))

type StoryRows = { readonly row: StoryRow; readonly members: readonly Member[] }
/** A member with the columns of its story. */
type MemberRow = ArticleRow & {
  readonly story_lead: number
  readonly story_pinned: number
  readonly story_sort_at: number
  readonly story_published_at: number
  readonly story_updated_at: number
  readonly story_continues: string | null
  readonly story_affair: string | null
}

/** Reads stories and their articles in one statement: between two, a story could get another lead. Rows are unpacked some at a time, since a
 * story may have thousands. */
const rowsOf = async (engine: PostgresEngine, numbers: readonly number[]): Promise<readonly StoryRows[]> => {
  const rows = await engine.all<MemberRow>(MEMBERS, [...new Set(numbers)])
  const stories = new Map(rows.map((row) => [row.story, storyRowOf(row)]))
  const unpacked = await inSteps(
    rows,
    UNLIMITED,
    async (part) => await engine.tags.mapped(part, (row) => toMember(row, engine)),
  )
  const members = Map.groupBy(unpacked, ({ story }) => story)
  return numbers.flatMap((number) => {
    const [row, own] = [stories.get(number), members.get(number)]
    return row === undefined || own === undefined ? [] : [{ row, members: inOrderOfPublication(own) }]
  })
}
const storyRowOf = (row: MemberRow): StoryRow => ({
  n: row.story,
  id: row.story_id,
  lead: row.story_lead,
  pinned: row.story_pinned,
  sort_at: row.story_sort_at,
  published_at: row.story_published_at,
  updated_at: row.story_updated_at,
  continues: row.story_continues,
  affair: row.story_affair,
})
const MEMBERS = `
  SELECT a.*, c.*, s.id AS story_id, o.id AS copy_of_id, r.reasons AS assigned_for, s.lead AS story_lead, s.pinned AS story_pinned, s.sort_at AS story_sort_at,
    s.published_at AS story_published_at, s.updated_at AS story_updated_at, s.continues AS story_continues, s.affair AS story_affair
  FROM story s JOIN article a ON a.story = s.n JOIN content c ON c.article = a.n LEFT JOIN article o ON o.n = a.copy_of LEFT JOIN assignment r ON r.article = a.n
  WHERE s.n = ANY ($1::bigint[])`
