import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CorrectionKind, Override } from '../../../src/model/correction.ts'
import type { StoredArticle } from '../../../src/model/article.ts'
import { storyId } from '../../../src/model/ids.ts'
import type { Story } from '../../../src/model/story.ts'
import type { Rearrangement, RearrangeResult, Store } from '../../../src/store/store.ts'
import { applyOverrides } from '../../../src/grouping/arrange.ts'
import { always, article, DAY, EVERYTHING, HOUR, NOON, publish, source, storedAs, topic } from '../samples.ts'
import { engines } from './engines.ts'

describe.each(engines)('stories rearranged, on $name', ({ open }) => {
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
    since: await store.nextPosition(),
    note: 'two rulings',
    by: null,
    date: null,
  })
  const NOTHING: Rearrangement = { decisions: [], about: [], ties: [], notes: {}, now: NOON + 2 * HOUR }
  /** All corrections that hold now; those of `before` are looked at too. */
  const correct = async (
    corrections: readonly Override[],
    before: readonly Override[] = [],
    now = NOON + 2 * HOUR,
  ): Promise<RearrangeResult> =>
    await store.rearrange(
      { ...NOTHING, about: [...corrections, ...before].flatMap(({ articles }) => articles), now },
      (family) => applyOverrides(family, corrections),
    )
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
    const edition = store.edition()
    const split = await correction('split', 'b', 'c')
    const { stories: changed, gone } = await correct([split])
    expect(await stories()).toEqual(['a: a d', 'b: b c', 'e: e'])
    expect([...changed].toSorted()).toEqual([(await stored('a')).story, (await stored('b')).story].toSorted())
    expect(gone).toEqual([])
    expect(store.edition()).toBe(edition + 1)
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
    await correct([split])
    expect(await store.linksOf((await stored('a')).story)).toEqual([])
    expect(await store.linksOf((await stored('d')).story)).toEqual([{ ...link, isRefused: true }])
    await correct([], [split])
    expect(await store.linksOf((await stored('a')).story)).toEqual([link])
  })

  test('the same again changes nothing', async () => {
    const split = await correction('split', 'b', 'c')
    await correct([split])
    const edition = store.edition()
    expect(await correct([split], [], NOON + 9 * HOUR)).toEqual({ decided: 0, stories: [], gone: [] })
    expect(store.edition()).toBe(edition)
  })

  test('taken back, all is as it was but for when it was updated', async () => {
    const shown = async () =>
      (await store.stories({ filter: EVERYTHING, limit: 100, before: null })).rows.map(({ story }) => ({
        ...story,
        updatedAt: 0,
      }))
    const before = await shown()
    const all = [await correction('split', 'b', 'c'), await correction('join', 'd', 'e'), await correction('pin', 'e')]
    await correct(all)
    expect(await stories()).toEqual(['b: b c', 'e: a d e'])
    await correct([], all)
    expect(await shown()).toEqual(before)
    expect(await store.counts()).toMatchObject({ stories: 2, copies: 1 })
    expect(await store.storyTombstones(9)).toHaveLength(1)
  })

  test('a story that is joined to another is gone: its address leads on, readers are told, and it may come back', async () => {
    const [{ id: gone }, { id: kept }] = [await storyOf('e'), await storyOf('a')]
    const join = await correction('join', 'e', 'a')
    expect((await correct([join])).gone).toEqual([gone])
    expect(await store.story(gone)).toBeNull()
    expect(await store.movedStory(gone)).toBe(kept)
    expect(await store.firstOfStory(gone)).toBe((await stored('e')).id)
    expect(await store.storyTombstones(9)).toEqual([{ id: gone, at: NOON + 2 * HOUR }])
    await correct([], [join])
    expect(await store.storyTombstones(9)).toEqual([])
    expect(await store.movedStory(gone)).toBeNull()
    expect((await storyOf('e')).id).toBe(gone)
  })

  test('articles that were joined by one that retention took stand alone again, and others lead what they led', async () => {
    const corrections = [await correction('join', 'a', 'e'), await correction('pin', 'e')]
    await correct(corrections)
    expect(await stories()).toEqual(['e: a b* c d e'])
    expect(await store.prune(NOON + 1, NOON + 1)).toBe(1)
    expect(await stories()).toEqual(['e: b c d e'])
    await correct(corrections)
    expect(await stories()).toEqual(['b: b c d', 'e: e'])
  })

  test.each([
    ['began its story', 'g'],
    ['stood within it', 'x'],
  ])('where retention takes an article that %s, the others stand as they would if they were arranged anew', async (_, gone) => {
    // What has no topic is taken first.
    const untag = async (key: string): Promise<void> => {
      const { id, language, confidence } = await stored(key)
      await store.replaceTags([{ id, language, confidence, tags: { topics: [], entities: [], places: [] } }])
    }
    await publish(store, 'agency', [article('g', { topics: ['t'] })], { now: NOON + HOUR })
    await put('agency', 'x', 'story', 'g')
    await put('agency', 'before', 'story', gone)
    await put('paper', 'copy', 'copy', gone)
    await put('post', 'after', 'link', gone, 'fr')
    await put('post', 'another', 'copy', gone)
    await untag(gone)
    expect(await store.prune(0, NOON + DAY)).toBe(1)
    const left = await stories()
    const { rows } = await store.articles({ filter: EVERYTHING, limit: 100, before: null })
    const about = rows.map(({ id }) => id)
    const anew = await store.rearrange({ ...NOTHING, about }, (family) => applyOverrides(family, []))
    expect(anew).toEqual({ decided: 0, stories: [], gone: [] })
    expect(await stories()).toEqual(left)
    expect(left).toHaveLength(3)
  })

  test('readers are told for a while; the address leads on after that', async () => {
    const { id: gone } = await storyOf('e')
    await correct([await correction('join', 'e', 'a')])
    const edition = store.edition()
    await store.stopTelling(NOON)
    expect([store.edition(), await store.storyTombstones(9)]).toMatchObject([edition, [{ id: gone }]])
    await store.stopTelling(NOON + DAY)
    expect([store.edition(), await store.storyTombstones(9)]).toEqual([edition + 1, []])
    expect(await store.movedStory(gone)).toBe((await stored('a')).story)
    expect(await store.movedStory(storyId('snowhere'))).toBeNull()
  })

  test('a story is updated where its sources, its languages or its lead change, and not otherwise', async () => {
    await put('paper', 'f', 'story', 'a')
    const updated = async () => (await storyOf('a')).updatedAt
    const before = await updated()
    await correct([await correction('split', 'f')])
    expect(await updated()).toBe(before)
    expect((await storyOf('f')).updatedAt).toBe(NOON + 2 * HOUR)
    await correct([await correction('split', 'f'), await correction('pin', 'c')], [], NOON + 3 * HOUR)
    expect(await updated()).toBe(NOON + 3 * HOUR)
    await correct(
      [await correction('split', 'f'), await correction('pin', 'c'), await correction('split', 'd')],
      [],
      NOON + 4 * HOUR,
    )
    expect(await updated()).toBe(NOON + 4 * HOUR)
  })

  test('a story that comes about stands where its first article stood', async () => {
    const { publishedAt } = await stored('c')
    await correct([await correction('split', 'c')])
    expect(await storyOf('c')).toMatchObject({ publishedAt })
  })

  test('a decision made anew moves the article and those that stand there because of it', async () => {
    await put('post', 'f', 'story', 'a')
    await put('agency', 'g', 'story', 'f')
    const [{ id: f }, { id: e, story }] = [await stored('f'), await stored('e')]
    const placement = { kind: 'joins', story, parent: e, reasons: [{ kind: 'story', detail: 'closer', score: 0.9 }] } as const
    const step = { ...NOTHING, decisions: [{ article: f, placement, fingerprint: null }], notes: { far: '7' } }
    const anew = async () => await store.rearrange(step, (family) => applyOverrides(family, []))
    expect(await anew()).toMatchObject({ decided: 1, gone: [] })
    expect(await stories()).toEqual(['a: a b* c d', 'e: e f g'])
    expect(await store.note('far')).toBe('7')
    expect(await anew()).toEqual({ decided: 0, stories: [], gone: [] })
  })

  test('what no family of the articles concerned holds is left alone, and an unknown article concerns nobody', async () => {
    const edition = store.edition()
    const step = { ...NOTHING, about: ['anowhere' as never], ties: [['anowhere' as never, 'aneither' as never]] }
    expect(await store.rearrange(step, (family) => applyOverrides(family, []))).toEqual({ decided: 0, stories: [], gone: [] })
    expect(store.edition()).toBe(edition)
  })

  test('articles that are tied are looked at together', async () => {
    const [{ id: a }, { id: e }] = [await stored('a'), await stored('e')]
    const seen: string[] = []
    await store.rearrange({ ...NOTHING, about: [a], ties: [[a, e]] }, (family) => {
      seen.push(...family.map(({ article: id }) => id))
      return applyOverrides(family, [])
    })
    expect(seen).toContain(e)
    expect(seen).toHaveLength(5)
  })

  test('when retention takes the article that began a story, the story keeps its address through corrections', async () => {
    const { id } = await storyOf('a')
    await store.prune(NOON + 1, NOON + 1)
    expect(await stories()).toEqual(['b: b c d', 'e: e'])
    const split = await correction('split', 'c')
    await correct([split])
    expect((await storyOf('b')).id).toBe(id)
    await correct([], [split])
    expect([(await storyOf('c')).id, await stories()]).toEqual([id, ['b: b c d', 'e: e']])
  })

  test('what leads on from a story that is gone outlives the article that it led to', async () => {
    await put('post', 'g', 'story', 'e')
    const { id: gone } = await storyOf('e')
    const join = await correction('join', 'e', 'a')
    await correct([join])
    await store.prune(NOON + HOUR, NOON + 1)
    expect(await store.movedStory(gone)).toBe((await stored('b')).story)
    await store.prune(NOON + 9 * DAY, 0)
    expect(await store.movedStory(gone)).toBeNull()
    expect(await store.counts()).toMatchObject({ articles: 0, stories: 0, copies: 0 })
  })
})
