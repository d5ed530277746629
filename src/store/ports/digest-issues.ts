/** The part of the store's contract that digests need: what was published, of what it told, and who gets it. */
import type { DigestIssue, DigestReader, IssuePublication } from '../../model/digest.ts'
import type { Instant } from '../../model/ids.ts'

export type IssueQuery = {
  readonly digest: string
  readonly limit: number
  /** Only older ones; left out: from the newest. */
  readonly before?: Instant
}

export interface DigestIssues {
  /** Keeps an issue with all that belongs to it, in one transaction. False: the digest has an issue of this time already, and nothing is kept. Readers
   * who are not named any more are forgotten. */
  publishIssue(publication: IssuePublication): Promise<boolean>
  /** When the latest issue up to this time was due, a skipped one included; null: there was none. Later ones are of a clock that was ahead. */
  latestDue(digest: string, at: Instant): Promise<Instant | null>
  /** Null: there is none, or it was skipped. */
  issue(digest: string, due: Instant): Promise<DigestIssue | null>
  /** The newest first, without skipped ones. */
  issues(query: IssueQuery): Promise<readonly DigestIssue[]>
  /** When the latest issue was due that told of any of these stories and articles; null: none did. */
  lastIncluded(digest: string, about: readonly string[]): Promise<Instant | null>
  /** All that have been readers of a digest since they were last left out, by their addresses. */
  readers(digest: string): Promise<readonly DigestReader[]>
  readerWith(token: string): Promise<DigestReader | null>
  /** The reader wants no more: what waits for them is not sent. */
  endReader(token: string, at: Instant): Promise<void>
  /** Forgets issues that were due before this, what they told, and the readers of digests that have no issue left, save for those that go on: who has
   * ended one of them stays out, and the address that ends it stays good. */
  deleteOldIssues(before: Instant, goOn: readonly string[]): Promise<void>
}
