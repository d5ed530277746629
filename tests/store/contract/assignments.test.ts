import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StoredArticle } from '../../../src/model/article.ts'
import { articleId, type StoryId, storyId } from '../../../src/model/ids.ts'
import type { Assignment, StoredFeatures } from '../../../src/model/story.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { storyIdOf } from '../../../src/store/derived-ids.ts'
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
  NOON,
  numberOf,
  prune,
  publish,
  source,
  storedAs,
  topic,
} from '../samples.ts'
import { engines } from './engines.ts'

const fingerprint = (bands: readonly number[], numbers: readonly string[] = []) => ({
  bands: Uint32Array.from(bands),
  shingles: Uint32Array.from(bands, (band) => band * 10),
  numbers,
})
const features = (at: number, ...bytes: number[]): StoredFeatures => ({ at, bytes: Uint8Array.from(bytes) })

describe.each(engines)('what assignments leave behind, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency'), source('paper'), source('post')], NOON)
  })
  afterEach(async () => await store.close())

  const stored = (key: string): Promise<StoredArticle> => storedAs(store, key)
  const joining = ({ id, story }: StoredArticle, kind: 'story' | 'link' = 'story'): Assignment => ({
    kind: 'joins',
    story,
    parent: id,
    reasons: [{ kind, detail: 'entity temu', score: 0.5 }],
  })

  test('the index is refilled with every article that has bands or features, in the order of arrival, and with its story now', async () => {
    await publish(store, 'agency', [article('one', { fingerprint: fingerprint([1, 2], ['40']) })], {
      features: features(NOON - 2 * HOUR, 1, 2),
    })
    await publish(store, 'agency', [article('nothing')])
    const one = await stored('one')
    await publish(store, 'paper', [article('two')], {
      now: NOON + HOUR,
      place: always(joining(one)),
      features: features(NOON - 3 * HOUR, 3),
    })
    await append(store, 'post', [article('undecided', { fingerprint: fingerprint([3]) })])
    const rows = await store.indexed({ after: 0, limit: 9 })
    expect(
      rows.map(({ source: by, story, arrivedAt, features: stands, bands }) => [
        by,
        story,
        arrivedAt,
        stands && [stands.at, ...stands.bytes],
        bands && [...bands],
      ]),
    ).toEqual([
      ['agency', one.story, NOON, [NOON - 2 * HOUR, 1, 2], [1, 2]],
      ['paper', one.story, NOON + HOUR, [NOON - 3 * HOUR, 3], null],
    ])
    expect(await store.indexed({ after: rows[0]!.number, limit: 9 })).toEqual(rows.slice(1))
    expect(await store.indexed({ after: 0, limit: 1 })).toEqual(rows.slice(0, 1))
    expect((await store.progress()).newestArrival).toBe(NOON + HOUR)
    const fingerprints = await store.fingerprints([one.id, articleId('anowhere')])
    expect(fingerprints).toEqual(new Map([[one.id, fingerprint([1, 2], ['40'])]]))
  })

  test('what retention took is compared with no more', async () => {
    await publish(store, 'agency', [article('one', { fingerprint: fingerprint([1, 2]) })], { features: features(NOON, 1) })
    const { id } = await stored('one')
    await prune(store, NOON + 1, 0)
    expect(await store.indexed({ after: 0, limit: 9 })).toEqual([])
    expect(await store.fingerprints([id])).toEqual(new Map())
    expect((await store.progress()).newestArrival).toBeNull()
  })

  test('a revised article is compared with by its new text, and stays in its story', async () => {
    await publish(store, 'agency', [article('one', { fingerprint: fingerprint([1, 2]) })])
    const one = await stored('one')
    await publish(store, 'paper', [article('two', { fingerprint: fingerprint([5]) })], { place: always(joining(one)) })
    const rewritten = article('two', { text: 'Another text altogether.', fingerprint: fingerprint([7, 8], ['3']) })
    await publish(store, 'paper', [rewritten], { now: NOON + HOUR })
    const two = await stored('two')
    expect(two.story).toBe(one.story)
    const compared = (await store.fingerprints([two.id])).get(two.id)
    expect([compared?.numbers, [...(compared?.shingles ?? [])]]).toEqual([['3'], [70, 80]])
  })

  test('articles are gone through in the order of arrival, each with what was decided about it', async () => {
    await publish(store, 'agency', [article('one')], { features: features(NOON, 7) })
    const one = await stored('one')
    await publish(store, 'paper', [article('two')], { now: NOON + DAY, place: always(joining(one, 'link')) })
    const copy = always({ kind: 'copy', of: one.id, story: one.story, reasons: [] })
    await publish(store, 'post', [article('three')], { now: NOON + 2 * DAY, place: copy })
    const logged = await store.logged({ after: 0, limit: 9 })
    expect(logged.map(({ title, story }) => [title, story])).toEqual([
      ['Report one', one.story],
      ['Report two', one.story],
      ['Report three', one.story],
    ])
    const numbers = logged.map(({ number }) => number)
    expect(
      (await store.assignments({ of: [...numbers, 99] })).map(({ kind, parent, copyOf }) => [kind, parent, copyOf]),
    ).toEqual([
      ['starts', null, null],
      ['link', numbers[0], null],
      ['copy', numbers[0], numbers[0]],
    ])
    const next = { kind: 'starts', parent: null, story: one.story, reasons: [], features: null } as const
    await store.writeNext(
      [numbers[1]!, 99, numbers[0]!].map((number) => ({ ...next, article: number })),
      {},
    )
    expect((await store.nextAfter(0, 9)).map(({ live }) => live)).toEqual([
      { reasons: [], features: { at: NOON, bytes: Buffer.of(7) } },
      { reasons: [{ kind: 'link', detail: 'entity temu', score: 0.5 }], features: null },
      null,
    ])
    expect((await store.logged({ since: NOON + DAY, limit: 1 })).map(({ title }) => title)).toEqual(['Report two'])
    expect(await store.logged({ since: NOON + 9 * DAY, limit: 1 })).toEqual([])
    expect((await store.progress()).nextArticle).toBeGreaterThan(numbers[2]!)
    await append(store, 'post', [article('four')], { now: NOON + 3 * DAY })
    expect((await store.progress()).nextArticle).toBe((await store.logged({ after: numbers[2]!, limit: 1 }))[0]?.number)
  })

  test('who is assigned to an article joins the story that it is in', async () => {
    await publish(store, 'agency', [article('one')])
    const one = await stored('one')
    const place = always({ ...joining(one), story: storyId('selsewhere') } as Assignment)
    await publish(store, 'paper', [article('two')], { place })
    expect((await stored('two')).story).toBe(one.story)
  })

  test('who is assigned to what retention has taken joins the rest of the story, or starts one', async () => {
    await publish(store, 'agency', [article('one')])
    const one = await stored('one')
    await publish(store, 'paper', [article('two')], { now: NOON + HOUR, place: always(joining(one)) })
    await prune(store, NOON + 1, NOON + 1)
    await publish(store, 'post', [article('three')], { now: NOON + HOUR, place: always(joining(one)) })
    expect((await stored('three')).story).toBe(one.story)
    await prune(store, NOON + 2 * HOUR, 0)
    await publish(store, 'post', [article('four')], { now: NOON + 3 * HOUR, place: always(joining(one)) })
    expect((await stored('four')).story).not.toBe(one.story)
    expect((await store.story((await stored('four')).story))?.articles).toHaveLength(1)
  })

  test('an article that is not there is nobody’s parent', async () => {
    const nowhere = always({ kind: 'joins', story: storyId('snowhere'), parent: articleId('anowhere'), reasons: [] })
    expect(await publish(store, 'agency', [article('one')], { place: nowhere })).toMatchObject({ added: 1 })
    expect(await store.counts()).toMatchObject({ articles: 1, stories: 1 })
  })

  test('articles of one batch join the stories that articles before them started', async () => {
    await append(store, 'agency', [article('one'), article('two', { language: 'fr' }), article('three')])
    const [first] = await store.logged({ after: 0, limit: 1 })
    await group(store, {
      place: (read) =>
        read.number === first!.number
          ? { kind: 'starts', reasons: [] }
          : { kind: 'joins', story: storyIdOf(first!.id), parent: first!.id, reasons: [] },
    })
    const { story } = await stored('one')
    expect(await store.story(story)).toMatchObject({
      lead: { key: 'one' },
      languages: ['en', 'fr'],
      articles: [{ key: 'one' }, { key: 'two' }, { key: 'three' }],
    })
    expect(await store.counts()).toMatchObject({ articles: 3, stories: 1 })
  })

  test('a plan is committed together with its checkpoint, or not at all', async () => {
    await publish(store, 'agency', [article('one', { topics: ['x'] })])
    await append(store, 'paper', [article('two', { topics: ['x'] })])
    const one = await stored('one')
    const [entry] = await store.readLog(9)
    const number = entry!.article!.number
    const sort = { sortAt: NOON, publishedAt: NOON, updatedAt: NOON }
    const plan = {
      checkpoint: entry!.position,
      stories: [{ id: storyId('snew'), lead: number, pinned: false, continues: null, affair: storyId('snew'), ...sort }],
      places: [{ article: number, story: storyId('snew'), copyOf: null, sameAs: null, alsoIn: [] }],
      tags: [
        {
          article: number,
          language: 'en',
          sources: [idOf('paper')],
          topics: entry!.article!.topics.map(({ id }) => id),
          entities: [],
          places: [],
        },
      ],
      assignments: [{ article: number, kind: 'story' as const, parent: 1, starts: null }],
      reasons: [{ article: number, reasons: [{ kind: 'story', detail: 'x', score: 1 }] }],
      features: [{ article: number, features: features(NOON, 1) }],
      notes: { decided: 'yes' },
      isPublished: true,
      now: NOON,
    }
    const state = async () => ({
      checkpoint: (await store.progress()).checkpoint,
      counts: await store.counts(),
      editionAt: (await store.edition()).at,
      note: await store.note('decided'),
      articles: await keysOf(store, topic('x')),
      indexed: await store.indexed({ after: 0, limit: 9 }),
      reasons: (await store.decision(one.id))?.reasons,
      assigned: await store.assignments({ of: [number] }),
      stories: await store.storyStates([storyId('snew'), one.story]),
      log: await store.readLog(9, { after: 0 }),
    })
    const before = await state()
    const nowhere = { article: 1, story: storyId('snowhere'), copyOf: null, sameAs: null, alsoIn: [] }
    await expect(store.commit({ ...plan, places: [...plan.places, nowhere] })).rejects.toThrow('snowhere')
    expect(await state()).toEqual(before)
    await store.commit(plan)
    expect(await state()).toMatchObject({
      checkpoint: entry!.position,
      counts: { articles: 2, stories: 2, edition: before.counts.edition + 1 },
      note: 'yes',
      articles: expect.arrayContaining(['one', 'two']),
    })
    expect(await store.readLog(9)).toEqual([])
  })

  test('what stories consist of is read in part: their first originals, numbers of all articles, and who reports them', async () => {
    await publish(store, 'agency', [article('one', { topics: ['trade'] }), article('other')])
    const [one, other] = [await stored('one'), await stored('other')]
    const copying = always({ kind: 'copy', story: one.story, of: one.id, reasons: [] })
    await publish(store, 'paper', [article('copy', { language: 'de' })], { place: copying })
    await publish(store, 'post', [article('two'), article('three')], { place: always(joining(one)) })
    await publish(store, 'paper', [article('one')])
    await append(store, 'paper', [article('undecided')])
    const [first, second, copy, two, three] = await Promise.all(
      ['one', 'other', 'copy', 'two', 'three'].map(async (key) => await numberOf(store, (await stored(key)).id)),
    )
    const firstOf = async (stories: readonly StoryId[], originals: number) =>
      new Map((await store.reportTags({ inStories: stories, originals })).map(({ number, story }) => [number, story]))
    expect(await firstOf([one.story], 2)).toEqual(
      new Map([
        [first, one.story],
        [two, one.story],
      ]),
    )
    expect(await firstOf([one.story, other.story, storyId('snowhere')], 9)).toEqual(
      new Map([
        [first, one.story],
        [second, other.story],
        [two, one.story],
        [three, one.story],
      ]),
    )
    expect(await store.reportTags({ inStories: [one.story], originals: 1 })).toEqual(await store.reportTags({ of: [first!] }))
    expect(await store.reportTags({ inStories: [], originals: 9 })).toEqual([])
    expect(new Set(await store.membersOf([one.story, other.story]))).toEqual(new Set([first, second, copy, two, three]))
    expect(await store.membersOf([])).toEqual([])
    expect(await store.contributors([one.story, other.story, storyId('snowhere')])).toEqual(
      new Map([
        [one.story, { sources: new Set(['agency', 'paper', 'post']), languages: new Set(['en', 'de']) }],
        [other.story, { sources: new Set(['agency']), languages: new Set(['en']) }],
      ]),
    )
    expect(await store.contributors([])).toEqual(new Map())
  })

  test('the log gives every change once, in order, with the article as it is now', async () => {
    await append(store, 'agency', [article('one'), article('two')])
    await append(store, 'agency', [article('one', { title: 'Reworded' })], { now: NOON + HOUR })
    await store.appendOverride('corrections.configured', '[]', NOON + HOUR)
    const log = await store.readLog(9, { after: 0 })
    expect(log.map(({ kind, article: logged }) => [kind, logged?.title ?? null])).toEqual([
      ['new', 'Reworded'],
      ['new', 'Report two'],
      ['revised', 'Reworded'],
      ['override', null],
    ])
    expect(await store.note('corrections.configured')).toBe('[]')
    expect((await store.readLog(9, { after: 0, only: 'override' })).map(({ position }) => position)).toEqual([log[3]?.position])
    expect((await store.readLog(1, { after: log[0]!.position })).map(({ position }) => position)).toEqual([log[1]?.position])
    expect(await keysOf(store, EVERYTHING)).toEqual([])
  })
})
