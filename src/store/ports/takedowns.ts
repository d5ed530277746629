/** The part of the store's contract that takes articles down and keeps them from coming back. */
import type { BlockedName, NamedArticle } from '../../model/takedown.ts'
import type { ArticleId, Instant, StoryId } from '../../model/ids.ts'

export type BlockedArticle = NamedArticle & {
  readonly id: ArticleId
  readonly number: number
  /** The first of its names that is taken down. */
  readonly name: BlockedName
}

/** The names of a takedown, and the keys by which stored articles with these names are found. */
export type WantedNames = {
  readonly names: ReadonlySet<BlockedName>
  /** Article ids. */
  readonly articles: readonly string[]
  /** Hashes of addresses. */
  readonly hashes: readonly number[]
  readonly sources: readonly string[]
  readonly areHostsWanted: boolean
}

/** Articles in the order of arrival. `next`: the number after which the next page begins; null: this is the last page. */
export type BlockedPage = { readonly articles: readonly BlockedArticle[]; readonly next: number | null }

export interface Takedowns {
  /** Sets which names are taken down: nothing with one of them is appended from now on. Returns the names whose stored articles are still to be
   * withdrawn, that is those without a `noteWithdrawn`. */
  block(names: readonly BlockedName[]): Promise<readonly BlockedName[]>
  /** Which of these names are taken down. */
  blockedAmong(names: readonly BlockedName[]): Promise<ReadonlySet<BlockedName>>
  /** Stored articles with one of these names, searched for after this number. A page may be empty without being the last. */
  blockedArticles(wanted: WantedNames, after: number): Promise<BlockedPage>
  /** Logs articles as withdrawn, with their items, messages and addresses, in one transaction. Articles that were taken down before are skipped. */
  takeDown(articles: readonly Pick<BlockedArticle, 'number' | 'name'>[], now: Instant): Promise<number>
  noteWithdrawn(names: readonly BlockedName[]): Promise<void>
  /** True: this article, or all articles of this story, were taken down. */
  isTakenDown(id: ArticleId | StoryId): Promise<boolean>
}
