import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { warmUpSoon } from '../../src/web/web.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { article, publish, source } from '../store/samples.ts'

const NOW = Date.UTC(2026, 10, 24)
let store: Store
const ask = vi.fn(async () => {})
beforeEach(async () => {
  store = await openSqlite({ folder: ':memory:', now: () => NOW })
  await store.syncSources([source('post')], NOW)
  vi.useFakeTimers()
  ask.mockReset()
})
afterEach(async () => {
  vi.useRealTimers()
  await store.close()
})

test('a service that holds articles asks itself for the front page soon after its start, once', async () => {
  await publish(store, 'post', [article('p1')], { now: NOW })
  const warming = warmUpSoon(store, ask)
  expect(ask).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(ask).toHaveBeenCalledTimes(1)
  await warming.close()
})

test('an empty one doesn’t: its first articles come in faster while nothing was requested', async () => {
  const warming = warmUpSoon(store, ask)
  await vi.advanceTimersByTimeAsync(10_000)
  await warming.close()
  expect(ask).not.toHaveBeenCalled()
})

test('one that ends at once doesn’t either, and one that ends meanwhile waits for the answer', async () => {
  await publish(store, 'post', [article('p1')], { now: NOW })
  await warmUpSoon(store, ask).close()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(ask).not.toHaveBeenCalled()

  let isAnswered = false
  const slow = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    isAnswered = true
  }
  const warming = warmUpSoon(store, slow)
  await vi.advanceTimersByTimeAsync(500)
  const closed = warming.close()
  await vi.advanceTimersByTimeAsync(1_000)
  await closed
  expect(isAnswered).toBe(true)
})
