import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { storyId } from '../../src/model/ids.ts'
import type { ChangeQuery, StoryChanges } from '../../src/store/ports/story-search.ts'
import { createWeb } from '../../src/web/web.ts'
import { article, publish } from '../store/samples.ts'
import { AFTERNOON, MINUTE, type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
beforeEach(async () => {
  room = await openNewsroom()
})
afterEach(async () => await room.close())

type Event = { readonly id: string; readonly event: string; readonly title: string; readonly languages: readonly string[] }
type Listener = {
  readonly next: () => Promise<Event>
  readonly ended: () => Promise<boolean>
  readonly leave: () => Promise<void>
}

const listen = async (query = '', headers: Record<string, string> = {}): Promise<Listener> => {
  const answer = await room.get(`/api/v1/stream${query}`, headers)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (reader === undefined) throw new Error('the answer has no body')
  let held = ''
  const block = async (): Promise<string | null> => {
    for (;;) {
      const end = held.indexOf('\n\n')
      if (end !== -1) {
        const found = held.slice(0, end)
        held = held.slice(end + 2)
        return found
      }
      const { done, value } = await reader.read()
      if (done) return null
      held += value
    }
  }
  expect(await block()).toBe('retry: 5000')
  return {
    async next() {
      const text = await block()
      const [, id = '', event = '', data = ''] = /^id: (\d+)\nevent: (\w+)\ndata: (.+)$/.exec(text ?? '') ?? []
      return { ...(JSON.parse(data) as { title: string; languages: string[] }), id, event }
    },
    ended: async () => (await block()) === null,
    leave: async () => await reader.cancel(),
  }
}

const cable = async (key: string, title: string, topics = ['cables']) =>
  await publish(room.store, 'harbour-post', [article(key, { topics, title, publishedAt: AFTERNOON - MINUTE })], {
    now: AFTERNOON - MINUTE,
  })
const tell = async (title: string, language: string) => {
  const { rows } = await room.store.stories({ filter: { kind: 'everything' }, limit: 9, before: null })
  const story = rows.find((row) => row.story.lead.title.startsWith('Report says'))?.story.id
  if (story === undefined) throw new Error('no such story')
  const report = article(title, { title, language, topics: ['trade.parcels'], publishedAt: AFTERNOON })
  await publish(room.store, 'sahifa', [report], { now: AFTERNOON, place: () => ({ kind: 'joins', story, reasons: [] }) })
}

describe('the stream', () => {
  test('tells of new stories and of those that go on, as they come', async () => {
    const listener = await listen()
    await cable('s1', 'A ship drags its anchor')
    expect(await listener.next()).toMatchObject({ event: 'new', title: 'A ship drags its anchor' })
    await tell('Посылки облагаются налогом', 'ru')
    expect(await listener.next()).toMatchObject({ event: 'update', title: 'Report says parcels will be taxed' })
    await listener.leave()
  })

  test('says which report has come, beside the story that it is of', async () => {
    const listener = await listen('?prefer=fr')
    await tell('Посылки облагаются налогом', 'ru')
    expect(await listener.next()).toMatchObject({
      title: 'Les petits colis seront taxés',
      report: {
        title: 'Посылки облагаются налогом',
        language: 'ru',
        source: 'sahifa',
        publisher: { id: 'sahifa', name: 'صحيفة الميناء', country: 'EG' },
        link: 'https://news.example/Посылки облагаются налогом',
      },
    })
    await listener.leave()
  })

  test('goes on after the event that a client has seen last, with nothing lost and nothing twice', async () => {
    const first = await listen()
    await cable('s1', 'One')
    const { id } = await first.next()
    await first.leave()
    await cable('s2', 'Two')
    await tell('Посылки', 'ru')
    await cable('s3', 'Three')
    const second = await listen('', { 'last-event-id': id })
    const titles = [await second.next(), await second.next(), await second.next()].map(({ title }) => title)
    expect(titles).toEqual(['Two', 'Report says parcels will be taxed', 'Three'])
    await second.leave()
  })

  test('tells everything that is kept to who begins at 0, each story once', async () => {
    const listener = await listen('?after=0')
    const events = [await listener.next(), await listener.next()]
    expect(events.map(({ event }) => event)).toEqual(['new', 'new'])
    expect(new Set(events.map(({ title }) => title)).size).toBe(2)
    await listener.leave()
  })

  test('tells only what the filter takes', async () => {
    const listener = await listen('?q=topic:cables&lang=en')
    await cable('s1', 'A letter', ['trade'])
    await tell('Посылки', 'ru')
    await cable('s2', 'A ship drags its anchor')
    expect(await listener.next()).toMatchObject({ title: 'A ship drags its anchor' })
    await listener.leave()
  })

  test('says that it is still there when there is nothing to tell', async () => {
    let elapsed = 0
    const quiet = await openNewsroom({ elapsed: () => elapsed })
    const answer = await quiet.get('/api/v1/stream')
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect(await reader?.read()).toMatchObject({ value: 'retry: 5000\n\n' })
    elapsed = 15_000
    expect(await reader?.read()).toMatchObject({ value: ': still here\n\n' })
    await reader?.cancel()
    await quiet.close()
  })

  test('ends when the service stops', async () => {
    const listener = await listen()
    const closing = room.close()
    expect(await listener.ended()).toBe(true)
    await closing
    room = await openNewsroom()
  })

  test('keeps no service from stopping when it has just broken off', async () => {
    const listener = await listen()
    vi.spyOn(room.store, 'edition').mockRejectedValue(new Error('the database is away'))
    await expect(listener.ended()).rejects.toThrow('terminated')
    await expect(room.close()).resolves.toBeUndefined()
    room = await openNewsroom()
  })

  test('takes no more than a hundred clients, and a new one when one has left', async () => {
    const listeners = await Promise.all(Array.from({ length: 100 }, () => listen()))
    const refused = await room.get('/api/v1/stream')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60'])
    await listeners[0]?.leave()
    await expect.poll(async () => (await tryToListen()).status).toBe(200)
    await Promise.all(listeners.map(({ leave }) => leave()))
  })

  test.each([
    ['?q=topic:nowhere', {}],
    ['', { 'last-event-id': 'yesterday' }],
    ['?after=-1', {}],
  ])('refuses %s %j with a sentence', async (query, headers: Record<string, string>) => {
    const answer = await room.get(`/api/v1/stream${query}`, headers)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8'])
  })

  test('holds little of what a client does not read, however long events are', async () => {
    const web = createWeb(room.deps, () => performance.now())
    const storyChanges = room.store.storyChanges.bind(room.store)
    let told = 0
    Object.assign(room.store, {
      storyChanges: async (query: ChangeQuery): Promise<StoryChanges> => {
        const { changes } = await storyChanges({ ...query, after: 0, limit: 1 })
        told += 1
        const long = changes.map((change) => ({ ...change, story: { ...change.story, id: storyId('x'.repeat(100_000)) } }))
        return { changes: long, position: query.after + 1, more: true }
      },
    })
    const answer = await web.fetch(new Request(`${room.url}/api/v1/stream?after=0`))
    await expect.poll(() => told).toBeGreaterThan(0)
    await sleep(300)
    expect(told).toBeLessThan(5)
    await answer.body?.cancel()
    web.close()
  })

  test('answers HEAD without holding a place', async () => {
    const answer = await fetch(`${room.url}/api/v1/stream`, { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })
})

const tryToListen = async (): Promise<Response> => {
  const answer = await room.get('/api/v1/stream')
  await answer.body?.cancel()
  return answer
}
