/** A loopback server of synthetic feeds: the same bytes in every run, gzip and validators as real servers have them. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { escapeText } from '../../src/publish/xml.ts'
import type { InventedFeeds, InventedItem } from './invented-feeds.ts'

export type FeedServer = {
  readonly urls: readonly string[]
  readonly host: string
  /** Every feed shows one item more. */
  reveal(): void
  /** The same feeds, on so many hosts of this machine. */
  spread(hosts: number): { readonly hosts: readonly string[]; readonly urls: readonly string[] }
  /** Renders and compresses everything now, so that this work stays out of a measurement. */
  warm(): void
  close(): Promise<void>
}

/** Items of the first poll are of the last hour. */
const HOUR = 3_600_000

const xmlOf = ({ title, summary, paragraphs, guid, link }: InventedItem, at: number): string =>
  `<item><title>${escapeText(title)}</title><link>${link}</link><guid isPermaLink="false">${guid}</guid>` +
  `<pubDate>${new Date(at).toUTCString()}</pubDate><category>news</category><description>${escapeText(summary)}</description>` +
  `<content:encoded><![CDATA[${paragraphs.map((paragraph) => `<p>${escapeText(paragraph)}</p>`).join('')}]]></content:encoded></item>`

type Rendered = { readonly raw: Buffer; readonly gzip: Buffer; readonly etag: string }

export const startFeedServer = async (invented: InventedFeeds, feeds: number, items: number): Promise<FeedServer> => {
  const base = Date.UTC(2026, 10, 24)
  let shown = items
  const kept = new Map<number, Rendered>()
  const render = (feed: number): Rendered => {
    const found = kept.get(feed)
    if (found !== undefined) return found
    const numbers = Array.from({ length: items }, (_, back) => shown - back)
    const list = numbers.map((number) => xmlOf(invented.item(feed, number), base - HOUR + number * 1_000)).join('')
    const raw = Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>` +
        `<title>Feed ${feed}</title><link>http://feed-${feed}.example/</link><description>synthetic</description>${list}</channel></rss>`,
    )
    const rendered = { raw, gzip: gzipSync(raw), etag: `"${createHash('sha1').update(raw).digest('hex')}"` }
    kept.set(feed, rendered)
    return rendered
  }
  const server = createServer((request, response) => {
    const { raw, gzip, etag } = render(Number(/\d+/.exec(request.url ?? '')?.[0] ?? 0))
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end()
      return
    }
    const wantsGzip = /gzip/.test(String(request.headers['accept-encoding']))
    const body = wantsGzip ? gzip : raw
    const coding = wantsGzip ? { 'content-encoding': 'gzip' } : {}
    response.writeHead(200, { 'content-type': 'application/rss+xml', 'content-length': body.length, etag, ...coding }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  const host = `127.0.0.1:${port}`
  return {
    host,
    urls: Array.from({ length: feeds }, (_, feed) => `http://${host}/${feed}.xml`),
    spread(count) {
      const hosts = Array.from({ length: count }, (_, index) => `127.0.1.${1 + index}:${port}`)
      return { hosts, urls: Array.from({ length: feeds }, (_, feed) => `http://${hosts[feed % count] ?? host}/${feed}.xml`) }
    },
    reveal() {
      shown += 1
      kept.clear()
    },
    warm() {
      for (let feed = 0; feed < feeds; feed += 1) render(feed)
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}
