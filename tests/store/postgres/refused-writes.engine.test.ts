/** PostgreSQL refuses to write and goes on to answer: its disk is full (SQLSTATE 53100), or its user lacks a right (42501). */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { type Store, StoreUnavailable } from '../../../src/store/ports/store.ts'
import { append, article, group, keysOf, NOON, publish, source, words } from '../samples.ts'
import { createDatabase } from '../postgres-databases.ts'

const FILL = `
  CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$;
  CREATE TRIGGER full_content BEFORE INSERT ON content FOR EACH ROW EXECUTE FUNCTION full_disk();
  CREATE TRIGGER full_story BEFORE INSERT ON story FOR EACH ROW EXECUTE FUNCTION full_disk()`
const EMPTY = 'DROP FUNCTION full_disk CASCADE'

let store: Store
let now = NOON
let url: string
let database: PostgresConnection
beforeEach(async () => {
  url = await createDatabase()
  store = await openPostgres({ url, now: () => now })
  database = connectToPostgres({ url, readOnly: false })
  await store.syncSources([source('desk')], NOON)
  await publish(store, 'desk', [article('before', { title: 'Ministers meet' })])
})
afterEach(async () => {
  await store.close()
  await database.close()
})

test('while the disk is full, nothing of a poll or a plan is stored, readers are served, and all is done when there is room', async () => {
  await append(store, 'desk', [article('before', { title: 'Ministers meet' }), article('waiting', { title: 'Ministers wait' })])
  await database.script(FILL)
  const full = append(store, 'desk', [article('refused', { title: 'Ministers agree' })])
  await expect(full).rejects.toThrow('its disk is full')
  await expect(full).rejects.toBeInstanceOf(StoreUnavailable)
  await expect(group(store)).rejects.toBeInstanceOf(StoreUnavailable)
  expect(await store.health()).toMatchObject({ writable: false, reason: "read-only: the database's disk is full" })
  expect(await keysOf(store, words('ministers'))).toEqual(['before'])
  expect((await store.undecided()).rows).toBe(1)
  await database.script(EMPTY)
  await append(store, 'desk', [article('refused', { title: 'Ministers agree' })])
  await group(store)
  expect((await keysOf(store, words('ministers'))).toSorted()).toEqual(['before', 'refused', 'waiting'])
  expect(await store.counts()).toMatchObject({ items: 3, articles: 3 })
  now += 15_000
  expect(await store.health()).toMatchObject({ writable: true, reason: null })
})

test('a right that the user lacks is told by health, and stored again once it is granted', async () => {
  await database.script(`CREATE ROLE without_sequences LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO without_sequences`)
  const address = new URL(url)
  address.username = 'without_sequences'
  const poor = await openPostgres({ url: address.href, now: () => now })
  expect(await poor.health()).toMatchObject({ writable: true })
  await expect(append(poor, 'desk', [article('refused', { title: 'Ministers agree' })])).rejects.toBeInstanceOf(
    StoreUnavailable,
  )
  const { writable, reason } = await poor.health()
  expect(writable).toBe(false)
  expect(reason).toMatch(/^read-only: the database's user lacks rights \(permission denied for sequence \w+\)$/)
  await database.script('GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO without_sequences')
  await append(poor, 'desk', [article('refused', { title: 'Ministers agree' })])
  now += 15_000
  expect(await poor.health()).toMatchObject({ writable: true, reason: null })
  await poor.close()
})
