import type { Secrets } from './secrets.ts'
import type { GroupedArticles } from './grouped-articles.ts'
import type { AlertDefinition } from './alert.ts'
import type { Correction } from './correction.ts'
import type { DigestDefinition } from './digest.ts'
import type { LanguageTag } from './ids.ts'
import type { Source } from './source.ts'
import type { Takedown } from './takedown.ts'
import type { FeedDefinition, Taxonomy } from './taxonomy.ts'

/** Origins (`https://app.example`) whose pages may read the API; `*`: all. */
export type AllowedOrigins = readonly string[] | '*'

/** The checked contents of `polywire.yaml`. Durations are in milliseconds, sizes in bytes. */
/** What is shown of an article whose publisher reserves excerpts. */
export type ReservedExcerpts = 'title' | 'nothing'

export type ServiceSettings = {
  readonly title: string
  /** Where publishers and readers can write to: `mailto:` or a page. */
  readonly contact?: string
  /** The service's public address, from the environment; null: unknown. */
  readonly publicUrl?: string | null
  /** The most characters of an excerpt; left out: as many as are stored. A source may set its own. */
  readonly excerpt?: number
  readonly fetch: {
    readonly concurrency: number
    readonly perHost: { readonly concurrency: number; readonly gapMs: number }
    readonly timeoutMs: number
    readonly maxBytes: number
    /** CIDRs (`10.0.0.0/8`) or host:port that the guard lets through. */
    readonly allowPrivate: readonly string[]
    /** Contact URL in the User-Agent header; null: none. */
    readonly contact: string | null
  }
  readonly read: {
    readonly workers: number
    readonly deadlineMs: number
    readonly memoryMb: number
    readonly maxItems: number
    /** The most that is stored of one source in a day, in bytes. */
    readonly maxBytesPerDay: number
  }
  /** WebSub as hub and as subscriber; `auto`: we subscribe to sources only where the public address is https and not a private one. */
  readonly websub: 'auto' | boolean
  /** CIDRs or host:port of private addresses that our hub's subscribers may use as callbacks. */
  readonly websubAllowPrivate: readonly string[]
  /** CIDRs or host:port of private addresses that targets of alerts may have. */
  readonly deliveryAllowPrivate: readonly string[]
  readonly web: { readonly cors: AllowedOrigins }
  readonly stories: GroupedArticles
  readonly reservedExcerpts: ReservedExcerpts
  /** `auto`: a site's reservations are read only where a use depends on them. */
  readonly reservations: 'auto' | 'always'
  readonly understanding: { readonly model: UnderstandingModel }
  /** Null: no model behind an end point is used. */
  readonly embeddings: EmbeddingsSettings | null
  /** Null: no headline is translated. */
  readonly translation: TranslationSettings | null
  /** True: pages show the articles' pictures, which browsers fetch from the publishers. */
  readonly pictures: boolean
  /** True: each day's stories are written to a file, which `/dumps` offers. */
  readonly dumps: boolean
  readonly retention: { readonly articlesMs: number; readonly untaggedMs: number }
}

/** `none`: reports are compared by their words alone. */
export const UNDERSTANDING_MODELS = ['built-in', 'none'] as const
export type UnderstandingModel = (typeof UNDERSTANDING_MODELS)[number]

export type EmbeddingsSettings = {
  readonly url: string
  readonly model: string
  readonly key: string | null
  readonly secrets: Secrets
}

export type TranslationKind = 'libretranslate' | 'deepl' | 'openai'

export type TranslationSettings = {
  readonly kind: TranslationKind
  readonly url: string
  readonly key: string | null
  readonly model: string
  readonly to: readonly LanguageTag[]
  readonly excerpts: boolean
  readonly timeoutMs: number
  /** Which stories are translated, as a filter. */
  readonly filter: string
  /** The most characters sent in a day of UTC. */
  readonly perDay: number
  /** The most texts sent in a minute. */
  readonly perMinute: number
  readonly secrets: Secrets
}

export type Configuration = {
  readonly service: ServiceSettings
  readonly sources: readonly Source[]
  readonly taxonomy: Taxonomy
  readonly feeds: readonly FeedDefinition[]
  readonly alerts: readonly AlertDefinition[]
  readonly digests: readonly DigestDefinition[]
  readonly corrections: readonly Correction[]
  readonly takedowns: readonly Takedown[]
}

/** A mistake in a configuration file. Lines and columns count from 1. */
export type ConfigProblem = { readonly file: string; readonly line: number; readonly column: number; readonly message: string }

/** A flag, an environment variable or a file of the data folder is wrong. The message names it and says what is expected. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

/** Does a model compare what texts mean? */
export const comparesMeaning = ({ service }: Configuration): boolean =>
  service.embeddings !== null || service.understanding.model !== 'none'
