import { withoutVectors } from '../../../src/grouping/encoded-article.ts'
import { createTurns } from '../../../src/grouping/turns.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { planRun, planWithdrawal } from '../../../src/grouping/plan-run.ts'
import { newArticleRows } from '../../../src/store/new-article-row.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import {
  always,
  append,
  article,
  DAY,
  EVERYTHING,
  group,
  HOUR,
  idOf,
  keysOf,
  MINUTE,
  NOON,
  prune,
  publish,
  source,
  storedAs,
  topic,
  words,
  numberOf,
} from '../samples.ts'
import { engines } from './engines.ts'

describe.each(engines)('retention, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency'), source('paper'), source('blog')], NOON)
  })
  afterEach(async () => await store.close())
  const by = (id: string) => ({ kind: 'source', anyOf: [idOf(id)] }) as const

  test('retention takes articles by age, those without a topic sooner, and the stories that are left empty', async () => {
    await publish(store, 'agency', [article('tagged', { topics: ['x'] }), article('plain')])
    await publish(store, 'agency', [article('young')], { now: NOON + DAY })
    expect(await prune(store, NOON, NOON)).toBe(0)
    expect(await prune(store, NOON, NOON + HOUR)).toBe(1)
    expect(await keysOf(store, EVERYTHING)).toEqual(['young', 'tagged'])
    expect(await prune(store, NOON + HOUR, NOON + HOUR)).toBe(1)
    expect(await keysOf(store, EVERYTHING)).toEqual(['young'])
    expect(await keysOf(store, words('tagged'))).toEqual([])
    expect(await keysOf(store, topic('x'))).toEqual([])
    expect(await store.tagCounts('topic', 0)).toEqual([])
    expect(await store.counts()).toMatchObject({ items: 1, articles: 1, stories: 1 })
  })

  test('a withdrawn article is gone with everything that it is found by', async () => {
    const features = { at: NOON, bytes: Uint8Array.of(1) }
    const fingerprint = { bands: Uint32Array.of(1), shingles: Uint32Array.of(2), numbers: [] }
    await publish(store, 'agency', [article('lead', { topics: ['x'], entities: ['wto'], places: ['CN'], fingerprint })], {
      features,
    })
    const { id, story } = await storedAs(store, 'lead')
    const number = await numberOf(store, id)
    const reasons = [{ kind: 'link', detail: 'names', score: 0.9 }]
    const place = always({ kind: 'joins', story, parent: id, reasons })
    await publish(store, 'paper', [article('young', { language: 'fr' })], { now: NOON + HOUR, place })
    const next = [{ article: number, kind: 'starts', parent: null, story, reasons: [], features: null } as const]
    await store.writeNext(next, {})
    await prune(store, NOON + 1, NOON + 1)
    expect(await store.findArticle(id)).toBeNull()
    expect(await store.findArticle('https://news.example/lead')).toBeNull()
    expect(await store.decision(id)).toBeNull()
    for (const filter of [topic('x'), words('lead'), by('agency'), { kind: 'entity', anyOf: ['wto' as never] } as const])
      expect((await store.stories({ filter, limit: 9, before: null })).rows).toEqual([])
    expect(await store.fingerprints([id])).toEqual(new Map())
    expect(await store.indexed({ after: 0, limit: 9 })).toEqual([])
    expect(await store.nextAfter(0, 9)).toEqual([])
    await store.writeNext(next, {})
    expect(await store.nextAfter(0, 9)).toEqual([{ ...next[0], live: null }])
    expect(await store.logged({ of: [number] })).toEqual([])
    expect(await store.assignments({ ids: [id] })).toEqual([])
    expect(await store.story(story)).toMatchObject({ id: story, lead: { key: 'young' }, languages: ['fr'] })
    expect(await store.linksOf(story)).toMatchObject([{ language: 'fr' }])
    expect(await store.assignments({ of: [number + 1] })).toMatchObject([{ kind: 'starts', parent: null, starts: story }])
  })

  test('an article that is withdrawn before it is grouped is never published', async () => {
    await append(store, 'agency', [article('one')])
    expect(await prune(store, NOON + 1, NOON + 1)).toBe(1)
    expect(await keysOf(store, EVERYTHING)).toEqual([])
    expect(await store.counts()).toMatchObject({ items: 0, articles: 0, stories: 0 })
    expect(await store.readLog(9)).toEqual([])
  })

  test('a revision that was planned before its article was withdrawn does not bring it back', async () => {
    await publish(store, 'agency', [article('one')])
    const revised = article('one', { title: 'Of another day', publishedAt: NOON - DAY })
    const rows = newArticleRows(idOf('agency'), [revised])
    const [{ number }] = (await store.logged({ after: 0, limit: 1 })) as unknown as [{ readonly number: number }]
    await prune(store, NOON + 1, NOON + 1)
    const revise = rows.map((row) => ({ article: number, row, isMaterial: true }))
    await store.append({ append: [], revise, rehash: [], source: idOf('agency'), shown: [], poll: null, now: NOON + HOUR })
    expect(await store.readLog(9)).toEqual([])
    await publish(store, 'agency', [article('two')], { now: NOON + HOUR })
    expect(await keysOf(store, words('of another day'))).toEqual([])
  })

  describe('of an article that another stands for', () => {
    const shared = (key: string, topics: readonly string[] = []) =>
      article(key, { canonicalUrl: 'https://news.example/shared', title: `By ${key}`, topics })

    test('it goes together with that one, at the age of that one', async () => {
      await publish(store, 'agency', [article('shared', { topics: ['x'] })])
      await publish(store, 'paper', [shared('p')], { now: NOON + HOUR })
      expect(await prune(store, 0, NOON + 2 * HOUR)).toBe(0)
      expect(await storedAs(store, 'shared')).toMatchObject({ alsoIn: ['paper'] })
      expect(await keysOf(store, by('paper'))).toEqual(['shared'])
      expect(await store.counts()).toMatchObject({ items: 2, articles: 1 })
      expect(await prune(store, NOON + 1, 0)).toBe(2)
      expect(await keysOf(store, EVERYTHING)).toEqual([])
      expect(await store.counts()).toMatchObject({ items: 0, articles: 0, stories: 0 })
    })

    test('a feed that still shows it does not bring it back', async () => {
      await publish(store, 'agency', [article('shared', { topics: ['x'] })])
      await publish(store, 'paper', [shared('p')], { now: NOON + HOUR })
      await prune(store, NOON + 1, 0)
      expect(await publish(store, 'paper', [shared('p')], { now: NOON + 3 * HOUR })).toMatchObject({ added: 0, revised: 0 })
      expect(await store.counts()).toMatchObject({ items: 0, articles: 0 })
    })

    test('it is published by itself where that one alone is withdrawn', async () => {
      await publish(store, 'agency', [article('shared', { topics: ['x'] })])
      const { id } = await storedAs(store, 'shared')
      // The others come to the log after the first was found too old.
      await store.withdrawOld({ articles: NOON + 1, untagged: NOON + 1 }, 64, NOON)
      const withdrawn = await store.readLog(9)
      await append(store, 'paper', [shared('p')], { now: NOON + HOUR })
      await append(store, 'blog', [shared('b')], { now: NOON + 2 * HOUR })
      const fresh = (await store.readLog(9)).filter(({ kind }) => kind === 'new')
      const number = await numberOf(store, id)
      const same = fresh.flatMap(({ article: one }) =>
        one === null ? [] : [{ kind: 'same', article: one, as: number, reasons: [] } as const],
      )
      const rules = { isAtHome: () => false, grouped: 'all' } as const
      const parts = { store, rules, now: NOON, decide: async () => same, understand: withoutVectors, reassign: () => {} }
      const { checkpoint: _, ...decided } = await planRun(parts, fresh)
      await store.commit(decided)
      expect(await storedAs(store, 'shared')).toMatchObject({ alsoIn: ['paper', 'blog'] })

      const { checkpoint: __, ...gone } = await planWithdrawal({ store, turns: createTurns(() => 0) }, withdrawn, NOON)
      await store.commit(gone)
      expect(await keysOf(store, EVERYTHING)).toEqual([])
      await group(store)
      expect(await keysOf(store, EVERYTHING)).toEqual(['p'])
      expect(await storedAs(store, 'p')).toMatchObject({
        source: 'paper',
        alsoIn: ['blog'],
        title: 'By p',
        firstSeen: NOON + HOUR,
      })
      expect(await keysOf(store, by('agency'))).toEqual([])
      expect(await keysOf(store, by('blog'))).toEqual(['p'])
      expect(await keysOf(store, topic('x'))).toEqual([])
      expect(await store.counts()).toMatchObject({ items: 2, articles: 1, stories: 1 })
    })
  })

  test('a feed that still shows what retention took does not bring it back, but a rewritten page comes', async () => {
    const old = article('page', { publishedAt: NOON - DAY })
    await publish(store, 'agency', [old])
    await prune(store, NOON + HOUR, NOON + HOUR)
    const nothing = { added: 0, revised: 0, rehash: [] }
    expect(await publish(store, 'agency', [old], { now: NOON + 2 * HOUR })).toMatchObject(nothing)
    const touched = article('page', { text: 'A comma, moved.', publishedAt: NOON - DAY })
    expect(await publish(store, 'agency', [touched], { now: NOON + 3 * HOUR })).toMatchObject(nothing)
    expect(await store.counts()).toMatchObject({ items: 0, articles: 0 })
    const rewritten = article('page', { text: 'Of today.', publishedAt: NOON + 2 * DAY })
    expect(await publish(store, 'agency', [rewritten], { now: NOON + 2 * DAY })).toMatchObject({ added: 1 })
    expect(await store.counts()).toMatchObject({ items: 1, articles: 1 })
  })

  test('the marks of what retention took go once the feed has changed without showing them', async () => {
    await publish(store, 'agency', [article('a')])
    await prune(store, NOON + HOUR, NOON + HOUR)
    await prune(store, NOON + 9 * DAY, 0)
    expect([...(await store.knownItems(idOf('agency'), 9)).keys()]).toEqual(['a'])
    await publish(store, 'agency', [article('b')], { now: NOON + 5 * DAY, poll: { changedAt: NOON + 5 * DAY } })
    await prune(store, NOON + HOUR, 0)
    expect([...(await store.knownItems(idOf('agency'), 9)).keys()]).toEqual(['b'])
    expect((await store.storedItems(idOf('agency'), ['a', 'b'])).has('a')).toBe(false)
  })

  test('a story that loses its lead is led by the next, in its old place; the oldest copy becomes the original', async () => {
    await publish(store, 'agency', [article('lead')])
    const lead = await storedAs(store, 'lead')
    const copy = always({ kind: 'copy', of: lead.id, story: lead.story, reasons: [] })
    const others = [article('second', { topics: ['x'] }), article('third', { topics: ['x'] })]
    await publish(store, 'paper', others, { now: NOON + HOUR, place: copy })
    const place = (await store.story(lead.story))?.publishedAt
    await prune(store, 0, NOON + 1)
    const story = await store.story(lead.story)
    expect(story).toMatchObject({ id: lead.story, publishedAt: place, lead: { key: 'second', copyOf: null } })
    expect(story?.articles[1]).toMatchObject({ key: 'third', copyOf: story?.lead.id })
    expect(await store.counts()).toMatchObject({ articles: 2, copies: 1, stories: 1 })
    expect(await keysOf(store, words('known about'))).toEqual(['third', 'second'])
  })

  test('an original that goes together with its copies leaves a right count of copies', async () => {
    await publish(store, 'agency', [article('original')])
    const original = await storedAs(store, 'original')
    const copy = always({ kind: 'copy', of: original.id, story: original.story, reasons: [] })
    await publish(store, 'paper', [article('second'), article('third')], { now: NOON + 1, place: copy })
    await publish(store, 'paper', [article('fourth'), article('fifth')], { now: NOON + HOUR, place: copy })
    expect(await store.counts()).toMatchObject({ articles: 5, copies: 4 })
    expect(await prune(store, 0, NOON + HOUR)).toBe(3)
    expect(await store.counts()).toMatchObject({ articles: 2, copies: 1 })
    expect(await prune(store, 0, NOON + 2 * HOUR)).toBe(2)
    expect(await store.counts()).toMatchObject({ articles: 0, copies: 0 })
  })

  test('many more articles than one step takes are pruned in full', async () => {
    await publish(
      store,
      'agency',
      Array.from({ length: 230 }, (_, index) => article(`n${index}`)),
    )
    expect(await prune(store, NOON + 1, 0)).toBe(230)
    expect(await store.counts()).toMatchObject({ items: 0, articles: 0, stories: 0 })
  })

  test('what is withdrawn twice goes once', async () => {
    await publish(store, 'agency', [article('one'), article('two', { topics: ['x'] })])
    expect(await store.withdrawOld({ articles: 0, untagged: NOON + 1 }, 64, NOON)).toBe(1)
    await store.withdrawOld({ articles: 0, untagged: NOON + 1 }, 64, NOON)
    await group(store)
    expect(await store.counts()).toMatchObject({ items: 1, articles: 1, stories: 1 })
    expect(await keysOf(store, EVERYTHING)).toEqual(['two'])
  })

  test('a cursor outlives its entry', async () => {
    await publish(store, 'agency', [
      article('a', { topics: ['x'], publishedAt: NOON - DAY }),
      article('b', { publishedAt: NOON - 2 * HOUR }),
    ])
    const { next } = await store.articles({ filter: EVERYTHING, limit: 1, before: null })
    await prune(store, 0, NOON + HOUR)
    expect((await store.articles({ filter: EVERYTHING, limit: 9, before: next })).rows.map(({ key }) => key)).toEqual(['a'])
  })

  test('of the log, what is decided and old goes, and nothing else', async () => {
    await publish(store, 'agency', [article('a')])
    await publish(store, 'agency', [article('b')], { now: NOON + DAY })
    await append(store, 'paper', [article('c')])
    const [, b, c] = await store.readLog(9, { after: 0 })
    await store.deleteOld({ items: 0, log: NOON + HOUR, tombstones: 0 })
    expect(await store.readLog(9, { after: 0 })).toEqual([b, c])
    await store.deleteOld({ items: 0, log: NOON + 9 * DAY, tombstones: 0 })
    const left = await store.readLog(9, { after: 0 })
    expect(left.at(-1)).toEqual(c)
    await group(store)
    expect((await keysOf(store, EVERYTHING)).toSorted()).toEqual(['a', 'b', 'c'])
    await store.deleteOld({ items: 0, log: NOON + 9 * DAY, tombstones: 0 })
    await append(store, 'paper', [article('d')], { now: NOON + MINUTE })
    const [d] = await store.readLog(9)
    expect(d!.position).toBeGreaterThan(c!.position)
  })

  test('the edition grows when something published changes, and only then', async () => {
    const editions = [(await store.edition()).number]
    const step = async (change: () => Promise<unknown>): Promise<number> => {
      await change()
      editions.push((await store.edition()).number)
      return (await store.edition()).number - (editions.at(-2) ?? 0)
    }
    expect(await step(() => append(store, 'agency', [article('one')]))).toBe(0)
    expect(await step(() => group(store))).toBe(1)
    expect(await step(() => publish(store, 'agency', [article('one')], { now: NOON + 2 * DAY }))).toBe(0)
    expect(await step(() => publish(store, 'paper', [article('one')]))).toBe(1)
    expect(await step(() => publish(store, 'paper', []))).toBe(0)
    expect(await step(() => prune(store, 0, 0))).toBe(0)
    expect(await step(() => store.setNote('a', 'b'))).toBe(0)
    expect(await step(() => store.appendOverride('a', 'c', NOON))).toBe(0)
    expect(await step(() => store.syncSources([source('agency'), source('paper', { country: 'DE' })], NOON))).toBe(1)
    expect((await store.counts()).edition).toBe((await store.edition()).number)
  })

  test('notes are kept, replaced and forgotten', async () => {
    expect(await store.note('place')).toBeNull()
    await store.setNote('place', 'one')
    await store.setNote('place', 'two')
    expect(await store.note('place')).toBe('two')
    await store.setNote('place', null)
    expect(await store.note('place')).toBeNull()
  })

  test('a note is replaced by whoever knows it as it is', async () => {
    expect(await store.replaceNote('list', 'none', 'one')).toBe(false)
    expect(await store.replaceNote('list', null, 'one')).toBe(true)
    expect(await store.replaceNote('list', null, 'two')).toBe(false)
    expect(await store.replaceNote('list', 'one', 'two')).toBe(true)
    expect(await store.replaceNote('list', 'one', 'three')).toBe(false)
    expect(await store.note('list')).toBe('two')
  })

  test('there is room', () =>
    expect(store.health()).resolves.toEqual({
      readable: true,
      writable: true,
      reason: null,
      damage: null,
      schemaVersion: expect.any(Number),
    }))
})
