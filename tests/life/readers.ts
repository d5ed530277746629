/** Readers of a service for as long as it lives: feed readers with validators, browsers, searches, a stream, a hub's subscriber, half-open clients. */
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FeedKind, validateFeed } from '../publish/validate/validate-feed.ts'

export type Readers = {
  /** Answers by what was asked and their status: `feed 304`; `feed delayed` for a 503 after waiting as long as the service lets a request wait. */
  readonly counts: ReadonlyMap<string, number>
  /** What was wrong with published documents. */
  readonly offences: readonly string[]
  /** Every feed as it is now, checked. */
  readonly checkAll: () => Promise<void>
  readonly close: () => Promise<void>
}

type Options = {
  readonly url: string
  /** Addresses of feeds, without origin. */
  readonly feeds: readonly string[]
  readonly pages: readonly string[]
  readonly everyMs: number
}

/** A reader checks one document in so many that are new to it: checking costs more than publishing. */
const CHECKED = 20
/** A request that is refused waits for its turn for 5 s (a search) or longer before. One that is refused earlier was not let wait. */
const WAITED_MS = 4_900
const HALF_OPEN = 20

export const kindOf = (address: string): FeedKind =>
  /\.(?<kind>atom|rss|json)(?:\?|$)/.exec(address)?.groups?.['kind'] as FeedKind

export const startReaders = ({ url, feeds, pages, everyMs }: Options): Readers => {
  const stopping = new AbortController()
  const { signal } = stopping
  const counts = new Map<string, number>()
  const offences: string[] = []
  const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)
  const countAnswer = (name: string, status: number, askedAt: number): void =>
    count(`${name} ${status === 503 && performance.now() - askedAt >= WAITED_MS ? 'delayed' : status}`)
  const check = (address: string, text: string): void => {
    count('documents checked')
    for (const offence of validateFeed(text, kindOf(address))) offences.push(`${address}: ${offence}`)
  }
  const repeatedly = async (work: () => Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      await work().catch((error: unknown) => {
        if (!signal.aborted) count(`failed: ${error instanceof Error ? error.message : String(error)}`)
      })
      await sleep(everyMs, undefined, { signal }).catch(() => {})
    }
  }
  const readFeed = (address: string): (() => Promise<void>) => {
    let etag = ''
    let changes = 0
    return async () => {
      const askedAt = performance.now()
      const answer = await fetch(url + address, { headers: etag === '' ? {} : { 'if-none-match': etag }, signal })
      const text = await answer.text()
      countAnswer('feed', answer.status, askedAt)
      etag = answer.headers.get('etag') ?? ''
      if (answer.status !== 200) return
      changes += 1
      if (changes % CHECKED === 1) check(address, text)
    }
  }
  const visit = (name: string, paths: readonly string[]): (() => Promise<void>) => {
    let next = 0
    return async () => {
      const path = paths[(next += 1) % paths.length] ?? '/'
      const askedAt = performance.now()
      const answer = await fetch(url + path, { signal, headers: { 'accept-language': 'en' } })
      await answer.arrayBuffer()
      countAnswer(name, answer.status, askedAt)
    }
  }
  const follow = async (): Promise<void> => {
    const answer = await fetch(`${url}/api/v1/stream`, { signal })
    count(`stream ${answer.status}`)
    const decoder = new TextDecoder()
    for await (const piece of answer.body ?? []) {
      const events = decoder.decode(piece as Uint8Array, { stream: true }).match(/^event: /gm)?.length ?? 0
      for (let event = 0; event < events; event += 1) count('stream events')
    }
  }
  const work = [
    ...feeds.map((address) => repeatedly(readFeed(address))),
    repeatedly(visit('page', pages)),
    repeatedly(visit('search', SEARCHES)),
    repeatedly(follow),
  ]
  const halfOpen = openHalf(url)
  return {
    counts,
    offences,
    async checkAll() {
      for (const address of feeds) {
        const answer = await fetch(url + address)
        const text = await answer.text()
        if (answer.status === 200) check(address, text)
        else offences.push(`${address}: ${answer.status} ${text.slice(0, 200)}`)
      }
    },
    async close() {
      stopping.abort()
      await Promise.all(work)
      for (const socket of halfOpen) socket.destroy()
    },
  }
}

/** A few dozen, as readers have their own: what is rendered for them is kept, and would grow for a day if each was new. */
const SEARCHES = ['data', 'law', 'market', 'internet', 'court', 'tax', 'domain', 'price', 'trade', 'security'].flatMap(
  (word) => [`/search?q=${word}`, `/api/v1/stories?q=${word}&limit=20`, `/feeds/all.atom?q=${word}&limit=20`],
)

/** Connected, half a request sent; who is cut off comes back. */
const openHalf = (url: string): Set<Socket> => {
  const sockets = new Set<Socket>()
  const { port } = new URL(url)
  for (let index = 0; index < HALF_OPEN; index += 1) {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET /feeds/all.atom HTTP/1.1\r\nHost: half\r\n'))
    socket.on('error', () => {})
    sockets.add(socket)
  }
  return sockets
}
