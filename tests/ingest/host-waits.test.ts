import { expect, test } from 'vitest'
import { createHostWaits } from '../../src/ingest/host-waits.ts'

const HOUR = 3_600_000

test('a host is left alone for as long as it has asked, and the longer of two waits counts', () => {
  let elapsed = 5
  const waits = createHostWaits(() => elapsed)
  expect(waits.left('a.test')).toBeNull()
  waits.note('a.test', 2 * HOUR)
  waits.note('a.test', HOUR)
  expect([waits.left('a.test'), waits.left('b.test')]).toEqual([2 * HOUR, null])
  elapsed += 2 * HOUR
  expect(waits.left('a.test')).toBeNull()
})

test('what a host has asked for before does not count as new', () => {
  const waits = createHostWaits(() => 0)
  waits.note('a.test', HOUR)
  const hasAsked = waits.sinceNow()
  waits.note('b.test', HOUR)
  expect([hasAsked('a.test'), hasAsked('b.test')]).toEqual([false, true])
})
