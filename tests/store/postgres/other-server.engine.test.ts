/** A standby is promoted beneath a process, and lacks what the server before had stored last: numbers are given again, for other things. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { LeaseLost, type Store } from '../../../src/store/ports/store.ts'
import { append, article, group, keysOf, NOON, source, topic } from '../samples.ts'
import { createDatabase } from '../postgres-databases.ts'

let store: Store
let operator: PostgresConnection
beforeEach(async () => {
  const url = await createDatabase()
  store = await openPostgres({ url })
  operator = connectToPostgres({ url, readOnly: false })
})
afterEach(async () => {
  await store.close()
  await operator.close()
})

/** What a process asks of its server finds what stands before the catalogue: `answers`, in place of PostgreSQL's own function. */
const pretend = async (declaration: string, answers: string): Promise<void> => {
  await operator.script(`
    CREATE SCHEMA pretended; CREATE FUNCTION pretended.${declaration} LANGUAGE sql AS $$ SELECT ${answers} $$;
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = pretended, pg_catalog, public', current_database()); END $$`)
  await operator.all(`
    SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
}
const joinAnew = async () => await store.processes.renew(NOON)

test('a process keeps nothing in mind of the server before, and stores nothing that it had begun there', async () => {
  await store.processes.join({ roles: ['ingest', 'grouper'], isAlone: false, version: '1', configuration: '' })
  await joinAnew()
  await store.syncSources([source('agency')], NOON)
  await append(store, 'agency', [article('one', { topics: ['tax'] })])
  await group(store)
  await operator.run(`UPDATE tag SET name = 'trade' WHERE kind = 'topic' AND name = 'tax'`)
  await pretend('pg_walfile_name(pg_lsn) RETURNS text', `'000000FF0000000000000001'`)

  await expect(append(store, 'agency', [article('two', { topics: ['tax'] })])).rejects.toBeInstanceOf(LeaseLost)
  expect(await joinAnew()).toMatchObject({ isNew: true })
  await operator.run(
    "UPDATE process SET until = clock_timestamp() - interval '1 second' WHERE n < (SELECT max(n) FROM process)",
  )
  expect(await joinAnew()).toMatchObject({ isNew: false, leads: ['grouper'] })
  await append(store, 'agency', [article('two', { topics: ['tax'] })])
  await group(store)
  expect(await keysOf(store, topic('tax'))).toEqual(['two'])
  expect(await keysOf(store, topic('trade'))).toEqual(['one'])
})

test('a standby is no database to work on: its connections would outlive its promotion', async () => {
  await pretend('pg_is_in_recovery() RETURNS boolean', 'true')
  // A connection that the operator has just ended says so, once.
  await expect
    .poll(() => store.health())
    .toMatchObject({ writable: false, reason: 'The database does not serve us: it is a standby.' })
})
