/** Hundreds of feeds of invented news on many hosts of this machine, which grow as time goes on: always the same in the end. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inventNews } from '../bench/invented-news.ts'
import { inventedVocabularies } from '../bench/vocabulary.ts'
import { NOON } from '../store/samples.ts'

export type NewsWorld = {
  /** Source → address. */
  readonly sources: Readonly<Record<string, string>>
  /** `host:port` of every host. */
  readonly hosts: readonly string[]
  /** Polls of so many articles appear in the feeds. */
  readonly grow: (polls: number) => void
  /** All articles that have appeared: the source, and the key that the service makes of the address. */
  readonly articles: () => readonly string[]
  /** When each source was last asked for, by the monotonic clock. */
  readonly askedAt: ReadonlyMap<string, number>
  readonly close: () => Promise<void>
}

type Shown = { readonly items: string[]; body: string; etag: string }

export const startNewsWorld = async ({ sources, hosts }: { sources: number; hosts: number }): Promise<NewsWorld> => {
  const ids = Array.from({ length: sources }, (_, index) => `s${index}`)
  const feeds = new Map<string, Shown>(ids.map((id) => [id, { items: [], ...written(id, []) }]))
  const askedAt = new Map<string, number>()
  const keys: string[] = []
  const server = createServer((request, response) => {
    const id = (request.url ?? '').slice(1)
    const feed = feeds.get(id)
    askedAt.set(id, performance.now())
    if (feed === undefined) return response.writeHead(404).end()
    if (request.headers['if-none-match'] === feed.etag) return response.writeHead(304, { etag: feed.etag }).end()
    return response.writeHead(200, { etag: feed.etag, 'content-type': 'application/rss+xml' }).end(feed.body)
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  const news = inventNews({ vocabularies: inventedVocabularies().slice(0, 2), sources, perDay: 40_000, from: NOON })
  const hostOf = (index: number): string => `127.0.1.${1 + (index % hosts)}:${port}`
  return {
    sources: Object.fromEntries(ids.map((id, index) => [id, `http://${hostOf(index)}/${id}`])),
    hosts: Array.from({ length: hosts }, (_, index) => hostOf(index)),
    grow(polls) {
      for (let poll = 0; poll < polls; poll += 1) {
        const next = news.next()
        if (next.done === true) throw new Error('there is no more news')
        const { source, articles } = next.value
        const feed = feeds.get(source)
        for (const { key, title, text, publishedAt } of articles) {
          keys.push(`${source} link:${source}.example/${key}`)
          feed?.items.unshift(
            `<item><guid isPermaLink="false">${key}</guid><link>https://${source}.example/${key}</link><title>${title}</title><description>${text}</description><pubDate>${new Date(publishedAt ?? NOON).toUTCString()}</pubDate></item>`,
          )
        }
        if (feed !== undefined) Object.assign(feed, written(source, feed.items))
      }
    },
    articles: () => keys,
    askedAt,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const written = (id: string, items: readonly string[]): Pick<Shown, 'body' | 'etag'> => {
  const body = `<?xml version="1.0"?><rss version="2.0"><channel><title>${id}</title><link>https://${id}.example/</link>${items.join('')}</channel></rss>`
  return { body, etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 12)}"` }
}
