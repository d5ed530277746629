/** Renders pages, feeds and API answers from the store, and keeps what it rendered. */
import type { WebDeps } from './deps.ts'
import { createFigures, type Figures } from './figures.ts'
import { filterWith } from './filters.ts'
import type { Asked } from './http/asked.ts'
import type { HeaderOf } from './http/conditional.ts'
import { type Answer, answerNow, answerWith, documentOf, type Rendered } from './http/document.ts'
import { basePath } from './http/base-path.ts'
import { createKept, type Rendering } from './http/kept.ts'
import { DATA_HEADERS, PAGE_HEADERS, REVALIDATE } from './http/security.ts'
import { layOut } from './pages/layout.ts'
import { address } from '../lib/address.ts'
import type { PageContent, PageContext } from './pages/page-context.ts'
import { type Locale, localeFor } from './locale.ts'

const HOUR = 3_600_000
const KEPT_BYTES = 48 * 1024 * 1024

/** `who`: readers for whom the same address is the same document, in these words. */
export type Reader = { readonly who: string; readonly locale: Locale }

type Make<Result> = (context: PageContext) => Promise<Result> | Result

export type Site = {
  context(asked: Asked): Promise<PageContext>
  /** A feed: lasts as long as the edition. */
  feed(asked: Asked, make: Make<Rendering>): Promise<Answer>
  /** The same, out of `quickly`'s reach: it is not for everybody, or not in the same words. */
  feedFor(reader: Reader, asked: Asked, make: Make<Rendering>): Promise<Answer>
  /** A feed made for this request, in the reader's language: it tells of what no edition knows. */
  freshFeed(asked: Asked, make: Make<Rendered>): Promise<Answer>
  /** What is kept of a feed, if it answers this request without any work; null: go the long way. */
  quickly(method: string, origin: string, target: string, header: HeaderOf): Answer | null
  /** A page in the reader's language, kept for the edition and the hour at most. */
  page(asked: Asked, make: Make<PageContent>): Promise<Answer>
  /** A page that is not kept: an error, or one that shows what no edition knows of. */
  unkeptPage(asked: Asked, make: Make<PageContent>, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** JSON that lasts as long as the edition. */
  json(asked: Asked, make: Make<unknown>): Promise<Answer>
  /** JSON made for this request alone. */
  freshJson(asked: Asked, value: unknown): Promise<Answer>
  /** Nothing rendered until now may be served as current. */
  expire(): void
}

export const createSite = (deps: WebDeps, elapsed: () => number): Site => {
  const kept = createKept({
    maxBytes: KEPT_BYTES,
    state: () => ({ edition: deps.store.edition(), editionAt: deps.store.editionAt(), configuration: deps.configuration() }),
    now: deps.now,
    elapsed,
  })
  const { figures, expire } = createFigures({ store: deps.store, now: deps.now, elapsed })
  const keep = async (key: string, asked: Asked, make: () => Promise<Rendering>): Promise<Answer> => {
    const document = await kept.get(key, make, asked.mustBeNew)
    return await answerWith(document, asked.method, asked.header, () => kept.grown(key))
  }
  const contextIn = async (locale: Locale, asked: Asked): Promise<PageContext> => await contextOf(deps, figures, asked, locale)
  const feedAt = async (key: string, locale: Locale, asked: Asked, make: Make<Rendering>): Promise<Answer> =>
    await keep(key, asked, async () => await make(await contextIn(locale, asked)))
  return {
    context: async (asked) => await contextIn(localeOf(asked), asked),
    feed: async (asked, make) => await feedAt(feedKey(asked.origin, asked.target), ENGLISH, asked, make),
    feedFor: async ({ who, locale }, asked, make) =>
      await feedAt(`${who} ${locale.language} ${asked.origin}${asked.target}`, locale, asked, make),
    freshFeed: async (asked, make) => await answerOnce(asked, await make(await contextIn(readersLocale(asked), asked))),
    quickly(method, origin, target, header) {
      const document = kept.look(feedKey(origin, target))
      return document === null ? null : answerNow(document, method, header)
    },
    async page(asked, make) {
      const locale = localeOf(asked)
      return await keep(`page ${locale.language} ${asked.origin}${asked.target}`, asked, async () => {
        const context = await contextIn(locale, asked)
        return { rendered: renderPage(context, await make(context)), until: context.hour + HOUR }
      })
    },
    async unkeptPage(asked, make, headers = {}) {
      const context = await contextIn(localeOf(asked), asked)
      const rendered = renderPage(context, await make(context))
      return await answerOnce(asked, { ...rendered, headers: { ...rendered.headers, ...headers } })
    },
    json: async (asked, make) =>
      await keep(`json ${asked.origin}${asked.target}`, asked, async () => {
        const context = await contextIn(ENGLISH, asked)
        return { rendered: renderJson(await make(context)), until: context.hour + HOUR }
      }),
    freshJson: async (asked, value) => await answerOnce(asked, renderJson(value)),
    expire() {
      kept.expire()
      expire()
    },
  }
}

const feedKey = (origin: string, target: string): string => `feed ${origin}${target}`
const localeOf = ({ query, header }: Asked): Locale => localeFor(query.get('ui'), header('accept-language'))
/** Of a feed or list that is there in every language: `lang=`, else as for a page. */
export const readersLocale = ({ query, header }: Asked): Locale =>
  localeFor(query.get('lang') ?? query.get('ui'), header('accept-language'))
/** Feeds and JSON are one document for all readers. */
export const ENGLISH = localeFor('en', undefined)

const contextOf = async (deps: WebDeps, figures: Figures, asked: Asked, locale: Locale): Promise<PageContext> => {
  const configuration = deps.configuration()
  const hour = Math.floor(deps.now() / HOUR) * HOUR
  const ui = asked.query.get('ui')
  const base = basePath(deps.publicUrl)
  return {
    locale,
    origin: asked.origin,
    hub: deps.push?.hubUrl ?? null,
    path: asked.target,
    query: asked.query,
    configuration,
    store: deps.store,
    figures,
    counts: await deps.store.counts(),
    hour,
    version: deps.version,
    parse: (text) =>
      filterWith({ configuration, former: (kind, written) => deps.store.formerId(kind, written), now: hour }, text),
    href: (path, parameters = {}) => base + address(path, ui === null ? parameters : { ...parameters, ui }),
    link: (path, parameters = {}) => base + address(path, parameters),
  }
}

const answerOnce = async ({ method, header }: Asked, rendered: Rendered): Promise<Answer> =>
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
