/** Limits of what one request may cost: searches run two at a time, and all queries of a request share one budget. */
import { type QueryBudget, QueryStopped, createQueryBudget, shareOf } from '../store/ports/query-budget.ts'
import type { Store } from '../store/ports/store.ts'
import type { Page, ReportCountQuery, ReportCounts } from '../store/ports/story-search.ts'
import { createConcurrencyLimit } from './concurrency-limit.ts'
import { HttpError } from './http/http-error.ts'
import type { WebRequest } from './http/web-request.ts'

/** For requests with a filter that the reader wrote: anybody can write a search that scans every article. */
const SEARCH = { ms: 1_500, running: 2, waiting: 32, waitMs: 5_000 }
/** For pages, and feeds that the operator configured. One thread renders all of them: more at a time would only need more memory. */
const USUAL = { ms: 10_000, running: 2, waiting: 256, waitMs: 15_000 }
/** For error pages. One that would wait longer is replaced by its plain form, which costs nothing. */
const ERROR_PAGE = { running: 1, waiting: 64, waitMs: 2_000 }
const ROWS = 1_000_000
/** Milliseconds for facets, counts and similar words. They may be incomplete: readers wait for the results, not for these. */
const BESIDE = { facetsMs: 20, countMs: 8, wordsMs: 10 }

const isSearch = ({ path, query }: Pick<WebRequest, 'path' | 'query'>): boolean =>
  (query.get('q') ?? '') !== '' || path === '/search' || path === '/api/v1/stats' || (path === '/feeds' && query.size > 0)

/** What is rendered for a request: the answer to it (`asked`), or the page that says why it is refused (`error`). */
export type Made = { readonly request: WebRequest; readonly signal: AbortSignal; readonly kind: 'asked' | 'error' }

export const createQueryLimits = (elapsed: () => number) => {
  const searches = createConcurrencyLimit({ ...SEARCH, elapsed })
  const others = createConcurrencyLimit({ ...USUAL, elapsed })
  const errors = createConcurrencyLimit({ ...ERROR_PAGE, elapsed })
  const queueFor = ({ request, kind }: Made) => (kind === 'error' ? errors : isSearch(request) ? searches : others)
  const budgetFor = (request: WebRequest, signal: AbortSignal): QueryBudget =>
    createQueryBudget({ ms: isSearch(request) ? SEARCH.ms : USUAL.ms, rows: ROWS, signal, elapsed })
  return {
    budgetFor,
    /** Waits for its turn, then starts with a whole budget. Rejects with 503 if the wait would be too long. */
    run: async <Result>(made: Made, work: (budget: QueryBudget) => Promise<Result>): Promise<Result> => {
      const { request, signal } = made
      return await queueFor(made)(request.client, signal, async () => await work(budgetFor(request, signal)))
    },
  }
}

export type ReadStore = Pick<
  Store,
  | 'stories'
  | 'articles'
  | 'ongoingStories'
  | 'countBy'
  | 'countMatches'
  | 'similarWords'
  | 'arrivals'
  | 'arrivedStories'
  | 'arrivedArticles'
  | 'story'
  | 'storiesWith'
  | 'affairs'
  | 'decision'
  | 'reasonsIn'
  | 'wordingsOf'
  | 'storyTombstones'
  | 'incidents'
  | 'subscriptions'
  | 'takedowns'
  | 'reservations'
  | 'digests'
  | 'note'
> & {
  /** Facets of the results of a search: counted as far as time allows, perhaps empty. */
  facets(query: ReportCountQuery): Promise<ReportCounts>
}

/** The store with this request's budget. A search that used up its budget without finding anything throws 503, since that is no empty result. */
export const withBudget = (store: Store, budget: QueryBudget): ReadStore => {
  let hasFound = false
  const found = <Row>(page: Page<Row>): Page<Row> => {
    hasFound ||= page.rows.length > 0
    if (!hasFound && page.next !== null && budget.isSpent()) throw searchStopped()
    return page
  }
  return {
    stories: async (query) => found(await refusing(store.stories({ ...query, budget }))),
    articles: async (query) => found(await refusing(store.articles({ ...query, budget }))),
    ongoingStories: async (query) => await refusing(store.ongoingStories({ ...query, budget })),
    countBy: async (query) => await refusing(store.countBy({ ...query, budget })),
    countMatches: async (query) => await refusing(store.countMatches({ ...query, budget: shareOf(budget, BESIDE.countMs) })),
    facets: async (query) => await inTime(store.countBy({ ...query, budget: shareOf(budget, BESIDE.facetsMs) })),
    similarWords: async (word) => await store.similarWords(word, shareOf(budget, BESIDE.wordsMs)),
    arrivals: async (query) => await refusing(store.arrivals({ ...query, budget })),
    arrivedStories: async (query) => await refusing(store.arrivedStories({ ...query, budget })),
    arrivedArticles: async (query) => await refusing(store.arrivedArticles({ ...query, budget })),
    story: async (id) => await store.story(id),
    storiesWith: async (ids) => await store.storiesWith(ids),
    affairs: async (ids) => await store.affairs(ids),
    decision: async (id) => await store.decision(id),
    note: async (name) => await store.note(name),
    reasonsIn: async (story) => await store.reasonsIn(story),
    wordingsOf: async (articles) => await store.wordingsOf(articles),
    storyTombstones: async (limit) => await store.storyTombstones(limit),
    incidents: async (limit) => await store.incidents(limit),
    subscriptions: store.subscriptions,
    takedowns: store.takedowns,
    reservations: store.reservations,
    digests: store.digests,
  }
}

const inTime = async (counting: Promise<ReportCounts>): Promise<ReportCounts> => {
  try {
    return await counting
  } catch (error) {
    if (error instanceof QueryStopped) return { articles: 0, stories: 0, by: {}, isLowerBound: true }
    throw error
  }
}

/** Passes the result on; a query that ran out of its budget rejects with an HTTP error 503 for readers. */
export const refusing = async <Result>(query: Promise<Result>): Promise<Result> => {
  try {
    return await query
  } catch (error) {
    throw error instanceof QueryStopped ? searchStopped() : error
  }
}

const searchStopped = (): HttpError =>
  new HttpError(
    503,
    'The search was stopped: it looks at more articles than there is time for. Narrow it, for instance with after:30d, a topic or a language, or use fewer regular expressions.',
    { headers: { 'retry-after': '60' }, localized: { key: 'error.stopped' } },
  )
