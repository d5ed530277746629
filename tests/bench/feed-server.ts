/** A loopback server of synthetic feeds: the same bytes in every run, gzip and validators as real servers have them. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

export type FeedServer = {
  readonly urls: readonly string[]
  readonly host: string
  /** Every feed shows one item more. */
  reveal(): void
  /** Renders and compresses everything now, so that this work stays out of a measurement. */
  warm(): void
  close(): Promise<void>
}

/** Words of the field and around it; what is made of them is no prose, and needn't be. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  en: 'the commission said on market platform sellers data rules domain registry court fine customs parcels new online trade minister internet'.split(' '),
  de: 'die kommission sagte am markt plattform händler daten regeln domain register gericht bußgeld zoll pakete neue online handel minister internet'.split(' '),
  fr: 'la commission a dit marché plateforme vendeurs données règles domaine registre tribunal amende douane colis nouveau en ligne commerce ministre internet'.split(' '),
  es: 'la comisión dijo mercado plataforma vendedores datos reglas dominio registro tribunal multa aduana paquetes nuevo en línea comercio ministro internet'.split(' '),
  ru: 'комиссия сообщила рынок платформа продавцы данные правила домен реестр суд штраф таможня посылки новый онлайн торговля министр интернет'.split(' '),
  ar: 'قالت اللجنة السوق منصة البائعين بيانات قواعد نطاق سجل محكمة غرامة جمارك طرود جديد عبر الإنترنت تجارة وزير'.split(' '),
  hi: 'आयोग ने कहा बाजार मंच विक्रेता डेटा नियम डोमेन रजिस्ट्री अदालत जुर्माना सीमा शुल्क पार्सल नया ऑनलाइन व्यापार मंत्री इंटरनेट'.split(' '),
  zh: [...'委员会表示市场平台卖家数据规则域名注册法院罚款海关包裹新在线贸易部长互联网'],
  ja: [...'委員会は市場で取引する販売者のデータ規則を新しいドメイン登録と裁判所の税関小包通販貿易大臣について述べた'],
}
const LANGUAGES = Object.keys(WORDS)

/** mulberry32: small, and the same on every machine. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const sentence = (language: string, words: number, random: () => number): string => {
  const list = WORDS[language] ?? []
  const spaced = language !== 'zh' && language !== 'ja'
  const picked = Array.from({ length: spaced ? words : words * 3 }, () => list[Math.floor(random() * list.length)] ?? '')
  return spaced ? `${picked.join(' ')} ${Math.floor(random() * 900)}.` : `${picked.join('')}。`
}

const item = (feed: number, number: number, base: number): string => {
  const random = randomFrom(feed * 100_003 + number)
  const language = LANGUAGES[feed % LANGUAGES.length] ?? 'en'
  const paragraph = (): string => `<p>${Array.from({ length: 4 }, () => sentence(language, 18, random)).join(' ')}</p>`
  const body = Array.from({ length: 6 }, paragraph).join('')
  return (
    `<item><title>${sentence(language, 11, random)}</title><link>http://feed-${feed}.example/${number}</link>` +
    `<guid isPermaLink="false">f${feed}-${number}</guid><pubDate>${new Date(base - 3_600_000 + number * 1_000).toUTCString()}</pubDate>` +
    `<category>news</category><description>${sentence(language, 40, random)}</description>` +
    `<content:encoded><![CDATA[${body}]]></content:encoded></item>`
  )
}

type Rendered = { readonly raw: Buffer; readonly gzip: Buffer; readonly etag: string }

export const startFeedServer = async (feeds: number, items: number): Promise<FeedServer> => {
  const base = Date.UTC(2026, 10, 24)
  let shown = items
  const kept = new Map<number, Rendered>()
  const render = (feed: number): Rendered => {
    const found = kept.get(feed)
    if (found !== undefined) return found
    const list = Array.from({ length: items }, (_, back) => item(feed, shown - back, base)).join('')
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    urls: Array.from({ length: feeds }, (_, feed) => `http://${host}/${feed}.xml`),
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
