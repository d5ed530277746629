import type { Instant } from './ids.ts'
import type { FeedDocument } from './parsed-item.ts'
import { openBase } from './secrets.ts'
import type { Source, SourceFailure } from './source.ts'

/** What goes out: one conditional request. */
export type FetchRequest = {
  readonly url: string
  readonly etag: string | null
  readonly lastModified: string | null
  /** Hash of the body read last: an equal body counts as unchanged, whatever the validators say. */
  readonly bodyHash: string | null
  readonly insecureTls: boolean
  /** Of the decoded body, and what is asked for; left out: as for feeds. */
  readonly maxBytes?: number
  readonly accept?: string
  /** Asked of each address that it is redirected to; left out: all are followed. */
  readonly mayFollow?: (url: string) => Promise<boolean>
  /** Left out: every request goes out when its turn at the host has come. */
  readonly turn?: {
    /** What it throws ends the fetch. */
    readonly begins: (host: string) => void
    /** The host asks for no requests for so long. Called before the next one has its turn. */
    readonly refused: (host: string, retryAfterMs: number) => void
  }
  /** Shown in User-Agent, as feed servers count readers; null leaves it out. */
  readonly subscribers: number | null
}

/** For whatever is there now, not as a poll of a source. */
export const unconditionalRequest = (url: string): FetchRequest => ({
  url,
  etag: null,
  lastModified: null,
  bodyHash: null,
  insecureTls: false,
  subscribers: null,
})

/** Facts of an answer that matter to the next poll, whether or not it had a body. */
export type AnswerFacts = {
  /** After redirects. */
  readonly finalUrl: string
  /** Where a chain of only permanent redirects (301, 308) ended; null if there was none. */
  readonly movedTo: string | null
  readonly etag: string | null
  readonly lastModified: string | null
  /** Cache-Control max-age or Expires, as a span; null: a 304 that says nothing of it, so that the answer before still counts. */
  readonly freshForMs: number | null
  /** From `Link` headers: WebSub. */
  readonly hub: string | null
  readonly self: string | null
  readonly fetchedAt: Instant
  readonly tookMs: number
  /** Headers in which publishers reserve uses, by name in small letters, as sent. */
  readonly rightsHeaders?: Readonly<Record<string, string>>
}

/** Bytes, unbelieved: decompressed, whole, within the size cap; nothing is known of what they hold. */
export type FetchedFeed = AnswerFacts & {
  readonly bytes: Uint8Array
  /** The Content-Type header as sent. */
  readonly contentType: string | null
  /** SHA-256, hex. */
  readonly bodyHash: string
}

export type FetchOutcome =
  | { readonly kind: 'fetched'; readonly feed: FetchedFeed }
  /** 304, or 200 with the body read before. */
  | { readonly kind: 'unchanged'; readonly status: 200 | 304; readonly facts: AnswerFacts }
  | {
      readonly kind: 'failed'
      readonly failure: SourceFailure
      readonly retryAfterMs: number | null
      /** `host:port` that answered, after redirects; null: none did. */
      readonly host: string | null
      readonly tookMs: number
    }

/** What was fetched of a source, as it is read. Relative addresses are resolved without the keys in the source's own. */
export const feedDocument = (
  { bytes, finalUrl, contentType }: Pick<FetchedFeed, 'bytes' | 'finalUrl' | 'contentType'>,
  { secrets, language }: Source,
): FeedDocument => ({
  bytes,
  url: openBase(finalUrl, secrets),
  contentType,
  language,
})
