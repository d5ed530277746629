/** Rebuilding stories from the command line, alone and beside a running service. */
import { readdirSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { componentOf, planOf, reclusterStored } from '../../src/grouping/apply-corrections.ts'
import type { StoredFeatures } from '../../src/model/story.ts'
import type { GroupingPlan } from '../../src/store/ports/article-log.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { item, openWorkplace, pollOnce, rss, service, sourcesYaml, type Workplace } from './workplace.ts'

let host: FeedHost
let polled: Workplace
let place: Workplace
beforeAll(async () => {
  host = await startFeedHost()
  polled = openWorkplace()
  const title = 'A marketplace in Lisbon is fined forty million euro for hidden fees'
  polled.write('polywire.yaml', service([host.host]))
  const [a, b] = [`http://${host.host}/a`, `http://${host.host}/b`]
  host.show('/a', rss([item('1', title)]))
  host.show('/b', rss([item('2', `${title}, regulator says`)]))
  polled.write('sources.yaml', sourcesYaml({ a }))
  await pollOnce(polled)
  polled.write('sources.yaml', sourcesYaml({ a, b }))
  await pollOnce(polled)
})
afterAll(async () => {
  await polled.clear()
  await host.close()
})
beforeEach(() => {
  place = openWorkplace(polled)
})
afterEach(() => place.clear())

const inStore = async <Result>(work: (store: Store) => Promise<Result>): Promise<Result> => {
  const store = await openSqlite({ folder: place.data })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
const stories = async (): Promise<number> => await inStore(async (store) => (await store.counts()).stories)
/** As if another algorithm had left every article alone, and stored features of the first in this form. */
const scatter = async (notes: GroupingPlan['notes'] = {}, first: StoredFeatures | null = null): Promise<void> =>
  await inStore(async (store) => {
    const articles = await store.logged({ after: 0, limit: 10 })
    const now = Date.now()
    await store.commit({
      assignments: articles.map(({ number }) => ({ article: number, kind: 'starts', parent: null, starts: null })),
      reasons: articles.map(({ number }) => ({ article: number, reasons: [] })),
      features: articles.map(({ number }, at) => ({ article: number, features: at === 0 ? first : null })),
      notes,
      isPublished: true,
      now,
    })
    const about = articles.map(({ id }) => id)
    const stories = await reclusterStored(store, await componentOf(store, about, [], 'live'), [], now)
    await store.commit({ ...planOf(stories), isPublished: true, now })
  })

test('stories that were found are left as they are; those that were not come together', async () => {
  expect((await place.run(['regroup'])).out).toContain('2 articles looked at, 0 assigned differently; 0 stories changed')
  await scatter()
  expect(await stories()).toBe(2)
  const { code, out } = await place.run(['regroup', '--json'])
  expect([code, JSON.parse(out)]).toEqual([0, { looked: 2, decided: 1, stories: 2, ended: 1, finished: true }])
  expect(await stories()).toBe(1)
})

test.each(['yesterday', '24.11.2026', '2026-13-01'])('a day that is none is refused: %s', async (day) => {
  const { code, err } = await place.run(['regroup', '--since', day])
  expect([code, err]).toEqual([2, `--since: "${day}" is not a day; write it as 2026-11-24, or 2026-11-24T08:00Z.\n`])
})

test('only what was first seen since a day is looked at', async () => {
  expect((await place.run(['regroup', '--since', '2100-01-01'])).out).toContain('0 articles looked at')
})

test('a service that has the data folder is asked, and does it', async () => {
  await scatter()
  const running = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0' } })
  await running.line(/^Polywire is running at http/)
  const { code, out } = await place.run(['regroup'])
  expect([code, out]).toEqual([
    0,
    'The running service regroups its articles; its log shows regroup-started, regroup-progress and regroup-done.\n',
  ])
  expect(JSON.parse(await running.line(/"event":"regroup-done"/))).toMatchObject({ looked: 2, decided: 1, ended: 1 })
  expect(readdirSync(place.data).filter((name) => name.endsWith('.request'))).toEqual([])
  running.child.kill('SIGTERM')
  await running.ended
  expect(await stories()).toBe(1)
})

test('a service resumes at its start what was interrupted', async () => {
  await scatter({ 'rebuild.under-way': '{"from":0,"position":0,"isSwapping":false}' })
  const running = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0' } })
  expect(JSON.parse(await running.line(/"event":"regroup-done"/))).toMatchObject({ looked: 2, decided: 1 })
  running.child.kill('SIGTERM')
  await running.ended
  expect(await stories()).toBe(1)
})

test('where another version stored features in another form, a service says so, and regroups nothing', async () => {
  await scatter({ 'features.format': '1' }, { at: Date.now(), bytes: new Uint8Array(64) })
  const running = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0' } })
  await running.line(/"event":"features-outdated"/)
  running.child.kill('SIGTERM')
  expect((await running.ended).out).not.toContain('regroup-')
  expect(await stories()).toBe(2)
})
