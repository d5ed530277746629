/** The machine's clock is set while the service does not run. */
import { beforeEach, expect, test } from 'vitest'
import { sourceId } from '../../src/model/ids.ts'
import type { App } from '../../src/server.ts'
import { systemClock } from '../../src/server/clock.ts'
import { sweep } from '../../src/server/sweep.ts'
import { item, openWorkplaceWithHost, rss, type Workplace } from '../cli/workplace.ts'
import type { FeedHost } from '../ingest/feed-host.ts'
import { sourceState } from '../store/samples.ts'
import { openAppAt } from './open-app-at.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.UTC(2026, 5, 15, 12)
const SOURCES = ['a', 'b', 'c']

let host: FeedHost
let place: Workplace
let now = START
let jumps: number[] = []
beforeEach(async () => {
  now = START
  jumps = []
  const opened = await openWorkplaceWithHost(Object.fromEntries(SOURCES.map((id) => [id, rss([item(id)])])))
  ;({ host, place } = opened)
  return opened.close
})
/** Opens, does this, and closes: an hour and more of a service's life, without the waiting. */
const running = async <Result>(work: (app: App) => Promise<Result>): Promise<Result> => {
  const app = await openAppAt(place, {
    clock: { ...systemClock, now: () => now },
    clockJumped: (byMs) => jumps.push(byMs),
  })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}
/** Polls the sources ten minutes apart, and says in how many milliseconds each is due. New sources are polled first, as the end of a poll would
 * start theirs, and a poll that is under way is not begun again. */
const pollEach = async (): Promise<readonly number[]> =>
  await running(async (app) => {
    await app.scheduler.idle()
    for (const id of SOURCES) {
      now += 10 * MINUTE
      await app.scheduler.poll(sourceId(id))
    }
    await app.grouped()
    return await waits(app)
  })
const waits = async ({ store }: App): Promise<readonly number[]> =>
  await Promise.all(SOURCES.map(async (id) => ((await sourceState(store, sourceId(id)))?.nextDue ?? Number.NaN) - now))
const asked = (): number => host.asked.length

test.each([
  ['an hour', () => now - HOUR],
  ['thirty days', () => now - 30 * DAY],
  ['to 1970', () => 5_000],
])('set back %s: each source is due when it would have been, and none at once', async (_, set) => {
  const before = await pollEach()
  const asks = asked()
  const last = now
  now = set()
  const after = await running(async (app) => {
    await app.scheduler.idle()
    return await waits(app)
  })
  expect(after).toEqual(before)
  expect(asked()).toBe(asks)
  expect(jumps).toEqual([now - last])

  now += Math.max(...before)
  await running(async (app) => await app.scheduler.idle())
  expect(asked()).toBe(asks + SOURCES.length)
  expect(jumps).toHaveLength(1)
})

test('set forward a day: each source is polled once, and due again after its interval', async () => {
  await pollEach()
  const asks = asked()
  now += DAY
  const after = await running(async (app) => {
    await app.scheduler.idle()
    return await waits(app)
  })
  expect(asked()).toBe(asks + SOURCES.length)
  for (const wait of after) expect(wait).toBeGreaterThan(5 * MINUTE)
  expect(jumps).toEqual([])
})

test('a wish of the publisher that lasts longer is moved too, and no setting cuts it', async () => {
  host.show('/a', rss([item('a')], '<ttl>600</ttl>'))
  const [wish = 0] = await pollEach()
  expect(wish).toBeGreaterThan(9 * HOUR)
  now -= 30 * DAY
  expect((await running(waits))[0]).toBe(wish)
})

test('news of a time in which the clock was decades ahead stands below what comes later, and that is grouped again', async () => {
  await pollEach()
  const right = now
  const poll = async (app: App, id: string, title: string, text = 'Nobody voted against them.'): Promise<void> => {
    host.show(`/${id}`, rss([item(id), item(`${id}2`, title).replace(/What is known[^<]*/, text)]))
    await app.scheduler.poll(sourceId(id))
    await app.grouped()
  }
  now = Date.UTC(2100, 0, 1)
  await running(
    async (app) =>
      await poll(
        app,
        'a',
        'A marketplace in Lisbon is fined forty million euro for hidden fees',
        'Its owner appeals against the regulator.',
      ),
  )
  now = right + HOUR
  await running(async (app) => {
    await poll(app, 'b', 'Harbour council adopts rules for the marketplace of lockers')
    await poll(app, 'c', 'Rules for the marketplace of lockers adopted by harbour council')
    const { rows } = await app.store.stories({ filter: { kind: 'everything' }, limit: 1, before: null })
    expect(rows[0]?.story.articles.map(({ source }) => source)).toEqual(['b', 'c'])
  })
})

test('retention takes nothing where the clock is decades ahead before it has ever run', async () => {
  await pollEach()
  now = Date.UTC(2100, 0, 1)
  await running(async (app) => {
    expect((await sweep(app, now)).withdrawn).toBe(0)
    expect((await app.store.counts()).articles).toBe(SOURCES.length)
  })
})
