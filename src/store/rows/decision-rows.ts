import type { StoredArticle } from '../../model/article.ts'
import { type ArticleId, articleId, sourceId } from '../../model/ids.ts'
import type { AssignmentReason } from '../../model/story.ts'
import type { DecisionRecord } from '../ports/story-view.ts'
import { unpackList } from './article-rows.ts'

export type OwnReasonsRow = { readonly reasons: string | null; readonly corrected: string | null }
export type FoundItemRow = {
  readonly source: string
  readonly key: string
  readonly first_seen: number
  readonly last_seen: number
  readonly reasons: string | null
}

/** Why an article stands where it stands: what people corrected, its own reasons, then those of the items that were found to be it. */
export const toDecision = (
  article: StoredArticle,
  own: OwnReasonsRow | undefined,
  items: readonly FoundItemRow[],
): DecisionRecord => ({
  article,
  reasons: [own?.corrected ?? null, own?.reasons ?? null, ...items.map(({ reasons }) => reasons)].flatMap((reasons) =>
    unpackList<AssignmentReason>(reasons),
  ),
  items: items.map(({ source, key, first_seen: firstSeen, last_seen: lastSeen }) => ({
    source: sourceId(source),
    key,
    firstSeen,
    lastSeen,
  })),
})

export type StoryReasonRow = { readonly id: string; readonly reasons: string }

/** By article; of several rows, in their order. */
export const toReasons = (rows: readonly StoryReasonRow[]): ReadonlyMap<ArticleId, readonly AssignmentReason[]> =>
  new Map(
    [...Map.groupBy(rows, ({ id }) => articleId(id))].map(([id, own]) => [
      id,
      own.flatMap(({ reasons }) => unpackList<AssignmentReason>(reasons)),
    ]),
  )
