import { expect, test, vi } from 'vitest'
import { connectToPostgres } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import type { Queries } from '../../../src/store/dialects/postgres/queries.ts'
import { StoreUnavailable } from '../../../src/store/ports/store.ts'
import { proxyTo } from '../../server/database-proxy.ts'
import { createDatabase } from '../postgres-databases.ts'

test('a session that the server ends between two statements of a transaction fails that transaction and nothing else', async () => {
  const url = await createDatabase()
  const [database, operator] = [connectToPostgres({ url, readOnly: false }), connectToPostgres({ url, readOnly: false })]
  const broken = database.transaction(async ({ get, run }) => {
    const session = await get<{ readonly pid: number }>('SELECT pg_backend_pid() AS pid')
    await operator.all('SELECT pg_terminate_backend($1)', session?.pid)
    // The server says so while nobody asks it anything.
    await new Promise((resolve) => setTimeout(resolve, 300))
    await run(`INSERT INTO note (name, value) VALUES ('a', 'b')`)
  })
  await expect(broken).rejects.toBeInstanceOf(StoreUnavailable)
  expect(await database.get('SELECT value FROM note')).toBeUndefined()
  await database.run(`INSERT INTO note (name, value) VALUES ('a', 'c')`)
  expect(await database.get('SELECT value FROM note')).toEqual({ value: 'c' })
  await database.close()
  await operator.close()
})

test('a newer version adds a column beneath prepared statements: they are prepared anew, in transactions too', async () => {
  const url = await createDatabase()
  const [older, newer] = [connectToPostgres({ url, readOnly: false }), connectToPostgres({ url, readOnly: false })]
  const read = async ({ get }: Queries): Promise<object | undefined> => await get('SELECT * FROM schema_range')
  const ask = async () =>
    await Promise.all([...Array.from({ length: 6 }, async () => await read(older)), older.transaction(read)])
  await ask()
  for (const column of ['newer', 'newest']) {
    await newer.script(`ALTER TABLE schema_range ADD COLUMN ${column} integer`)
    const [first, ...others] = column === 'newer' ? await ask() : [await older.transaction(read)]
    expect(first).toHaveProperty(column, null)
    for (const other of others) expect(other).toEqual(first)
  }
  await older.close()
  await newer.close()
})

test('a connection that nothing comes through any more is given up, and what is asked next has another', async () => {
  const proxy = await proxyTo(await createDatabase())
  const database = connectToPostgres({ url: proxy.url, readOnly: false })
  await Promise.all([1, 2, 3].map(async () => await database.get('SELECT 1 AS one')))
  proxy.stallOpen()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const asked = [
    database.soon.get('SELECT 1 AS one'),
    database.get('SELECT 2 AS two'),
    database.transaction(async ({ get }) => await get('SELECT 3 AS three')),
  ].map(async (work) => await work.catch((error: unknown) => error))
  await vi.advanceTimersByTimeAsync(45_000)
  vi.useRealTimers()
  const silence = new StoreUnavailable('The database does not serve us: it does not answer.', false)
  expect(await Promise.all(asked)).toEqual([silence, silence, silence])
  expect(await database.transaction(async ({ get }) => await get('SELECT 4 AS four'))).toEqual({ four: 4 })
  await database.close()
  proxy.close()
})
