import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { articleId, topicId } from '../../../src/model/ids.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { append, article, DAY, group, HOUR, keysOf, NOON, prune, publish, source, topic } from '../samples.ts'
import { engines } from './engines.ts'

describe.each(engines)('retagging, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency'), source('paper')], NOON)
  })
  afterEach(async () => await store.close())
  const tags = (...topics: string[]) => ({
    topics: topics.map((id) => ({ id: topicId(id), score: 1, evidence: [] })),
    doubtful: [],
    entities: [],
    places: [],
  })

  test('all grouped articles are gone through in a stable order, from any number, while new ones arrive', async () => {
    await publish(store, 'agency', [article('a'), article('b'), article('c')])
    const first = await store.storedAfter(0, 2)
    expect(first.map(({ article: { key } }) => key)).toEqual(['a', 'b'])
    await publish(store, 'paper', [article('d', { publishedAt: NOON - 9 * DAY })])
    await publish(store, 'paper', [article('e', { canonicalUrl: 'https://news.example/a' })])
    await append(store, 'paper', [article('f')])
    const rest = await store.storedAfter(first.at(-1)!.number, 9)
    expect(rest.map(({ article: { key } }) => key)).toEqual(['c', 'd'])
    expect(await store.storedAfter(rest.at(-1)!.number, 9)).toEqual([])
  })

  test('tags and language are replaced, and found by the new ones only once the grouper has read of it', async () => {
    await publish(store, 'agency', [article('a', { topics: ['old'] }), article('b', { topics: ['same'] })])
    const [a, b] = (await store.storedAfter(0, 9)).map((row) => row.article)
    const edition = (await store.edition()).number
    const same = { id: b!.id, language: b!.language, confidence: b!.confidence, tags: b! }
    expect(await store.replaceTags([same], NOON + HOUR)).toBe(0)
    expect(await store.readLog(9)).toEqual([])
    const gone = { ...same, id: articleId('agone') }
    const replaced = { id: a!.id, language: 'de', confidence: 1, tags: tags('new') }
    expect(await store.replaceTags([replaced, same, gone], NOON + HOUR)).toBe(1)
    expect((await store.edition()).number).toBe(edition)
    expect(await store.readLog(9)).toMatchObject([{ kind: 'retagged', article: { id: a!.id } }])
    await group(store)
    expect((await store.edition()).number).toBe(edition + 1)
    expect(await keysOf(store, topic('new'))).toEqual(['a'])
    expect(await keysOf(store, topic('old'))).toEqual([])
    expect(await keysOf(store, { kind: 'language', anyOf: ['de'] })).toEqual(['a'])
    expect((await store.stories({ filter: topic('old'), limit: 9, before: null })).rows).toEqual([])
    expect(await store.findArticle(a!.id)).toMatchObject({
      language: 'de',
      confidence: 1,
      topics: [{ id: 'new', score: 1, evidence: [] }],
    })
    await prune(store, 0, NOON + HOUR)
    expect((await store.counts()).articles).toBe(2)
  })

  test('an article that other sources publish too keeps their tags', async () => {
    await publish(store, 'agency', [article('a', { topics: ['old'] })])
    await publish(store, 'paper', [article('a')])
    const [{ article: a }] = (await store.storedAfter(0, 9)) as never as [Awaited<ReturnType<Store['storedAfter']>>[number]]
    await store.replaceTags([{ id: a.id, language: 'de', confidence: 1, tags: tags('new') }], NOON)
    await group(store)
    expect(await keysOf(store, { kind: 'source', anyOf: [source('paper').id] })).toEqual(['a'])
    expect(await keysOf(store, topic('new'))).toEqual(['a'])
  })
})
