import type { Enricher } from '../enrich/enricher.ts'
import { repeatedLines } from '../enrich/boilerplate/repeated-lines.ts'
import { type IdentifiedItem, identifyBeside, identifyItems, withOriginalLinks } from '../enrich/identity.ts'
import { canonicalUrl } from '../lib/canonical-url.ts'
import { dateItems } from '../enrich/item-dates.ts'
import type { Instant } from '../model/ids.ts'
import type { FeedDocument, ParsedFeed, ParsedItem } from '../model/parsed-item.ts'
import type { Source, SourceFailure } from '../model/source.ts'
import { type ParseResult, readDocument } from '../parse/read-document.ts'
import type { ReadArticle } from '../model/article.ts'
import { type IdentifiedDocument, type ItemMemory, knownIn, type Piece, withoutStandIns, withStandIns } from './item-memory.ts'

/** One fetched document and what reading it needs. Plain data, since it is posted to a worker thread. */
export type ReadTask = {
  readonly document: FeedDocument
  readonly source: Pick<Source, 'id' | 'language' | 'topics' | 'url' | 'page' | 'name'>
  /** Item key → hash of the stored item: items with an equal hash are not enriched again. */
  readonly known: ReadonlyMap<string, string>
  /** True: nothing of the source was read before, so an item without a date is not taken for news. */
  readonly isFirstRead: boolean
  readonly now: Instant
  readonly maxItems: number
  /** The address of this service; null: unknown. */
  readonly publicUrl?: string | null
}

export type FeedFacts = Omit<ParsedFeed, 'items'>

/** An item that will not be stored, and why. */
export type DroppedItem = { readonly what: string; readonly why: string }

/** An item as its document shows it now. `article` is null where key and hash are stored already. */
export type ReadItem = { readonly key: string; readonly hash: string; readonly article: ReadArticle | null }

export type ReadOutcome =
  | {
      readonly ok: true
      readonly feed: FeedFacts
      readonly items: readonly ReadItem[]
      readonly dropped: readonly DroppedItem[]
    }
  | { readonly ok: false; readonly failure: SourceFailure }

/**
 * parse → identify → (new or changed items only) clean → language → tags. Known items come first, then the new ones in the order in which they are
 * appended, oldest first. With `memory`, items that the source's last document showed are not parsed again.
 */
export const readFeed = async (enricher: Enricher, task: ReadTask, memory: ItemMemory | null = null): Promise<ReadOutcome> => {
  const pieces = memory?.piecesOf(task) ?? []
  // On the first read all items are parsed, since dating uses the dates of all.
  const identified = (task.isFirstRead ? null : await identifyUnknown(task, pieces)) ?? (await identifyAll(task, pieces))
  if (!identified.ok) return identified
  const { parsed, items, articles } = identified
  const edges = new Map(articles.map(({ item }) => [item, enricher.edgeLines(item)]))
  memory?.remember(task, { ...identified, edges })
  const { items: _all, ...feed } = parsed
  const repeated = repeatedLines([...edges.values(), ...knownIn(identified.pieces).map((known) => known.edges)])
  const context = { source: task.source, feed: { ...feed, url: task.document.url }, repeated }
  const dated = dateItems(articles, { feed, isFirstRead: task.isFirstRead, now: task.now })
  const fresh = dated.filter(({ identity: { key, hash } }) => task.known.get(key) !== hash)
  const byKey = new Map(enricher.read(fresh, context).map((article) => [article.key, article]))
  const read = articles.map(({ identity: { key, hash } }): ReadItem => ({ key, hash, article: byKey.get(key) ?? null }))
  const unread = knownIn(identified.pieces).map(({ key, hash }): ReadItem => ({ key, hash, article: null }))
  return { ok: true, feed, items: [...unread, ...oldestFirst(read)], dropped: droppedOf(items, articles, task) }
}

const identifyAll = async (
  task: ReadTask,
  pieces: readonly Piece[],
): Promise<IdentifiedDocument | Extract<ReadOutcome, { ok: false }>> => {
  const result = await parse(task, task.document.bytes)
  if (!result.ok) return result
  const items = withOriginalLinks(result.feed.items, task.known)
  const addresses = { url: task.document.url, link: result.feed.link }
  const articles = identifyItems(items.filter(isToRead(task)), addresses, task.known)
  return { ok: true, parsed: result.feed, items, articles, pieces: pieces.map((piece) => ({ ...piece, known: null })) }
}

/** Parses only the unknown items; null: the whole document must be parsed. */
const identifyUnknown = async (task: ReadTask, pieces: readonly Piece[]): Promise<IdentifiedDocument | null> => {
  const bytes = withStandIns(task, pieces)
  const result = bytes === null ? null : await parse(task, bytes)
  if (result === null || !result.ok) return null
  const parsed = withoutStandIns(result.feed, pieces)
  if (parsed === null) return null
  const items = withOriginalLinks(parsed, task.known)
  const addresses = { url: task.document.url, link: result.feed.link }
  const articles = identifyBeside(knownIn(pieces), items.filter(isToRead(task)), addresses, task.known)
  return articles === null ? null : { ok: true, parsed: result.feed, items, articles, pieces }
}

const parse = async ({ document, source: { page }, known, now, maxItems }: ReadTask, bytes: Uint8Array): Promise<ParseResult> =>
  await readDocument({ ...document, bytes }, { page, known, now, maxItems, fallbackParser: true, acceptTruncated: false })

const isToRead = ({ publicUrl }: ReadTask): ((item: ParsedItem) => boolean) => {
  const isOurs = ourEntries(publicUrl)
  return (item) => saysSomething(item) && !isOurs(item)
}

/**
 * Whether an item is an entry of our own feeds: an entry without a link links to its story's page here. Read as an article, it would get an entry of its
 * own, which the next poll would read again, without end.
 */
const ourEntries = (publicUrl: string | null = null): ((item: ParsedItem) => boolean) => {
  const stories = publicUrl === null ? null : canonicalUrl(`${publicUrl}/stories`)
  return ({ link }) => stories !== null && (canonicalUrl(link ?? '')?.startsWith(`${stories}/`) ?? false)
}

/** False for an item without text, link or enclosure: some programs leave an empty item where an article was withdrawn. */
const saysSomething = ({ title, link, summary, content, enclosures }: ParsedItem): boolean =>
  enclosures.length > 0 || [title, link, summary, content].some((text) => text !== null && text.trim() !== '')

const droppedOf = (
  items: readonly ParsedItem[],
  identified: readonly IdentifiedItem[],
  { publicUrl }: ReadTask,
): readonly DroppedItem[] => {
  if (items.length === identified.length) return []
  const isOurs = ourEntries(publicUrl)
  const kept = new Set(identified.map(({ item }) => item))
  return items
    .filter((item) => !kept.has(item))
    .map((item) => ({
      what: item.title ?? item.link ?? '(no title)',
      why: whyDropped(item, isOurs),
    }))
}

const whyDropped = (item: ParsedItem, isOurs: (item: ParsedItem) => boolean): string => {
  if (!saysSomething(item)) return 'it has no title, no text and no link'
  if (isOurs(item)) return 'it is an entry of this service’s own feeds'
  return 'the feed shows this article more than once; the latest state counts'
}

/** Sorted by date; of equal dates the later item in the document counts as older, since most feeds list the newest first. */
const oldestFirst = (items: readonly ReadItem[]): readonly ReadItem[] =>
  items.toReversed().toSorted((a, b) => (a.article?.publishedAt ?? 0) - (b.article?.publishedAt ?? 0))
