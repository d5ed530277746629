import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { applyTakedowns } from '../../../src/server/apply-takedowns.ts'
import type { Delivery, Notice } from '../../../src/model/alert.ts'
import { storyId } from '../../../src/model/ids.ts'
import type { Takedown, TakedownTarget } from '../../../src/model/takedown.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import {
  always,
  append,
  article,
  EVERYTHING,
  group,
  HOUR,
  idOf,
  keysOf,
  NOON,
  pollBatch,
  publish,
  source,
  storedAs,
  words,
} from '../samples.ts'
import { engines } from './engines.ts'

const SOURCES = [source('agency'), source('paper'), source('blog')]

describe.each(engines)('takedowns, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources(SOURCES, NOON)
  })
  afterEach(async () => await store.close())

  const takeDown = async (...targets: readonly TakedownTarget[]): Promise<number> => {
    const takedowns = targets.map(
      (target): Takedown => ({ target, reason: 'a court', by: 'Ann', date: null, undone: null, line: 1 }),
    )
    const gone = await applyTakedowns(store, { takedowns, sources: SOURCES }, NOON + HOUR)
    await group(store, { now: NOON + HOUR })
    return gone
  }
  const address = (key: string): TakedownTarget => ({ kind: 'articles', names: [`https://news.example/${key}`] })

  test('many go in transactions of some hundred, and all of them go', async () => {
    const keys = Array.from({ length: 300 }, (_, at) => `k${at}`)
    await publish(
      store,
      'agency',
      [...keys, 'stays'].map((key) => article(key)),
    )
    const sizes: number[] = []
    const takedowns: Store['takedowns'] = {
      ...store.takedowns,
      takeDown: async (articles, now) => {
        sizes.push(articles.length)
        return await store.takedowns.takeDown(articles, now)
      },
    }
    const names = keys.map((key) => `https://news.example/${key}`)
    const taken: Takedown = { target: { kind: 'articles', names }, reason: null, by: null, date: null, undone: null, line: 1 }
    expect(await applyTakedowns({ takedowns }, { takedowns: [taken], sources: SOURCES }, NOON + HOUR)).toBe(300)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(128)
    await group(store, { now: NOON + HOUR })
    expect(await keysOf(store, EVERYTHING)).toEqual(['stays'])
  })

  test('an article is gone with everything that it is found by, and its addresses say so', async () => {
    await publish(store, 'agency', [article('one'), article('two')])
    const { id, story } = await storedAs(store, 'one')
    const edition = (await store.edition()).number
    expect(await takeDown({ kind: 'articles', names: [id] })).toBe(1)
    expect(await keysOf(store, EVERYTHING)).toEqual(['two'])
    expect(await keysOf(store, words('one'))).toEqual([])
    expect(await store.story(story)).toBeNull()
    expect((await store.edition()).number).toBeGreaterThan(edition)
    expect(await store.takedowns.isTakenDown(id)).toBe(true)
    expect(await store.takedowns.isTakenDown(story)).toBe(true)
    expect(await store.takedowns.isTakenDown(storyId('s00000000000000000000'))).toBe(false)
    expect(await store.storyTombstones(9)).toEqual([{ id: story, at: NOON + HOUR }])
    expect(await store.counts()).toMatchObject({ items: 1, articles: 1, stories: 1 })
  })

  test('it does not come back with the next poll, with a new wording, or from another source; other news does', async () => {
    await publish(store, 'agency', [article('one')])
    await takeDown(address('one'))
    await publish(store, 'agency', [article('one'), article('three')], { now: NOON + 2 * HOUR })
    await publish(store, 'agency', [article('one', { title: 'Of today', publishedAt: NOON + 2 * HOUR })], {
      now: NOON + 3 * HOUR,
    })
    await publish(store, 'paper', [
      article('other key', { link: 'https://news.example/one', canonicalUrl: 'https://news.example/one' }),
    ])
    expect(await keysOf(store, EVERYTHING)).toEqual(['three'])
  })

  test('what a poll had read before the takedown is not stored after it', async () => {
    const batch = await pollBatch(store, 'agency', [article('one')])
    await takeDown(address('one'))
    await store.append(batch)
    await group(store)
    expect(await keysOf(store, EVERYTHING)).toEqual([])
  })

  test('an article that is not grouped yet goes too, and a revision does not lead to a blocked address', async () => {
    await append(store, 'agency', [article('one')])
    await publish(store, 'paper', [article('two')])
    expect(await takeDown(address('one'), { kind: 'host', host: 'bad.example' })).toBe(1)
    await publish(store, 'paper', [
      article('two', { title: 'Moved', link: 'https://www.bad.example/2', canonicalUrl: 'https://www.bad.example/2' }),
    ])
    expect((await storedAs(store, 'two')).title).toBe('Report two')
  })

  test('a story goes on without the article, and only its last one ends it', async () => {
    await publish(store, 'agency', [article('one')])
    const { id, story } = await storedAs(store, 'one')
    await publish(store, 'paper', [article('two')], { place: always({ kind: 'joins', story, parent: id, reasons: [] }) })
    await takeDown(address('one'))
    expect((await store.story(story))?.articles.map(({ key }) => key)).toEqual(['two'])
    expect(await store.storyTombstones(9)).toEqual([])
    expect(await store.takedowns.isTakenDown(story)).toBe(false)
    await takeDown(address('one'), address('two'))
    expect(await store.takedowns.isTakenDown(story)).toBe(true)
  })

  test('no message repeats it, also of a story that it has left or that has ended', async () => {
    await publish(store, 'agency', [article('one'), article('two')])
    const deliveries = ['one', 'two'].map((id): Delivery => {
      const notice = { headline: `Report ${id}`, link: `https://news.example/${id}` } as Notice
      const to = { kind: 'webhook', recipient: '', host: 'hooks.example' } as const
      return { ...to, id, alert: 'desk', story: storyId('s00000000000000000000'), notice, createdAt: NOON, due: NOON }
    })
    const told = { alert: 'desk', story: storyId('s00000000000000000000'), articles: [], at: NOON, deliveries }
    await store.deliveries.announce({ ...told, coverage: { sources: 1, languages: 1, origins: 1 } })
    await takeDown(address('one'))
    expect((await store.deliveries.dueDeliveries(NOON, 9, [])).map(({ id }) => id)).toEqual(['two'])
  })

  test('a source goes with all its articles; an article that another source published too stays as that source’s', async () => {
    await publish(store, 'agency', [article('shared'), article('own')])
    await publish(store, 'paper', [article('shared'), article('paper only')])
    expect((await storedAs(store, 'shared')).alsoIn).toEqual(['paper'])
    await takeDown({ kind: 'source', source: idOf('paper') })
    expect((await keysOf(store, EVERYTHING)).toSorted()).toEqual(['own', 'shared'])
    expect((await storedAs(store, 'shared')).alsoIn).toEqual([])
    await publish(store, 'paper', [article('shared'), article('new')], { now: NOON + 2 * HOUR })
    expect((await keysOf(store, EVERYTHING)).toSorted()).toEqual(['own', 'shared'])
    await takeDown({ kind: 'source', source: idOf('agency') })
    expect(await keysOf(store, EVERYTHING)).toEqual([])
  })

  test('a host goes with its subdomains, whichever source links there', async () => {
    await publish(store, 'agency', [
      article('a', { link: 'https://www.bad.example/a', canonicalUrl: 'https://www.bad.example/a' }),
      article('b', { link: 'https://notbad.example/b', canonicalUrl: 'https://notbad.example/b' }),
    ])
    await takeDown({ kind: 'host', host: 'bad.example' })
    expect(await keysOf(store, EVERYTHING)).toEqual(['b'])
  })

  test('undone, it comes back at its old address when its source shows it again', async () => {
    await publish(store, 'agency', [article('one')])
    const { id, story } = await storedAs(store, 'one')
    await takeDown(address('one'))
    await takeDown()
    expect(await store.takedowns.isTakenDown(id)).toBe(false)
    expect(await keysOf(store, EVERYTHING)).toEqual([])
    await publish(store, 'agency', [article('one')], { now: NOON + 2 * HOUR })
    expect(await storedAs(store, 'one')).toMatchObject({ id, story })
  })

  test('the same again changes nothing; what was interrupted goes on', async () => {
    await publish(store, 'agency', [article('one')])
    const names = await store.takedowns.block(['address:https://news.example/one'])
    expect(await store.takedowns.block(names)).toEqual(names)
    expect(await takeDown(address('one'))).toBe(1)
    const edition = (await store.edition()).number
    expect(await takeDown(address('one'))).toBe(0)
    expect((await store.edition()).number).toBe(edition)
  })
})
