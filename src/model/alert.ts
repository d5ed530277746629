/** News that is sent out: alerts, and what became of each message. */
import type { Filter } from './filter.ts'
import type { ArticleId, Instant, LanguageTag, StoryId } from './ids.ts'
import type { Secrets } from './secrets.ts'
import type { Label } from './taxonomy.ts'

/** How widely a story is reported. */
export type Coverage = { readonly sources: number; readonly languages: number }

/** Hours in which nothing is sent, by the clock of a time zone; `to` before `from`: over midnight. */
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
  /** `url` ends with the topic. */
  | { readonly kind: 'ntfy'; readonly url: string; readonly token: string | null }
  /** `url`: of the Bot API. */
  | { readonly kind: 'telegram'; readonly url: string; readonly token: string; readonly chat: string }
  /** `url`: of the homeserver. */
  | { readonly kind: 'matrix'; readonly url: string; readonly token: string; readonly room: string }
  | { readonly kind: 'mail'; readonly to: readonly string[] }

/** One entry of `alerts.yaml`. */
export type AlertDefinition = {
  readonly id: string
  readonly title: Label
  /** As written; checked when the configuration is read. */
  readonly filter: string
  /** The steps of a story's coverage that are worth a message, in the order in which a story climbs them. */
  readonly thresholds: readonly Coverage[]
  readonly quiet: QuietHours | null
  /** Messages an hour at most; null: as many as there are. */
  readonly hourly: number | null
  readonly language: LanguageTag
  readonly target: DeliveryTarget
  /** What it has from the environment: never shown. */
  readonly secrets: Secrets
}

/** What a message says of a story, whatever its target. */
export type Notice = {
  /** Of the alert, as it is called. */
  readonly alert: string
  readonly label: string
  readonly story: StoryId
  readonly headline: string
  readonly language: LanguageTag
  readonly summary: string
  /** Of the report that gives the headline. */
  readonly link: string | null
  readonly source: string
  readonly publishedAt: Instant
  /** Our page of the story; null: this service has no public address. */
  readonly page: string | null
  readonly coverage: Coverage
  readonly topics: readonly { readonly id: string; readonly label: string }[]
  /** Sentences in the language of the alert: “5 sources in 3 languages”, what leads to the page. */
  readonly reported: string
  readonly pageWords: string
  /** Source and time in words. */
  readonly byline: string
  /** The language of these sentences. */
  readonly words: LanguageTag
}

/** What is kept of a message with an issue of a digest: the issue is written when it is sent. */
export type IssueNotice = {
  readonly digest: string
  readonly due: Instant
  /** Its subject, for the operator. */
  readonly headline: string
}

/** One message to one recipient. */
export type Delivery = {
  /** Unique, and the same at each attempt: receivers know a message by it. */
  readonly id: string
  /** The alert that it is of; `digest:ID`: a digest. */
  readonly alert: string
  /** Null: it tells of many. */
  readonly story: StoryId | null
  readonly kind: DeliveryTarget['kind']
  /** The address of a mail; empty otherwise. */
  readonly recipient: string
  /** Of the target: `hooks.example:443`, or `mail`. */
  readonly host: string
  readonly notice: Notice | IssueNotice
  readonly createdAt: Instant
  readonly due: Instant
}

export type StoredDelivery = Delivery & {
  /** Attempts in a row that failed, and since when. */
  readonly failures: number
  readonly failingSince: Instant | null
  /** Why the last one failed, in one English sentence. */
  readonly problem: string | null
}

/** A message that will not be sent any more. */
export type DeadLetter = Pick<StoredDelivery, 'id' | 'alert' | 'story' | 'kind' | 'host' | 'createdAt' | 'failures'> & {
  readonly headline: string
  readonly endedAt: Instant
  readonly problem: string
}

/** What an alert says of a story, and to whom: kept together, or not at all. */
export type Announcement = {
  readonly alert: string
  readonly story: StoryId
  readonly articles: readonly ArticleId[]
  readonly coverage: Coverage
  readonly at: Instant
  readonly deliveries: readonly Delivery[]
}

export type DeliveryCounts = { readonly waiting: number; readonly failing: number; readonly dead: number }

/** An alert with its filter read. */
export type ReadAlert = { readonly definition: AlertDefinition; readonly filter: Filter }
