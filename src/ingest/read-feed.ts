import type { Enricher } from '../enrich/enricher.ts'
import { type IdentifiedItem, identifyItems } from '../enrich/identity.ts'
import type { Instant } from '../model/ids.ts'
import type { FeedDocument, ParsedFeed, ParsedItem } from '../model/parsed-item.ts'
import type { Source, SourceFailure } from '../model/source.ts'
import { readDocument } from '../parse/read-document.ts'
import type { ReadArticle } from '../model/article.ts'

/** One fetched document and what reading it needs. Crosses into a worker thread, so it is plain data. */
export type ReadTask = {
  readonly document: FeedDocument
  readonly source: Pick<Source, 'id' | 'language' | 'topics' | 'url' | 'page' | 'name'>
  /** Item key → hash of what is stored already: these are not looked at again. */
  readonly known: ReadonlyMap<string, string>
  readonly now: Instant
  readonly maxItems: number
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

/** parse → identify → (new or changed only) clean → language → tags. Items come back oldest first, as they are appended. */
export const readFeed = async (enricher: Enricher, task: ReadTask): Promise<ReadOutcome> => {
  const parsed = await readDocument(task.document, {
    page: task.source.page,
    now: task.now,
    maxItems: task.maxItems,
    fallbackParser: true,
    acceptTruncated: false,
  })
  if (!parsed.ok) return parsed
  const { items, ...feed } = parsed.feed
  const context = { source: task.source, feed: { ...feed, url: task.document.url }, now: task.now }
  const identified = identifyItems(items.filter(saysSomething), { url: task.document.url, link: feed.link })
  const fresh = identified.filter(({ identity: { key, hash } }) => task.known.get(key) !== hash)
  const articles = new Map(enricher.read(fresh, context).map((article) => [article.key, article]))
  const read = identified.map(({ identity: { key, hash } }): ReadItem => ({ key, hash, article: articles.get(key) ?? null }))
  return { ok: true, feed, items: oldestFirst(read), dropped: droppedOf(items, identified) }
}

/** Some programs leave an empty item where an article was taken back: nothing to read, and nowhere to go. */
const saysSomething = ({ title, link, summary, content, enclosures }: ParsedItem): boolean =>
  enclosures.length > 0 || [title, link, summary, content].some((text) => text !== null && text.trim() !== '')

const droppedOf = (items: readonly ParsedItem[], identified: readonly IdentifiedItem[]): readonly DroppedItem[] => {
  if (items.length === identified.length) return []
  const kept = new Set(identified.map(({ item }) => item))
  return items
    .filter((item) => !kept.has(item))
    .map((item) => ({
      what: item.title ?? item.link ?? '(no title)',
      why: saysSomething(item)
        ? 'the feed shows this article more than once; the latest state counts'
        : 'it has no title, no text and no link',
    }))
}

/** Feeds list newest first, mostly; where dates are equal, the later in the document is the older. */
const oldestFirst = (items: readonly ReadItem[]): readonly ReadItem[] =>
  items.toReversed().toSorted((a, b) => (a.article?.publishedAt ?? 0) - (b.article?.publishedAt ?? 0))
