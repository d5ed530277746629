import type { ParsedFeed } from '../../src/model/parsed-item.ts'
import { type ParseResult, type ReadOptions, readDocument } from '../../src/parse/read-document.ts'

export type Given = {
  readonly url?: string
  readonly contentType?: string | null
  readonly language?: string | null
} & Partial<ReadOptions>

/** Reads a document as a source at https://example.org/feed would. */
export const read = (document: string | Uint8Array, given: Given = {}): Promise<ParseResult> => {
  const { url = 'https://example.org/feed', contentType = null, language = null, ...options } = given
  const bytes = typeof document === 'string' ? new TextEncoder().encode(document) : document
  return readDocument(
    { bytes, url, contentType, language },
    { page: null, now: Date.UTC(2026, 10, 24, 12), maxItems: 5000, fallbackParser: false, acceptTruncated: false, ...options },
  )
}

export const readFeed = async (document: string | Uint8Array, given: Given = {}): Promise<ParsedFeed> => {
  const result = await read(document, given)
  if (!result.ok) throw new Error(`not read: ${JSON.stringify(result.failure)}`)
  return result.feed
}

export const failureOf = async (document: string | Uint8Array, given: Given = {}): Promise<string> => {
  const result = await read(document, given)
  if (result.ok) throw new Error('was read')
  const { failure } = result
  return failure.kind === 'not-a-feed' || failure.kind === 'no-items' ? failure.detail : failure.kind
}

export const rss = (items: string, channel = ''): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Desk</title><link>https://example.org/</link>${channel}${items}</channel></rss>`

export const iso = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString())
