import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type App, openApp } from '../../src/server.ts'
import { systemClock } from '../../src/server/clock.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { StoreError } from '../../src/store/ports/store.ts'
import { openWorkplace, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { article, HOUR, NOON, prune, publish, source } from '../store/samples.ts'

const SOURCES = 2_000
let place: Workplace
beforeEach(async () => {
  place = openWorkplace()
  const ids = Array.from({ length: SOURCES }, (_, n) => [`s${n}`, `https://example.org/${'long/'.repeat(20)}${n}`] as const)
  place.write('sources.yaml', sourcesYaml(Object.fromEntries(ids)))
  const store = await openSqlite({ folder: place.data })
  await store.syncSources([source('agency')], NOON)
  for (let n = 0; n < 100; n += 1) await publish(store, 'agency', [article(`n${n}`, { text: 'A long report. '.repeat(600) })])
  await store.close()
})
afterEach(async () => {
  await place.clear()
  rmSync(place.data, { recursive: true, force: true })
})

/** The database may not grow by a page. */
const openFull = async (patient: boolean): Promise<App> =>
  await openApp({
    places: { configFolder: place.config, dataFolder: place.data },
    env: {},
    clock: systemClock,
    patient,
    maxBytes: 8_192,
    reported: () => {},
    failed: () => {},
  })

test('a service that is started on a full disk serves what it has, and takes over its sources when there is room', async () => {
  const app = await openFull(true)
  expect((await app.store.health()).writable).toBe(false)
  expect(await app.store.counts()).toMatchObject({ articles: 100, sources: 1 })
  expect(await app.catchUp()).toBe(false)
  await prune(app.store, NOON + HOUR, NOON + HOUR)
  expect(await app.catchUp()).toBe(true)
  expect((await app.store.counts()).sources).toBe(SOURCES)
  expect(await app.catchUp()).toBe(false)
  await app.close()
})

test('a command ends there, and says why', async () => {
  await expect(openFull(false)).rejects.toThrow(StoreError)
})
