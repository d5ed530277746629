import { expect, test } from 'vitest'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'

test('damage that another connection met is said by health, and stops all writing', async () => {
  const store = await openSqlite({ folder: ':memory:' })
  await store.setNote('before', 'it')
  await store.noteDamage('database disk image is malformed')
  expect(await store.health()).toMatchObject({
    readable: false,
    writable: false,
    damage: 'database disk image is malformed',
    reason: expect.stringMatching(/^database-damaged: database disk image is malformed.*restore/),
  })
  await expect(store.setNote('after', 'it')).rejects.toThrow(/nothing is written: database-damaged/)
  await store.close()
})
