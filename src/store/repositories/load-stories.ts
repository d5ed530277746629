import type { StoredArticle } from '../../model/article.ts'
import type { Story } from '../../model/story.ts'
import { type ArticleRow, toStoredArticle } from '../rows/article-rows.ts'
import { inOrderOfPublication, storyAsOf, type StoryAsOf, type StoryRow, toStory } from '../rows/story-rows.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'

/** Articles by number, in the order given; numbers without an article are left out. */
export const loadArticles = (engine: Engine, numbers: readonly number[]): readonly StoredArticle[] =>
  engine.all<ArticleRow>(ARTICLES_BY_NUMBER, JSON.stringify(numbers)).map((row) => toStoredArticle(row, engine))

/** Stories by number, in the order given, each with all its articles; in two queries. */
export const loadStories = (engine: Engine, numbers: readonly number[]): readonly Story[] =>
  rowsOf(engine, numbers).map(({ row, members }) => toStory(row, members, engine))

/** Stories as they stood when `upTo` was the newest article; `numbers` are those of the story's articles. */
export const loadStoriesAsOf = (engine: Engine, numbers: readonly number[], upTo: number): readonly StoryAsOf[] =>
  rowsOf(engine, numbers).map(({ row, members }) => storyAsOf(row, members, upTo, engine))

type StoryRows = { readonly row: StoryRow; readonly members: readonly ArticleRow[] }

/** Members in the order of publication. */
const rowsOf = (engine: Engine, numbers: readonly number[]): readonly StoryRows[] => {
  const list = JSON.stringify(numbers)
  const members = Map.groupBy(engine.all<ArticleRow>(MEMBERS, list), ({ story }) => story)
  return engine.all<StoryRow>(STORIES, list).map((row) => ({
    row,
    members: inOrderOfPublication(members.get(row.n) ?? []),
  }))
}

const STORIES = `
  SELECT s.n, s.id, s.lead, s.pinned, s.sort_at, s.published_at, s.updated_at
  FROM json_each(?) j CROSS JOIN story s ON s.n = j.value ORDER BY j.key`
const MEMBERS = `
  SELECT a.*, c.*, s.id AS story_id, o.id AS copy_of_id
  FROM json_each(?) j
  CROSS JOIN story s ON s.n = j.value
  CROSS JOIN article a ON a.story = s.n
  CROSS JOIN content c ON c.article = a.n
  LEFT JOIN article o ON o.n = a.copy_of`

/** Everything of the articles whose numbers are in the JSON list `?`. */
const ARTICLES_BY_NUMBER = `
  SELECT a.*, c.*, s.id AS story_id, o.id AS copy_of_id
  FROM json_each(?) j
  JOIN article a ON a.n = j.value
  JOIN content c ON c.article = a.n
  JOIN story s ON s.n = a.story
  LEFT JOIN article o ON o.n = a.copy_of`
