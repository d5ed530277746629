import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../free-port.ts'
import { postgresMissing, startCluster } from './postgres.ts'
import { programNamed } from './newsboat.ts'
import { type Client, type FeedSeen, type Format, readEach, type Reader } from './reader.ts'

const minifluxPath = programNamed('miniflux')
const USER = { name: 'reader', password: 'reads-everything' }

type FeedRow = {
  readonly id: number
  readonly title: string
  readonly feed_url: string
  readonly parsing_error_message: string
}
type EntryRow = {
  readonly hash: string
  readonly title: string
  readonly url: string
  readonly published_at: string
  readonly author: string
  readonly content: string
  readonly tags: readonly string[] | null
  readonly enclosures: readonly { readonly url: string }[] | null
}

/** The self-hosted reader, as the server that it is, over its own API. It does not page, and keeps no languages. */
export const miniflux: Client = {
  name: 'Miniflux',
  missing: minifluxPath === null ? 'miniflux is not on the path' : postgresMissing,
  formats: ['atom', 'rss', 'json'] satisfies readonly Format[],
  pages: [],
  opml: true,
  learns: 1,
  open: async () => {
    const cluster = await startCluster()
    const address = `127.0.0.1:${await freePort()}`
    const child = spawn(minifluxPath ?? '', [], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: cluster.connection,
        RUN_MIGRATIONS: '1',
        CREATE_ADMIN: '1',
        ADMIN_USERNAME: USER.name,
        ADMIN_PASSWORD: USER.password,
        LISTEN_ADDR: address,
        // Nothing on its own: the test says when.
        DISABLE_SCHEDULER_SERVICE: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let log = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (log += text))
    const ended = once(child, 'exit')
    await answering(
      `http://${address}/healthcheck`,
      () => child.exitCode === null,
      () => log,
    )
    return {
      ...readerAt(`http://${address}/v1`),
      close: async () => {
        child.kill('SIGTERM')
        await ended
        await cluster.close()
      },
    }
  },
}

const readerAt = (api: string): Omit<Reader, 'close'> => {
  const ask = async <Answer>(method: string, path: string, body?: string): Promise<Answer> => {
    const authorization = `Basic ${Buffer.from(`${USER.name}:${USER.password}`).toString('base64')}`
    const answer = await fetch(`${api}${path}`, { method, headers: { authorization }, ...(body === undefined ? {} : { body }) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`Miniflux: ${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? null : JSON.parse(text)) as Answer
  }
  const feeds = () => ask<readonly FeedRow[]>('GET', '/feeds')
  const reader = {
    refresh: async (url: string): Promise<FeedSeen> => {
      const known = (await feeds()).find(({ feed_url }) => feed_url === url)
      if (known === undefined) await ask('POST', '/feeds', JSON.stringify({ feed_url: url }))
      else await ask('PUT', `/feeds/${known.id}/refresh`)
      const feed = (await feeds()).find(({ feed_url }) => feed_url === url)
      if (feed === undefined) throw new Error(`Miniflux did not subscribe to ${url}`)
      if (feed.parsing_error_message !== '') throw new Error(`Miniflux: ${url}: ${feed.parsing_error_message}`)
      const { entries } = await ask<{ readonly entries: readonly EntryRow[] }>(
        'GET',
        `/feeds/${feed.id}/entries?order=published_at&direction=desc&limit=500`,
      )
      return {
        title: feed.title,
        next: null,
        entries: entries.map((entry) => ({
          id: entry.hash,
          title: entry.title,
          link: entry.url,
          at: Date.parse(entry.published_at),
          authors: [entry.author],
          categories: entry.tags ?? [],
          content: entry.content,
          enclosures: (entry.enclosures ?? []).map(({ url }) => url),
        })),
      }
    },
    importOpml: async (url: string) => {
      await ask('POST', '/import', await (await fetch(url)).text())
      return (await feeds()).map(({ feed_url }) => feed_url)
    },
  }
  return { ...reader, readAll: (list) => readEach(reader, list) }
}

const answering = async (url: string, lives: () => boolean, log: () => string): Promise<void> => {
  for (;;) {
    if (!lives()) throw new Error(`Miniflux ended:\n${log()}`)
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok === true) return
    await new Promise((later) => void setTimeout(later, 50))
  }
}
