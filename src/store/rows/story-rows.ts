import type { StoredArticle } from '../../model/article.ts'
import { storyId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import { listContributors, updatedBy } from '../../model/story-updated.ts'
import type { StoryState } from '../ports/article-log.ts'
import { type ArticleRow, toStoredArticle } from './article-rows.ts'
import type { TagReader } from './tag-reader.ts'

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

type Names = { readonly tags: TagReader }

/** An article of a story, with the numbers of both. */
export type Member = { readonly n: number; readonly story: number; readonly article: StoredArticle }

export const toMember = (row: ArticleRow, names: Names): Member => ({
  n: row.n,
  story: row.story,
  article: toStoredArticle(row, names),
})

/** A story as it was at an earlier time; `numbers` are the numbers of its articles. */
export type StoryAsOf = { readonly number: number; readonly story: Story; readonly numbers: readonly number[] }

/** The story as it was when `upTo` was the newest article. */
export const storyAsOf = (row: StoryRow, members: readonly Member[], upTo: number): StoryAsOf => {
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

export const inOrderOfPublication = (members: readonly Member[]): readonly Member[] =>
  members.toSorted((a, b) => a.article.publishedAt - b.article.publishedAt || a.n - b.n)

export const toStory = (row: StoryRow, members: readonly Member[]): Story => {
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
