/** Digests: the most widely reported stories of a day or a week, made at a fixed time. */
import type { Delivery } from './alert.ts'
import type { ArticleId, Instant, LanguageTag, StoryId, TopicId } from './ids.ts'
import type { IssueTimes } from './issue-times.ts'
import type { Secrets } from './secrets.ts'
import type { Label } from './taxonomy.ts'

/** One entry of `digests.yaml`. */
export type DigestDefinition = {
  readonly id: string
  readonly title: Label
  /** As written; checked when the configuration is read. */
  readonly filter: string
  readonly times: IssueTimes
  /** Of the sentences around the stories. */
  readonly language: LanguageTag
  /** Languages for a story's headline, best first. */
  readonly preferred: readonly LanguageTag[]
  /** How many stories an issue has at most. */
  readonly top: number
  /** What happens at a time at which there is nothing to tell. */
  readonly empty: 'skip' | 'send'
  /** Mail addresses. */
  readonly to: readonly string[]
  /** True: only who has a key reads its pages and feeds. */
  readonly private: boolean
  /** What it has from the environment: never shown. */
  readonly secrets: Secrets
}

/** A story as an issue tells it: it stays so, whatever becomes of the story. */
export type DigestItem = {
  readonly story: StoryId
  readonly headline: string
  /** Of headline and summary. */
  readonly language: LanguageTag
  readonly summary: string
  /** Of the report that gives the headline. */
  readonly link: string | null
  readonly report: ArticleId
  readonly source: string
  readonly publishedAt: Instant
  readonly reports: number
  readonly copies: number
  readonly sources: number
  /** With the number of reports and copies in each, the most frequent first. */
  readonly languages: readonly { readonly language: LanguageTag; readonly reports: number }[]
  /** The strongest topic of the story, of those that were configured; null: it has none. */
  readonly topic: TopicId | null
  /** An earlier issue told of it, and something new has come since. */
  readonly isUpdate: boolean
}

export type DigestIssue = {
  readonly digest: string
  readonly due: Instant
  /** Its reports came after this. */
  readonly since: Instant
  /** When it was made. */
  readonly madeAt: Instant
  /** How many stories were reported in that time. */
  readonly found: number
  /** In the order of their rank. */
  readonly items: readonly DigestItem[]
}

/** An issue, what it tells of, and the messages to its readers: kept together, or not at all. */
export type IssuePublication = {
  readonly issue: DigestIssue
  /** Nobody is to see it: there was nothing to tell. */
  readonly isSkipped: boolean
  /** Its stories, by their ids and those of their articles. */
  readonly about: readonly (StoryId | ArticleId)[]
  /** Who gets mail, each with a key that nobody can guess, for a reader who has none yet. */
  readonly readers: readonly { readonly recipient: string; readonly token: string }[]
  readonly deliveries: readonly Delivery[]
}

/** Who gets a digest by mail. */
export type DigestReader = {
  readonly digest: string
  readonly recipient: string
  /** Part of the address that ends it. */
  readonly token: string
  /** Null: it has not ended. */
  readonly endedAt: Instant | null
}

/** What stands for a digest where alerts stand too: no id of an alert has a colon. */
export const digestKey = (id: string): string => `digest:${id}`
