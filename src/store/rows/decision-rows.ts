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

/** Why an article was assigned as it is: corrections, its own reasons, then those of identical articles for which it stands. */
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

/** The reasons of each article, in the order of the rows. */
export const toReasons = (rows: readonly StoryReasonRow[]): ReadonlyMap<ArticleId, readonly AssignmentReason[]> =>
  new Map(
    [...Map.groupBy(rows, ({ id }) => articleId(id))].map(([id, own]) => [
      id,
      own.flatMap(({ reasons }) => unpackList<AssignmentReason>(reasons)),
    ]),
  )
