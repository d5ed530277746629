/** A pooler between the service and its database (PgBouncer): sessions it may pool. What else it does is told as what it is. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { connectToPostgres } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { statementNames } from '../../../src/store/dialects/postgres/queries.ts'
import { StoreUnavailable } from '../../../src/store/ports/store.ts'
import { createDatabase } from '../postgres-databases.ts'

const SESSIONS = 'a pooler lends its connections without their prepared statements: have it pool sessions'

test('processes give a prepared statement the same name, in whatever order they come to it, and no two statements one name', () => {
  const [one, other] = [statementNames(), statementNames()]
  const statements = ['SELECT 1', 'SELECT 2', 'SELECT 3']
  const names = statements.map((sql) => one(sql))
  expect(statements.toReversed().map((sql) => other(sql))).toEqual(names.toReversed())
  expect(new Set(names).size).toBe(statements.length)
})

test('a connection that has lost its prepared statements, or has those of another, says that sessions must be pooled', async () => {
  const database = connectToPostgres({ url: await createDatabase(), readOnly: false })
  const told = new StoreUnavailable(`The database does not serve us: ${SESSIONS}.`, true)
  const ask = async () => await database.get<{ readonly one: number }>('SELECT 1 AS one')
  await ask()
  await database.script('DEALLOCATE ALL')
  await expect(ask()).rejects.toEqual(told)
  const name = statementNames()('SELECT 1 AS one')
  await database.script(`PREPARE ${name} AS SELECT 1 AS one`)
  await expect(ask()).rejects.toEqual(told)
  expect(await ask()).toEqual({ one: 1 })
  await database.close()
})

test.for([
  [
    'unsupported startup parameter in options: jit',
    'a pooler refuses our settings: set ignore_startup_parameters = options there',
  ],
  ['transaction blocks not allowed in statement pooling mode', 'a pooler allows no transactions: have it pool sessions'],
])('a pooler that says "%s" is waited for by nobody', async ([said, reason]) => {
  const fields = `SFATAL\0C08P01\0M${said}\0\0`
  const pooler = createServer((client) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(fields.length + 4)
    client.once('data', () => client.end(Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)])))
  }).listen(0, '127.0.0.1')
  await once(pooler, 'listening')
  const { port } = pooler.address() as AddressInfo
  const database = connectToPostgres({ url: `postgres://polywire@127.0.0.1:${port}/polywire`, readOnly: false })
  await expect(database.get('SELECT 1')).rejects.toEqual(
    new StoreUnavailable(`The database does not serve us: ${reason}.`, true),
  )
  await database.close()
  pooler.close()
})
