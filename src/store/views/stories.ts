/** Stories with their articles. */
import type { StoredArticle } from '../../model/article.ts'
import { storyId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import { listContributors, updatedBy } from '../../model/story-updated.ts'
import type { StoryState } from '../ports/article-log.ts'
import type { Database, Sql } from '../database.ts'
import { inSteps } from '../in-steps.ts'
import { type QueryBudget, UNLIMITED } from '../ports/query-budget.ts'
import { type ArticleRow, toStoredArticle } from './articles.ts'

export type StoryRow = {
  readonly n: number
  readonly id: string
  readonly lead: number
  readonly pinned: number
  readonly sort_at: number
  readonly published_at: number
  readonly updated_at: number
  readonly continues: string | null
  /** Null: its own id. */
  readonly affair: string | null
}

export const toStoryState = (row: StoryRow): StoryState => ({
  id: storyId(row.id),
  lead: row.lead,
  pinned: row.pinned === 1,
  sortAt: row.sort_at,
  publishedAt: row.published_at,
  updatedAt: row.updated_at,
  ...chainOf(row),
})

const chainOf = ({ id, continues, affair }: Pick<StoryRow, 'id' | 'continues' | 'affair'>) => ({
  continues: continues === null ? null : storyId(continues),
  affair: storyId(affair ?? id),
})

/** Stories by number, in the order given, each with all its articles. Throws the budget's signal's reason once nobody waits for the result. */
export const loadStories = async (
  database: Database,
  numbers: readonly number[],
  budget: QueryBudget = UNLIMITED,
): Promise<readonly Story[]> => (await rowsOf(database, numbers, budget)).map(({ row, members }) => toStory(row, members))

/** Stories as they were when `upTo` was the newest article; `numbers` are the numbers of the story's articles. */
export const loadStoriesAsOf = async (
  database: Database,
  numbers: readonly number[],
  { upTo, budget = UNLIMITED }: { readonly upTo: number; readonly budget?: QueryBudget | undefined },
): Promise<readonly StoryAsOf[]> =>
  (await rowsOf(database, numbers, budget)).map(({ row, members }) => storyAsOf(row, members, upTo))

/** An article of a story, with the story's row. */
type Member = { readonly n: number; readonly article: StoredArticle; readonly story: StoryRow }
type StoryRows = { readonly row: StoryRow; readonly members: readonly Member[] }
type MemberRow = ArticleRow &
  Omit<StoryRow, 'n' | 'id' | 'sort_at' | 'published_at' | 'updated_at'> & {
    readonly story_sort_at: number
    readonly story_published_at: number
    readonly story_updated_at: number
  }

/** Reads stories with their articles in the order of publication; articles some at a time, since a story may have thousands. */
const rowsOf = async (
  { all, tags }: Database,
  numbers: readonly number[],
  budget: QueryBudget,
): Promise<readonly StoryRows[]> => {
  const wanted = [...new Set(numbers)]
  const members = async (): Promise<readonly number[]> => (await all<{ readonly n: number }>(MEMBERS, wanted)).map(({ n }) => n)
  const membersAt = async (part: readonly number[]): Promise<readonly Member[]> =>
    await tags.mapped(await all<MemberRow>(MEMBER_ROWS, part), (row) => ({
      n: row.n,
      article: toStoredArticle(row, tags),
      story: storyRowOf(row),
    }))
  const withStories = (loaded: readonly Member[]): readonly StoryRows[] => {
    const ofStory = Map.groupBy(inOrderOfPublication(loaded), ({ story }) => story.n)
    return numbers.flatMap((number) => {
      const own = ofStory.get(number)
      const row = own?.at(-1)?.story
      return own === undefined || row === undefined ? [] : [{ row, members: own }]
    })
  }
  const stories = withStories(await inSteps(await members(), budget, membersAt))
  // Between two steps a story can get another lead: changed stories are read again, in one step.
  const areWhole = stories.every(({ row, members: own }) => own.some(({ n, story }) => n === row.lead && story.lead === n))
  return areWhole ? stories : withStories(await membersAt(await members()))
}
const storyRowOf = (row: MemberRow): StoryRow => ({
  n: row.story,
  id: row.story_id,
  lead: row.lead,
  pinned: row.pinned,
  sort_at: row.story_sort_at,
  published_at: row.story_published_at,
  updated_at: row.story_updated_at,
  continues: row.continues,
  affair: row.affair,
})
const MEMBERS: Sql = ({ isIn }) => `SELECT n FROM article WHERE ${isIn('story', '$1', 'bigint')}`
const MEMBER_ROWS: Sql = ({ isIn }) => `
  SELECT a.*, c.*, s.id AS story_id, o.id AS copy_of_id, r.reasons AS assigned_for, s.lead, s.pinned, s.continues, s.affair,
    s.sort_at AS story_sort_at, s.published_at AS story_published_at, s.updated_at AS story_updated_at
  FROM article a JOIN story s ON s.n = a.story JOIN content c ON c.article = a.n
  LEFT JOIN article o ON o.n = a.copy_of LEFT JOIN assignment r ON r.article = a.n WHERE ${isIn('a.n', '$1', 'bigint')}`

/** A story as it was at an earlier time; `numbers` are the numbers of its articles. */
export type StoryAsOf = { readonly number: number; readonly story: Story; readonly numbers: readonly number[] }

/** The story as it was when `upTo` was the newest article. */
const storyAsOf = (row: StoryRow, members: readonly Member[], upTo: number): StoryAsOf => {
  const known = members.filter(({ n }) => n <= upTo)
  const lead = known.some(({ n }) => n === row.lead) ? row.lead : (known[0]?.n ?? row.lead)
  const story = toStory({ ...row, lead, updated_at: updatedAsOf(row, lead, known) }, known)
  return { number: row.n, story, numbers: known.map(({ n }) => n) }
}

const updatedAsOf = (row: StoryRow, lead: number, members: readonly Member[]): number =>
  updatedBy(
    { lead, sortAt: row.sort_at, publishedAt: row.published_at, updatedAt: row.updated_at },
    members
      .toSorted((a, b) => a.n - b.n)
      .map(({ n, article: { source, alsoIn, language, firstSeen, revisedAt } }) => ({
        number: n,
        source,
        alsoIn,
        language,
        firstSeen,
        revisedAt,
      })),
  )

const inOrderOfPublication = (members: readonly Member[]): readonly Member[] =>
  members.toSorted((a, b) => a.article.publishedAt - b.article.publishedAt || a.n - b.n)

const toStory = (row: StoryRow, members: readonly Member[]): Story => {
  const articles = members.map(({ article }) => article)
  const lead = articles[members.findIndex(({ n }) => n === row.lead)]
  if (lead === undefined) throw new Error(`story ${row.id} has lost its lead: the database contradicts itself`)
  return {
    id: storyId(row.id),
    lead,
    isPinned: row.pinned === 1,
    articles,
    ...listContributors(articles),
    publishedAt: row.published_at,
    updatedAt: row.updated_at,
    ...chainOf(row),
  }
}
