import { withoutVectors } from '../../src/grouping/encoded-article.ts'
import { searchText } from '../../src/text/search-words.ts'
import type { ReadArticle, StoredArticle } from '../../src/model/article.ts'
import type { Filter } from '../../src/model/filter.ts'
import type { PushedSource } from '../../src/model/push.ts'
import { type ArticleId, entityId, placeId, type SourceId, sourceId, topicId } from '../../src/model/ids.ts'
import type { Source, SourceState } from '../../src/model/source.ts'
import { planAppend } from '../../src/ingest/plan.ts'
import { componentOf, planOf, reclusterStored } from '../../src/grouping/apply-corrections.ts'
import { lendTags } from '../../src/grouping/lend-tags.ts'
import type { ReclusterPlan } from '../../src/grouping/recluster.ts'
import type { Override } from '../../src/model/correction.ts'
import type { Decided } from '../../src/grouping/decide-batch.ts'
import { planRun, planWithdrawal } from '../../src/grouping/plan-run.ts'
import { createTurns } from '../../src/grouping/turns.ts'
import type { Assignment, StoredFeatures } from '../../src/model/story.ts'
import type { AppendBatch, AppendPlan, IdenticalRow, LoggedArticle } from '../../src/store/ports/article-log.ts'
import type { PollRecord } from '../../src/store/ports/source-queue.ts'
import { newArticleRows } from '../../src/store/new-article-row.ts'
import type { Store } from '../../src/store/ports/store.ts'

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
  embed: true,
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
  fallbackReads: 0,
  crashes: 0,
  publisherHints: null,
  ...rest,
})

type Sample = Partial<Omit<ReadArticle, 'topics' | 'entities' | 'places'>> & {
  readonly topics?: readonly string[]
  readonly entities?: readonly string[]
  readonly places?: readonly string[]
}

export const pushedSource = (id: string, rest: Partial<PushedSource> = {}): PushedSource => ({
  id,
  source: sourceId('a'),
  hub: 'https://hub.example/',
  topic: 'https://a.example/feed',
  secret: 'hush',
  state: 'wanted',
  expiresAt: null,
  due: NOON,
  failures: 0,
  problem: null,
  pushes: 0,
  pushedAt: null,
  forged: 0,
  ...rest,
})

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
    dateFrom: 'item',
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
    doubtful: rest.doubtful ?? [],
    entities: (rest.entities ?? []).map((id) => ({ id: entityId(id), evidence })),
    places: (rest.places ?? []).map((id) => ({ id: placeId(id), evidence: [] })),
  }
}

/** Decides where an article belongs, as the grouper would. */
export type Placer = (article: LoggedArticle, candidates: { readonly identical: readonly IdenticalRow[] }) => Assignment

/** As the service does where nothing is near: what is the same page is the same article, all else starts a story. */
export const byUrl: Placer = (read, { identical }) => {
  const same = identical.find(({ canonicalUrl }) => canonicalUrl !== null && canonicalUrl === read.canonicalUrl)
  const reasons = [{ kind: 'identity', detail: 'the same page', score: null }]
  return same === undefined ? { kind: 'starts', reasons: [] } : { kind: 'same', article: same.id, reasons }
}
export const always =
  (assignment: Assignment): Placer =>
  () =>
    assignment

export type Publishing = {
  readonly now?: number
  readonly place?: Placer
  readonly poll?: Partial<PollRecord>
  /** What is stored of each article for others to be compared with. */
  readonly features?: StoredFeatures | null
  /** Stories lend their reports tags, as the grouper makes them; left out, reports are found by their own. */
  readonly lends?: boolean
}
export type Published = AppendPlan & { readonly added: number; readonly revised: number; readonly edition: number }

/** What one poll of a source brings, appended to the log and not decided on yet. */
export const append = async (
  store: Store,
  id: string,
  articles: readonly ReadArticle[],
  publishing: Publishing = {},
): Promise<AppendPlan> => {
  const batch = await pollBatch(store, id, articles, publishing)
  await store.append(batch)
  return batch
}

/** What a poll of the source that shows these articles appends, as the store is now. */
export const pollBatch = async (
  store: Store,
  id: string,
  articles: readonly ReadArticle[],
  { now = NOON, poll: rest = {} }: Publishing = {},
): Promise<AppendBatch> => {
  const from = sourceId(id)
  const rows = newArticleRows(from, articles)
  const keys = rows.map(({ key }) => key)
  const stored = await store.storedItems(from, keys)
  const plan = planAppend({ rows, stored, isFirstRead: await store.isFirstRead(from), now })
  return { ...plan, source: from, shown: keys, poll: poll(id, rest), now }
}

