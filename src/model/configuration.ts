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

/** `polywire.yaml`, checked. Spans are milliseconds, sizes bytes. */
export type ServiceSettings = {
  readonly title: string
  /** Where publishers and readers can write to: `mailto:` or a page. */
  readonly contact?: string
  /** Of the environment; null: unknown. */
  readonly publicUrl?: string | null
  /** Characters of an excerpt; left out: as many as are stored. Each source has it too. */
  readonly excerpt?: number
  readonly fetch: {
    readonly concurrency: number
    readonly perHost: { readonly concurrency: number; readonly gapMs: number }
    readonly timeoutMs: number
    readonly maxBytes: number
    /** CIDRs (`10.0.0.0/8`) or host:port that the guard lets through. */
    readonly allowPrivate: readonly string[]
    /** Contact URL shown in User-Agent. */
    readonly contact: string | null
  }
  readonly read: {
    readonly workers: number
    readonly deadlineMs: number
    readonly memoryMb: number
    readonly maxItems: number
    /** Of one source. */
    readonly maxBytesPerDay: number
  }
  /** WebSub both ways; `auto`: sources are subscribed to only where the public address is https and not a private one. */
  readonly websub: 'auto' | boolean
  /** CIDRs or host:port at which callbacks of our hub may be although they are not public. */
  readonly websubAllowPrivate: readonly string[]
  /** CIDRs or host:port at which targets of alerts may be although they are not public. */
  readonly deliveryAllowPrivate: readonly string[]
  readonly web: { readonly cors: AllowedOrigins }
  readonly stories: GroupedArticles
  /** `auto`: sites are asked for reservations only where a use depends on the answer. */
  readonly reservations: 'auto' | 'always'
  /** Null: no model is asked. */
  readonly embeddings: EmbeddingsSettings | null
  /** Null: no headline is translated. */
  readonly translation: TranslationSettings | null
  /** True: pages show pictures of articles, which browsers fetch from the publishers. */
  readonly pictures: boolean
  readonly retention: { readonly articlesMs: number; readonly untaggedMs: number }
}

/** An OpenAI-compatible end point for embeddings. */
export type EmbeddingsSettings = {
  readonly url: string
  readonly model: string
  readonly key: string | null
  /** What they have from the environment: never shown. */
  readonly secrets: Secrets
}

export type TranslationKind = 'libretranslate' | 'deepl' | 'openai'

/** An end point that translates headlines. */
export type TranslationSettings = {
  readonly kind: TranslationKind
  readonly url: string
  readonly key: string | null
  /** Empty where the kind knows none. */
  readonly model: string
  /** Languages to translate into. */
  readonly to: readonly LanguageTag[]
  /** True: excerpts too. */
  readonly excerpts: boolean
  readonly timeoutMs: number
  /** Texts sent in a minute. */
  readonly perMinute: number
  /** What they have from the environment: never shown. */
  readonly secrets: Secrets
}

/** One consistent reading of the whole configuration folder. */
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
