import { expect, test } from 'vitest'
import { connectToPostgres } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { StoreUnavailable } from '../../../src/store/ports/store.ts'
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