/** Null: there is no such source. */
export const sourceState = async (store: Store, id: SourceId): Promise<SourceState | null> => {
  const summary = (await store.sourceSummaries(0)).find((one) => one.id === id)
  if (summary === undefined) return null
  const {
    name: _name,
    items: _items,
    articles: _articles,
    newestAt: _newest,
    perDay: _days,
    languages: _languages,
    ...state
  } = summary
  return state
}

/** In the order of arrival. */
export const numberOf = async (store: Store, id: ArticleId): Promise<number> => {
  const [stored] = await store.assignments({ ids: [id] })
  if (stored === undefined) throw new Error(`no article ${id}`)
  return stored.number
}

/** Found for this article, and not for another of its batch. */
const isAlike = (one: IdenticalRow, read: LoggedArticle): boolean =>
  one.contentHash === read.contentHash ||
  (one.canonicalUrl !== null && one.canonicalUrl === read.canonicalUrl) ||
  (one.guid !== null && one.guid === read.guid && one.source === read.source)

/** Decides on everything in the log. */
export const group = async (
  store: Store,
  { now = NOON, place = byUrl, features = null, lends = false }: Publishing = {},
): Promise<void> => {
  const rules = { isAtHome: () => false, grouped: 'all' } as const
  const decide = async (articles: readonly LoggedArticle[]): Promise<readonly Decided[]> => {
    const decided: Decided[] = []
    const stood = new Set<number>()
    const alike = await store.identicalTo(articles)
    for (const read of articles) {
      const identical = alike.filter(
        (one) => one.number < read.number && one.sameAs === null && !stood.has(one.number) && isAlike(one, read),
      )
      const assignment = place(read, { identical })
      if (assignment.kind === 'same') {
        const as = await numberOf(store, assignment.article)
        stood.add(read.number)
        decided.push({ kind: 'same', article: read, as, reasons: assignment.reasons })
      } else
        decided.push({
          kind: 'assigned',
          article: read,
          decision: {
            assignment,
            features: assignment.kind === 'copy' ? null : features,
            compared: null,
            late: null,
            continues: null,
          },
        })
    }
    return decided
  }
  for (;;) {
    const entries = await store.readLog(64)
    const [first] = entries
    if (first === undefined) return
    const withdrawn = entries.filter(({ kind }) => kind === 'withdrawn')
    const isWithdrawal = first.kind === 'withdrawn'
    const run = isWithdrawal ? withdrawn : entries.filter(({ kind }) => kind !== 'withdrawn')
    const plan = isWithdrawal
      ? await planWithdrawal({ store, turns: createTurns(() => 0) }, run, now)
      : await planRun({ store, rules, now, decide, understand: withoutVectors, reassign: () => {} }, run)
    await store.commit(lends ? await lendTags(store, plan) : plan)
  }
}

/** What one poll of a source brings, published. */
export const publish = async (
  store: Store,
  id: string,
  articles: readonly ReadArticle[],
  options: Publishing = {},
): Promise<Published> => {
  const plan = await append(store, id, articles, options)
  await group(store, options)
  return { ...plan, added: plan.append.length, revised: plan.revise.length, edition: (await store.edition()).number }
}

/** Makes the stories of these articles those that the overrides give. */
export const correct = async (
  store: Store,
  about: readonly ArticleId[],
  overrides: readonly Override[],
  now = NOON,
): Promise<ReclusterPlan> => {
  const articles = await componentOf(store, about, overrides, 'live')
  const stories = await reclusterStored(store, articles, overrides, now)
  const isPublished = stories.changed.length + stories.endedStories.length > 0
  await store.commit({ ...planOf(stories), isPublished, now })
  return stories
}

/** Applies retention; returns how many articles went. */
export const prune = async (store: Store, articlesBefore: number, untaggedBefore: number, now = NOON): Promise<number> => {
  const before = { articles: articlesBefore, untagged: Math.max(articlesBefore, untaggedBefore) }
  let withdrawn = 0
  for (;;) {
    const count = await store.withdrawOld(before, 64, now)
    if (count === 0) break
    withdrawn += count
    await group(store, { now })
  }
  await store.deleteOld({ items: articlesBefore, log: articlesBefore, tombstones: 0 })
  return withdrawn
}

export const EVERYTHING: Filter = { kind: 'everything' }
export const topic = (...ids: string[]): Filter => ({ kind: 'topic', anyOf: ids.map(topicId) })
export const words = (text: string, where: 'title' | 'anywhere' = 'anywhere', prefix = false): Filter => ({
  kind: 'text',
  text,
  prefix,
  forms: false,
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
