import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { componentOf, planOf, reclusterStored } from '../../../src/grouping/apply-corrections.ts'
import type { StoredArticle } from '../../../src/model/article.ts'
import type { CorrectionKind, Override } from '../../../src/model/correction.ts'
import { articleId, type StoryId, storyId } from '../../../src/model/ids.ts'
import type { Story } from '../../../src/model/story.ts'
import type { NextAssignment } from '../../../src/store/ports/article-log.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import {
  always,
  article,
  correct,
  DAY,
  EVERYTHING,
  group,
  HOUR,
  NOON,
  prune,
  publish,
  source,
  storedAs,
  topic,
  numberOf,
} from '../samples.ts'
import { engines } from './engines.ts'

describe.each(engines)('stories under overrides, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency'), source('paper'), source('post')], NOON)
  })
  afterEach(async () => await store.close())

  const stored = (key: string): Promise<StoredArticle> => storedAs(store, key)
  const storyOf = async (key: string): Promise<Story> => (await store.story((await stored(key)).story))!
  const put = async (by: string, key: string, kind: 'copy' | 'story' | 'link', parent: string, language = 'en') => {
    const { id, story } = await stored(parent)
    const reasons = [{ kind, detail: 'likeness', score: 0.5 }]
    const place = always(kind === 'copy' ? { kind, of: id, story, reasons } : { kind: 'joins', story, parent: id, reasons })
    await publish(store, by, [article(key, { language, topics: ['t', key] })], { now: NOON + HOUR, place })
  }
  const correction = async (kind: CorrectionKind, ...keys: string[]): Promise<Override> => ({
    kind,
    key: `${kind} ${keys.join()}`,
    articles: await Promise.all(keys.map(async (key) => (await stored(key)).id)),
    since: (await store.progress()).nextArticle,
    note: 'two rulings',
    by: null,
    date: null,
  })
  /** All overrides that hold now; stories of those of `before` are looked at too. */
  const apply = async (
    overrides: readonly Override[],
    before: readonly Override[] = [],
    now = NOON + 2 * HOUR,
  ): Promise<{ readonly changed: readonly StoryId[]; readonly ended: readonly StoryId[] }> => {
    const about = [...overrides, ...before].flatMap(({ articles }) => articles)
    const { changed, endedStories } = await correct(store, about, overrides, now)
    return { changed, ended: endedStories.map(({ id }) => id) }
  }
  const NOTHING = { changed: [], ended: [] }
  /** Every story with its articles, as `lead: keys`. */
  const stories = async (filter = EVERYTHING): Promise<readonly string[]> =>
    (await store.stories({ filter, limit: 100, before: null })).rows
      .map(
        ({ story }) =>
          `${story.lead.key}: ${story.articles
            .map(({ key, copyOf }) => (copyOf === null ? key : `${key}*`))
            .toSorted()
            .join(' ')}`,
      )
      .toSorted()

  beforeEach(async () => {
    await publish(store, 'agency', [article('a', { topics: ['t', 'a'] })])
    await put('paper', 'b', 'copy', 'a')
    await put('post', 'c', 'story', 'a')
    await put('post', 'd', 'link', 'b', 'fr')
    await publish(store, 'paper', [article('e', { topics: ['t', 'e'] })], { now: NOON + HOUR })
  })

  test('articles that are split off have a story of their own, which everything finds', async () => {
    expect(await stories()).toEqual(['a: a b* c d', 'e: e'])
    const edition = (await store.edition()).number
    const split = await correction('split', 'b', 'c')
    const { changed, ended } = await apply([split])
    expect(await stories()).toEqual(['a: a d', 'b: b c', 'e: e'])
    expect([...changed].toSorted()).toEqual([(await stored('a')).story, (await stored('b')).story].toSorted())
    expect(ended).toEqual([])
    expect((await store.edition()).number).toBe(edition + 1)
    expect(await store.counts()).toMatchObject({ articles: 5, stories: 3, copies: 0 })
    expect(await stories(topic('c'))).toEqual(['b: b c'])
    expect(await stories(topic('a'))).toEqual(['a: a d'])
    expect(await store.decision((await stored('c')).id)).toMatchObject({
      reasons: [{ kind: 'correction', detail: 'split off: two rulings' }, { kind: 'story' }],
    })
  })

  test('a link that is refused keeps its evidence, and holds again when the correction is taken back', async () => {
    const { id } = await stored('d')
    const link = { article: id, language: 'fr', score: 0.5, evidence: 'likeness', madeAt: NOON + HOUR, isRefused: false }
    expect(await store.linksOf((await stored('a')).story)).toEqual([link])
    const split = await correction('split', 'd')
    await apply([split])
    expect(await store.linksOf((await stored('a')).story)).toEqual([])
    expect(await store.linksOf((await stored('d')).story)).toEqual([{ ...link, isRefused: true }])
    await apply([], [split])
    expect(await store.linksOf((await stored('a')).story)).toEqual([link])
  })

  test('the same again changes nothing', async () => {
    const split = await correction('split', 'b', 'c')
    await apply([split])
    const edition = (await store.edition()).number
    expect(await apply([split], [], NOON + 9 * HOUR)).toEqual(NOTHING)
    expect((await store.edition()).number).toBe(edition)
  })

  test('taken back, all is as it was but for when it was updated', async () => {
    const shown = async () =>
      (await store.stories({ filter: EVERYTHING, limit: 100, before: null })).rows.map(({ story }) => ({
        ...story,
        updatedAt: 0,
      }))
    const before = await shown()
    const all = [await correction('split', 'b', 'c'), await correction('join', 'd', 'e'), await correction('pin', 'e')]
    await apply(all)
    expect(await stories()).toEqual(['b: b c', 'e: a d e'])
    await apply([], all)
    expect(await shown()).toEqual(before)
    expect(await store.counts()).toMatchObject({ stories: 2, copies: 1 })
    expect(await store.storyTombstones(9)).toHaveLength(1)
  })

  test('a story that is joined to another ends: its address leads on, feeds announce it, and it may come back', async () => {
    const [{ id: ended }, { id: kept }] = [await storyOf('e'), await storyOf('a')]
    const join = await correction('join', 'e', 'a')
    expect((await apply([join])).ended).toEqual([ended])
    expect(await store.story(ended)).toBeNull()
    expect(await store.successorOf(ended)).toBe(kept)
    expect(await store.firstOfStory(ended)).toBe((await stored('e')).id)
    expect(await store.storyTombstones(9)).toEqual([{ id: ended, at: NOON + 2 * HOUR }])
    await apply([], [join])
    expect(await store.storyTombstones(9)).toEqual([])
    expect(await store.successorOf(ended)).toBeNull()
    expect((await storyOf('e')).id).toBe(ended)
  })

  test('articles that were joined by one that retention took stand alone again, and others lead what they led', async () => {
    const corrections = [await correction('join', 'a', 'e'), await correction('pin', 'e')]
    await apply(corrections)
    expect(await stories()).toEqual(['e: a b* c d e'])
    expect(await prune(store, NOON + 1, NOON + 1)).toBe(1)
    expect(await stories()).toEqual(['e: b c d e'])
    await apply(corrections)
    expect(await stories()).toEqual(['b: b c d', 'e: e'])
  })

  test.each([
    ['began its story', 'g'],
    ['stood within it', 'x'],
  ])(
    'where retention takes an article that %s, the others stand as they would if they were clustered anew',
    async (_, gone) => {
      // What has no topic is taken first.
      const untag = async (key: string): Promise<void> => {
        const { id, language, confidence } = await stored(key)
        await store.replaceTags(
          [{ id, language, confidence, tags: { topics: [], doubtful: [], entities: [], places: [] } }],
          NOON + HOUR,
        )
        await group(store)
      }
      await publish(store, 'agency', [article('g', { topics: ['t'] })], { now: NOON + HOUR })
      await put('agency', 'x', 'story', 'g')
      await put('agency', 'before', 'story', gone)
      await put('paper', 'copy', 'copy', gone)
      await put('post', 'after', 'link', gone, 'fr')
      await put('post', 'another', 'copy', gone)
      await untag(gone)
      expect(await prune(store, 0, NOON + DAY)).toBe(1)
      const left = await stories()
      const { rows } = await store.articles({ filter: EVERYTHING, limit: 100, before: null })
      const about = rows.map(({ id }) => id)
      expect(await correct(store, about, [])).toMatchObject({ changed: [], endedStories: [] })
      expect(await stories()).toEqual(left)
      expect(left).toHaveLength(3)
    },
  )

  test('feeds announce for a while that a story has ended; the address leads on after that', async () => {
    const { id: ended } = await storyOf('e')
    await apply([await correction('join', 'e', 'a')])
    const edition = (await store.edition()).number
    await store.deleteOld({ items: 0, log: 0, tombstones: NOON })
    expect([(await store.edition()).number, await store.storyTombstones(9)]).toMatchObject([edition, [{ id: ended }]])
    await store.deleteOld({ items: 0, log: 0, tombstones: NOON + DAY })
    expect([(await store.edition()).number, await store.storyTombstones(9)]).toEqual([edition + 1, []])
    expect(await store.successorOf(ended)).toBe((await stored('a')).story)
    expect(await store.successorOf(storyId('snowhere'))).toBeNull()
  })

  test('a story is updated where its sources, its languages or its lead change, and not otherwise', async () => {
    await put('paper', 'f', 'story', 'a')
    const updated = async () => (await storyOf('a')).updatedAt
    const before = await updated()
    await apply([await correction('split', 'f')])
    expect(await updated()).toBe(before)
    expect((await storyOf('f')).updatedAt).toBe(NOON + 2 * HOUR)
    await apply([await correction('split', 'f'), await correction('pin', 'c')], [], NOON + 3 * HOUR)
    expect(await updated()).toBe(NOON + 3 * HOUR)
    await apply(
      [await correction('split', 'f'), await correction('pin', 'c'), await correction('split', 'd')],
      [],
      NOON + 4 * HOUR,
    )
    expect(await updated()).toBe(NOON + 4 * HOUR)
  })

  test('a story that comes about stands where its first article stood', async () => {
    const { publishedAt } = await stored('c')
    await apply([await correction('split', 'c')])
    expect(await storyOf('c')).toMatchObject({ publishedAt })
  })

  test('an override that names an article another stands for names none', async () => {
    await publish(store, 'post', [article('x', { canonicalUrl: 'https://news.example/e' })], { now: NOON + HOUR })
    const follower = (await store.logged({ after: 0, limit: 99 })).find(({ sameAs }) => sameAs !== null)
    const override = { ...(await correction('join', 'a')), articles: [(await stored('a')).id, follower!.id] }
    expect(await apply([override])).toEqual(NOTHING)
    expect(await stories()).toEqual(['a: a b* c d', 'e: e'])
    expect(await stored('e')).toMatchObject({ alsoIn: ['post'] })
  })

  test('in the next generation an article moves, and those that stand where they stand because of it', async () => {
    await put('post', 'f', 'story', 'a')
    await put('agency', 'g', 'story', 'f')
    const [{ id: f }, { id: e, story }] = [await stored('f'), await stored('e')]
    const next: NextAssignment = {
      article: await numberOf(store, f),
      kind: 'story',
      parent: await numberOf(store, e),
      story,
      reasons: [{ kind: 'story', detail: 'closer', score: 0.9 }],
      features: { at: NOON, bytes: Buffer.of(1, 2) },
    }
    await store.writeNext([next], { far: '7' })
    expect(await stories()).toEqual(['a: a b* c d f g', 'e: e'])
    expect(await store.note('far')).toBe('7')

    const keysIn = async (generation: 'live' | 'next') => {
      const members = await componentOf(store, [e], [], generation)
      return await Promise.all(members.map(async ({ id }) => (await store.findArticle(id))?.key))
    }
    expect(await keysIn('live')).toEqual(['e'])
    expect(await keysIn('next')).toEqual(['e', 'f', 'g'])

    const members = await componentOf(store, [(await stored('a')).id, e], [], 'next')
    const plan = await reclusterStored(store, members, [], NOON + 2 * HOUR)
    const assignments = members.map(({ number, kind, parent, starts }) => ({ article: number, kind, parent, starts }))
    await store.commit({ ...planOf(plan), assignments, isPublished: true, now: NOON + 2 * HOUR })
    expect(await stories()).toEqual(['a: a b* c d', 'e: e f g'])
    expect(await keysIn('live')).toEqual(['e', 'f', 'g'])
    expect(await apply([])).toEqual(NOTHING)

    expect(await store.nextAfter(0, 9)).toMatchObject([next])
    expect(await store.nextAfter(next.article, 9)).toEqual([])
    await store.writeNext([{ ...next, kind: 'starts', parent: null, features: null, reasons: [] }], {})
    expect(await store.nextAfter(0, 9)).toMatchObject([{ kind: 'starts', parent: null, features: null, reasons: [] }])
    await store.clearNext()
    expect(await store.nextAfter(0, 9)).toEqual([])
    expect(await keysIn('next')).toEqual(['e', 'f', 'g'])
  })

  test('what no component of the articles concerned holds is left alone, and an unknown article concerns nobody', async () => {
    const edition = (await store.edition()).number
    const [nowhere, neither] = [articleId('anowhere'), articleId('aneither')]
    const tie = { ...(await correction('join')), articles: [nowhere, neither] }
    expect(await correct(store, [nowhere], [tie])).toMatchObject({ changed: [], endedStories: [] })
    expect((await store.edition()).number).toBe(edition)
  })

  test('articles that an override ties are looked at together', async () => {
    const [{ id: a }, { id: e }] = [await stored('a'), await stored('e')]
    const seen = (await componentOf(store, [a], [{ ...(await correction('never', 'a', 'e')) }], 'live')).map(({ id }) => id)
    expect(seen).toContain(e)
    expect(seen).toHaveLength(5)
  })

  test('when retention takes the article that began a story, the story keeps its address through corrections', async () => {
    const { id } = await storyOf('a')
    await prune(store, NOON + 1, NOON + 1)
    expect(await stories()).toEqual(['b: b c d', 'e: e'])
    const split = await correction('split', 'c')
    await apply([split])
    expect((await storyOf('b')).id).toBe(id)
    await apply([], [split])
    expect([(await storyOf('c')).id, await stories()]).toEqual([id, ['b: b c d', 'e: e']])
  })

  test('what leads on from a story that has ended outlives the article that it led to', async () => {
    await put('post', 'g', 'story', 'e')
    const { id: ended } = await storyOf('e')
    const join = await correction('join', 'e', 'a')
    await apply([join])
    await prune(store, NOON + HOUR, NOON + 1)
    expect(await store.successorOf(ended)).toBe((await stored('b')).story)
    await prune(store, NOON + 9 * DAY, 0)
    expect(await store.successorOf(ended)).toBeNull()
    expect(await store.counts()).toMatchObject({ articles: 0, stories: 0, copies: 0 })
  })
})
