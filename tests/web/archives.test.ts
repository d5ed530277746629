import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/ports/store.ts'
import { type FeedKind, validateFeed } from '../publish/validate/validate-feed.ts'
import { warnFeed } from '../publish/validate/warn-feed.ts'
import { article, publish, source } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, MINUTE, type Newsroom, openNewsroom } from './newsroom.ts'

const DAY = 24 * HOUR
const PLAIN = { 'accept-encoding': 'identity' }
const CONFIGURED = {
  ...CONFIGURATION,
  feeds: CONFIGURATION.feeds.map((feed) => ({ ...feed, filter: 'topic:cables', limit: 20 })),
}

/** A day's reports, one in three about cables. */
const fill = async (store: Store, from: number, to: number): Promise<void> => {
  for (let index = from; index < to; index += 50) {
    const batch = Array.from({ length: Math.min(50, to - index) }, (_, at) => {
      const topics = (index + at) % 3 === 0 ? ['cables'] : ['trade']
      return article(`r${index + at}`, {
        topics,
        title: `Report ${index + at}`,
        publishedAt: AFTERNOON - DAY + (index + at) * 1_000,
      })
    })
    await publish(store, 'harbour-post', batch, { now: AFTERNOON - DAY + (index + 50) * 1_000 })
  }
}

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    // Without a clock nothing is cached longer than its edition, however busy the machine is.
    elapsed: () => 0,
    configuration: CONFIGURED,
    async fill(store) {
      await store.syncSources([...CONFIGURATION.sources, source('late')], AFTERNOON - 2 * DAY)
      await fill(store, 0, 900)
    },
  })
})
afterAll(async () => await room.close())

type Document = { readonly path: string; readonly text: string; readonly ids: readonly string[]; readonly answer: Response }

const load = async (path: string): Promise<Document> => {
  const answer = await room.get(path, PLAIN)
  const text = await answer.text()
  const ids = [...text.matchAll(/<entry[^>]*>\n<id>([^<]+)|<guid isPermaLink="false">([^<]+)|\{"id":"(urn:[^"]+)","url"/g)]
  return { path, text, answer, ids: ids.map(([, atom, rss, json]) => atom ?? rss ?? json ?? '') }
}
const linked = ({ answer }: Document, rel: string): string | null => {
  const href = new RegExp(`<([^>]+)>; rel="${rel}"`).exec(answer.headers.get('link') ?? '')?.[1] ?? null
  return href === null ? null : href.slice(room.url.length)
}
/** From the feed itself back by its links. */
const chain = async (path: string, rel: string): Promise<readonly Document[]> => {
  const documents: Document[] = []
  for (let next: string | null = path; next !== null; ) {
    const document = await load(next)
    documents.push(document)
    next = linked(document, rel)
  }
  return documents
}
const idsIn = (documents: readonly Document[]): ReadonlySet<string> => new Set(documents.flatMap(({ ids }) => ids))

describe.each<readonly [string, FeedKind]>([
  ['/feeds/all.atom', 'atom'],
  ['/feeds/parcels.rss', 'rss'],
  ['/feeds/all.json?q=topic:trade', 'json'],
  ['/feeds/all.atom?group=article&q=Report&lang=en', 'atom'],
])('the archives of %s', (path, kind) => {
  test('lead back to the oldest entry, and with the feed itself they hold every one', async () => {
    const paged = await chain(path, 'next')
    const [newest, ...archives] = await chain(path, 'prev-archive')
    expect(archives.length).toBeGreaterThan(2)
    expect(idsIn([...archives, ...(newest === undefined ? [] : [newest])])).toEqual(idsIn(paged))
    const archived = archives.flatMap(({ ids }) => ids)
    expect(new Set(archived).size).toBe(archived.length)
  })

  test('say what they are and where the feed goes on', async () => {
    const archives = (await chain(path, 'prev-archive')).slice(1)
    for (const document of archives) {
      expect(validateFeed(document.text, kind)).toEqual([])
      expect(warnFeed(document.text, kind, room.url + document.path)).toEqual([])
      expect(document.text).toContain(kind === 'json' ? '"archive":true' : '<fh:archive/>')
      expect(linked(document, 'self')).toBe(document.path)
      expect(linked(document, 'hub')).toBe(null)
      expect(new URL(linked(document, 'current') ?? '', room.url).pathname).toBe(new URL(path, room.url).pathname)
      expect(document.answer.headers.get('cache-control')).toBe('public, max-age=31536000')
    }
    const neighbours = archives.slice(1).map((older, index) => [archives[index]?.path ?? '', linked(older, 'next-archive')])
    // What is not full yet gets its own address when it is.
    const full = neighbours.filter(([newer]) => newer?.includes('-') === false)
    expect(full.map(([, next]) => next)).toEqual(full.map(([newer]) => newer))
  })
})

test('a feed that fits into one document has no archives', async () => {
  expect(linked(await load('/feeds/all.atom?q=%22Report+7%22'), 'prev-archive')).toBe(null)
})

test('what comes later changes no byte of them, whatever its date and wherever it belongs', async () => {
  const before = (await chain('/feeds/all.atom', 'prev-archive')).slice(1)
  const story = (await room.store.stories({ filter: { kind: 'everything' }, limit: 1, before: null })).rows[0]?.story
  if (story === undefined) throw new Error('no story')
  const joins = () => ({ kind: 'joins', story: story.id, reasons: [] }) as const
  const joining = article('j1', { topics: ['cables'], title: 'Câble coupé', language: 'fr', publishedAt: AFTERNOON - MINUTE })
  await publish(room.store, 'marche-libre', [joining], { now: AFTERNOON - MINUTE, place: joins })
  await fill(room.store, 900, 1_300)
  const old = [1, 2, 3].map((day) => article(`o${day}`, { topics: ['cables'], publishedAt: AFTERNOON - DAY + day * 60_000 }))
  await publish(room.store, 'late', old, { now: AFTERNOON })
  for (const { path, text } of before) expect((await load(path)).text).toBe(text)
  const after = await chain('/feeds/all.atom', 'prev-archive')
  const full = before.filter(({ path }) => !path.includes('-')).map(({ path }) => path)
  expect(after.map(({ path }) => path)).toEqual(expect.arrayContaining(full))
  expect(idsIn(after)).toEqual(idsIn(await chain('/feeds/all.atom', 'next')))
})

test('the one that is not full yet is where the feed itself is', async () => {
  const [, , newest] = await chain('/feeds/all.atom', 'prev-archive')
  const next = newest === undefined ? null : linked(newest, 'next-archive')
  const answer = await room.get(next ?? '')
  expect([answer.status, answer.headers.get('location')]).toEqual([307, `${room.url}/feeds/all.atom`])
})

test.each([
  ['archive=x', 400],
  ['archive=0', 400],
  ['archive=1-x', 400],
  ['archive=999999', 404],
  ['archive=1&q=/Report.*/', 404],
  ['archive=1&q=after:7d', 404],
])('%s is refused with a sentence that helps', async (query, status) => {
  const answer = await room.get(`/feeds/all.atom?${query}`)
  expect(answer.status).toBe(status)
  expect(((await answer.json()) as { detail: string }).detail).toMatch(/Start again from the feed itself/)
})
