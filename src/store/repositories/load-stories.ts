import type { StoredArticle } from '../../model/article.ts'
import { type SourceId, sourceId, storyId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import { updatedBy } from '../../model/story-updated.ts'
import { pace, type QueryBudget, UNLIMITED } from '../ports/query-budget.ts'
import { ARTICLES_BY_NUMBER, type ArticleRow, toStoredArticle, unpackList } from './article-rows.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'

/** Articles by number, in the order given; numbers without an article are left out. */
export const loadArticles = (engine: Engine, numbers: readonly number[]): readonly StoredArticle[] =>
  engine.all<ArticleRow>(ARTICLES_BY_NUMBER, JSON.stringify(numbers)).map((row) => toStoredArticle(row, engine))

/** Loads a few at a time: a thousand entries with their texts take longer than a slice. Throws where nobody waits any more. */
export const inSteps = async <Item, Row>(
  all: readonly Item[],
  budget: QueryBudget = UNLIMITED,
  load: (part: readonly Item[]) => readonly Row[],
): Promise<readonly Row[]> => {
  const steps = pace(budget, { first: 64, largest: 256 })
  const rows: Row[] = []
  let size = steps.first
  for (let at = 0; at < all.length; ) {
    const part = all.slice(at, at + size)
    rows.push(...load(part))
    budget.spend(part.length)
    at += part.length
    if (at < all.length) size = await steps.next(part.length)
  }
  return rows
}

type StoryRow = {
  readonly n: number
  readonly id: string
  readonly lead: number
  readonly pinned: number
  readonly sort_at: number
  readonly published_at: number
  readonly updated_at: number
}

/** Stories by number, in the order given, each with all its articles; in two queries. */
export const loadStories = (engine: Engine, numbers: readonly number[]): readonly Story[] =>
  rowsOf(engine, numbers).map(({ row, members }) => toStory(row, members, engine))

/** Stories as they stood when `upTo` was the newest article; `numbers` are those of the story's articles. */
export const loadStoriesAsOf = (
  engine: Engine,
  numbers: readonly number[],
  upTo: number,
): readonly { readonly number: number; readonly story: Story; readonly numbers: readonly number[] }[] =>
  rowsOf(engine, numbers).map(({ row, members }) => {
    const known = members.filter(({ n }) => n <= upTo)
    const lead = known.some(({ n }) => n === row.lead) ? row.lead : (known[0]?.n ?? row.lead)
    const story = toStory({ ...row, lead, updated_at: updatedAsOf(row, lead, known, engine) }, known, engine)
    return { number: row.n, story, numbers: known.map(({ n }) => n) }
  })

const updatedAsOf = (row: StoryRow, lead: number, members: readonly ArticleRow[], { tags }: Engine): number => {
  const nameOf = (source: number): SourceId => sourceId(tags.name(source))
  return updatedBy(
    { lead, sortAt: row.sort_at, publishedAt: row.published_at, updatedAt: row.updated_at },
    members
      .toSorted((a, b) => a.n - b.n)
      .map(({ n, source, also_in, language, first_seen, revised_at }) => ({
        number: n,
        source: nameOf(source),
        alsoIn: unpackList<number>(also_in).map(nameOf),
        language,
        firstSeen: first_seen,
        revisedAt: revised_at,
      })),
  )
}

type StoryRows = { readonly row: StoryRow; readonly members: readonly ArticleRow[] }

/** Members in the order of publication. */
const rowsOf = (engine: Engine, numbers: readonly number[]): readonly StoryRows[] => {
  const list = JSON.stringify(numbers)
  const members = Map.groupBy(engine.all<ArticleRow>(MEMBERS, list), ({ story }) => story)
  return engine.all<StoryRow>(STORIES, list).map((row) => ({
    row,
    members: (members.get(row.n) ?? []).toSorted((a, b) => a.published_at - b.published_at || a.n - b.n),
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

const toStory = (row: StoryRow, members: readonly ArticleRow[], engine: Engine): Story => {
  const articles = members.map((member) => toStoredArticle(member, engine))
  const lead = articles[members.findIndex(({ n }) => n === row.lead)]
  if (lead === undefined) throw new Error(`story ${row.id} has lost its lead: the database contradicts itself`)
  return {
    id: storyId(row.id),
    lead,
    isPinned: row.pinned === 1,
    articles,
    sources: [...new Set(articles.flatMap(({ source, alsoIn }) => [source, ...alsoIn]))],
    languages: [...new Set(articles.map(({ language }) => language))],
    publishedAt: row.published_at,
    updatedAt: row.updated_at,
  }
}
