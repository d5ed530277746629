import { setImmediate } from 'node:timers/promises'
import pino from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FEATURES_FORMAT } from '../../src/grouping/stored-features.ts'
import { regroupInBackground } from '../../src/server/background-regroup.ts'
import { openStoreInMemory } from '../../src/server/stores.ts'
import type { App } from '../../src/server.ts'
import { StoreUnavailable } from '../../src/store/ports/store.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

test('what a database that goes away interrupts goes on when it is back, and is told once', async () => {
  const store = await openStoreInMemory()
  const state = { writable: true, rebuilds: 0 }
  const app = {
    store: { ...store, health: async () => ({ ...(await store.health()), writable: state.writable }) },
    duties: { term: () => 1, onChange: () => {} },
    rebuild: async () => {
      state.rebuilds += 1
      await store.setNote('rebuild.under-way', state.writable ? null : '{}')
      if (!state.writable) throw new StoreUnavailable('The database does not serve us.', false)
      return { finished: true }
    },
  } as unknown as App
  const events: string[] = []
  const log = pino({ base: null }, { write: (line: string) => void events.push((JSON.parse(line) as { event: string }).event) })
  await store.setNote('features.format', String(FEATURES_FORMAT))
  await store.setNote('rebuild.under-way', '{}')
  state.writable = false
  const regroup = regroupInBackground({ app, places: { dataFolder: '/nowhere' }, log, clock: { elapsed: () => 0 } })
  const looks = async (count: number): Promise<void> => {
    for (let look = 0; look < count; look += 1) {
      await vi.advanceTimersByTimeAsync(2_000)
      await setImmediate()
    }
  }
  await expect.poll(() => events).toEqual(['regroup-started', 'regroup-not-stored'])
  await looks(5)
  expect(state.rebuilds).toBe(1)
  state.writable = true
  await looks(1)
  await expect.poll(() => events.slice(2)).toEqual(['regroup-started', 'regroup-done'])
  await looks(5)
  expect(state.rebuilds).toBe(2)
  await regroup.close()
  await store.close()
})
