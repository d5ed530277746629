import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StoredArticle } from '../../../src/model/article.ts'
import { articleId, storyId } from '../../../src/model/ids.ts'
import type { StoredFeatures, Assignment } from '../../../src/model/story.ts'
import type { PlacementCandidates, Store } from '../../../src/store/store.ts'
import { always, article, DAY, HOUR, NOON, publish, source, storedAs } from '../samples.ts'
import { engines } from './engines.ts'

const fingerprint = (bands: readonly number[], numbers: readonly string[] = []) => ({
  bands: Uint32Array.from(bands),
  shingles: Uint32Array.from(bands, (band) => band * 10),
  numbers,
})
const memory = (at: number, ...bytes: number[]): StoredFeatures => ({ at, bytes: Uint8Array.from(bytes) })

describe.each(engines)('what placements leave behind, on $name', ({ open }) => {
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
  /** What a new article is compared with. */
  const candidates = async (key: string, bands: readonly number[]): Promise<PlacementCandidates> => {
    let seen: PlacementCandidates | null = null
    await publish(store, 'post', [article(key, { fingerprint: fingerprint(bands) })], {
      place: (_, given) => {
        seen = given
        return { kind: 'starts', reasons: [] }
      },
    })
    return seen!
  }

  test('a new article is shown those that share a band with it, oldest first, with what they are compared by', async () => {
    const texts = [
      article('one', { fingerprint: fingerprint([1, 2], ['40']) }),
      article('two', { fingerprint: fingerprint([9]) }),
    ]
    await publish(store, 'agency', [...texts, article('three', { fingerprint: fingerprint([2, 3]) })])
    const { alike } = await candidates('late', [2])
    expect(alike.map(({ source: by, fingerprint: { shingles, numbers } }) => [by, [...shingles], numbers])).toEqual([
      ['agency', [10, 20], ['40']],
      ['agency', [20, 30], []],
    ])
    expect((await candidates('alone', [77])).alike).toEqual([])
  })

  test('what retention took is compared with no more', async () => {
    await publish(store, 'agency', [article('one', { fingerprint: fingerprint([1, 2]) })], {
      place: always({ kind: 'starts', reasons: [], features: memory(NOON, 1) }),
    })
    await store.prune(NOON + 1, 0)
    expect((await candidates('late', [1, 2])).alike).toEqual([])
    expect(await store.storyFeatures(DAY)).toEqual([])
  })

  test('memories come back whole, in order of arrival, each with the story that its article is in now', async () => {
    await publish(store, 'agency', [article('one')], {
      place: always({ kind: 'starts', reasons: [], features: memory(NOON - 2 * HOUR, 1, 2) }),
    })
    const one = await stored('one')
    const second = { ...joining(one), features: memory(NOON - 3 * HOUR, 3) } as Assignment
    await publish(store, 'paper', [article('two')], { place: always(second) })
    const memories = await store.storyFeatures(DAY)
    expect(memories.map(({ story, features: { at, bytes } }) => [story, at, [...bytes]])).toEqual([
      [one.story, NOON - 2 * HOUR, [1, 2]],
      [one.story, NOON - 3 * HOUR, [3]],
    ])
    expect(await store.storyFeatures(30 * 60_000)).toHaveLength(1)
  })

  test('a revised article is compared with by its new text, and stays in its story', async () => {
    await publish(store, 'agency', [article('one', { fingerprint: fingerprint([1, 2]) })])
    const one = await stored('one')
    await publish(store, 'paper', [article('two', { fingerprint: fingerprint([5]) })], { place: always(joining(one)) })
    const rewritten = article('two', { text: 'Another text altogether.', fingerprint: fingerprint([7, 8], ['3']) })
    await publish(store, 'paper', [rewritten], { now: NOON + HOUR })
    const [found] = (await candidates('of the new text', [8])).alike
    expect(found).toMatchObject({ article: (await stored('two')).id, story: one.story, fingerprint: { numbers: ['3'] } })
    expect([...(found?.fingerprint.shingles ?? [])]).toEqual([70, 80])
  })

  test('of those that share a band, only such as came before a position are shown', async () => {
    const three = [1, 2, 3].map((number) => article(`n${number}`, { fingerprint: fingerprint([4]) }))
    await publish(store, 'agency', three)
    const placed = await store.placedAfter(0, 9)
    const before = await store.alikeBefore(fingerprint([4]), placed[2]?.position ?? 0)
    expect(before.map(({ article: id }) => id)).toEqual(placed.slice(0, 2).map(({ article: { id } }) => id))
    expect(await store.alikeBefore(null, 9)).toEqual([])
  })

  test('articles are gone through in the order of arrival, each with what was decided about it', async () => {
    await publish(store, 'agency', [article('one')], {
      place: always({ kind: 'starts', reasons: [], features: memory(NOON, 7) }),
    })
    const one = await stored('one')
    await publish(store, 'paper', [article('two')], { now: NOON + DAY, place: always(joining(one, 'link')) })
    const copy = always({ kind: 'copy', of: one.id, story: one.story, reasons: [] })
    await publish(store, 'post', [article('three')], { now: NOON + 2 * DAY, place: copy })
    const placed = await store.placedAfter(0, 9)
    expect(
      placed.map(({ article: { key }, kind, features: held }) => [key, kind, held === null ? null : [...held.bytes]]),
    ).toEqual([
      ['one', 'starts', [7]],
      ['two', 'link', null],
      ['three', 'copy', null],
    ])
    const position = await store.positionBefore(NOON + DAY)
    expect((await store.placedAfter(position, 1)).map(({ article: { key } }) => key)).toEqual(['two'])
    expect(await store.placedAfter(await store.positionBefore(NOON + 9 * DAY), 1)).toEqual([])
    expect(await store.nextPosition()).toBeGreaterThan(placed[2]?.position ?? 0)
  })

  test('who is put beside an article joins the story that it is in', async () => {
    await publish(store, 'agency', [article('one')])
    const one = await stored('one')
    const place = always({ ...joining(one), story: storyId('selsewhere') } as Assignment)
    await publish(store, 'paper', [article('two')], { place })
    expect((await stored('two')).story).toBe(one.story)
  })

  test('who is put beside what retention has taken joins the rest of the story, or starts one', async () => {
    await publish(store, 'agency', [article('one')])
    const one = await stored('one')
    await publish(store, 'paper', [article('two')], { now: NOON + HOUR, place: always(joining(one)) })
    await store.prune(NOON + 1, NOON + 1)
    await publish(store, 'post', [article('three')], { now: NOON + HOUR, place: always(joining(one)) })
    expect((await stored('three')).story).toBe(one.story)
    await store.prune(NOON + 2 * HOUR, 0)
    await publish(store, 'post', [article('four')], { now: NOON + 3 * HOUR, place: always(joining(one)) })
    expect((await stored('four')).story).not.toBe(one.story)
    expect((await store.story((await stored('four')).story))?.articles).toHaveLength(1)
  })

  test('an article that is not there is nobody’s neighbour', async () => {
    const nowhere = always({ kind: 'joins', story: storyId('snowhere'), parent: articleId('anowhere'), reasons: [] })
    expect(await publish(store, 'agency', [article('one')], { place: nowhere })).toMatchObject({ added: 1 })
    expect(await store.counts()).toMatchObject({ articles: 1, stories: 1 })
  })
})
