/** The part of the store's contract for digests: their issues, what each issue contained, and their readers. */
import type { DigestIssue, DigestReader, IssuePublication } from '../../model/digest.ts'
import type { Instant } from '../../model/ids.ts'

export type IssueQuery = {
  readonly digest: string
  readonly limit: number
  /** Only issues that were due before this instant; missing: from the newest on. */
  readonly before?: Instant
}

export interface DigestIssues {
  /** Stores an issue with its messages and readers in one transaction. Deletes readers that are no longer configured. False: the digest has an
   * issue of this time already, and nothing is stored. */
  publishIssue(publication: IssuePublication): Promise<boolean>
  /** When the latest issue up to this time was due, skipped ones included; null: there was none. Later issues come from a time when the clock was ahead. */
  latestDue(digest: string, at: Instant): Promise<Instant | null>
  /** Null: there is no issue of this time, or it was skipped. */
  issue(digest: string, due: Instant): Promise<DigestIssue | null>
  /** The newest first, without skipped issues. */
  issues(query: IssueQuery): Promise<readonly DigestIssue[]>
  /** When the latest issue that contained any of these stories and articles was due; null: none contained one. */
  lastIncluded(digest: string, about: readonly string[]): Promise<Instant | null>
  /** The readers of a digest, by mail address, those who ended it included; who was removed from the configuration is not among them. */
  readers(digest: string): Promise<readonly DigestReader[]>
  readerWith(token: string): Promise<DigestReader | null>
  /** Ends a reader's digest: messages that wait for this reader are not sent. */
  endReader(token: string, at: Instant): Promise<void>
  /** Deletes issues that were due before this instant, what they contained, and the readers of digests that have no issue left, except the
   * digests `goOn`: their readers' unsubscriptions and unsubscribe addresses stay valid. */
  deleteOldIssues(before: Instant, goOn: readonly string[]): Promise<void>
}
