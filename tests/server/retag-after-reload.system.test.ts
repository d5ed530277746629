/** Words that change while articles come. */
import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { sourceId } from '../../src/model/ids.ts'
import { systemClock } from '../../src/server/clock.ts'
import { retagStored } from '../../src/server/retagging.ts'
import { openStoreInMemory } from '../../src/server/stores.ts'
import { startUpkeep } from '../../src/server/upkeep.ts'
import { item, openWorkplaceWithHost, rss } from '../cli/workplace.ts'
import { append, article, group, NOON, source, topic } from '../store/samples.ts'
import { openAppAt } from './open-app-at.ts'

test('words that change while the first poll is under way are applied to what it brings, however late that is grouped', async () => {
  const { host, place, close } = await openWorkplaceWithHost({ a: '' })
  const asked = Promise.withResolvers<ServerResponse>()
  host.behave('/a', asked.resolve)
  const app = await openAppAt(place)
  const retagged = Promise.withResolvers<unknown>()
  const log = pino(
    { base: null },
    { write: (line) => (line.includes('retag-done') ? retagged.resolve(JSON.parse(line)) : null) },
  )
  const upkeep = startUpkeep({
    app,
    clock: systemClock,
    log,
    places: { dataFolder: place.data },
    listenOptions: { publicUrl: null },
  })
  onTestFinished(async () => {
    await upkeep.close()
    await app.close()
    await close()
  })
  const grouping = Promise.withResolvers<void>()
  void app.forgetIndex(async () => await grouping.promise)
  const poll = app.scheduler.poll(sourceId('a'))
  const answer = await asked.promise
  place.write('lexicon/en.yaml', 'language: en\ntopics:\n  names: { terms: [marketplace*] }\n')
  expect(await app.reload()).toBe(true)
  upkeep.retag()
  answer.end(rss([item('1', 'A new marketplace opens')]))
  expect(await poll).toMatchObject({ added: 1 })
  await app.outlived()
  await setImmediate()
  grouping.resolve()
  expect(await retagged.promise).toMatchObject({ looked: 1, changed: 1 })
  await app.grouped()
  expect(await app.store.articles({ filter: topic('names'), limit: 9, before: null })).toMatchObject({ rows: [{}] })
})

test('what was stored by the old words is tagged too, where another process has not grouped it for a long time', async () => {
  const store = await openStoreInMemory()
  onTestFinished(async () => await store.close())
  await store.syncSources([source('a')], NOON)
  await append(store, 'a', [article('1')])
  let asked = 0
  const report = await retagStored({
    store,
    reading: { retag: async () => [] },
    sources: [source('a')],
    taxonomy: { topics: [], entities: [], places: [], lexicons: [] },
    now: () => NOON,
    grouped: async () => {
      asked += 1
      if (asked === 3) await group(store)
    },
    progress: () => {},
  })
  expect({ asked, report }).toMatchObject({ asked: 3, report: { looked: 1, finished: true } })
})
