import Database from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { storyId } from '../../../src/model/ids.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { article, EVERYTHING, NOON, publish, source } from '../samples.ts'

const REPORTS = 1_000

/** A store in which all articles are one story. */
const openLargeStory = async () => {
  const store = await openSqlite({ folder: ':memory:' })
  onTestFinished(async () => await store.close())
  await store.syncSources([source('agency')], NOON)
  await publish(store, 'agency', [article('first')])
  const { rows } = await store.stories({ filter: EVERYTHING, limit: 1, before: null })
  const story = storyId(rows[0]?.story.id ?? '')
  const others = Array.from({ length: REPORTS - 1 }, (_, index) =>
    article(`a${index}`, { publishedAt: NOON + index, topics: ['dns'] }),
  )
  const reasons = [{ kind: 'place', detail: 'the same town', score: 0.5 }]
  await publish(store, 'agency', others, { place: () => ({ kind: 'joins', story, reasons }) })
  return { store, story }
}

/** Counts the rows that statements give from now on. */
const watchRows = () => {
  const prototype = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as Pick<Database.Statement, 'all'>
  const all = vi.spyOn(prototype, 'all')
  onTestFinished(() => all.mockRestore())
  const counts = (table: string): readonly number[] =>
    all.mock.results.flatMap(({ value }, index) =>
      (all.mock.contexts[index] as Database.Statement).source.includes(table) ? (value as readonly unknown[]).length : [],
    )
  return {
    total: () => counts('').reduce((sum, count) => sum + count, 0),
    /** Of one statement that names the table. */
    most: (table: string) => Math.max(...counts(table)),
  }
}

test.each(['newer', 'older'] as const)(
  'a story is looked through once for its first report, towards %s ones',
  async (direction) => {
    const { store, story } = await openLargeStory()
    const rows = watchRows()
    const from = direction === 'newer' ? 1 : REPORTS
    const found = await store.arrivals({ filter: EVERYTHING, grouping: 'story', from, direction, limit: 100 })
    expect(found).toEqual([{ number: 1, id: story }])
    expect(rows.total()).toBeLessThan(5 * REPORTS)
  },
)

test('a story is read some reports at a time', async () => {
  const { store, story } = await openLargeStory()
  const rows = watchRows()
  expect((await store.story(story))?.articles).toHaveLength(REPORTS)
  expect(rows.most('content')).toBeLessThan(REPORTS / 2)
})

test('what was read is unpacked some reports at a time', async () => {
  const { store, story } = await openLargeStory()
  const unpacked = vi.spyOn(JSON, 'parse')
  onTestFinished(() => unpacked.mockRestore())
  let most = 0
  let before = 0
  let isReading = true
  const look = (): void => {
    most = Math.max(most, unpacked.mock.calls.length - before)
    before = unpacked.mock.calls.length
    if (isReading) setImmediate(look)
  }
  setImmediate(look)
  await store.story(story)
  expect((await store.reasonsIn(story)).size).toBe(REPORTS - 1)
  isReading = false
  look()
  expect(before).toBeGreaterThan(2 * REPORTS)
  expect(most).toBeLessThan(REPORTS)
})

test('the reasons in a story are read some reports at a time', async () => {
  const { store, story } = await openLargeStory()
  const rows = watchRows()
  expect((await store.reasonsIn(story)).size).toBe(REPORTS - 1)
  expect(rows.most('assignment')).toBeLessThan(REPORTS / 2)
})

test('a story that gets another lead while it is read is read with that one', async () => {
  const { store, story } = await openLargeStory()
  await publish(store, 'agency', [article('late')])
  const [state] = await store.storyStates([story])
  if (state === undefined) throw new Error('there is no story')
  const reading = store.story(story)
  const late = REPORTS + 1
  await store.commit({
    stories: [{ ...state, lead: late, pinned: true }],
    places: [{ article: late, story, copyOf: null, sameAs: null, alsoIn: [] }],
    isPublished: true,
    now: NOON,
  })
  expect(await reading).toMatchObject({ lead: { key: 'late' }, isPinned: true })
})

test('why an article stands where it does is told without reading its whole story', async () => {
  const { store, story } = await openLargeStory()
  const lead = (await store.story(story))?.lead
  if (lead === undefined) throw new Error('there is no story')
  const rows = watchRows()
  expect(await store.decision(lead.id)).toMatchObject({ article: { story } })
  expect(rows.total()).toBeLessThan(10)
})
