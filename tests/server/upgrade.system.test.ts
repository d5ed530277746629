/** A data folder of the version before (schema 15, killed in the middle of its life) is taken over: nothing published changes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../src/server.ts'
import { systemClock } from '../../src/server/clock.ts'
import { isRebuildUnderWay } from '../../src/grouping/rebuild.ts'
import { sourceId } from '../../src/model/ids.ts'
import { openWorkplace, rss, type Workplace } from '../cli/workplace.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { EVERYTHING } from '../store/samples.ts'
import { feedOf, lastingFacts, SHARED_IDS } from './recorded-versions.ts'
import { openAppAt } from './open-app-at.ts'

/** What the version before published, and from what. */
type Recorded = {
  readonly recordedAt: number
  /** Where its sources were. */
  readonly host: string
  readonly configuration: Readonly<Record<string, string>>
  readonly shown: Readonly<Record<string, string>>
  readonly articles: readonly (readonly [article: string, story: string])[]
  readonly feeds: Readonly<Record<string, string>>
}
const fixture = (name: string): Buffer => gunzipSync(readFileSync(join(import.meta.dirname, '../fixtures/upgrade', name)))
const recorded = JSON.parse(fixture('recorded.json.gz').toString()) as Recorded
const { recordedAt } = recorded

let host: FeedHost
let place: Workplace
let app: App
let wasRegrouping = false
/** With today's addresses of the sources. */
const moved = (text: string): string => text.replaceAll(recorded.host, host.host)
const at = (ms: number) => ({ ...systemClock, now: () => recordedAt + ms })
const open = async (afterMs: number): Promise<void> => {
  app = await openAppAt(place, {
    clock: at(afterMs),
  })
  await app.grouped()
}

beforeAll(async () => {
  host = await startFeedHost()
  place = openWorkplace()
  for (const [name, text] of Object.entries(recorded.configuration)) place.write(name, moved(text))
  place.write('feeds.yaml', SHARED_IDS)
  for (const [source, text] of Object.entries(recorded.shown)) host.show(`/${source}`, text)
  mkdirSync(place.data, { recursive: true })
  const file = join(place.data, 'polywire.sqlite')
  writeFileSync(file, fixture('schema-15.sqlite.gz'))
  const db = new Database(file)
  db.prepare('UPDATE source SET url = replace(url, ?, ?)').run(recorded.host, host.host)
  wasRegrouping = db.prepare(`SELECT 1 FROM note WHERE name = 'regroup.under-way'`).get() !== undefined
  db.close()
  await open(1_000)
})
afterAll(async () => {
  await app.close()
  await place.clear()
  await host.close()
})

const feedAt = async (path: string): Promise<string> => await feedOf(app, path, recordedAt + 1_000)
/** Of a full document of a hundred entries; older stories that went on may follow. */
const NEWEST = 75
const lasting = (feeds: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(feeds).map(([path, text]) => [
      path,
      // Which report stands for a story, and lends it its link, is chosen anew.
      lastingFacts(text)
        .slice(0, Math.min(NEWEST, lastingFacts(recorded.feeds[path] ?? '').length))
        .map((facts) => facts.replace(/ \S+ /, ' ')),
    ]),
  )
const published = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(await Promise.all(Object.keys(recorded.feeds).map(async (path) => [path, await feedAt(path)] as const)))
const before = () => Object.fromEntries(Object.entries(recorded.feeds).map(([path, text]) => [path, moved(text)]))

/** The story of each article. */
const articles = async (): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await app.store.articles({ filter: EVERYTHING, limit: 10_000, before: null })
  return new Map(rows.map(({ id, story }) => [id, story]))
}

test('every article and story has the id that it had, and stands where it stood', async () => {
  expect(recorded.articles.length).toBeGreaterThan(300)
  expect(await articles()).toEqual(new Map(recorded.articles))
})

test('every feed has the entries that it had, in their order', async () => {
  const facts = lasting(before())
  for (const entries of Object.values(facts)) expect(entries).not.toEqual([])
  expect(lasting(await published())).toEqual(facts)
  taken = await published()
})
let taken: Readonly<Record<string, string>> = {}

test('the regroup that the version before had under way is abandoned: it was asked of that version', async () => {
  expect(wasRegrouping).toBe(true)
  expect(await app.store.note('rebuild.under-way')).toBeNull()
  expect(await isRebuildUnderWay(app.store)).toBe(false)
  expect(await app.store.nextAfter(0, 1)).toEqual([])
})

test('what the sources show still is not read as news', async () => {
  const reports = await app.scheduler.pollAll(Object.keys(recorded.shown).map(sourceId))
  expect(reports.map(({ added, revised, failure }) => ({ added, revised, failure }))).toEqual(
    reports.map(() => ({ added: 0, revised: 0, failure: null })),
  )
  await app.grouped()
  expect(await published()).toEqual(taken)
})

test('after a restart all is as it was', async () => {
  await app.close()
  await open(2_000)
  expect(await articles()).toEqual(new Map(recorded.articles))
  expect(await published()).toEqual(taken)
})

test('it goes on: what is new joins the stories that were there', async () => {
  const title = 'LockerHub fined 12.4 million euros over customer data in Poland, office says'
  const text =
    'LockerHub kept the addresses of customers for five years, Poland’s data protection office said, and fined the parcel company 12.4 million euros.'
  host.show(
    '/s0',
    rss([
      `<item><guid>urn:new</guid><link>https://s0.example/new</link><title>${title}</title><description>${text}</description></item>`,
    ]),
  )
  const [report] = await app.scheduler.pollAll([sourceId('s0')])
  expect(report).toMatchObject({ added: 1, failure: null })
  await app.grouped()
  const { rows } = await app.store.stories({ filter: EVERYTHING, limit: 1_000, before: null })
  const languages = rows
    .find(({ story }) => story.articles.some((one) => one.title === title))
    ?.story.articles.map(({ language }) => language)
  expect(new Set(languages)).toEqual(new Set(['en', 'ru', 'zh-Hans']))
})
