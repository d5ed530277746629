import { expect, test } from 'vitest'
import { connectToPostgres } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { StoreUnavailable } from '../../../src/store/ports/store.ts'
import { createDatabase } from '../postgres-databases.ts'

test('where the server has fewer connections for us than we would open, what is asked waits for one of ours', async () => {
  const url = new URL(await createDatabase())
  const operator = connectToPostgres({ url: url.href, readOnly: false })
  await operator.script('CREATE ROLE two_connections LOGIN CONNECTION LIMIT 2')
  url.username = 'two_connections'
  const [database, other] = [0, 1].map(() => connectToPostgres({ url: url.href, readOnly: false })) as [
    typeof operator,
    typeof operator,
  ]
  const asked = Array.from({ length: 30 }, (_, n) => [
    database.get('SELECT $1::integer AS n', n),
    database.soon.get('SELECT $1::integer AS n', n),
    database.transaction(async ({ get }) => await get('SELECT $1::integer AS n', n)),
  ])
  expect(await Promise.all(asked.flat())).toEqual(asked.flatMap((same, n) => same.map(() => ({ n }))))
  await operator.script('ALTER ROLE two_connections CONNECTION LIMIT 0')
  await expect(other.get('SELECT 1')).rejects.toEqual(
    new StoreUnavailable('The database does not serve us: it has no connection left.', false),
  )
  for (const connection of [database, other, operator]) await connection.close()
})
