/**
 * The publishers of a day that is lived fast: what each of hundreds of feeds shows is a function of the time. In the first half of each quarter there is
 * news, in the second none, so that what grows with articles is told from what grows with polls. Some publishers are slow, fail, tear their
 * answers, move, die for a while, push, or attack. It remembers what it has shown whole.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { escapeText } from '../../src/publish/xml.ts'
import type { InventedFeeds, InventedItem } from '../bench/invented-feeds.ts'
import { randomFrom } from '../bench/random.ts'

export type NewsDay = {
  /** Source → address. */
  readonly sources: Readonly<Record<string, string>>
  readonly hosts: readonly string[]
  /** Links of items that were shown whole, with whether their revision was. */
  readonly shown: ReadonlyMap<string, 'first' | 'revised'>
  /** How often each kind of answer was given. */
  readonly answers: ReadonlyMap<string, number>
  /** From now on time passes. */
  readonly begin: () => void
  /** Time does not pass beyond this share of the day: a machine that is busy with other things lives a longer day, not another one. */
  readonly allow: (share: number) => void
  /** Share of the day that is over. */
  readonly now: () => number
  /** Address at which a path is answered by others. */
  readonly at: (path: string) => string
  readonly close: () => Promise<void>
}

type Options = {
  readonly invented: InventedFeeds
  readonly sources: number
  readonly hosts: number
  readonly hours: number
  readonly lastsMs: number
  /** What else is asked of this server: callbacks of our hub, receivers of alerts. */
  readonly others: (request: IncomingMessage, body: Buffer) => { readonly status: number; readonly body: string } | null
}

/** Items that a feed shows: all that it has in a day, so that what a failed poll has missed is shown to the next. */
const WINDOW = 60
/** Those that it starts with. */
const INITIAL = 10
/** One item in so many is revised, a while after it has appeared. */
const REVISED = 7
const REVISED_AFTER = 1 / 24
const QUARTER = 1 / 4

type Trouble = 'slow' | 'reset' | '500' | 'torn' | 'cut' | '429' | '302' | '301' | 'dead' | 'hub' | 'bare' | 'dated' | null
const TROUBLES: readonly Trouble[] = [
  ...(['slow', 'reset', '500', 'torn', 'cut', '429', '302', '301', 'dead', 'hub', 'bare', 'dated'] as const),
  ...Array.from({ length: 13 }, () => null),
]
const troubleOf = (feed: number): Trouble => TROUBLES[feed % TROUBLES.length] ?? null
/** Of the day: while the dead are dead. */
const DEAD = { from: 0.25, to: 0.4 }

/** The time of news that has passed, of half a day of it, and when so much will have. */
const loud = (at: number): number => Math.floor(at / QUARTER) * (QUARTER / 2) + Math.min(at % QUARTER, QUARTER / 2)
const whenLoud = (passed: number): number => Math.floor(passed / (QUARTER / 2)) * QUARTER + (passed % (QUARTER / 2))

type Document = { readonly text: string; readonly type: string; readonly items: readonly Shown[] }
type Shown = { readonly link: string; readonly state: 'first' | 'revised' }

