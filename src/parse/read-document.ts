import type { Instant } from '../model/ids.ts'
import type { FeedDocument, ParsedFeed, ParsedItem } from '../model/parsed-item.ts'
import type { PageRule, SourceFailure } from '../model/source.ts'
import { collectWarnings, type Warnings } from './caps.ts'
import { decodeDocument } from './charset/decode-document.ts'
import { type DateHints, NO_HINTS } from './dates/date-parts.ts'
import { mapChannel } from './feed/channel.ts'
import { mapItem } from './feed/item.ts'
import { readRsl } from './rights/rsl.ts'
import { isCutOff, readJsonFeed } from './json-feed.ts'
import { describeDocument } from './describe-document.ts'
import { isSitemap, readSitemap } from './sitemap/read-sitemap.ts'
import type { XmlElement } from './xml/element.ts'
import { readXml } from './xml/read-xml.ts'
import { UNSTATED } from './unstated.ts'

export type ReadOptions = {
  /** How to read a page without a feed; null: the document should be a feed. */
  readonly page: PageRule | null
  /** Item keys of the source, for which a new rule is sought where its own finds nothing; left out: none is sought. */
  readonly known?: ReadonlyMap<string, string>
  readonly now: Instant
  readonly maxItems: number
  /** True: the fallback parser (rss-parser) is tried where our parser finds no items. */
  readonly fallbackParser: boolean
  /** True: a truncated document is read as far as it goes. False: it is a failure. */
  readonly acceptTruncated: boolean
}

export type ParseResult =
  | { readonly ok: true; readonly feed: ParsedFeed }
  | { readonly ok: false; readonly failure: SourceFailure }

type Reading = Omit<ParsedFeed, 'encoding' | 'warnings'>

/**
 * `reading` is null where the document is no feed. `truncated` says where a truncated document ends. `unread` says what a feed without items
 * contains in their place.
 */
type Attempt = { readonly reading: Reading | null; readonly truncated: string | null; readonly unread: string | null }

/**
 * Parses bytes as RSS 0.90–2.0, RDF, Atom 0.3 and 1.0, CDF, JSON Feed, a news sitemap, a page by its rule, or the messages of a mailbox. No content makes it throw;
 * time and memory are linear in the number of bytes; the same bytes always give the same result.
 */
export const readDocument = async (document: FeedDocument, options: ReadOptions): Promise<ParseResult> => {
  const warnings = collectWarnings()
  if (document.url.startsWith('imaps:')) {
    const { readDigest } = await import('./mail/read-digest.ts')
    const reading = await readDigest(document.bytes, document.contentType, options.maxItems, warnings)
    return { ok: true, feed: { ...reading, encoding: 'utf-8', warnings: warnings.all() } }
  }
  const { text, encoding } = await decodeDocument(document, warnings)
  const attempt =
    options.page === null
      ? await readFeed(text, document, options, warnings)
      : await readByRule(text, document, options, options.page)
  if (attempt === 'too-hard') return { ok: false, failure: { kind: 'too-hard', detail: TOO_HARD } }
  const { reading, truncated, unread } = attempt
  // Its missing items would count as removed, and with its validators all later polls would be answered with 304.
  if (truncated !== null && (reading === null || !options.acceptTruncated))
    return { ok: false, failure: { kind: 'truncated', detail: truncated } }
  const proposal = reading === null ? await proposedRule(text, document, options) : null
  if (proposal !== null) return { ok: false, failure: { kind: 'page-changed', detail: proposal } }
  if (reading === null) return { ok: false, failure: { kind: 'not-a-feed', detail: describeDocument(text, document.url) } }
  if (unread !== null) return { ok: false, failure: { kind: 'no-items', detail: unread } }
  const licensing = readRsl(text)
  return {
    ok: true,
    feed: { ...reading, encoding, warnings: warnings.all(), ...(licensing.length === 0 ? {} : { licensing }) },
  }
}

// Selectors and rss-parser are loaded with the first document that needs them: they take 13 MB and 0.1 s in each thread.
const readByRule = async (
  text: string,
  { url, language }: FeedDocument,
  { now, maxItems }: ReadOptions,
  rule: PageRule,
): Promise<Attempt | 'too-hard'> => {
  const { readPage } = await import('./page/read-page.ts')
  const reading = readPage(text, rule, { url, language, now, maxItems })
  return reading === 'too-hard' ? reading : { reading, truncated: null, unread: null }
}

/** A rule that finds what the source's own rule found before; null: there is none, or the source is no page that was read. */
const proposedRule = async (
  text: string,
  { url, language }: FeedDocument,
  { page, known = new Map(), now, maxItems }: ReadOptions,
): Promise<string | null> => {
  if (page === null || known.size === 0) return null
  const { healPageRule, writtenPageRule } = await import('./page/suggest-page-rule.ts')
  const pages = new Set(
    [...known.keys()].flatMap((key) => (key.startsWith('link:') ? `https://${key.slice('link:'.length)}` : [])),
  )
  const rule = healPageRule(text, pages, { url, language, now, maxItems })
  return rule === null ? null : writtenPageRule(rule)
}

const TOO_HARD =
  'the selectors of its rule take too many steps on this page; name fewer elements that stand around (a b c d) or before (a ~ b) others'

