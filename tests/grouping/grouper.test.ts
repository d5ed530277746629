/** The grouper over a real store: what it decides depends on the log alone, on no batch, no restart, no fault on the way. */
import { beforeAll, describe, expect, test } from 'vitest'
import { applyCorrections, CONFIGURED_NOTE, IN_FORCE_NOTE, overridesIn } from '../../src/grouping/apply-corrections.ts'
import type { Correction } from '../../src/model/correction.ts'
import { withoutVectors } from '../../src/grouping/encoded-article.ts'
import { createGroupingIndex } from '../../src/grouping/grouping-index.ts'
import { createTurns } from '../../src/grouping/turns.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { type Store, StoreError } from '../../src/store/ports/store.ts'
import { JOINS } from './joins.ts'
import {
  addSources,
  correction,
  EVENING,
  feedsIn,
  grouperOf,
  idIn,
  pollsOf,
  publishedIn,
  type Step,
  take,
} from './news-stream.ts'

const ARTICLES = 150
const PARTS = {
  index: createGroupingIndex(JOINS),
  rules: () => ({ isAtHome: () => false, grouped: 'all' }) as const,
  understand: withoutVectors,
}
const polls = pollsOf(ARTICLES)

const inMemory = async (): Promise<Store> => {
  const store = await openSqlite({ folder: ':memory:', now: () => EVENING })
  await addSources(store)
  return store
}
const outcomeOf = async (store: Store) => {
  const outcome = { ...(await publishedIn(store)), feeds: await feedsIn(store) }
  await store.close()
  return outcome
}
type Outcome = Awaited<ReturnType<typeof outcomeOf>>

/** All of the log is there before anything is decided. */
const atOnce = async (steps: readonly Step[]): Promise<Outcome> => {
  const store = await inMemory()
  for (const step of steps) await take(store, step)
  await grouperOf(store).catchUp()
  return await outcomeOf(store)
}

const articlesIn = (steps: readonly Step[]) =>
  steps.flatMap((step) => (step.kind === 'poll' ? step.articles.map(({ key }) => idIn(step.source, key)) : []))

/** Corrections in the middle: two stories are one, one is split, one is led by another article; one names what comes later. */
const corrected = (plain: Outcome): readonly Step[] => {
  const middle = Math.floor(polls.length / 2)
  const before = new Set(articlesIn(polls.slice(0, middle)))
  const long = plain.stories.filter(({ articles }) => articles.filter(({ id }) => before.has(id)).length > 2)
  const [one, two, three] = long.map(({ articles }) => articles.map(({ id }) => id).filter((id) => before.has(id)))
  const later = articlesIn(polls.slice(middle)).at(20)
  if (one === undefined || two === undefined || three === undefined || later === undefined) throw new Error('too little news')
  const [first = '', second = ''] = one
  const corrections: readonly Correction[] = [
    correction('split', 1, first, second),
    correction('join', 2, two[0] ?? '', later),
    correction('pin', 3, three.at(-1) ?? ''),
  ]
  return [...polls.slice(0, middle), { kind: 'corrections', corrections, now: EVENING }, ...polls.slice(middle)]
}

const streams: { plain: readonly Step[]; corrected: readonly Step[] } = { plain: polls, corrected: [] }
const expected: { plain?: Outcome; corrected?: Outcome } = {}
beforeAll(async () => {
  expected.plain = await atOnce(polls)
  streams.corrected = corrected(expected.plain)
  expected.corrected = await atOnce(streams.corrected)
})

test('the stream has copies, reports, pages of two sources, and corrections that tell', () => {
  const stories = expected.plain?.stories ?? []
  expect(stories.filter(({ articles }) => articles.length > 1).length).toBeGreaterThan(10)
  expect(stories.flatMap(({ articles }) => articles).filter(({ copyOf }) => copyOf !== null).length).toBeGreaterThan(10)
  expect(stories.flatMap(({ articles }) => articles).filter(({ alsoIn }) => alsoIn.length > 0).length).toBeGreaterThan(3)
  expect(expected.corrected?.stories).not.toEqual(stories)
})

