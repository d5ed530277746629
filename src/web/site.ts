/** Renders pages, feeds and API answers from the store, and keeps what it rendered. */
import type { WebDeps } from './deps.ts'
import { createStatistics, type Statistics } from './statistics.ts'
import { filterWith } from './read-filter.ts'
import type { WebRequest } from './http/web-request.ts'
import type { HeaderOf } from './http/conditional.ts'
import { type Answer, answerNow, answerWith, documentOf, type Rendered } from './http/document.ts'
import { basePath } from './http/public-address.ts'
import { createResponseCache, type Rendering } from './http/response-cache.ts'
import { DATA_HEADERS, PAGE_HEADERS, REVALIDATE } from './http/security.ts'
import { layOut } from './pages/layout.ts'
import { pathWithQuery } from '../lib/path-with-query.ts'
import type { PageContent, PageContext } from './pages/page-context.ts'
import { type Locale, localeFor } from './locale.ts'

const HOUR = 3_600_000
const KEPT_BYTES = 48 * 1024 * 1024

/** `who`: readers for whom the same address is the same document, in these words. */
export type Reader = { readonly who: string; readonly locale: Locale }

type Make<Result> = (context: PageContext) => Promise<Result> | Result

export type Site = {
  context(request: WebRequest): Promise<PageContext>
  /** A feed: lasts as long as the edition. */
  feed(request: WebRequest, make: Make<Rendering>): Promise<Answer>
  /** The same, out of `cachedAnswer`'s reach: it is not for everybody, or not in the same words. */
  feedFor(reader: Reader, request: WebRequest, make: Make<Rendering>): Promise<Answer>
  /** A feed made for this request, in the reader's language: it tells of what no edition knows. */
  freshFeed(request: WebRequest, make: Make<Rendered>): Promise<Answer>
  /** What is kept of a feed, if it answers this request without any work; null: go the long way. */
  cachedAnswer(method: string, origin: string, target: string, header: HeaderOf): Answer | null
  /** A page in the reader's language, kept for the edition and the hour at most. */
  page(request: WebRequest, make: Make<PageContent>): Promise<Answer>
  /** A page that is not kept: an error, or one that shows what no edition knows of. */
  uncachedPage(request: WebRequest, make: Make<PageContent>, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** JSON that lasts as long as the edition. */
  json(request: WebRequest, make: Make<unknown>): Promise<Answer>
  /** JSON made for this request alone. */
  freshJson(request: WebRequest, value: unknown): Promise<Answer>
  /** Nothing rendered until now may be served as current. */
  expire(): void
}

export const createSite = (deps: WebDeps, elapsed: () => number): Site => {
  const cache = createResponseCache({
    maxBytes: KEPT_BYTES,
    state: () => ({ edition: deps.store.edition(), editionAt: deps.store.editionAt(), configuration: deps.configuration() }),
    now: deps.now,
    elapsed,
  })
  const { statistics, expire } = createStatistics({ store: deps.store, now: deps.now, elapsed })
  const keep = async (key: string, request: WebRequest, make: () => Promise<Rendering>): Promise<Answer> => {
    const document = await cache.get(key, make, request.mustBeNew)
    return await answerWith(document, request.method, request.header, () => cache.grown(key))
  }
  const contextIn = async (locale: Locale, request: WebRequest): Promise<PageContext> =>
    await contextOf(deps, statistics, request, locale)
  const feedAt = async (key: string, locale: Locale, request: WebRequest, make: Make<Rendering>): Promise<Answer> =>
    await keep(key, request, async () => await make(await contextIn(locale, request)))
  return {
    context: async (request) => await contextIn(localeOf(request), request),
    feed: async (request, make) => await feedAt(feedKey(request.origin, request.target), ENGLISH, request, make),
    feedFor: async ({ who, locale }, request, make) =>
      await feedAt(`${who} ${locale.language} ${request.origin}${request.target}`, locale, request, make),
    freshFeed: async (request, make) => await answerOnce(request, await make(await contextIn(readersLocale(request), request))),
    cachedAnswer(method, origin, target, header) {
      const document = cache.look(feedKey(origin, target))
      return document === null ? null : answerNow(document, method, header)
    },
    async page(request, make) {
      const locale = localeOf(request)
      return await keep(`page ${locale.language} ${request.origin}${request.target}`, request, async () => {
        const context = await contextIn(locale, request)
        return { rendered: renderPage(context, await make(context)), until: context.hour + HOUR }
      })
    },
    async uncachedPage(request, make, headers = {}) {
      const context = await contextIn(localeOf(request), request)
      const rendered = renderPage(context, await make(context))
      return await answerOnce(request, { ...rendered, headers: { ...rendered.headers, ...headers } })
    },
    json: async (request, make) =>
      await keep(`json ${request.origin}${request.target}`, request, async () => {
        const context = await contextIn(ENGLISH, request)
        return { rendered: renderJson(await make(context)), until: context.hour + HOUR }
      }),
    freshJson: async (request, value) => await answerOnce(request, renderJson(value)),
    expire() {
      cache.expire()
      expire()
    },
  }
}

const feedKey = (origin: string, target: string): string => `feed ${origin}${target}`
const localeOf = ({ query, header }: WebRequest): Locale => localeFor(query.get('ui'), header('accept-language'))
/** Of a feed or list that is there in every language: `lang=`, else as for a page. */
export const readersLocale = ({ query, header }: WebRequest): Locale =>
  localeFor(query.get('lang') ?? query.get('ui'), header('accept-language'))
/** Feeds and JSON are one document for all readers. */
export const ENGLISH = localeFor('en', undefined)

const contextOf = async (deps: WebDeps, statistics: Statistics, request: WebRequest, locale: Locale): Promise<PageContext> => {
  const configuration = deps.configuration()
  const hour = Math.floor(deps.now() / HOUR) * HOUR
  const ui = request.query.get('ui')
  const base = basePath(deps.publicUrl)
  return {
    locale,
    origin: request.origin,
    hub: deps.push?.hubUrl ?? null,
    path: request.target,
    query: request.query,
    configuration,
    store: deps.store,
    statistics,
    counts: await deps.store.counts(),
    hour,
    version: deps.version,
    parse: (text) =>
      filterWith({ configuration, former: (kind, written) => deps.store.formerId(kind, written), now: hour }, text),
    href: (path, parameters = {}) => base + pathWithQuery(path, ui === null ? parameters : { ...parameters, ui }),
    link: (path, parameters = {}) => base + pathWithQuery(path, parameters),
  }
}

const answerOnce = async ({ method, header }: WebRequest, rendered: Rendered): Promise<Answer> =>
  await answerWith(documentOf(rendered, null), method, header, () => {})

const renderPage = (context: PageContext, content: PageContent): Rendered => ({
  body: layOut(context, content),
  type: 'text/html; charset=utf-8',
  status: content.status ?? 200,
  isDated: false,
  headers: {
    ...PAGE_HEADERS,
    'cache-control': content.status === undefined ? REVALIDATE : 'no-store',
    vary: 'Accept-Language',
    'content-language': context.locale.language,
  },
})

const renderJson = (value: unknown): Rendered => ({
  body: `${JSON.stringify(value)}\n`,
  type: 'application/json; charset=utf-8',
  status: 200,
  isDated: false,
  headers: { ...DATA_HEADERS, 'cache-control': REVALIDATE },
})
