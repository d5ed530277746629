/** After an upgrade that stores features in another format: stories stay, and what comes later joins them as if nothing had been. */
import { beforeAll, expect, test } from 'vitest'
import { isRebuildUnderWay } from '../../src/grouping/rebuild.ts'
import { decodeFeatures } from '../../src/grouping/stored-features.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { IndexedRow } from '../../src/store/ports/article-log.ts'
import { type Store, StoreError } from '../../src/store/ports/store.ts'
import type { Understand } from '../../src/grouping/encoded-article.ts'
import { addSources, EVENING, grouperOf, pollsOf, publishedIn, type Step, take, understandInvented } from './news-stream.ts'

const polls = pollsOf(220)
const [before, after] = [polls.slice(0, -12), polls.slice(-12)]

const opened = async (): Promise<Store> => {
  const store = await openSqlite({ folder: ':memory:', now: () => EVENING })
  await addSources(store)
  return store
}
const takeAll = async (store: Store, steps: readonly Step[]): Promise<void> => {
  for (const step of steps) await take(store, step)
}
const rowsIn = async (store: Store): Promise<readonly IndexedRow[]> => await store.indexed({ after: 0, limit: 1_000 })
const outdatedIn = async (store: Store): Promise<number> =>
  (await rowsIn(store)).filter(({ features }) => features !== null && decodeFeatures(features) === null).length

/** A store as another version leaves it in the middle of a regroup. */
const leftByAnother = async (): Promise<Store> => {
  const store = await opened()
  await takeAll(store, before)
  await grouperOf(store).catchUp()
  const features = (await rowsIn(store)).flatMap(({ number, features: of }) =>
    of === null ? [] : [{ article: number, features: { at: of.at, bytes: new Uint8Array(64) } }],
  )
  const notes = {
    'features.format': '1',
    'rebuild.under-way': JSON.stringify({ from: 0, position: 3, isSwapping: false, late: null }),
  }
  await store.commit({ features, notes, isPublished: false, now: EVENING })
  const [row] = await store.logged({ after: 0, limit: 1 })
  const decided = { article: row?.number ?? 0, kind: 'starts', parent: null, story: row?.ownStory, reasons: [], features: null }
  await store.writeNext([decided as never], {})
  return store
}

const expected: { stories?: Awaited<ReturnType<typeof publishedIn>>; later?: Awaited<ReturnType<typeof publishedIn>> } = {}
beforeAll(async () => {
  const store = await opened()
  const grouper = grouperOf(store)
  await takeAll(store, before)
  await grouper.catchUp()
  expected.stories = await publishedIn(store)
  await takeAll(store, after)
  await grouper.catchUp()
  expected.later = await publishedIn(store)
})

test('stories stay, and what comes later joins them', async () => {
  const store = await leftByAnother()
  let renewals = 0
  const grouper = grouperOf(store, { renewing: () => void (renewals += 1) })
  await grouper.catchUp()
  expect(renewals).toBe(1)
  expect(await outdatedIn(store)).toBe(0)
  expect(await publishedIn(store)).toEqual(expected.stories)
  await takeAll(store, after)
  await grouper.catchUp()
  expect(await publishedIn(store)).toEqual(expected.later)
  await grouperOf(store, { renewing: () => void (renewals += 1) }).catchUp()
  expect(renewals).toBe(1)
})

test('a regroup that the other version had under way is abandoned', async () => {
  const store = await leftByAnother()
  expect(await isRebuildUnderWay(store)).toBe(false)
  await grouperOf(store).catchUp()
  expect(await store.note('rebuild.under-way')).toBeNull()
  expect(await store.nextAfter(0, 1)).toEqual([])
})

test('interrupted, it goes on where it was', async () => {
  const store = await leftByAnother()
  const all = await outdatedIn(store)
  let commits = 0
  const full: Store = {
    ...store,
    async commit(plan) {
      commits += 1
      if (commits === 2) throw new StoreError('The disk is full.')
      await store.commit(plan)
    },
  }
  await expect(grouperOf(full).catchUp()).rejects.toThrow('The disk is full')
  expect(await outdatedIn(store)).toBeLessThan(all)
  expect(await outdatedIn(store)).toBeGreaterThan(0)
  await grouperOf(store).catchUp()
  expect(await outdatedIn(store)).toBe(0)
  expect(await publishedIn(store)).toEqual(expected.stories)
})

test('another model gives its own vectors to what is stored, and a restart with it gives none again', async () => {
  const store = await opened()
  await takeAll(store, before)
  await grouperOf(store).catchUp()
  const asked: string[] = []
  const understand: Understand = async (articles) => {
    asked.push(...articles.map(({ id }) => id))
    const understood = await understandInvented(articles)
    return understood.map((one) => ({ ...one, vector: one.vector === null ? null : { ...one.vector, revision: 'newer' } }))
  }
  const newer = { understand, model: () => 'newer' }
  await grouperOf(store, newer).catchUp()
  const revisions = (await rowsIn(store)).flatMap(({ features }) =>
    features === null ? [] : [decodeFeatures(features)?.revision],
  )
  expect(new Set(revisions)).toEqual(new Set(['newer']))
  expect(asked).toHaveLength(revisions.length)
  expect(await publishedIn(store)).toEqual(expected.stories)
  const restarted = new Set(asked)
  await takeAll(store, after)
  await grouperOf(store, newer).catchUp()
  expect(await publishedIn(store)).toEqual(expected.later)
  expect(asked.slice(revisions.length).filter((id) => restarted.has(id))).toEqual([])
})

test('asked to regroup at once, it renews first', async () => {
  const store = await leftByAnother()
  const report = await grouperOf(store).rebuild({ since: 0, progress: () => {} })
  expect(report).toMatchObject({ decided: 0, stories: 0, finished: true })
  expect(await publishedIn(store)).toEqual(expected.stories)
})