describe.each(['plain', 'corrected'] as const)('over a %s stream', (kind) => {
  test('two runs give the same stories and the same feeds', async () => {
    expect(await atOnce(streams[kind])).toEqual(expected[kind])
  })

  test.each([1, 2, 7, 19])('grouped after every %i polls', async (every) => {
    const store = await inMemory()
    const grouper = grouperOf(store)
    for (const [index, step] of streams[kind].entries()) {
      await take(store, step)
      if (index % every === 0) await grouper.catchUp()
    }
    await grouper.catchUp()
    expect(await outcomeOf(store)).toEqual(expected[kind])
  })

  test('appended while it is grouped', async () => {
    const store = await inMemory()
    const grouper = grouperOf(store)
    const running: Promise<void>[] = []
    for (const step of streams[kind]) {
      await take(store, step)
      running.push(grouper.catchUp())
    }
    await Promise.all(running)
    expect(await outcomeOf(store)).toEqual(expected[kind])
  })

  test.each([1, 3])('started anew after every %i polls: the index is refilled from what is stored', async (every) => {
    const store = await inMemory()
    let grouper = grouperOf(store)
    for (const [index, step] of streams[kind].entries()) {
      await take(store, step)
      await grouper.catchUp()
      if (index % every === 0) grouper = grouperOf(store)
    }
    expect(await outcomeOf(store)).toEqual(expected[kind])
  })

  test.each([
    ['finds the disk full', new StoreError('the disk is full')],
    ['meets a fault of ours', new TypeError('undefined is not a function')],
  ])('each commit that %s is made good by the next call, and nothing is lost', async (_, fault) => {
    const store = await inMemory()
    for (const step of streams[kind]) await take(store, step)
    let count = 0
    const commit: Store['commit'] = async (plan) => {
      count += 1
      if (count % 2 === 1) throw fault
      await store.commit(plan)
    }
    const grouper = grouperOf({ ...store, commit })
    const tryAgain = async (failures: readonly unknown[]): Promise<readonly unknown[]> =>
      await grouper.catchUp().then(
        () => failures,
        (error: unknown) => tryAgain([...failures, error]),
      )
    const failures = await tryAgain([])
    expect(new Set(failures)).toEqual(new Set([fault]))
    expect(failures.length).toBeGreaterThan(2)
    expect(await outcomeOf(store)).toEqual(expected[kind])
  })

  test('a fault between deciding and committing leaves nothing of the batch in the index', async () => {
    const store = await inMemory()
    for (const step of streams[kind]) await take(store, step)
    let count = 0
    const storyStates: Store['storyStates'] = async (stories) => {
      count += 1
      if ([2, 5, 9, 14].includes(count)) throw new TypeError('undefined is not a function')
      return await store.storyStates(stories)
    }
    const grouper = grouperOf({ ...store, storyStates })
    let failures = 0
    for (let isDone = false; !isDone; )
      isDone = await grouper.catchUp().then(
        () => true,
        () => {
          failures += 1
          return false
        },
      )
    expect(failures).toBeGreaterThan(1)
    expect(await outcomeOf(store)).toEqual(expected[kind])
  })

  test('stopped after any batch, it goes on there', async () => {
    const store = await inMemory()
    for (const step of streams[kind]) await take(store, step)
    const stopping = new AbortController()
    await grouperOf(store, { published: () => stopping.abort() }).catchUp(stopping.signal)
    const { articles } = await store.counts()
    expect(articles).toBeGreaterThan(0)
    expect(articles).toBeLessThan(ARTICLES)
    await grouperOf(store).catchUp()
    expect(await outcomeOf(store)).toEqual(expected[kind])
  })

  test('rebuilt from the beginning, everything stands where it stood', async () => {
    const store = await inMemory()
    for (const step of streams[kind]) await take(store, step)
    const grouper = grouperOf(store)
    await grouper.catchUp()
    const report = await grouper.rebuild({ since: 0, progress: () => {} })
    expect(report).toMatchObject({ decided: 0, stories: 0, ended: 0, finished: true })
    expect(await outcomeOf(store)).toEqual(expected[kind])
  })

  test('interrupted again and again, a rebuild comes to the same, while news comes in', async () => {
    const store = await inMemory()
    const late = streams[kind].slice(-8)
    for (const step of streams[kind].slice(0, -8)) await take(store, step)
    let grouper = grouperOf(store)
    await grouper.catchUp()
    for (let round = 0; ; round += 1) {
      const stopping = new AbortController()
      const since = round === 0 ? 0 : null
      const { finished } = await grouper.rebuild({ since, progress: () => stopping.abort(), signal: stopping.signal })
      const step = late.shift()
      if (step !== undefined) await take(store, step)
      await grouper.catchUp()
      if (finished && late.length === 0) break
      grouper = grouperOf(store)
    }
    expect(await outcomeOf(store)).toEqual(expected[kind])
  })
})

