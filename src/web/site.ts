/** Renders pages, feeds and API answers from the store, and caches them. */
import { HOUR, MINUTE } from '../lib/durations.ts'
import type { Instant } from '../model/ids.ts'
import { pageLinks } from './api/lists.ts'
import type { WebDeps } from './deps.ts'
import type { WebRequest } from './http/web-request.ts'
import type { HeaderOf } from './http/conditional.ts'
import { type Answer, answerNow, answerWith, documentOf, type Rendered } from './http/document.ts'
import { createResponseCache, type Rendering } from './http/response-cache.ts'
import { DATA_HEADERS, pageHeaders, REVALIDATE } from './http/security.ts'
import { layOut } from './pages/layout.ts'
import { createContexts } from './request-contexts.ts'
import type { PageContent, PageContext } from './pages/page-context.ts'
import { HttpError } from './http/http-error.ts'
import type { Made } from './query-limits.ts'
import { INTERFACE_LANGUAGES, type Locale, localeFor, nearestLocale } from './locale.ts'

const CACHE_BYTES = 48 * 1024 * 1024

/** `who`: a name for the readers who get the same document at one address; it is part of the cache key, with the locale's language. */
export type Reader = { readonly who: string; readonly locale: Locale }

type Make<Result> = (context: PageContext) => Promise<Result> | Result

/** Clients take turns in rendering, so that one with many requests leaves the others their share. A cached answer does not wait for a turn. */
export type Site = {
  /** A context for work that waits for its turns itself, one piece at a time: the stream and exports. */
  context(request: WebRequest): Promise<PageContext>
  /** A feed, cached until the edition changes. */
  feed(request: WebRequest, make: Make<Rendering>): Promise<Answer>
  /** A cached feed that `cachedAnswer` does not find, because it is not for all readers, or depends on their language. */
  feedFor(reader: Reader, request: WebRequest, make: Make<Rendering>): Promise<Answer>
  /** A feed rendered for this request in the reader's language, not cached: it shows things whose changes do not raise the edition. */
  freshFeed(request: WebRequest, make: Make<Rendered>): Promise<Answer>
  /** The cached answer to a feed request; null: there is none, and the feed must be rendered. */
  cachedAnswer(method: string, origin: string, target: string, header: HeaderOf): Promise<Answer | null>
  /** A page for readers of these languages, cached until the edition changes and no longer than the hour, or for as long as the page says. */
  page(request: WebRequest, make: Make<PageContent>): Promise<Answer>
  /** A page that is not cached: it shows things whose changes do not raise the edition. */
  uncachedPage(request: WebRequest, make: Make<PageContent>, headers?: Headers): Promise<Answer>
  /** A page that says why the request is refused. Rejects with 503 if its turn would not come soon. */
  errorPage(request: WebRequest, make: Make<PageContent>, headers: Headers): Promise<Answer>
  /** JSON, cached until the edition changes and no longer than the hour. */
  json(request: WebRequest, make: Make<unknown>): Promise<Answer>
  freshJson(request: WebRequest, make: Make<unknown>): Promise<Answer>
  /** Drops everything cached: nothing rendered until now is served as current. */
  expire(): void
}

export const createSite = (deps: WebDeps, elapsed: () => number): Site => {
  const contexts = createContexts(deps, elapsed)
  const { keep, cache } = createRenderings(deps, contexts, elapsed)
  const localeOf = ({ query, header }: WebRequest): Locale => localeFor(query.get('ui'), header('accept-language'), deps.now())
  const { inTurn, pageInTurn } = makerInTurn(contexts)
  const feedAt = async (key: string, locale: Locale, request: WebRequest, make: Make<Rendering>): Promise<Answer> =>
    await keep(key, request, locale, async (context) => await make(context))
  return {
    context: async (request) => await contexts.own(localeOf(request), request),
    feed: async (request, make) => await feedAt(feedKey(request.origin, request.target), ENGLISH, request, make),
    feedFor: async ({ who, locale }, request, make) =>
      await feedAt(`${who} ${locale.language} ${request.origin}${request.target}`, locale, request, make),
    freshFeed: async (request, make) => await inTurn({ request, locale: readersLocale(request), kind: 'asked' }, make),
    async cachedAnswer(method, origin, target, header) {
      const document = await cache.look(feedKey(origin, target))
      return document === null ? null : answerNow(document, method, header)
    },
    async page(request, make) {
      refuseUnknownLanguage(request)
      const locale = localeOf(request)
      return await keep(`page ${locale.wanted.join()} ${request.origin}${request.target}`, request, locale, async (context) => {
        const content = await make(context)
        const until = content.refreshMs === undefined ? context.hour + HOUR : deps.now() + content.refreshMs
        return { rendered: renderPage(context, content), until }
      })
    },
    uncachedPage: async (request, make, headers = {}) =>
      await pageInTurn({ request, locale: localeOf(request), kind: 'asked' }, make, headers),
    errorPage: async (request, make, headers) =>
      await pageInTurn({ request, locale: localeOf(request), kind: 'error' }, make, headers),
    json: async (request, make) =>
      await keep(`json ${request.origin}${request.target}`, request, ENGLISH, async (context) => ({
        rendered: renderJson(await make(context)),
        until: context.hour + HOUR,
      })),
    freshJson: async (request, make) =>
      await inTurn({ request, locale: ENGLISH, kind: 'asked' }, async (context) => renderJson(await make(context))),
    expire() {
      cache.expire()
      contexts.expire()
    },
  }
}

