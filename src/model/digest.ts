import type { Delivery } from './alert.ts'
import type { ArticleId, Instant, LanguageTag, StoryId, TopicId } from './ids.ts'
import type { IssueTimes } from './issue-times.ts'
import type { Secrets } from './secrets.ts'
import type { Label } from './taxonomy.ts'

export type DigestDefinition = {
  readonly id: string
  readonly title: Label
  readonly filter: string
  readonly mute: readonly StoryId[]
  readonly times: IssueTimes
  readonly language: LanguageTag
  readonly preferred: readonly LanguageTag[]
  /** The most stories in an issue. */
  readonly top: number
  /** A language; null: an issue does not tell what is missing in one. */
  readonly gaps: LanguageTag | null
  /** What happens when an issue is due and there are no stories for it. */
  readonly empty: 'skip' | 'send'
  /** The mail addresses that get each issue. */
  readonly to: readonly string[]
  /** True: the digest's pages and feeds open only with a key. */
  readonly private: boolean
  readonly secrets: Secrets
}

/** A story as an issue shows it; later changes of the story do not change it. */
export type DigestItem = {
  readonly story: StoryId
  readonly headline: string
  readonly language: LanguageTag
  readonly summary: string
  readonly link: string | null
  /** The report's picture, where its source allows more than titles; left out: there is none. */
  readonly image?: string
  readonly report: ArticleId
  readonly source: string
  readonly publishedAt: Instant
  readonly reports: number
  readonly copies: number
  readonly sources: number
  /** Each language with its number of reports and copies, the most frequent first. */
  readonly languages: readonly { readonly language: LanguageTag; readonly reports: number }[]
  /** The story's topic with the highest score, of those that were configured; null: it has none. */
  readonly topic: TopicId | null
  /** True: the story was in an earlier issue, and has developed since. */
  readonly isUpdate: boolean
  /** The language that does not report it, and how many of its sources delivered; left out: the issue does not tell. */
  readonly missing?: { readonly language: LanguageTag; readonly live: number }
}

export type DigestIssue = {
  readonly digest: string
  readonly due: Instant
  /** The issue covers the reports that arrived after this time. */
  readonly since: Instant
  readonly madeAt: Instant
  /** How many stories were reported between `since` and `due`. */
  readonly found: number
  readonly items: readonly DigestItem[]
}

/** An issue, its stories and articles, and the messages to its readers. They are stored in one transaction. */
export type IssuePublication = {
  readonly issue: DigestIssue
  /** True: the issue has no stories and is not shown. */
  readonly isSkipped: boolean
  readonly about: readonly (StoryId | ArticleId)[]
  /** Who gets mail, each with a random token, which is stored only for a reader who has none yet. */
  readonly readers: readonly { readonly recipient: string; readonly token: string }[]
  readonly deliveries: readonly Delivery[]
}

export type DigestReader = {
  readonly digest: string
  readonly recipient: string
  readonly token: string
  /** When the reader unsubscribed; null: the reader still gets the digest. */
  readonly endedAt: Instant | null
}

/** The key of a digest among ids of alerts. No id of an alert contains a colon. */
export const digestKey = (id: string): string => `digest:${id}`
