import type { ArticleId, Instant, LanguageTag, StoryId } from './ids.ts'
import type { Secrets } from './secrets.ts'
import type { Label } from './taxonomy.ts'

/** `origins`: of how many the sources are independent (model/origins.ts). */
export type Coverage = { readonly sources: number; readonly languages: number; readonly origins: number }

/** Hours in which nothing is sent, by the clock of a time zone. Where `to` is before `from`, the hours span midnight. */
export type QuietHours = {
  /** Minutes after midnight. */
  readonly from: number
  readonly to: number
  /** IANA name: `Europe/Brussels`. */
  readonly zone: string
}

export type DeliveryTarget =
  /** Standard Webhooks; `secret` is `whsec_` and base64. */
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: string }
  | { readonly kind: 'slack' | 'teams' | 'mattermost'; readonly url: string }
  /** The last segment of `url` is the topic. */
  | { readonly kind: 'ntfy'; readonly url: string; readonly token: string | null }
  /** `url` is the address of the Bot API. */
  | { readonly kind: 'telegram'; readonly url: string; readonly token: string; readonly chat: string }
  /** `url` is the address of the homeserver. */
  | { readonly kind: 'matrix'; readonly url: string; readonly token: string; readonly room: string }
  | { readonly kind: 'mail'; readonly to: readonly string[] }

export type AlertDefinition = {
  readonly id: string
  readonly title: Label
  /** As written; checked when the configuration is read. */
  readonly filter: string
  /** Affairs that are left out, each by the id of one of its stories. */
  readonly mute: readonly StoryId[]
  /** The levels of a story's coverage at which a message is sent, in ascending order. */
  readonly thresholds: readonly Coverage[]
  /** True: a story that was announced is announced again when a newer phase of the event gives its headline. */
  readonly developments: boolean
  readonly quiet: QuietHours | null
  /** The most messages sent in an hour; null: 60 to each recipient, then a summary. */
  readonly hourly: number | null
  /** Of the sentences. */
  readonly language: LanguageTag
  /** Languages of the headline, best first. */
  readonly preferred: readonly LanguageTag[]
  readonly target: DeliveryTarget
  readonly secrets: Secrets
}

export type Named = { readonly id: string; readonly label: string }

/** What a message says of a story, whatever its target. */
export type Notice = {
  readonly alert: string
  readonly label: string
  readonly story: StoryId
  readonly headline: string
  readonly language: LanguageTag
  readonly summary: string
  readonly link: string | null
  readonly source: string
  readonly publishedAt: Instant
  /** Address of the story's page in this service; null: the service has no public address. */
  readonly page: string | null
  readonly coverage: Coverage
  readonly topics: readonly Named[]
  /** Left out in messages that an earlier version stored; likewise the three below. */
  readonly entities?: readonly Named[]
  readonly places?: readonly Named[]
  /** The languages of the reports, those with most reports first. */
  readonly languages?: readonly LanguageTag[]
  /** The threshold that the story has passed, counted from 1. */
  readonly step?: number
  /** Phrases in the language of the alert: “5 sources in 3 languages”, and the text of the link to the page. */
  readonly reported: string
  readonly pageWords: string
  /** Source and time in words. */
  readonly byline: string
  readonly words: LanguageTag
  /** In place of how many notices this one is; left out: of one. */
  readonly more?: number
}

/** What is stored of a message that carries an issue of a digest. The message's text is composed when it is sent. */
export type IssueNotice = {
  readonly digest: string
  readonly due: Instant
  readonly headline: string
}

export type Delivery = {
  /** Unique, and the same at each attempt, so that receivers can recognise a repeated message. */
  readonly id: string
  /** Id of the alert, or `digest:ID` for a digest. */
  readonly alert: string
  /** Null: the message is about several stories. */
  readonly story: StoryId | null
  readonly kind: DeliveryTarget['kind']
  /** The address of a mail; empty otherwise. */
  readonly recipient: string
  /** Host and port of the target, such as `hooks.example:443`, or `mail`. */
  readonly host: string
  readonly notice: Notice | IssueNotice
  readonly createdAt: Instant
  readonly due: Instant
}

export type StoredDelivery = Delivery & {
  readonly failures: number
  readonly failingSince: Instant | null
  /** Why the last attempt failed, in one English sentence; null: none has failed. */
  readonly problem: string | null
}

export type DeadLetter = Pick<StoredDelivery, 'id' | 'alert' | 'story' | 'kind' | 'host' | 'createdAt' | 'failures'> & {
  readonly headline: string
  readonly endedAt: Instant
  readonly problem: string
}

/** What an alert reports about a story, and to whom. It is stored in one transaction. */
export type Announcement = {
  readonly alert: string
  readonly story: StoryId
  readonly articles: readonly ArticleId[]
  readonly coverage: Coverage
  readonly at: Instant
  readonly deliveries: readonly Delivery[]
}

export type DeliveryCounts = { readonly waiting: number; readonly failing: number; readonly dead: number }
