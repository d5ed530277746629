import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Filter } from '../../../src/model/filter.ts'
import { sourceId } from '../../../src/model/ids.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { all, any, article, DAY, EVERYTHING, HOUR, NOON, not, publish, source, storedAs, topic, words } from '../samples.ts'
import { engines } from './engines.ts'

const TRADE = topic('trade')
const FRENCH: Filter = { kind: 'language', anyOf: ['fr'] }

describe.each(engines)('arrivals on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('one'), source('two'), source('new')], NOON)
  })
  afterEach(async () => await store.close())

  const titles = async (filter: Filter, grouping: 'story' | 'article', direction: 'newer' | 'older' = 'newer') => {
    const from = direction === 'newer' ? 1 : 1_000_000
    const found = await store.arrivals({ filter, grouping, from, direction, limit: 100 })
    const numbers = found.map(({ number }) => number)
    const query = { filter, numbers, upTo: 1_000_000 }
    return grouping === 'story'
      ? (await store.arrivedStories(query)).map(({ story }) => story.lead.title)
      : (await store.arrivedArticles(query)).map(({ title }) => title)
  }
  const add = async (from: string, key: string, rest: Parameters<typeof article>[1], now = NOON) =>
    await publish(store, from, [article(key, { title: key, ...rest })], { now })
  const storyOf = async (title: string) => {
    const { rows } = await store.articles({ filter: EVERYTHING, limit: 100, before: null })
    const found = rows.find((row) => row.title === title)
    if (found === undefined) throw new Error(`no article ${title}`)
    return found.story
  }
  const join = async (from: string, key: string, told: { to: string; language: string; now: number }) => {
    const story = await storyOf(told.to)
    const text = article(key, { title: key, language: told.language, topics: ['trade'], publishedAt: told.now })
    await publish(store, from, [text], { now: told.now, place: () => ({ kind: 'joins', story, reasons: [] }) })
  }

  test('stand in the order in which they came, whatever their dates', async () => {
    await add('one', 'a', { publishedAt: NOON })
    await add('two', 'b', { publishedAt: NOON - 30 * DAY })
    await add('one', 'c', { publishedAt: NOON - HOUR })
    expect(await titles(EVERYTHING, 'article')).toEqual(['a', 'b', 'c'])
    expect(await titles(EVERYTHING, 'story', 'older')).toEqual(['c', 'b', 'a'])
  })

  test('a story comes with the first of its articles that the filter meets, and only then', async () => {
    await add('one', 'a', { topics: ['trade'] })
    await add('one', 'b', { topics: ['trade'] })
    await join('two', 'c', { to: 'a', language: 'fr', now: NOON + HOUR })
    await join('two', 'd', { to: 'b', language: 'fr', now: NOON + HOUR })
    await join('new', 'e', { to: 'a', language: 'fr', now: NOON + HOUR })
    expect(await titles(TRADE, 'story')).toEqual(['a', 'b'])
    const french = await store.arrivals({ filter: FRENCH, grouping: 'story', from: 1, direction: 'newer', limit: 10 })
    expect(french.map(({ number }) => number)).toEqual([3, 4])
    expect(french.map(({ id }) => id)).toEqual([await storyOf('a'), await storyOf('b')])
  })

  test.each<readonly [string, Filter]>([
    ['words', words('parcel')],
    ['a topic and a source', all({ kind: 'source', anyOf: [sourceId('one')] }, TRADE)],
    ['one of two topics', any(TRADE, topic('law'))],
    ['either', any(TRADE, words('nothing', 'title'))],
    ['not', not(topic('cables'))],
  ])('are those that the filter takes, in pages of any size: %s', async (_name, filter) => {
    for (let index = 0; index < 12; index += 1) {
      await add('one', `${index % 3 === 0 ? 'parcel' : 'letter'} ${index}`, { topics: [index % 3 === 0 ? 'trade' : 'cables'] })
    }
    expect(await titles(filter, 'article')).toEqual(['parcel 0', 'parcel 3', 'parcel 6', 'parcel 9'])
    const page = await store.arrivals({ filter, grouping: 'article', from: 4, direction: 'newer', limit: 2 })
    expect(page.map(({ number }) => number)).toEqual([4, 7])
    const back = await store.arrivals({ filter, grouping: 'article', from: 7, direction: 'older', limit: 2 })
    expect(back.map(({ number }) => number)).toEqual([7, 4])
  })

  test('are shown as they stood when a given article was the newest', async () => {
    await add('one', 'a', { topics: ['trade'], language: 'en', publishedAt: NOON })
    await join('two', 'b', { to: 'a', language: 'fr', now: NOON + HOUR })
    const asOf = async (upTo: number) => {
      const [row] = await store.arrivedStories({ filter: EVERYTHING, numbers: [1], upTo })
      return row === undefined ? null : { ...row.story, matched: row.matched.length }
    }
    const before = await asOf(2)
    expect(before).toMatchObject({ languages: ['en', 'fr'], updatedAt: NOON + HOUR, matched: 2 })
    await join('new', 'c', { to: 'a', language: 'ru', now: NOON + 2 * HOUR })
    expect(await asOf(2)).toEqual(before)
    expect(await asOf(1)).toMatchObject({ languages: ['en'], updatedAt: NOON, matched: 1 })
    expect(await asOf(3)).toMatchObject({
      languages: ['en', 'fr', 'ru'],
      updatedAt: (await store.story(await storyOf('a')))?.updatedAt,
    })
  })

  describe('changes', () => {
    const changesSince = async (after: number, filter: Filter = EVERYTHING, limit = 100) => {
      const { changes, position, more } = await store.storyChanges({ filter, after, limit })
      return { told: changes.map(({ story, isNew }) => `${isNew ? 'new' : 'update'} ${story.lead.title}`), position, more }
    }

    test('are told once a story, in the order of its latest, and go on where one was', async () => {
      await add('one', 'a', {})
      await add('one', 'b', {})
      const { position } = await changesSince(0)
      expect(position).toBe(await store.newestPosition())
      expect(await changesSince(position)).toEqual({ told: [], position, more: false })
      await add('one', 'c', {})
      await join('two', 'd', { to: 'a', language: 'fr', now: NOON + HOUR })
      await join('new', 'e', { to: 'c', language: 'fr', now: NOON + HOUR })
      expect((await changesSince(position)).told).toEqual(['update a', 'new c'])
      expect((await changesSince(0)).told).toEqual(['new b', 'new a', 'new c'])
    })

    test('an article that another source brings too is news of its story', async () => {
      await add('one', 'a', {})
      const { position } = await changesSince(0)
      await add('two', 'a', {})
      expect((await changesSince(position)).told).toEqual(['update a'])
      const { changes } = await store.storyChanges({ filter: EVERYTHING, after: position, limit: 9 })
      expect(changes[0]?.latest).toEqual({ article: (await storedAs(store, 'a')).id, source: 'two' })
    })

    test('are those of the filter, and looked for a part at a time', async () => {
      for (const key of ['a', 'b', 'c', 'd']) await add('one', key, { topics: key === 'c' ? ['trade'] : ['cables'] })
      const first = await changesSince(0, TRADE, 2)
      expect(first).toMatchObject({ told: [], more: true })
      expect(await changesSince(first.position, TRADE, 2)).toMatchObject({ told: ['new c'], more: true })
    })
  })
})
