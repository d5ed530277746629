/** A store that was really used goes to PostgreSQL and back: nothing that anybody is shown changes. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sourceId } from '../../../src/model/ids.ts'
import type { App } from '../../../src/server.ts'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { connect } from '../../../src/store/dialects/sqlite/connection.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { MOVED_TABLES } from '../../../src/store/moving/moved-tables.ts'
import { moveStore, type MovedRows, type MoveStep, type StorePlace } from '../../../src/store/moving/move-store.ts'
import { DATABASE_FILE } from '../../../src/store/operations/data-folder.ts'
import { createDatabase } from '../postgres-databases.ts'
import { EVERYTHING } from '../samples.ts'
import { createLivedStore, type LivedStore, shownBy, WORDS } from './lived-store.ts'

let lived: LivedStore
let places: Record<'first' | 'middle' | 'second' | 'last', StorePlace>
const steps: MoveStep[] = []
const move = async (from: StorePlace, to: StorePlace): Promise<MovedRows> =>
  await moveStore({ from, to, command: 'polywire migrate-store', progress: (step) => steps.push(step) })

let moved: MovedRows
beforeAll(async () => {
  lived = await createLivedStore()
  const { place } = lived
  places = {
    first: { folder: place.data },
    middle: { url: await createDatabase() },
    second: { folder: place.path('second') },
    last: { url: await createDatabase(null) },
  }
  moved = await move(places.first, places.middle)
  await move(places.middle, places.second)
  await move(places.second, places.last)
})
afterAll(async () => await lived.clear())

const withApp = async <Result>(where: StorePlace, work: (app: App) => Promise<Result>): Promise<Result> => {
  const app = await lived.open(where)
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

test('every table has rows that move, and all are told of', () => {
  expect(Object.entries(moved).filter(([, rows]) => rows === 0)).toEqual([])
  expect(moved).toMatchObject({ story: expect.any(Number), article: expect.any(Number) })
  expect(moved.article).toBeGreaterThan(300)
  const rows = Object.values(moved).reduce((sum, count) => sum + count, 0)
  const first = steps.slice(0, steps.findIndex(({ done, total }) => done === total) + 1)
  expect(first.at(-1)).toEqual({ doing: 'comparing note', done: 2 * rows, total: 2 * rows })
})

const rowsOf = (where: StorePlace, sql: string): readonly unknown[] => {
  const connection = connect(join('folder' in where ? where.folder : '', DATABASE_FILE), { readOnly: true, maxBytes: null })
  try {
    return connection.all(sql)
  } finally {
    connection.db.close()
  }
}

test('back on SQLite each table is what it was', () => {
  const same = (sql: string): void => expect([sql, rowsOf(places.second, sql)]).toEqual([sql, rowsOf(places.first, sql)])
  for (const { name, columns, key } of MOVED_TABLES)
    same(`SELECT ${columns.join(', ')} FROM ${name} ORDER BY ${key.join(', ')}`)
  same('SELECT * FROM counters')
  same('SELECT * FROM sqlite_sequence ORDER BY name')
  same('SELECT rowid FROM words ORDER BY rowid')
  same('SELECT name, sql FROM sqlite_schema ORDER BY name')
})

test('searches know how far the blocks of articles reach', () => {
  expect(rowsOf(places.second, 'SELECT 1 FROM sort_block')).not.toEqual([])
  expect(rowsOf(places.second, WRONG_BLOCKS)).toEqual([])
})
const WRONG_BLOCKS = `
  WITH placed AS (SELECT a.n >> 10 AS block, a.sort_at, s.sort_at AS story_at FROM article a JOIN story s ON s.n = a.story)
  SELECT * FROM sort_block b WHERE latest <> (SELECT max(sort_at) FROM placed p WHERE p.block <= b.block)
    OR article_from <> (SELECT min(sort_at) FROM placed p WHERE p.block = b.block)
    OR story_from <> (SELECT min(story_at) FROM placed p WHERE p.block = b.block)`

test('what the grouper has not decided on is still to be decided', async () => {
  const stores = [
    await openSqlite({ folder: lived.place.data, readOnly: true }),
    await openSqlite({ folder: lived.place.path('second'), readOnly: true }),
    await openPostgres({ url: 'url' in places.middle ? places.middle.url : '', readOnly: true }),
    await openPostgres({ url: 'url' in places.last ? places.last.url : '', readOnly: true }),
  ]
  const known = await Promise.all(
    stores.map(async (store) => ({
      progress: await store.progress(),
      position: await store.newestPosition(),
      log: (await store.readLog(99)).map(({ kind, position, article }) => ({ kind, position, article: article?.title })),
    })),
  )
  for (const store of stores) await store.close()
  expect(known[0]?.log.map(({ kind }) => kind)).toEqual(['withdrawn', 'override', 'new'])
  for (const one of known) expect(one).toEqual(known[0])
})

test('feeds with their entity tags, pages, searches and answers are the same on both engines', async () => {
  const shown = await withApp(places.first, async (app) => await shownBy(app, lived.now))
  expect(Object.keys(shown).length).toBeGreaterThan(60)
  expect(Object.values(shown).filter((one) => (one as { status: number }).status !== 200)).toEqual([])
  for (const word of WORDS) expect(JSON.stringify(shown[`/feeds/all.atom?q=${encodeURIComponent(word)}`])).toContain('<entry')
  for (const where of [places.middle, places.second, places.last])
    expect(await withApp(where, async (app) => await shownBy(app, lived.now))).toEqual(shown)
})

const knowledge = async ({ store }: App) => {
  const { rows } = await store.articles({ filter: EVERYTHING, limit: 10_000, before: null })
  return {
    decisions: await Promise.all(rows.map(async ({ id }) => await store.decision(id))),
    counts: await store.counts(),
    edition: await store.edition(),
    progress: await store.progress(),
    position: await store.newestPosition(),
    next: await store.nextAfter(0, 10_000),
    tombstones: await store.storyTombstones(100),
    incidents: await store.incidents(100),
    sources: await store.sourceSummaries(lived.now),
    due: await store.nextDue(),
    dead: await store.deliveries.deadLetters(9),
    subscriptions: await store.subscriptions.subscriptionCounts(),
  }
}

test('what is known of decisions, sources and messages is the same, those of older versions included', async () => {
  const known = await withApp(places.first, knowledge)
  expect(known.decisions.filter((decision) => (decision?.reasons.length ?? 0) > 0).length).toBeGreaterThan(50)
  for (const where of [places.middle, places.second, places.last]) expect(await withApp(where, knowledge)).toEqual(known)
})

test('sources are polled on when they are due, with what they answered last, and their items are known', async () => {
  const asked = lived.host.asked.length
  const polled = async (app: App) => {
    const due = await app.store.claimDue(lived.now, { limit: 99, perHost: 99, leaseMs: 60_000 })
    const reports = await app.scheduler.pollAll([sourceId('world'), sourceId('s3')])
    await app.grouped()
    return { due: due.length, reports: reports.map(({ outcome, added, revised }) => ({ outcome, added, revised })) }
  }
  const unchanged = { outcome: 'unchanged', added: 0, revised: 0 }
  for (const where of [places.middle, places.second])
    expect(await withApp(where, polled)).toEqual({ due: 0, reports: [unchanged, unchanged] })
  expect(lived.host.asked.slice(asked).map(({ status }) => status)).toEqual([304, 304, 304, 304])
})

test('what is new gets the next numbers, and joins the stories that were there', async () => {
  lived.host.show('/away', WORLD_AGAIN)
  const report = async (app: App) => {
    const [one] = await app.scheduler.pollAll([sourceId('away')])
    await app.grouped()
    const { rows } = await app.store.articles({ filter: EVERYTHING, limit: 10_000, before: null })
    const story = rows.find(({ source }) => source === 'away')?.story
    const titles = rows.filter((row) => row.story === story).map(({ title }) => title)
    return { added: one?.added, story, titles, position: await app.store.newestPosition() }
  }
  const first = await withApp(places.first, report)
  expect(first).toMatchObject({ added: 1, story: expect.any(String) })
  expect(first.titles.length).toBeGreaterThan(1)
  for (const where of [places.middle, places.second, places.last]) expect(await withApp(where, report)).toEqual(first)
})
const WORLD_AGAIN = `<?xml version="1.0"?><rss version="2.0"><channel><title>Away</title><link>https://away.example/</link>
  <item><guid>away</guid><link>https://away.example/1</link><title>New marketplace in London opens, explains tax on parcels</title>
  <description>A marketplace in London opened today and explains the tax on parcels.</description></item></channel></rss>`
