import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { articleId, topicId } from '../../../src/model/ids.ts'
import type { Store } from '../../../src/store/store.ts'
import { always, article, DAY, EVERYTHING, HOUR, idOf, keysOf, NOON, publish, source, topic, words } from '../samples.ts'
import { engines } from './engines.ts'

describe.each(engines)('keeping house, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency'), source('paper')], NOON)
  })
  afterEach(async () => await store.close())
  const tags = (...topics: string[]) => ({
    topics: topics.map((id) => ({ id: topicId(id), score: 1, evidence: [] })),
    entities: [],
    places: [],
  })

  test('the edition grows when something published changes, and only then', async () => {
    const editions = [store.edition()]
    const step = async (change: () => Promise<unknown>): Promise<number> => {
      await change()
      editions.push(store.edition())
      return store.edition() - (editions.at(-2) ?? 0)
    }
    expect(await step(() => publish(store, 'agency', [article('one')]))).toBe(1)
    expect(await step(() => publish(store, 'agency', [article('one')], { now: NOON + 2 * DAY }))).toBe(0)
    expect(await step(() => publish(store, 'paper', [article('one')]))).toBe(1)
    expect(await step(() => publish(store, 'paper', []))).toBe(0)
    expect(await step(() => store.prune(0, 0))).toBe(0)
    expect(await step(() => store.setNote('a', 'b'))).toBe(0)
    expect(await step(() => store.syncSources([source('agency'), source('paper', { country: 'DE' })], NOON))).toBe(1)
    expect((await store.counts()).edition).toBe(store.edition())
  })

  test('retention takes articles by age, those without a topic sooner, and the stories that are left empty', async () => {
    await publish(store, 'agency', [article('tagged', { topics: ['x'] }), article('plain')])
    await publish(store, 'agency', [article('young')], { now: NOON + DAY })
    expect(await store.prune(NOON, NOON)).toBe(0)
    expect(await store.prune(NOON, NOON + HOUR)).toBe(1)
    expect(await keysOf(store, EVERYTHING)).toEqual(['young', 'tagged'])
    expect(await store.prune(NOON + HOUR, NOON + HOUR)).toBe(1)
    expect(await keysOf(store, EVERYTHING)).toEqual(['young'])
    expect(await keysOf(store, words('tagged'))).toEqual([])
    expect(await keysOf(store, topic('x'))).toEqual([])
    expect(await store.tagCounts('topic', 0)).toEqual([])
    expect(await store.counts()).toMatchObject({ items: 1, articles: 1, stories: 1 })
  })

  test('a feed that still shows what retention took does not bring it back, but a rewritten page comes', async () => {
    const old = article('page', { publishedAt: NOON - DAY })
    await publish(store, 'agency', [old])
    await store.prune(NOON + HOUR, NOON + HOUR)
    expect(await publish(store, 'agency', [old], { now: NOON + 2 * HOUR })).toMatchObject({ added: 0, unchanged: 1 })
    const touched = article('page', { text: 'A comma, moved.', publishedAt: NOON - DAY })
    expect(await publish(store, 'agency', [touched], { now: NOON + 3 * HOUR })).toMatchObject({ added: 0, unchanged: 1 })
    const rewritten = article('page', { text: 'Of today.', publishedAt: NOON + 2 * DAY })
    expect(await publish(store, 'agency', [rewritten], { now: NOON + 2 * DAY })).toMatchObject({ added: 1 })
    expect(await store.counts()).toMatchObject({ items: 1, articles: 1 })
  })

  test('the marks of what retention took go once the feed has changed without showing them', async () => {
    await publish(store, 'agency', [article('a')])
    await store.prune(NOON + HOUR, NOON + HOUR)
    await store.prune(NOON + 9 * DAY, 0)
    expect([...(await store.knownItems(idOf('agency'), 9)).keys()]).toEqual(['a'])
    await publish(store, 'agency', [article('b')], { now: NOON + 5 * DAY, poll: { changedAt: NOON + 5 * DAY } })
    await store.prune(NOON + HOUR, 0)
    expect([...(await store.knownItems(idOf('agency'), 9)).keys()]).toEqual(['b'])
  })

  test('a story that loses its lead is led by the next, in its old place; the oldest copy becomes the original', async () => {
    await publish(store, 'agency', [article('lead')])
    const [lead] = (await store.articles({ filter: EVERYTHING, limit: 1, before: null })).rows
    const copy = always({ kind: 'copy', of: lead!.id, story: lead!.story, reasons: [] })
    const kept = [article('second', { topics: ['x'] }), article('third', { topics: ['x'] })]
    await publish(store, 'paper', kept, { now: NOON + HOUR, place: copy })
    const place = (await store.story(lead!.story))?.publishedAt
    await store.prune(0, NOON + 1)
    const story = await store.story(lead!.story)
    expect(story).toMatchObject({ id: lead!.story, publishedAt: place, lead: { key: 'second', copyOf: null } })
    expect(story?.articles[1]).toMatchObject({ key: 'third', copyOf: story?.lead.id })
    expect(await store.counts()).toMatchObject({ articles: 2, copies: 1, stories: 1 })
    expect(await keysOf(store, words('known about'))).toEqual(['third', 'second'])
  })

  test('an original that goes together with its copies leaves a right count of copies', async () => {
    await publish(store, 'agency', [article('original')])
    const [original] = (await store.articles({ filter: EVERYTHING, limit: 1, before: null })).rows
    const copy = always({ kind: 'copy', of: original!.id, story: original!.story, reasons: [] })
    await publish(store, 'paper', [article('second'), article('third')], { now: NOON + 1, place: copy })
    await publish(store, 'paper', [article('fourth'), article('fifth')], { now: NOON + HOUR, place: copy })
    expect(await store.counts()).toMatchObject({ articles: 5, copies: 4 })
    expect(await store.prune(0, NOON + HOUR)).toBe(3)
    expect(await store.counts()).toMatchObject({ articles: 2, copies: 1 })
    expect(await store.prune(0, NOON + 2 * HOUR)).toBe(2)
    expect(await store.counts()).toMatchObject({ articles: 0, copies: 0 })
  })

  test('many more articles than one step takes are pruned in full', async () => {
    await publish(
      store,
      'agency',
      Array.from({ length: 230 }, (_, index) => article(`n${index}`)),
    )
    expect(await store.prune(NOON + 1, 0)).toBe(230)
    expect(await store.counts()).toMatchObject({ items: 0, articles: 0, stories: 0 })
  })

  test('a cursor outlives its entry', async () => {
    await publish(store, 'agency', [
      article('a', { topics: ['x'], publishedAt: NOON - DAY }),
      article('b', { publishedAt: NOON - 2 * HOUR }),
    ])
    const { next } = await store.articles({ filter: EVERYTHING, limit: 1, before: null })
    await store.prune(0, NOON + HOUR)
    expect((await store.articles({ filter: EVERYTHING, limit: 9, before: next })).rows.map(({ key }) => key)).toEqual(['a'])
  })

  test('all articles are gone through in a stable order, from any position, while new ones arrive', async () => {
    await publish(store, 'agency', [article('a'), article('b'), article('c')])
    const first = await store.articlesAfter(null, 2)
    expect(first.map(({ article: { key } }) => key)).toEqual(['a', 'b'])
    await publish(store, 'paper', [article('d', { publishedAt: NOON - 9 * DAY })])
    const rest = await store.articlesAfter(first.at(-1)!.position, 9)
    expect(rest.map(({ article: { key } }) => key)).toEqual(['c', 'd'])
    expect(await store.articlesAfter(rest.at(-1)!.position, 9)).toEqual([])
  })

  test('tags and language are replaced, and found by the new ones only', async () => {
    await publish(store, 'agency', [article('a', { topics: ['old'] }), article('b', { topics: ['same'] })])
    const [a, b] = (await store.articlesAfter(null, 9)).map((row) => row.article)
    const edition = store.edition()
    const same = { id: b!.id, language: b!.language, confidence: b!.confidence, tags: b! }
    expect(await store.replaceTags([same])).toBe(0)
    expect(store.edition()).toBe(edition)
    const gone = { ...same, id: articleId('agone') }
    expect(await store.replaceTags([{ id: a!.id, language: 'de', confidence: 1, tags: tags('new') }, same, gone])).toBe(1)
    expect(store.edition()).toBe(edition + 1)
    expect(await keysOf(store, topic('new'))).toEqual(['a'])
    expect(await keysOf(store, topic('old'))).toEqual([])
    expect(await keysOf(store, { kind: 'language', anyOf: ['de'] })).toEqual(['a'])
    expect((await store.stories({ filter: topic('old'), limit: 9, before: null })).rows).toEqual([])
    expect(await store.article(a!.id)).toMatchObject({
      language: 'de',
      confidence: 1,
      topics: [{ id: 'new', score: 1, evidence: [] }],
    })
    await store.prune(0, NOON + HOUR)
    expect((await store.counts()).articles).toBe(2)
  })

  test('notes are kept, replaced and forgotten', async () => {
    expect(await store.note('place')).toBeNull()
    await store.setNote('place', 'one')
    await store.setNote('place', 'two')
    expect(await store.note('place')).toBe('two')
    await store.setNote('place', null)
    expect(await store.note('place')).toBeNull()
  })

  test('there is room', () =>
    expect(store.health()).toEqual({ writable: true, reason: null, schemaVersion: expect.any(Number) }))
})