type Contexts = ReturnType<typeof createContexts>

type Headers = Readonly<Record<string, string>>
type Once = Pick<Made, 'request' | 'kind'> & { readonly locale: Locale }

/** Renders answers for one request alone, which are not cached. */
const makerInTurn = (contexts: Contexts) => {
  const inTurn = async (once: Once, make: Make<Rendered>): Promise<Answer> => {
    const { request } = once
    return await answerOnce(
      request,
      await contexts.run({ ...once, signal: request.signal }, async (context) => await make(context)),
    )
  }
  return {
    inTurn,
    pageInTurn: async (once: Once, make: Make<PageContent>, headers: Headers): Promise<Answer> =>
      await inTurn(once, async (context) => {
        const rendered = renderPage(context, await make(context))
        return { ...rendered, headers: { ...rendered.headers, ...headers } }
      }),
  }
}

/** The cache of answers, and `keep`, which renders what is missing. */
const createRenderings = (deps: WebDeps, contexts: Contexts, elapsed: () => number) => {
  const cache = createResponseCache({
    maxBytes: CACHE_BYTES,
    state: async () => {
      const { number: edition, at: editionAt } = await deps.store.edition()
      return { edition, editionAt, configuration: deps.configuration() }
    },
    now: deps.now,
    elapsed,
  })
  const keep = async (
    key: string,
    request: WebRequest,
    locale: Locale,
    make: (context: PageContext) => Promise<Rendering>,
  ): Promise<Answer> => {
    const render = async (signal: AbortSignal): Promise<Rendering> =>
      await contexts.run({ request, signal, locale, kind: 'asked' }, async (context, budget) => {
        const begun = elapsed()
        const rendering = await make(context)
        const until = budget.isSpent() ? sooner(rendering.until, deps.now() + MINUTE) : rendering.until
        return { ...rendering, until, costMs: elapsed() - begun - budget.waited() }
      })
    const document = await cache.get(key, render, request)
    return await answerWith(document, request.method, request.header, () => cache.grown(key))
  }
  return { keep, cache }
}

const feedKey = (origin: string, target: string): string => `feed ${origin}${target}`
/** Throws 400 if `ui` names a language that the site does not have. Not called for error pages, which answer in any case. */
export const refuseUnknownLanguage = ({ query }: WebRequest): void => {
  const ui = query.get('ui') ?? ''
  if (ui === '' || nearestLocale(ui) !== null) return
  const name = ui.slice(0, 20)
  throw new HttpError(400, `ui must be one of ${INTERFACE_LANGUAGES.join(', ')}.`, {
    extra: { parameter: 'ui' },
    localized: { key: 'error.ui', values: { name } },
  })
}
/** The locale for a feed or list that exists in every language: from `lang=`, else the first of `prefer=` that there is, else as for a page. */
export const readersLocale = ({ query, header }: WebRequest): Locale => {
  const preferred = (query.get('prefer') ?? '').split(',').find((one) => nearestLocale(one.trim()) !== null)
  return localeFor(query.get('lang') ?? query.get('ui') ?? preferred ?? null, header('accept-language'))
}
/** The locale of feeds and JSON that are one document for all readers. */
export const ENGLISH = localeFor('en', undefined)

/** The earlier of the two times. A rendering that used up its budget may be complete the next time, so it expires sooner. */
const sooner = (until: Instant | null, at: Instant): Instant => Math.min(until ?? at, at)

const answerOnce = async ({ method, header }: WebRequest, rendered: Rendered): Promise<Answer> =>
  await answerWith(documentOf(rendered, null), method, header, () => {})

const renderPage = (context: PageContext, content: PageContent): Rendered => ({
  body: layOut(context, content),
  type: 'text/html; charset=utf-8',
  status: content.status ?? 200,
  isDated: false,
  headers: {
    ...pageHeaders(context.configuration.service.pictures),
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
  headers: { ...DATA_HEADERS, 'cache-control': REVALIDATE, ...pageLinks(value) },
})
