/** A machine that keeps no time starts, or its clock is set to a wrong time: what is stored says so. */
import { beforeEach, describe, expect, test } from 'vitest'
import { pino } from 'pino'
import { sourceId } from '../../src/model/ids.ts'
import type { App } from '../../src/server.ts'
import { type SteadyClock, steadyClock } from '../../src/server/clock.ts'
import { followMachineClock } from '../../src/server/follow-machine-clock.ts'
import { sweep } from '../../src/server/sweep.ts'
import { item, openWorkplaceWithHost, rss, type Workplace } from '../cli/workplace.ts'
import type { FeedHost } from '../ingest/feed-host.ts'
import { DAY, EVERYTHING, HOUR, MINUTE, sourceState } from '../store/samples.ts'
import { openAppAt } from './open-app-at.ts'

const START = Date.UTC(2026, 5, 15, 12)
const DESK = sourceId('desk')

let host: FeedHost
let place: Workplace
let wall = START
let elapsed = 0
let events: string[] = []
const log = pino({}, { write: (line) => void events.push((JSON.parse(line) as { readonly event: string }).event) })
beforeEach(async () => {
  ;[wall, elapsed, events] = [START, 0, []]
  const opened = await openWorkplaceWithHost({ desk: rss([item('first')]) })
  ;({ host, place } = opened)
  return opened.close
})
const pass = (ms: number): void => {
  wall += ms
  elapsed += ms
}
type Running = { readonly app: App; readonly clock: SteadyClock; readonly tick: () => Promise<void> }
/** `continues`: false: as a command, which lives too short for that. */
const running = async <Result>(work: (running: Running) => Promise<Result>, continues = true): Promise<Result> => {
  const clock = steadyClock({ now: () => wall, elapsed: () => elapsed, chance: () => 0.5 })
  const app = await openAppAt(place, {
    // Leases of duties go by the time that has really passed.
    clock: { ...clock, elapsed: () => performance.now() },
    clockBehind(newest) {
      if (continues) clock.continueFrom(newest)
      return continues
    },
  })
  try {
    return await work({ app, clock, tick: async () => await followMachineClock({ app, clock, log }) })
  } finally {
    await app.close()
  }
}
const poll = async ({ app }: Running, key: string): Promise<void> => {
  host.show('/desk', rss([item('first'), item(key)]))
  await app.scheduler.poll(DESK)
  await app.grouped()
}
const due = async ({ store }: App): Promise<number> => (await sourceState(store, DESK))?.nextDue ?? Number.NaN
/** Polls what is due, and says in how many milliseconds it is due again. */
const waitAfterPoll = async (): Promise<number> =>
  await running(async ({ app }) => {
    await app.scheduler.idle()
    return (await due(app)) - wall
  })
const arrivals = async ({ store }: App) =>
  (await store.articles({ filter: EVERYTHING, limit: 9, before: null })).rows.map(({ firstSeen }) => firstSeen)

describe.each([
  ['at 1970', () => 5_000],
  ['months behind', () => START - 70 * DAY],
])('a start with a clock %s', (_, wrong) => {
  test('moves nothing, and once the clock is set, all goes on as after a stop', async () => {
    const before = await running(async (one) => {
      await one.app.scheduler.idle()
      return await due(one.app)
    })
    wall = wrong()
    await running(async (one) => {
      const { app, clock, tick } = one
      expect(clock.now()).toBe(START)
      await tick()
      expect([clock.isWaiting(), clock.now(), await due(app)]).toEqual([true, START, before])
      pass(5 * MINUTE)
      wall = START + 3 * DAY
      await tick()
      expect([clock.isWaiting(), clock.now(), await due(app)]).toEqual([false, START + 3 * DAY, before])
      await poll(one, 'second')
      expect((await sweep(app, clock.now())).withdrawn).toBe(0)
      expect((await arrivals(app)).toSorted((one, other) => one - other)).toEqual([START, START + 3 * DAY])
    })
    expect(events).toEqual(['clock-behind', 'clock-set'])
  })
})

test('nor is anything of an empty store dated 1970', async () => {
  wall = 5_000
  await running(async (one) => {
    await one.tick()
    expect([one.clock.isWaiting(), new Date(one.clock.now()).getUTCFullYear()]).toEqual([true, 2026])
  })
})

test('a second start at 1970, after articles were dated so, dates nothing else back', async () => {
  await running(async (one) => await one.app.scheduler.idle())
  wall = 5_000
  await running(async (one) => await poll(one, 'second'), false)
  wall = 5_000
  await running(async (one) => {
    await one.tick()
    expect((await arrivals(one.app)).toSorted((one, other) => one - other)).toEqual([5_000, START])
  })
})

test('a clock at 1970 that nobody sets is never followed: what comes after an hour is dated from the last poll on, and stays', async () => {
  await running(async ({ app }) => await app.scheduler.idle())
  wall = 5_000
  await running(async (one) => {
    await one.tick()
    pass(HOUR)
    await one.tick()
    expect([one.clock.isWaiting(), one.clock.now()]).toEqual([false, START + HOUR])
    await poll(one, 'second')
    wall = START + 3 * DAY
    await one.tick()
    expect((await sweep(one.app, one.clock.now())).withdrawn).toBe(0)
    expect((await arrivals(one.app)).toSorted((one, other) => one - other)).toEqual([START, START + HOUR])
  })
  expect(events).toEqual(['clock-behind', 'clock-jumped'])
})

test('one that stays months behind is followed after an hour: it was ahead before', async () => {
  const wait = await waitAfterPoll()
  wall = START - 70 * DAY
  await running(async ({ app, clock, tick }) => {
    await tick()
    pass(HOUR)
    await tick()
    expect([clock.isWaiting(), clock.now()]).toEqual([false, START - 70 * DAY + HOUR])
    expect((await due(app)) - clock.now()).toBe(wait - HOUR)
  })
  expect(events).toEqual(['clock-behind', 'clock-jumped'])
})

test('one that is set back by thirty days is followed at once', async () => {
  const wait = await waitAfterPoll()
  wall = START - 30 * DAY
  await running(async ({ app, clock, tick }) => {
    await tick()
    expect([clock.isWaiting(), clock.now()]).toEqual([false, START - 30 * DAY])
    expect((await due(app)) - clock.now()).toBe(wait)
  })
})

test('a clock that is set to 1970 while the service runs, and right soon after, changes nothing', async () => {
  await running(async (one) => {
    await one.app.scheduler.idle()
    const before = await due(one.app)
    pass(MINUTE)
    const right = wall
    wall = 5_000
    await one.tick()
    expect([one.clock.isWaiting(), one.clock.now()]).toEqual([true, right])
    wall = right
    await one.tick()
    expect([one.clock.isWaiting(), one.clock.now(), await due(one.app)]).toEqual([false, right, before])
    await one.app.grouped()
    expect(await arrivals(one.app)).toEqual([START])
  })
})

test('set back from decades ahead while the service runs, the grouper goes on by the times that are stored now', async () => {
  await running(async (one) => {
    const { app, tick } = one
    await app.scheduler.idle()
    await app.grouped()
    pass(HOUR)
    const right = wall
    wall = Date.UTC(2100, 0, 1)
    await tick()
    await poll(one, 'ahead')
    wall = right
    await tick()
    await poll(one, 'after')
    expect((await arrivals(app)).toSorted((before, after) => before - after)).toEqual([START, right, right])
    expect(
      (await app.store.articles({ filter: EVERYTHING, limit: 9, before: null })).rows.map(({ story }) => story),
    ).not.toContain(null)
  })
  expect(events).toEqual(['clock-jumped', 'clock-jumped'])
})
