import type { Instant } from './ids.ts'
import type { FeedDocument } from './parsed-item.ts'
import { openBase } from './secrets.ts'
import type { Mailbox, Source, SourceFailure, SourceState } from './source.ts'

export type FetchRequest = {
  readonly url: string
  readonly etag: string | null
  readonly lastModified: string | null
  /** SHA-256 of the last body that was read, hex. An equal body counts as unchanged, whatever the validators say. */
  readonly bodyHash: string | null
  readonly insecureTls: boolean
  /** The folder to read where the source is a mailbox, and what its polls found; `url` is only its name. */
  readonly mailbox?: Mailbox & Pick<SourceState, 'crashes' | 'okAt'>
  /** The most bytes of the decoded body, and the Accept header; left out: as for feeds. */
  readonly maxBytes?: number
  readonly accept?: string
  /** Called with each address that the server redirects to: may it be requested? Left out: all redirects are followed. */
  readonly mayFollow?: (url: string) => Promise<boolean>
  /** Callbacks around the host's pacing; left out: each request is sent as soon as pacing admits it. */
  readonly turn?: {
    /** Called when the request may be sent. Throws to end the fetch. */
    readonly begins: (host: string) => void
    /** Called when the host asks for a pause, before pacing admits the next request to it. */
    readonly refused: (host: string, retryAfterMs: number) => void
  }
  /** The number of subscribers in the User-Agent header, from which publishers count readers; null: it is left out. */
  readonly subscribers: number | null
}

/** A request without validators, for the current document. */
export const unconditionalRequest = (url: string): FetchRequest => ({
  url,
  etag: null,
  lastModified: null,
  bodyHash: null,
  insecureTls: false,
  subscribers: null,
})

/** What a response says that matters to the next poll, whether or not it had a body. */
export type AnswerFacts = {
  readonly finalUrl: string
  /** Where a chain of only permanent redirects (301, 308) ended; null if there was none. */
  readonly movedTo: string | null
  readonly etag: string | null
  readonly lastModified: string | null
  /** The lifetime that Cache-Control max-age or Expires gives; null: a 304 without either, so that the previous response's lifetime applies. */
  readonly freshForMs: number | null
  readonly hub: string | null
  readonly self: string | null
  readonly fetchedAt: Instant
  readonly tookMs: number
  /** Headers in which publishers reserve uses: lower-case names, values as sent. */
  readonly rightsHeaders?: Readonly<Record<string, string>>
}

/** A response with its body: decompressed, complete, within the size cap. The contents are unchecked. */
export type FetchedFeed = AnswerFacts & {
  readonly bytes: Uint8Array
  readonly contentType: string | null
  readonly bodyHash: string
}

export type FetchOutcome =
  | { readonly kind: 'fetched'; readonly feed: FetchedFeed }
  /** 304, or 200 with the same body as before. */
  | { readonly kind: 'unchanged'; readonly status: 200 | 304; readonly facts: AnswerFacts }
  | {
      readonly kind: 'failed'
      readonly failure: SourceFailure
      readonly retryAfterMs: number | null
      /** `host:port` that responded, after redirects; null: none did. */
      readonly host: string | null
      readonly tookMs: number
    }

/** The document to parse. Relative addresses in it are resolved against the final URL without the secrets of the source's address. */
export const feedDocument = (
  { bytes, finalUrl, contentType }: Pick<FetchedFeed, 'bytes' | 'finalUrl' | 'contentType'>,
  { secrets, language }: Source,
): FeedDocument => ({
  bytes,
  url: openBase(finalUrl, secrets),
  contentType,
  language,
})
