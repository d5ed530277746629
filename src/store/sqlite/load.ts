import type { StoredArticle } from '../../model/article.ts'
import { storyId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import { ARTICLES_BY_NUMBER, type ArticleRow, toStoredArticle } from './article-rows.ts'
import type { Engine } from './engine.ts'

/** Articles by number, in the order asked; numbers without an article are left out. */
export const loadArticles = (engine: Engine, numbers: readonly number[]): readonly StoredArticle[] =>
  engine.all<ArticleRow>(ARTICLES_BY_NUMBER, JSON.stringify(numbers)).map((row) => toStoredArticle(row, engine))

type StoryRow = {
  readonly n: number
  readonly id: string
  readonly lead: number
  readonly published_at: number
  readonly updated_at: number
}

/** Stories by number, in the order asked, each with all its articles; in two queries. */
export const loadStories = (engine: Engine, numbers: readonly number[]): readonly Story[] => {
  const list = JSON.stringify(numbers)
  const members = Map.groupBy(engine.all<ArticleRow>(MEMBERS, list), ({ story }) => story)
  return engine.all<StoryRow>(STORIES, list).map((row) => toStory(row, members.get(row.n) ?? [], engine))
}

const STORIES = `
  SELECT s.n, s.id, s.lead, s.published_at, s.updated_at FROM json_each(?) j CROSS JOIN story s ON s.n = j.value ORDER BY j.key`
const MEMBERS = `
  SELECT a.*, c.*, s.id AS story_id, o.id AS copy_of_id
  FROM json_each(?) j
  CROSS JOIN story s ON s.n = j.value
  CROSS JOIN article a ON a.story = s.n
  CROSS JOIN content c ON c.article = a.n
  LEFT JOIN article o ON o.n = a.copy_of`

const toStory = (row: StoryRow, members: readonly ArticleRow[], engine: Engine): Story => {
  const ordered = members.toSorted((a, b) => a.published_at - b.published_at || a.n - b.n)
  const articles = ordered.map((member) => toStoredArticle(member, engine))
  const lead = articles[ordered.findIndex(({ n }) => n === row.lead)]
  if (lead === undefined) throw new Error(`story ${row.id} has lost its lead: the database contradicts itself`)
  return {
    id: storyId(row.id),
    lead,
    articles,
    sources: [...new Set(articles.flatMap(({ source, alsoIn }) => [source, ...alsoIn]))],
    languages: [...new Set(articles.map(({ language }) => language))],
    publishedAt: row.published_at,
    updatedAt: row.updated_at,
  }
}
