import { expect, onTestFinished, test } from 'vitest'
import { joinProcesses } from '../../src/server/duties.ts'
import { openStoreInMemory } from '../../src/server/stores.ts'

test('the only process of a data folder leads, however long it has stood still', async () => {
  let elapsed = 0
  const store = await openStoreInMemory()
  const duties = await joinProcesses({
    store,
    roles: ['grouper'],
    isAlone: true,
    version: '',
    configuration: '',
    now: () => 0,
    elapsed: () => elapsed,
    failed: () => {},
  })
  onTestFinished(async () => {
    await duties.close()
    await store.close()
  })
  const term = duties.term('grouper')
  expect(term).not.toBeNull()
  elapsed += 3_600_000
  expect(duties.term('grouper')).toBe(term)
})