const readFeed = async (text: string, document: FeedDocument, options: ReadOptions, warnings: Warnings): Promise<Attempt> => {
  const limits = { url: document.url, maxItems: options.maxItems, hints: { ...NO_HINTS, language: document.language } }
  if (isSitemap(text)) return sitemap(text, limits, warnings)
  const warningsBefore = warnings.all().length
  const attempt = JSON_START.test(text) ? jsonFeed(text, limits, warnings) : xmlFeed(text, limits, warnings)
  if (attempt.reading !== null && attempt.reading.items.length > 0) return attempt
  const brokeNoCap = warnings.all().length === warningsBefore
  if (!options.fallbackParser || !brokeNoCap || !suitsFallbackParser(text)) return attempt
  const { readWithFallbackParser } = await import('./fallback-parser.ts')
  const found = await readWithFallbackParser(text, limits)
  if (found === null) return attempt
  return { reading: { ...(attempt.reading ?? EMPTY), ...found, readByFallback: true }, truncated: null, unread: null }
}

/** The start of an HTML page, which may have custom elements named `feed` or `channel`. */
const PAGE_START = /^\s*<(?:!doctype html|html)/i
const JSON_START = /^\s*[{[]/

/** May rss-parser read the text? It builds the whole tree and recurses, so only small documents with a feed's markup qualify. */
const suitsFallbackParser = (text: string): boolean =>
  text.length < 4_000_000 && /<(?:\w+:)?(?:rss|rdf|feed|channel)\b/i.test(text) && !PAGE_START.test(text)

const EMPTY: Reading = { ...UNSTATED, format: 'rss20', title: null, link: null, language: null, items: [] }

type Limits = { readonly url: string; readonly maxItems: number; readonly hints: DateHints }

const xmlFeed = (text: string, { url, maxItems, hints }: Limits, warnings: Warnings): Attempt => {
  const items: ParsedItem[] = []
  const takeItem = (item: XmlElement): boolean => {
    if (items.length < maxItems) items.push(mapItem(item, { url, hints }))
    else warnings.add(`cut at ${maxItems} items`)
    return items.length <= maxItems
  }
  const { root, truncatedIn } = readXml(text, url, takeItem, warnings)
  const truncated = truncatedIn === null ? null : `the document ends inside <${truncatedIn.slice(0, 50)}>`
  if (truncated !== null) warnings.add(truncated)
  const reading = root === null || (items.length === 0 && PAGE_START.test(text)) ? null : mapChannel(root, hints)
  return {
    reading: reading === null ? null : { ...reading, items, readByFallback: false },
    truncated,
    unread: root === null || items.length > 0 ? null : unreadElements(root),
  }
}

const sitemap = (text: string, limits: Limits, warnings: Warnings): Attempt => {
  const { reading, truncatedIn, unread } = readSitemap(text, limits, warnings)
  return { reading, unread, truncated: truncatedIn === null ? null : `the sitemap ends inside <${truncatedIn.slice(0, 50)}>` }
}

const jsonFeed = (text: string, limits: Limits, warnings: Warnings): Attempt => {
  const value = parseJson(text)
  if (value === undefined)
    return { reading: null, truncated: isCutOff(text) ? 'the JSON ends inside a value' : null, unread: null }
  const read = readJsonFeed(value, limits)
  if (read === null) return { reading: null, truncated: null, unread: null }
  const { cut, unread, ...feed } = read
  if (cut) warnings.add(`cut at ${limits.maxItems} items`)
  return { reading: { ...feed, readByFallback: false }, truncated: null, unread }
}

/** The parsed JSON; undefined: it is malformed. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // Truncated, or for `describeDocument` to name.
  }
}

/** Describes the elements of an XML feed that look like items; null: none does. */
const unreadElements = (root: XmlElement): string | null => {
  const found = new Map<string, number>()
  countIn(root, DEEPEST, found)
  const [most] = [...found].toSorted(([, one], [, other]) => other - one)
  if (most === undefined) return null
  const [name, count] = most
  const what = name === 'rdf:li' ? 'the list of items names' : `elements «${name.slice(0, 50)}» look like items:`
  return `${what} ${count}, but there is no «${root.name === 'atom:feed' ? 'entry' : 'item'}»`
}

/** How many levels below the root are searched: `rss`, `channel`, a list, its items. */
const DEEPEST = 3

const countIn = (parent: XmlElement, depth: number, found: Map<string, number>): void => {
  for (const child of parent.children) {
    if (typeof child === 'string' || NO_ITEMS.has(child.name)) continue
    if (looksLikeItem(child)) count(found, child.name === 'rdf:li' ? child.name : child.writtenName)
    else if (depth > 0) countIn(child, depth - 1, found)
  }
}

const count = (found: Map<string, number>, name: string): void => void found.set(name, (found.get(name) ?? 0) + 1)

/** Parts of a channel that have a title or a name but are no items. */
const NO_ITEMS: ReadonlySet<string> = new Set(['image', 'textinput', 'cloud', 'author', 'atom:author', 'atom:contributor'])
const TITLES: ReadonlySet<string> = new Set(['title', 'headline', 'name'])
const CONTENTS: ReadonlySet<string> = new Set(
  'link url guid id date pubdate published updated description summary content body text'.split(' '),
)

const looksLikeItem = ({ name, children }: XmlElement): boolean => {
  if (name === 'rdf:li') return true
  // Elements of modules are no items: they describe pictures, licences and people, which have titles too.
  if (name === 'channel' || /^(?!atom:|\?:).+:/.test(name)) return false
  const names = children.flatMap((child) => (typeof child === 'string' ? [] : child.name.slice(child.name.indexOf(':') + 1)))
  return names.some((one) => TITLES.has(one)) && names.some((one) => CONTENTS.has(one))
}
