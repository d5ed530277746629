import { afterEach, expect, test } from 'vitest'
import type { SourceFailure } from '../../src/model/source.ts'
import { sourceId } from '../../src/model/ids.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { article, poll, publish, source } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

const SOURCES = Array.from({ length: 12 }, (_, index) => source(`s${index}`, { active: index < 10 }))
const OFFLINE: SourceFailure = { kind: 'unreachable', detail: 'ENOTFOUND' }
const configuration = { ...CONFIGURATION, sources: SOURCES }

let room: Newsroom
afterEach(async () => await room.close())
const open = async (begin: (store: Store) => Promise<void>): Promise<void> => {
  const fill = async (store: Store): Promise<void> => {
    await store.syncSources(SOURCES, AFTERNOON)
    await begin(store)
  }
  let elapsed = 0
  // Each request a minute after the one before: no count is old.
  room = await openNewsroom({ configuration, fill, elapsed: () => (elapsed += 60_000) })
}
const settle = async (store: Store, from: number, to: number, failure: SourceFailure | null): Promise<void> => {
  for (const { id } of SOURCES.slice(from, to))
    await store.recordPoll(sourceId(id), poll(id, { okAt: failure === null ? AFTERNOON : null, failure, failures: 1 }))
}
const front = async (ui = 'en'): Promise<string> => await (await room.get(`/?ui=${ui}`)).text()

test('while the first polls run, the front page counts them and is taken again, without a script too', async () => {
  await open(async (store) => {
    await publish(store, 's0', [article('first')], { now: AFTERNOON })
    await settle(store, 0, 4, null)
    await settle(store, 4, 5, { kind: 'refused', status: 403 })
  })
  const text = await front()
  expect(text).toContain('4 of 10 sources read, 1 failed')
  expect(text).toContain('<noscript><meta http-equiv="refresh" content="5"></noscript>')
  expect(text).toContain('first')
  expect(text).not.toContain('Is this machine online?')
  expect(await front('de')).toContain('4 von 10 Quellen gelesen, 1 fehlgeschlagen')
  await settle(room.store, 5, 9, null)
  room.setNow(AFTERNOON + 6_000)
  expect(await front()).toContain('8 of 10 sources read, 1 failed')
  await settle(room.store, 9, 10, null)
  room.setNow(AFTERNOON + 12_000)
  expect(await front()).not.toMatch(/sources read|http-equiv="refresh"/)
})

test('if nearly all connections fail it asks whether the machine is online, until they work', async () => {
  await open(async (store) => await settle(store, 0, 10, OFFLINE))
  const text = await front()
  expect(text).toContain('0 of 10 sources read, 10 failed')
  expect(text).toMatch(/Is this machine online\?<\/p>\s*<p><a href="\/sources\?ui=en">/)
  await settle(room.store, 0, 10, null)
  room.setNow(AFTERNOON + 6_000)
  expect(await front()).not.toContain('Is this machine online?')
})

test('sources that refuse are no reason to ask that', async () => {
  await open(async (store) => {
    await settle(store, 0, 6, { kind: 'refused', status: 403 })
    await settle(store, 6, 8, OFFLINE)
  })
  const text = await front()
  expect(text).toContain('0 of 10 sources read, 8 failed')
  expect(text).not.toContain('Is this machine online?')
})
