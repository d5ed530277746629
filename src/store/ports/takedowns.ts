/** The part of the store's contract that takes articles down and keeps them from coming back. */
import type { BlockedName, NamedArticle } from '../../model/takedown.ts'
import type { ArticleId, Instant, StoryId } from '../../model/ids.ts'

export type BlockedArticle = NamedArticle & {
  readonly id: ArticleId
  readonly number: number
  /** The first name by which it is taken down. */
  readonly name: BlockedName
}

/** By what stored articles with one of these names are found. */
export type WantedNames = {
  readonly names: ReadonlySet<BlockedName>
  /** Ids. */
  readonly articles: readonly string[]
  /** Of addresses. */
  readonly hashes: readonly number[]
  readonly sources: readonly string[]
  readonly areHostsWanted: boolean
}

/** In the order of arrival; `next`: the number after which the next page begins, null: this is the last. */
export type BlockedPage = { readonly articles: readonly BlockedArticle[]; readonly next: number | null }

export interface Takedowns {
  /** From now on nothing with one of these names is appended, and everything else is. Returns the names whose stored articles are not
   * withdrawn yet, until `noteWithdrawn`. */
  block(names: readonly BlockedName[]): Promise<readonly BlockedName[]>
  /** Those of these names that are taken down. */
  blockedAmong(names: readonly BlockedName[]): Promise<ReadonlySet<BlockedName>>
  /** Stored articles with one of these names, looked for from after this number on. A page may be empty and not the last. */
  blockedArticles(wanted: WantedNames, after: number): Promise<BlockedPage>
  /** Logs these as withdrawn, with their items, messages and addresses: one transaction. Those that were taken down before are passed over. */
  takeDown(articles: readonly Pick<BlockedArticle, 'number' | 'name'>[], now: Instant): Promise<number>
  noteWithdrawn(names: readonly BlockedName[]): Promise<void>
  /** True: this article, or the only articles of this story, were taken down. */
  isTakenDown(id: ArticleId | StoryId): Promise<boolean>
}
