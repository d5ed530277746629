import type { Enricher } from '../enrich/enricher.ts'
import { itemIdentities } from '../enrich/identity.ts'
import type { Instant } from '../model/ids.ts'
import type { FeedDocument, ParsedFeed } from '../model/parsed-item.ts'
import type { Source, SourceFailure } from '../model/source.ts'
import { readDocument } from '../parse/read-document.ts'
import type { SettledItem } from '../store/store.ts'

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

export type ReadOutcome =
  | { readonly ok: true; readonly feed: FeedFacts; readonly items: readonly SettledItem[] }
  | { readonly ok: false; readonly failure: SourceFailure }

/** parse → identify → (new or changed only) clean → language → tags. Items come back oldest first, as they are settled. */
export const readFeed = async (enricher: Enricher, task: ReadTask): Promise<ReadOutcome> => {
  const parsed = await readDocument(task.document, {
    page: task.source.page,
    now: task.now,
    maxItems: task.maxItems,
    secondReader: true,
  })
  if (!parsed.ok) return parsed
  const { items, ...feed } = parsed.feed
  const context = { source: task.source, feed: { ...feed, url: task.document.url }, now: task.now }
  const identities = itemIdentities(items, context)
  const settled = items.map((item, index): SettledItem => {
    const { key, hash } = identities[index] ?? { key: '', hash: '' }
    const isKnown = task.known.get(key) === hash
    return { key, hash, article: isKnown ? null : enricher.read(item, context, { key, hash }) }
  })
  return { ok: true, feed, items: oldestFirst(uniqueByKey(settled)) }
}

/** A feed that shows one item twice has one item; the later mention in the document is the older state. */
const uniqueByKey = (items: readonly SettledItem[]): readonly SettledItem[] => {
  const seen = new Set<string>()
  return items.filter(({ key }) => !seen.has(key) && seen.add(key))
}

/** Feeds list newest first, mostly; where dates are equal, the later in the document is the older. */
const oldestFirst = (items: readonly SettledItem[]): readonly SettledItem[] =>
  items.toReversed().toSorted((a, b) => (a.article?.publishedAt ?? 0) - (b.article?.publishedAt ?? 0))