export const startNewsDay = async ({ invented, sources, hosts, hours, lastsMs, others }: Options): Promise<NewsDay> => {
  let begun: number | null = null
  let allowed = 1
  const now = (): number => (begun === null ? 0 : Math.min(1, allowed, (Date.now() - begun) / lastsMs))
  const shown = new Map<string, 'first' | 'revised'>()
  const answers = new Map<string, number>()
  const count = (kind: string): void => void answers.set(kind, (answers.get(kind) ?? 0) + 1)
  /** From 4 to 40 a day. */
  const perDay = (feed: number): number => 4 + Math.floor(36 * randomFrom(feed + 1)() ** 2)
  const newest = (feed: number, at: number): number =>
    Math.floor((loud(at) / (QUARTER * 2)) * perDay(feed) * (hours / 24) + 1e-9)
  const appeared = (feed: number, number: number): number =>
    whenLoud((Math.max(0, number) * QUARTER * 2) / (perDay(feed) * (hours / 24)))
  const document = (feed: number, at: number): Document => {
    const last = newest(feed, at)
    const numbers = Array.from({ length: Math.min(WINDOW, INITIAL + last) }, (_, back) => last - back)
    return written(
      feed,
      numbers.map((number) => {
        const first = appeared(feed, number)
        const isRevised = number > 0 && number % REVISED === 0 && loud(at) >= loud(first) + REVISED_AFTER
        const item = invented.item(feed, number + INITIAL)
        const when = (begun ?? Date.now()) + first * lastsMs + Math.min(0, number) * 60_000
        return { item, isRevised, when }
      }),
      `http://${hostOf(feed)}/`,
    )
  }
  const remember = ({ items }: Document): void => {
    for (const { link, state } of items) if (shown.get(link) !== 'revised') shown.set(link, state)
  }

  const hub = createHub({ document: (feed) => document(feed, now()), remember, count })
  const asked = new Map<number, number>()
  const server = createServer((request, response) => {
    void answerAt(request, response).catch(() => response.destroy())
  })
  const answerAt = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = request.method === 'POST' ? await bodyOf(request) : Buffer.alloc(0)
    const path = request.url ?? '/'
    if (path === '/hub') return void response.writeHead(hub.subscribe(body) ? 202 : 400).end()
    const other = others(request, body)
    if (other !== null) return void response.writeHead(other.status).end(other.body)
    const feed = Number(/^\/(?:moved\/)?(\d+)$/.exec(path)?.[1] ?? Number.NaN)
    if (Number.isNaN(feed)) return void response.writeHead(404).end()
    await answerFeed({ feed, isMoved: path.startsWith('/moved') }, request, response)
  }
  const answerFeed = async (
    { feed, isMoved }: { readonly feed: number; readonly isMoved: boolean },
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const turn = (asked.get(feed) ?? 0) + 1
    asked.set(feed, turn)
    const trouble = troubleOf(feed)
    if ((trouble === '302' || trouble === '301') && !isMoved) {
      count(trouble)
      return void response.writeHead(Number(trouble), { location: `/moved/${feed}` }).end()
    }
    if (trouble === 'dead' && now() >= DEAD.from && now() < DEAD.to) {
      count('dead')
      return void response.destroy()
    }
    const isTroubled = turn % 3 === 2
    if (isTroubled && trouble === 'slow') await sleep(500 + 300 * (turn % 5))
    if (isTroubled && trouble === '500') return refuse(response, 500, {})
    if (isTroubled && trouble === '429') return refuse(response, 429, { 'retry-after': '3' })
    if (isTroubled && trouble === 'reset') {
      count('reset')
      return void request.socket.resetAndDestroy()
    }
    send({ shown: document(feed, now()), trouble, isTroubled }, request, response)
  }
  const refuse = (response: ServerResponse, status: number, headers: Readonly<Record<string, string>>): void => {
    count(String(status))
    response.writeHead(status, headers).end('later')
  }
  const send = (
    { shown: all, trouble, isTroubled }: { readonly shown: Document; readonly trouble: Trouble; readonly isTroubled: boolean },
    request: IncomingMessage,
    response: ServerResponse,
  ): void => {
    const etag = `"${createHash('sha1').update(all.text).digest('base64url')}"`
    const dates = { 'last-modified': new Date(Math.floor(Date.now() / 1_000) * 1_000).toUTCString() }
    const validators = trouble === 'bare' ? {} : trouble === 'dated' ? dates : { etag }
    if (request.headers['if-none-match'] === etag) {
      count('304')
      return void response.writeHead(304, validators).end()
    }
    const isTorn = isTroubled && (trouble === 'torn' || trouble === 'cut')
    const text = isTroubled && trouble === 'cut' ? all.text.slice(0, Math.floor(all.text.length / 2)) : all.text
    const isPacked = trouble !== 'torn' && /gzip/.test(String(request.headers['accept-encoding']))
    const bytes = isPacked ? gzipSync(text) : Buffer.from(text)
    count(isTorn ? (trouble ?? '') : '200')
    if (!isTorn) response.once('finish', () => remember(all))
    response.writeHead(200, {
      ...validators,
      ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
      ...(trouble === 'hub' ? { link: hub.links(request) } : {}),
      'content-type': all.type,
      'content-length': String(bytes.length),
    })
    if (isTroubled && trouble === 'torn') {
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
      return
    }
    response.end(bytes)
  }

  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  const hostOf = (feed: number): string => `127.0.1.${1 + (feed % hosts)}:${port}`
  const pushing = setInterval(() => hub.push(), Math.max(250, lastsMs / 600))
  return {
    sources: Object.fromEntries(Array.from({ length: sources }, (_, feed) => [`f${feed}`, `http://${hostOf(feed)}/${feed}`])),
    hosts: Array.from({ length: hosts }, (_, index) => hostOf(index)),
    shown,
    answers,
    begin: () => {
      begun = Date.now()
    },
    allow: (share) => {
      allowed = share
    },
    now,
    at: (path) => `http://127.0.1.1:${port}${path}`,
    async close() {
      clearInterval(pushing)
      await hub.settled()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

type Publication = { readonly item: InventedItem; readonly isRevised: boolean; readonly when: number }
const titleOf = ({ item, isRevised }: Publication): string => (isRevised ? `Revised: ${item.title}` : item.title)
const htmlOf = ({ item }: Publication): string => item.paragraphs.map((paragraph) => `<p>${escapeText(paragraph)}</p>`).join('')

/** RSS, Atom or JSON Feed. */
const written = (feed: number, all: readonly Publication[], home: string): Document => {
  const items = all.map(({ item, isRevised }) => ({ link: item.link, state: isRevised ? 'revised' : 'first' }) as const)
  if (feed % 3 === 1) return { items, text: atomOf(feed, all, home), type: 'application/atom+xml' }
  if (feed % 3 === 2) return { items, text: jsonOf(feed, all, home), type: 'application/feed+json' }
  return { items, text: rssOf(feed, all, home), type: 'application/rss+xml' }
}
const rssOf = (feed: number, all: readonly Publication[], home: string): string =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Feed ${feed}</title><link>${home}</link>${all
    .map(
      (one) =>
        `<item><title>${escapeText(titleOf(one))}</title><link>${one.item.link}</link><guid isPermaLink="false">${one.item.guid}</guid><pubDate>${new Date(one.when).toUTCString()}</pubDate><description>${escapeText(one.item.summary)}</description><content:encoded><![CDATA[${htmlOf(one)}]]></content:encoded></item>`,
    )
    .join('')}</channel></rss>`
const atomOf = (feed: number, all: readonly Publication[], home: string): string =>
  `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>${home}${feed}</id><title>Feed ${feed}</title><updated>${new Date(all[0]?.when ?? 0).toISOString()}</updated><link href="${home}"/>${all
    .map(
      (one) =>
        `<entry><id>${one.item.guid}</id><title>${escapeText(titleOf(one))}</title><link href="${one.item.link}"/><updated>${new Date(one.when).toISOString()}</updated><summary>${escapeText(one.item.summary)}</summary><content type="html">${escapeText(htmlOf(one))}</content></entry>`,
    )
    .join('')}</feed>`
const jsonOf = (feed: number, all: readonly Publication[], home: string): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: `Feed ${feed}`,
    home_page_url: home,
    items: all.map((one) => ({
      id: one.item.guid,
      url: one.item.link,
      title: titleOf(one),
      summary: one.item.summary,
      content_html: htmlOf(one),
      date_published: new Date(one.when).toISOString(),
    })),
  })

type Subscription = { readonly feed: number; readonly callback: string; readonly secret: string; pushed: string }
type HubParts = {
  readonly document: (feed: number) => Document
  readonly remember: (document: Document) => void
  readonly count: (kind: string) => void
}

/** A WebSub hub for the feeds that push: verifies subscriptions, and posts what is new. */
const createHub = ({ document, remember, count }: HubParts) => {
  const subscriptions = new Map<string, Subscription>()
  let last: Promise<unknown> = Promise.resolve()
  const verify = async (form: URLSearchParams): Promise<void> => {
    const [topic, callback, mode] = [form.get('hub.topic') ?? '', form.get('hub.callback') ?? '', form.get('hub.mode') ?? '']
    const challenge = randomUUID()
    const address = new URL(callback)
    for (const [name, value] of Object.entries({ mode, topic, challenge, lease_seconds: '864000' }))
      address.searchParams.set(`hub.${name}`, value)
    const answer = await fetch(address)
    if (!answer.ok || (await answer.text()) !== challenge) return count('unverified')
    count(mode)
    if (mode === 'unsubscribe') return void subscriptions.delete(callback)
    const feed = Number(new URL(topic).pathname.slice(1))
    subscriptions.set(callback, { feed, callback, secret: form.get('hub.secret') ?? '', pushed: '' })
  }
  const pushTo = async (subscription: Subscription): Promise<void> => {
    const all = document(subscription.feed)
    if (all.text === subscription.pushed) return
    const signature = createHmac('sha256', subscription.secret).update(all.text).digest('hex')
    const answer = await fetch(subscription.callback, {
      method: 'POST',
      headers: { 'content-type': all.type, 'x-hub-signature': `sha256=${signature}` },
      body: all.text,
    })
    await answer.arrayBuffer()
    count(answer.ok ? 'pushed' : 'push refused')
    if (!answer.ok) return
    subscription.pushed = all.text
    remember(all)
  }
  const inTurn = (work: () => Promise<void>): void => {
    last = last.then(work).catch(() => count('unreachable'))
  }
  let isPushing = false
  return {
    links: ({ headers, url }: IncomingMessage): string =>
      `<http://${headers.host}/hub>; rel="hub", <http://${headers.host}${url}>; rel="self"`,
    subscribe(body: Buffer): boolean {
      const form = new URLSearchParams(body.toString())
      if (!URL.canParse(form.get('hub.callback') ?? '')) return false
      inTurn(async () => await verify(form))
      return true
    },
    push(): void {
      if (isPushing) return
      isPushing = true
      inTurn(async () => {
        try {
          for (const subscription of subscriptions.values()) await pushTo(subscription)
        } finally {
          isPushing = false
        }
      })
    },
    settled: async () => await last,
  }
}
