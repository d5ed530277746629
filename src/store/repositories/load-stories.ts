import type { StoredArticle } from '../../model/article.ts'
import type { Story } from '../../model/story.ts'
import { type ArticleRow, toStoredArticle } from '../rows/article-rows.ts'
import {
  inOrderOfPublication,
  type Member,
  storyAsOf,
  type StoryAsOf,
  type StoryRow,
  toMember,
  toStory,
} from '../rows/story-rows.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { inSteps } from '../in-steps.ts'
import type { QueryBudget } from '../ports/query-budget.ts'

/** Articles by number, in the order given; numbers without an article are left out. */
export const loadArticles = (engine: Engine, numbers: readonly number[]): readonly StoredArticle[] =>
  engine.all<ArticleRow>(ARTICLES_BY_NUMBER, JSON.stringify(numbers)).map((row) => toStoredArticle(row, engine))

/** Stories by number, in the order given, each with all its articles. Throws the budget's signal's reason once nobody waits for the result. */
export const loadStories = async (
  engine: Engine,
  numbers: readonly number[],
  budget: QueryBudget | undefined,
): Promise<readonly Story[]> => (await rowsOf(engine, numbers, budget)).map(({ row, members }) => toStory(row, members))

type AsOf = { readonly upTo: number; readonly budget: QueryBudget | undefined }

/** Stories as they were when `upTo` was the newest article; `numbers` are the numbers of the story's articles. */
export const loadStoriesAsOf = async (
  engine: Engine,
  numbers: readonly number[],
  { upTo, budget }: AsOf,
): Promise<readonly StoryAsOf[]> =>
  (await rowsOf(engine, numbers, budget)).map(({ row, members }) => storyAsOf(row, members, upTo))

type StoryRows = { readonly row: StoryRow; readonly members: readonly Member[] }

/** Reads stories with their articles in the order of publication; articles some at a time, since a story may have thousands. */
const rowsOf = async (
  engine: Engine,
  numbers: readonly number[],
  budget: QueryBudget | undefined,
): Promise<readonly StoryRows[]> => {
  const list = JSON.stringify(numbers)
  const members = (): readonly number[] => engine.all<{ readonly n: number }>(MEMBERS, list).map(({ n }) => n)
  const membersAt = (part: readonly number[]): readonly Member[] =>
    engine.all<ArticleRow>(ARTICLES_BY_NUMBER, JSON.stringify(part)).map((row) => toMember(row, engine))
  const withStories = (loaded: readonly Member[]): readonly StoryRows[] => {
    const ofStory = Map.groupBy(loaded, ({ story }) => story)
    return engine.all<StoryRow>(STORIES, list).map((row) => ({ row, members: inOrderOfPublication(ofStory.get(row.n) ?? []) }))
  }
  const stories = withStories(await inSteps(members(), budget, membersAt))
  // Between two steps a story can get another lead: changed stories are read again, in one step.
  const areWhole = stories.every(({ row, members }) => members.some(({ n }) => n === row.lead))
  return areWhole ? stories : withStories(membersAt(members()))
}

const STORIES = `
  SELECT s.n, s.id, s.lead, s.pinned, s.sort_at, s.published_at, s.updated_at, s.continues, s.affair
  FROM json_each(?) j CROSS JOIN story s ON s.n = j.value ORDER BY j.key`
const MEMBERS = 'SELECT DISTINCT a.n FROM json_each(?) j CROSS JOIN article a ON a.story = j.value'

/** All columns of the articles whose numbers are in the JSON list `?`. */
const ARTICLES_BY_NUMBER = `
  SELECT a.*, c.*, s.id AS story_id, o.id AS copy_of_id, r.reasons AS assigned_for
  FROM json_each(?) j
  JOIN article a ON a.n = j.value
  JOIN content c ON c.article = a.n
  JOIN story s ON s.n = a.story
  LEFT JOIN article o ON o.n = a.copy_of LEFT JOIN assignment r ON r.article = a.n`
