import { type SourceId, sourceId, storyId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import { listContributors, updatedBy } from '../../model/story-updated.ts'
import type { StoryState } from '../ports/article-log.ts'
import { type ArticleRow, toStoredArticle, unpackList } from './article-rows.ts'
import type { TagReader } from './tag-reader.ts'

export type StoryRow = {
  readonly n: number
  readonly id: string
  readonly lead: number
  readonly pinned: number
  readonly sort_at: number
  readonly published_at: number
  readonly updated_at: number
}

export const toStoryState = (row: StoryRow): StoryState => ({
  id: storyId(row.id),
  lead: row.lead,
  pinned: row.pinned === 1,
  sortAt: row.sort_at,
  publishedAt: row.published_at,
  updatedAt: row.updated_at,
})

type Names = { readonly tags: TagReader }

/** A story as it stood; `numbers` are those of its articles. */
export type StoryAsOf = { readonly number: number; readonly story: Story; readonly numbers: readonly number[] }

/** As it stood when `upTo` was the newest article. */
export const storyAsOf = (row: StoryRow, members: readonly ArticleRow[], upTo: number, names: Names): StoryAsOf => {
  const known = members.filter(({ n }) => n <= upTo)
  const lead = known.some(({ n }) => n === row.lead) ? row.lead : (known[0]?.n ?? row.lead)
  const story = toStory({ ...row, lead, updated_at: updatedAsOf(row, lead, known, names) }, known, names)
  return { number: row.n, story, numbers: known.map(({ n }) => n) }
}

const updatedAsOf = (row: StoryRow, lead: number, members: readonly ArticleRow[], { tags }: Names): number => {
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

export const inOrderOfPublication = (members: readonly ArticleRow[]): readonly ArticleRow[] =>
  members.toSorted((a, b) => a.published_at - b.published_at || a.n - b.n)

export const toStory = (row: StoryRow, members: readonly ArticleRow[], names: Names): Story => {
  const articles = members.map((member) => toStoredArticle(member, names))
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
  }
}