test('started anew before it has read that corrections changed, it decides what came before by the old ones', async () => {
  const [later, earlier] = [polls.slice(-12), polls.slice(0, -12)]
  const before = new Set(articlesIn(earlier))
  const [one = [], two = []] = (expected.plain?.stories ?? [])
    .map(({ articles }) => articles.map(({ id }) => id).filter((id) => before.has(id)))
    .filter(({ length }) => length > 3)
  const splitOf = ([first = '', second = '']: readonly string[]) => correction('split', 1, first, second)
  const run = async (isStartedAnew: boolean) => {
    const store = await inMemory()
    const grouper = grouperOf(store)
    for (const step of earlier) await take(store, step)
    await take(store, { kind: 'corrections', corrections: [splitOf(one)], now: EVENING })
    await grouper.catchUp()
    for (const step of later) await take(store, step)
    await take(store, { kind: 'corrections', corrections: [splitOf(two)], now: EVENING })
    await (isStartedAnew ? grouperOf(store) : grouper).catchUp()
    const inForce = overridesIn(await store.note(IN_FORCE_NOTE)).map(({ kind, articles, since }) => ({ kind, articles, since }))
    return { inForce, ...(await outcomeOf(store)) }
  }
  const undisturbed = await run(false)
  expect(undisturbed.inForce).toMatchObject([{ kind: 'split', articles: two.slice(0, 2).toSorted() }])
  expect(await run(true)).toEqual(undisturbed)
})

test('on a full disk what is decided waits, and what retention withdraws makes room for it', async () => {
  const store = await openSqlite({ folder: ':memory:', now: () => EVENING, maxBytes: 2_000_000 })
  await addSources(store)
  const taken: Step[] = []
  const fill = async (): Promise<void> => {
    for (const step of pollsOf(2_000)) {
      await take(store, step)
      taken.push(step)
    }
  }
  await expect(fill()).rejects.toThrow(StoreError)
  const grouper = grouperOf(store)
  await expect(grouper.catchUp()).rejects.toThrow(StoreError)
  await expect(grouper.catchUp()).rejects.toThrow(StoreError)
  const { items } = await store.counts()
  expect(items).toBe(articlesIn(taken).length)

  const half = taken[Math.floor(taken.length / 2)]?.now ?? 0
  let withdrawn = 0
  for (;;) {
    const count = await store.withdrawOld({ articles: half, untagged: half }, 64, EVENING)
    if (count === 0) break
    withdrawn += count
    await grouper.catchUp()
  }
  expect(withdrawn).toBeGreaterThan(0)
  expect(await store.readLog(1)).toEqual([])
  expect((await store.counts()).items).toBe(items - withdrawn)
  const { stories } = await publishedIn(store)
  const left = new Set(articlesIn(taken.filter(({ now }) => now >= half)))
  const published = stories.flatMap(({ articles }) => articles.flatMap(({ id, alsoIn }) => [id, ...alsoIn]))
  expect(published.length).toBe(left.size)
  await store.close()
})

test('a page that waits for a correction finds it though the disk was full when it came', async () => {
  const store = await inMemory()
  const [first, second] = polls.filter((step) => step.kind === 'poll' && step.source !== 'mirror')
  if (first === undefined || second === undefined) throw new Error('too little news')
  const [one = ''] = articlesIn([first])
  const [other = ''] = articlesIn([second])
  let isFull = false
  const commit: Store['commit'] = async (plan) => {
    if (isFull) throw new StoreError('the disk is full')
    await store.commit(plan)
  }
  const grouper = grouperOf({ ...store, commit })
  await take(store, first)
  await take(store, { kind: 'corrections', corrections: [correction('join', 1, one, other)], now: EVENING })
  await grouper.catchUp()
  isFull = true
  await take(store, second)
  await expect(grouper.catchUp()).rejects.toThrow(StoreError)
  isFull = false
  await grouper.catchUp()
  const { stories } = await publishedIn(store)
  expect(stories.find(({ articles }) => articles.some(({ id }) => id === one))?.articles.map(({ id }) => id)).toContain(other)
  await store.close()
})

test('others have their turn of the event loop while many corrections are looked up', async () => {
  const store = await openSqlite({ folder: ':memory:', now: () => EVENING })
  const corrections = Array.from({ length: 320 }, (_, index) => correction('pin', index + 1, `https://news.example/${index}`))
  await store.appendOverride(CONFIGURED_NOTE, JSON.stringify(corrections), EVENING)
  let yielded = 0
  const turns = {
    ...createTurns(() => 0),
    yieldNow: async () => {
      yielded += 1
    },
  }
  expect((await applyCorrections({ ...PARTS, store, turns }, EVENING, true)).report.waiting).toHaveLength(320)
  expect(yielded).toBeGreaterThanOrEqual(10)
  await store.close()
})
