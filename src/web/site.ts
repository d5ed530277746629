/** Renders pages, feeds and API answers from the store, and keeps what it rendered. */
import type { WebDeps } from './deps.ts'
import { filterWith } from './filters.ts'
import type { Asked } from './http/asked.ts'
import { type Answer, answerNow, answerWith, documentOf, type Rendered } from './http/document.ts'
import { createKept, type Rendering } from './http/kept.ts'
import { DATA_HEADERS, PAGE_HEADERS, REVALIDATE } from './http/security.ts'
import { layOut } from './pages/layout.ts'
import { address, type PageContent, type Visit } from './pages/visit.ts'
import { type Words, wordsFor } from './words.ts'

const HOUR = 3_600_000
const KEPT_BYTES = 48 * 1024 * 1024

export type Site = ReturnType<typeof createSite>

export const createSite = (deps: WebDeps, elapsed: () => number) => {
  const kept = createKept({
    maxBytes: KEPT_BYTES,
    state: () => ({ edition: deps.store.edition(), configuration: deps.configuration() }),
    now: deps.now,
    elapsed,
  })

  const visitOf = async (asked: Asked, words: Words): Promise<Visit> => {
    const configuration = deps.configuration()
    const hour = Math.floor(deps.now() / HOUR) * HOUR
    const ui = asked.query.get('ui')
    return {
      words,
      origin: asked.origin,
      path: asked.target,
      query: asked.query,
      configuration,
      store: deps.store,
      counts: await deps.store.counts(),
      hour,
      version: deps.version,
      parse: (text) => filterWith(configuration, text, hour),
      href: (path, parameters = {}) => address(path, ui === null ? parameters : { ...parameters, ui }),
    }
  }

  const answerKept = async (key: string, asked: Asked, make: () => Promise<Rendering>): Promise<Answer> => {
    const document = await kept.get(key, make)
    return await answerWith(document, asked.method, asked.header, () => kept.grown(key))
  }
  const feedKey = (origin: string, target: string): string => `feed ${origin}${target}`

  return {
    visitOf,
    wordsOf: (asked: Asked): Words => wordsFor(asked.query.get('ui'), asked.header('accept-language')),

    /** An answer that lasts as long as the edition. */
    async feed(asked: Asked, make: (visit: Visit) => Promise<Rendering>): Promise<Answer> {
      return await answerKept(feedKey(asked.origin, asked.target), asked, async () =>
        make(await visitOf(asked, wordsFor('en', undefined))),
      )
    },

    /** What is kept of a feed, if it answers this request without any work; null: go the long way. */
    quickly(method: string, origin: string, target: string, header: Asked['header']): Answer | null {
      const document = kept.look(feedKey(origin, target))
      return document === null ? null : answerNow(document, method, header)
    },

    /** A page in the reader's language. It shows the hour at most, so it is rendered anew when that is over. */
    async page(asked: Asked, make: (visit: Visit) => Promise<PageContent> | PageContent): Promise<Answer> {
      const words = wordsFor(asked.query.get('ui'), asked.header('accept-language'))
      const key = `page ${words.language} ${asked.origin}${asked.target}`
      return await answerKept(key, asked, async () => {
        const visit = await visitOf(asked, words)
        return { rendered: pageOf(visit, await make(visit)), until: visit.hour + HOUR }
      })
    },

    /** A page that is not kept: an error, or one that shows what no edition knows of. */
    async unkeptPage(
      asked: Asked,
      make: (visit: Visit) => Promise<PageContent> | PageContent,
      extra: Readonly<Record<string, string>> = {},
    ): Promise<Answer> {
      const visit = await visitOf(asked, wordsFor(asked.query.get('ui'), asked.header('accept-language')))
      const rendered = pageOf(visit, await make(visit))
      const document = documentOf({ ...rendered, headers: { ...rendered.headers, ...extra } }, null)
      return await answerWith(document, asked.method, asked.header, () => {})
    },

    /** JSON that lasts as long as the edition. */
    async json(asked: Asked, make: (visit: Visit) => Promise<unknown>): Promise<Answer> {
      return await answerKept(`json ${asked.origin}${asked.target}`, asked, async () => {
        const visit = await visitOf(asked, wordsFor('en', undefined))
        return { rendered: jsonOf(await make(visit)), until: visit.hour + HOUR }
      })
    },

    /** JSON made for this request alone. */
    async freshJson(asked: Asked, value: unknown): Promise<Answer> {
      return await answerWith(documentOf(jsonOf(value), null), asked.method, asked.header, () => {})
    },

    expire: (): void => kept.expire(),
  }
}

const pageOf = (visit: Visit, content: PageContent): Rendered => ({
  body: layOut(visit, content),
  type: 'text/html; charset=utf-8',
  status: content.status ?? 200,
  lastModified: null,
  headers: {
    ...PAGE_HEADERS,
    'cache-control': content.status === undefined ? REVALIDATE : 'no-store',
    vary: 'Accept-Language',
    'content-language': visit.words.language,
  },
})

const jsonOf = (value: unknown): Rendered => ({
  body: `${JSON.stringify(value)}\n`,
  type: 'application/json; charset=utf-8',
  status: 200,
  lastModified: null,
  headers: { ...DATA_HEADERS, 'cache-control': REVALIDATE },
})
