/** Retention under a clock that is wrong. */
import { onTestFinished, expect, test } from 'vitest'
import { sweep } from '../../src/server/sweep.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { article, DAY, group, HOUR, NOON, publish, source, storedAs } from '../store/samples.ts'
import { CONFIGURATION } from '../web/newsroom.ts'

const RETENTION = { articlesMs: 30 * DAY, untaggedMs: 30 * DAY }

const openSwept = async () => {
  const store = await openSqlite({ folder: ':memory:', now: () => NOON })
  onTestFinished(async () => await store.close())
  await store.syncSources([source('agency')], NOON)
  await publish(store, 'agency', [article('one')])
  const configuration = () => ({ ...CONFIGURATION, service: { ...CONFIGURATION.service, retention: RETENTION } })
  return {
    store,
    sweepAt: async (now: number) =>
      await sweep(
        {
          store,
          configuration,
          grouped: async () => await group(store, { now }),
          forgetIndex: async (change) => await change(),
        },
        now,
      ),
    articles: async () => (await store.counts()).articles,
  }
}

test('a clock that is decades ahead for hours takes no article', async () => {
  const { sweepAt, articles } = await openSwept()
  await sweepAt(NOON + DAY)
  const ahead = NOON + 74 * 365 * DAY
  for (let hour = 0; hour < 24; hour += 1) expect((await sweepAt(ahead + hour * HOUR)).withdrawn).toBe(0)
  expect((await sweepAt(NOON + 2 * DAY)).aheadMs).toBe(0)
  expect((await sweepAt(ahead)).aheadMs).toBe(ahead - NOON - 26 * DAY)
  expect(await articles()).toBe(1)
})

test('after a stop of years, retention catches up by a day in each sweep', async () => {
  const { sweepAt, articles } = await openSwept()
  const [before, restarted] = [NOON + 20 * DAY, NOON + 800 * DAY]
  await sweepAt(before)
  for (let sweeps = 1; sweeps <= 10; sweeps += 1)
    expect((await sweepAt(restarted + sweeps * HOUR)).aheadMs).toBe(restarted - before + sweeps * (HOUR - DAY))
  expect(await articles()).toBe(1)
  expect(await sweepAt(restarted + 11 * HOUR)).toMatchObject({ withdrawn: 1 })
})

test('a clock that begins at 1970 leaves retention where it was', async () => {
  const { sweepAt, articles } = await openSwept()
  await sweepAt(NOON + DAY)
  expect(await sweepAt(5_000)).toMatchObject({ withdrawn: 0 })
  expect(await articles()).toBe(1)
  expect(await sweepAt(NOON + 2 * DAY)).toMatchObject({ aheadMs: 0 })
})

test('where it runs once a month, it keeps up with the clock', async () => {
  const { sweepAt } = await openSwept()
  await sweepAt(NOON + DAY)
  expect(await sweepAt(NOON + 32 * DAY)).toEqual({ withdrawn: 1, aheadMs: 0 })
})

test('where it runs every day, an article goes on its last day', async () => {
  const { sweepAt, articles } = await openSwept()
  for (let day = 1; day <= 30; day += 1) expect(await sweepAt(NOON + day * DAY)).toEqual({ withdrawn: 0, aheadMs: 0 })
  expect(await articles()).toBe(1)
  expect(await sweepAt(NOON + 31 * DAY)).toEqual({ withdrawn: 1, aheadMs: 0 })
})

test('an article that a poll under way dated ahead when the clock was set back is dated by the next sweep', async () => {
  const { store, sweepAt } = await openSwept()
  await publish(store, 'agency', [article('ahead')], { now: NOON + 74 * 365 * DAY })
  await sweepAt(NOON + DAY)
  expect(await storedAs(store, 'ahead')).toMatchObject({ firstSeen: NOON + DAY })
})
