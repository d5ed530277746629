import type { Instant } from '../model/ids.ts'
import type { FeedDocument, ParsedFeed, ParsedItem } from '../model/parsed-item.ts'
import type { PageRule, SourceFailure } from '../model/source.ts'
import { collectWarnings, type Warnings } from './caps.ts'
import { decodeDocument } from './charset/decode-document.ts'
import type { DateHints } from './dates/date-hints.ts'
import { mapChannel } from './feed/channel.ts'
import { mapItem } from './feed/item.ts'
import { readJsonFeed } from './json-feed.ts'
import { describeDocument } from './other-document.ts'
import { readXml } from './xml/read-xml.ts'

export type ReadOptions = {
  /** How to read a page without a feed; null: the document should be a feed. */
  readonly page: PageRule | null
  readonly now: Instant
  readonly maxItems: number
  /** Ask rss-parser where our reader finds nothing. */
  readonly secondReader: boolean
}

export type ParseResult =
  | { readonly ok: true; readonly feed: ParsedFeed }
  | { readonly ok: false; readonly failure: SourceFailure }

/**
 * Bytes → feed, for RSS 0.90–2.0, RDF, Atom 0.3 and 1.0, CDF, JSON Feed, or a page by its rule. Never throws on what the
 * bytes hold; time and memory grow with their number; the same bytes always give the same answer.
 */
export const readDocument = async (document: FeedDocument, options: ReadOptions): Promise<ParseResult> => {
  const warnings = collectWarnings()
  const { text, encoding } = await decodeDocument(document, warnings)
  const feed =
    options.page === null
      ? await readFeed(text, document, options, warnings)
      : await pageFeed(text, document, options, options.page)
  if (feed === null) return { ok: false, failure: { kind: 'not-a-feed', detail: describeDocument(text, document.url) } }
  return { ok: true, feed: { ...feed, encoding, warnings: warnings.all() } }
}

type Reading = Omit<ParsedFeed, 'encoding' | 'warnings'>

// Selectors and rss-parser are loaded with the first document that needs them: 13 MB and 0.1 s in each thread.
const pageFeed = async (
  text: string,
  { url, language }: FeedDocument,
  { now, maxItems }: ReadOptions,
  rule: PageRule,
): Promise<Reading | null> => {
  const { readPage } = await import('./page/read-page.ts')
  return readPage(text, rule, { url, language, now, maxItems })
}

const readFeed = async (
  text: string,
  document: FeedDocument,
  options: ReadOptions,
  warnings: Warnings,
): Promise<Reading | null> => {
  const hints: DateHints = { language: document.language, now: null, offset: 0 }
  const read = JSON_START.test(text)
    ? jsonFeed(text, document, options, warnings)
    : xmlFeed(text, document, options, hints, warnings)
  if (read !== null && read.items.length > 0) return read
  if (!options.secondReader || !worthAnotherLook(text, warnings)) return read
  const { readAgain } = await import('./second-reader.ts')
  const rescue = await readAgain(text, document.url, options.maxItems, hints)
  if (rescue === null) return read
  return { ...(read ?? EMPTY), ...rescue, rescued: true }
}

const JSON_START = /^\s*[{[]/

/** rss-parser builds the whole tree and recurses: only documents that are small, markup, and broke no cap of ours. */
const worthAnotherLook = (text: string, warnings: Warnings): boolean =>
  text.length < 4_000_000 &&
  warnings.all().length === 0 &&
  /<(?:\w+:)?(?:rss|rdf|feed|channel)\b/i.test(text) &&
  !/^\s*<(?:!doctype html|html)/i.test(text)

const EMPTY: Reading = {
  format: 'rss20',
  id: null,
  title: null,
  link: null,
  description: null,
  language: null,
  rights: null,
  published: null,
  updated: null,
  authors: [],
  categories: [],
  image: null,
  generator: null,
  hub: null,
  self: null,
  minimumIntervalMs: null,
  skipHours: [],
  skipDays: [],
  items: [],
  rescued: false,
}

const xmlFeed = (
  text: string,
  document: FeedDocument,
  options: ReadOptions,
  hints: DateHints,
  warnings: Warnings,
): Reading | null => {
  const items: ParsedItem[] = []
  const { root } = readXml(
    text,
    document.url,
    (item) => {
      if (items.length < options.maxItems) items.push(mapItem(item, { url: document.url, hints }))
      else warnings.add(`cut at ${options.maxItems} items`)
      return items.length <= options.maxItems
    },
    warnings,
  )
  return root === null ? null : { ...mapChannel(root, hints), items, rescued: false }
}

const jsonFeed = (text: string, document: FeedDocument, options: ReadOptions, warnings: Warnings): Reading | null => {
  const value = parseJson(text)
  const hints: DateHints = { language: document.language, now: null, offset: 0 }
  const read = readJsonFeed(value, { url: document.url, maxItems: options.maxItems, hints })
  if (read === null) return null
  const { cut, ...feed } = read
  if (cut) warnings.add(`cut at ${options.maxItems} items`)
  return { ...feed, rescued: false }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null // Broken JSON: `describeDocument` says so.
  }
}
