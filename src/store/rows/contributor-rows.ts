import { type SourceId, sourceId, type StoryId, storyId } from '../../model/ids.ts'
import { type Contributors, contributorsOf } from '../../model/story-updated.ts'
import { unpackList } from './article-rows.ts'
import type { TagReader } from './tag-reader.ts'

/** The combinations of these columns that a story's articles have, each once. */
export type ContributorRow = {
  readonly story_id: string
  readonly source: number
  readonly also_in: string | null
  readonly language: string
}

type Contribution = {
  readonly story: StoryId
  readonly source: SourceId
  readonly alsoIn: readonly SourceId[]
  readonly language: string
}

export const toContribution = (row: ContributorRow, { tags }: { readonly tags: TagReader }): Contribution => ({
  story: storyId(row.story_id),
  source: sourceId(tags.name(row.source)),
  alsoIn: unpackList<number>(row.also_in).map((number) => sourceId(tags.name(number))),
  language: row.language,
})

export const contributorsByStory = (rows: readonly Contribution[]): ReadonlyMap<StoryId, Contributors> =>
  new Map(
    Array.from(
      Map.groupBy(rows, ({ story }) => story),
      ([story, members]) => [story, contributorsOf(members)],
    ),
  )
