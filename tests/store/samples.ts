import { searchText } from '../../src/text/search-words.ts'
import type { ReadArticle, StoredArticle } from '../../src/model/article.ts'
import type { Filter } from '../../src/model/filter.ts'
import { entityId, placeId, type SourceId, sourceId, topicId } from '../../src/model/ids.ts'
import type { Source } from '../../src/model/source.ts'
import type { Assignment } from '../../src/model/story.ts'
import type { Placer, PollRecord, SettledItem, SettleResult, Store } from '../../src/store/store.ts'

export const NOON = Date.UTC(2026, 5, 15, 12)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const source = (id: string, rest: Partial<Source> = {}): Source => ({
  id: sourceId(id),
  name: `The ${id}`,
  url: `https://${id}.example/feed`,
  site: null,
  language: null,
  country: null,
  topics: [],
  everyMs: 30 * MINUTE,
  minMs: 10 * MINUTE,
  maxMs: DAY,
  page: null,
  republish: 'full',
  insecureTls: false,
  websub: true,
  retryScope: 'source',
  active: true,
  ...rest,
})

export const poll = (id: string, rest: Partial<PollRecord> = {}): PollRecord => ({
  url: `https://${id}.example/feed`,
  nextDue: NOON + HOUR,
  intervalMs: 30 * MINUTE,
  etag: '"v1"',
  lastModified: null,
  bodyHash: 'f00d',
  polledAt: NOON,
  okAt: NOON,
  changedAt: null,
  failures: 0,
  failure: null,
  movedTo: null,
  movedPolls: 0,
  gone: false,
  format: 'rss20',
  encoding: 'utf-8',
  feedTitle: 'A feed',
  feedLink: null,
  feedLanguage: null,
  rescues: 0,
  publisherHints: null,
  ...rest,
})

type Sample = Partial<Omit<ReadArticle, 'topics' | 'entities' | 'places'>> & {
  readonly topics?: readonly string[]
  readonly entities?: readonly string[]
  readonly places?: readonly string[]
}

export const article = (key: string, rest: Sample = {}): ReadArticle => {
  const title = rest.title ?? `Report ${key}`
  const text = rest.text ?? `What is known about ${key}.`
  const evidence = [{ term: 'report', field: 'title', start: 0, end: 6, kind: 'strong' }] as const
  return {
    key,
    hash: `${key}:${title}:${text}`,
    guid: null,
    link: `https://news.example/${key}`,
    canonicalUrl: `https://news.example/${key}`,
    title,
    html: `<p>${text}</p>`,
    summary: text,
    text,
    publishedAt: NOON - HOUR,
    dated: true,
    updatedAt: null,
    authors: [],
    categories: [],
    enclosures: [],
    image: null,
    comments: null,
    rights: null,
    declaredLanguage: null,
    origin: null,
    language: 'en',
    confidence: 0.9,
    searchText: searchText(title, text),
    fingerprint: null,
    ...rest,
    topics: (rest.topics ?? []).map((id) => ({ id: topicId(id), score: 0.8, evidence })),
    entities: (rest.entities ?? []).map((id) => ({ id: entityId(id), evidence })),
    places: (rest.places ?? []).map((id) => ({ id: placeId(id), evidence: [] })),
  }
}

export const itemOf = (read: ReadArticle): SettledItem => ({ key: read.key, hash: read.hash, article: read })

/** As the service does where nothing is near: what is the same page is the same article, all else starts a story. */
export const byUrl: Placer = (read, { identical }) => {
  const same = identical.find(({ canonicalUrl }) => canonicalUrl !== null && canonicalUrl === read.canonicalUrl)
  const reasons = [{ kind: 'identity', detail: 'the same page', score: null }]
  return same === undefined ? { kind: 'starts', reasons: [] } : { kind: 'same', article: same.article, reasons }
}
export const always =
  (placement: Assignment): Placer =>
  () =>
    placement

export type Settling = { readonly now?: number; readonly place?: Placer; readonly poll?: Partial<PollRecord> }

/** What one poll of a source brings. */
export const publish = async (
  store: Store,
  id: string,
  articles: readonly ReadArticle[],
  { now = NOON, place = byUrl, poll: rest = {} }: Settling = {},
): Promise<SettleResult> =>
  await store.settle({ source: sourceId(id), items: articles.map(itemOf), poll: poll(id, rest), now }, place)

export const EVERYTHING: Filter = { kind: 'everything' }
export const topic = (...ids: string[]): Filter => ({ kind: 'topic', anyOf: ids.map(topicId) })
export const words = (text: string, where: 'title' | 'anywhere' = 'anywhere', prefix = false): Filter => ({
  kind: 'text',
  text,
  prefix,
  in: where,
})
export const not = (of: Filter): Filter => ({ kind: 'not', of })
export const all = (...of: Filter[]): Filter => ({ kind: 'and', of })
export const any = (...of: Filter[]): Filter => ({ kind: 'or', of })

/** Keys of the articles that meet the filter, in published order. */
export const keysOf = async (store: Store, filter: Filter, limit = 100): Promise<readonly string[]> =>
  (await store.articles({ filter, limit, before: null })).rows.map(({ key }) => key)

export const idOf = (text: string): SourceId => sourceId(text)

/** The article of that key among the newest hundred. */
export const storedAs = async (store: Store, key: string): Promise<StoredArticle> => {
  const { rows } = await store.articles({ filter: EVERYTHING, limit: 100, before: null })
  const found = rows.find((row) => row.key === key)
  if (found === undefined) throw new Error(`no article ${key}`)
  return found
}
