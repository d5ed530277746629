/** A machine's clock differs from the database's, which counts. */
import { beforeEach, expect, test } from 'vitest'
import { pino } from 'pino'
import { sourceId } from '../../src/model/ids.ts'
import { openApp } from '../../src/server.ts'
import { steadyClock, systemClock } from '../../src/server/clock.ts'
import { followMachineClock } from '../../src/server/follow-machine-clock.ts'
import { item, openWorkplaceWithHost, rss, type Workplace } from '../cli/workplace.ts'
import type { FeedHost } from '../ingest/feed-host.ts'
import { createDatabase } from '../store/postgres-databases.ts'
import { HOUR, sourceState } from '../store/samples.ts'

const DESK = sourceId('desk')

let host: FeedHost
let place: Workplace
let database: string
beforeEach(async () => {
  const opened = await openWorkplaceWithHost({ desk: rss([item('first')]) })
  ;({ host, place } = opened)
  database = await createDatabase(null)
  return opened.close
})

/** Starts on a machine whose clock is ahead by so much, polls what is due, looks at the clock, and says when the source is due. */
const dueAfterStart = async (aheadMs: number, isFirst = false): Promise<number | undefined> => {
  const clock = steadyClock({ ...systemClock, now: () => Date.now() + aheadMs })
  const app = await openApp({
    places: { configFolder: place.config, dataFolder: place.data, database: database },
    env: {},
    clock,
    reported: () => {},
    failed: (_, error) => {
      throw error
    },
    sharedClock(shows) {
      clock.use(shows)
      clock.follow()
    },
  })
  try {
    clock.use((await app.store.processes.sharedClock()) ?? Number.NaN)
    await followMachineClock({ app, clock, log: pino({ enabled: false }) })
    await (isFirst ? app.scheduler.poll(DESK) : app.scheduler.idle())
    return (await sourceState(app.store, DESK))?.nextDue
  } finally {
    await app.close()
  }
}

test('a start on a machine whose clock differs moves nothing that is due', async () => {
  const due = await dueAfterStart(0, true)
  expect(await dueAfterStart(HOUR)).toBe(due)
  expect(await dueAfterStart(-HOUR)).toBe(due)
  expect(host.asked).toHaveLength(1)
})
