/**
 * Each lock, where it matters: one transaction stands still before its commit while another process does what must not come between. No test here
 * waits for a time; each knows from the server that a statement is held up.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ROLES } from '../../../src/model/process-roles.ts'
import type { Intent } from '../../../src/model/push.ts'
import { applyTakedowns } from '../../../src/server/apply-takedowns.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { createPostgresEngine } from '../../../src/store/dialects/postgres/postgres-engine.ts'
import { migratePostgres } from '../../../src/store/dialects/postgres/postgres-migrations.ts'
import { createPostgresStore } from '../../../src/store/dialects/postgres/postgres-store.ts'
import { type Store, StoreInUse } from '../../../src/store/ports/store.ts'
import { SHARDS } from '../../../src/store/shards.ts'
import { createDatabase, EMPTY } from '../postgres-databases.ts'
import { append, article, DAY, group, idOf, NOON, pollBatch, pushedSource, source } from '../samples.ts'
import { isHeldUp, type Parking, parkingOn } from './parked.ts'

const JOINING = { version: '1', configuration: 'c', isAlone: false, roles: ROLES }
const TERMS = { limit: 9, perHost: 1, leaseMs: DAY }

let observer: PostgresConnection
let connections: readonly PostgresConnection[]
let parking: Parking
/** Of two processes. */
let first: Store
let second: Store
beforeAll(async () => {
  const url = await createDatabase()
  const open = (): PostgresConnection => connectToPostgres({ url, readOnly: false })
  observer = open()
  connections = [open(), open()]
})
afterAll(async () => {
  for (const connection of [observer, ...connections]) await connection.close()
})
beforeEach(async () => {
  await observer.script(EMPTY)
  const [one, other] = connections
  if (one === undefined || other === undefined) throw new Error('too few connections')
  parking = parkingOn(one)
  const schemaVersion = await migratePostgres(observer)
  const storeOn = (connection: PostgresConnection): Store =>
    createPostgresStore(createPostgresEngine(connection, { now: () => NOON, schemaVersion }))
  first = storeOn(parking.connection)
  second = storeOn(other)
  await first.syncSources([source('a'), source('b', { url: 'https://a.example/b' })], NOON)
})

afterEach(async () => await parking.letAllGo())

const numberOfFirst = async (): Promise<number> =>
  (await observer.get<{ readonly n: number }>('SELECT min(n) AS n FROM process'))?.n ?? 0
/** Both share the database; the first has all duties, and is forgotten, as one that stands still for longer than its lease. */
const joinBoth = async (): Promise<void> => {
  await first.processes.join(JOINING)
  await first.processes.renew(NOON)
  await second.processes.join(JOINING)
}
const forgetFirst = async (): Promise<void> =>
  void (await observer.run('DELETE FROM process WHERE n = $1', await numberOfFirst()))

test('the shard of a source is not taken over while something is being stored of it', async () => {
  await joinBoth()
  const parked = await parking.park(async () => await append(first, 'a', [article('one')]))
  await forgetFirst()
  expect((await second.processes.renew(NOON)).shards).toBe(SHARDS - 1)
  expect(await parked.letGo()).toBeUndefined()
  expect((await second.processes.renew(NOON)).shards).toBe(SHARDS)
})

test('nor while its poll is being recorded', async () => {
  await joinBoth()
  const [state] = await first.claimDue(NOON, TERMS)
  if (state === undefined) throw new Error('nothing was claimed')
  const parked = await parking.park(async () => await first.recordPoll(state.id, state))
  await forgetFirst()
  expect((await second.processes.renew(NOON)).shards).toBe(SHARDS - 1)
  expect(await parked.letGo()).toBeUndefined()
})

test('nor while it is being leased: whoever takes the shard over sees the lease', async () => {
  await joinBoth()
  const parked = await parking.park(async () => await first.claimDue(NOON, TERMS))
  await forgetFirst()
  expect((await second.processes.renew(NOON)).shards).toBe(SHARDS - 1)
  expect(await parked.letGo()).toBeUndefined()
})

test('duties are shared out also while a write of the process is under way', { timeout: 60_000 }, async () => {
  await joinBoth()
  const parked = await parking.park(async () => await append(first, 'a', [article('one')]))
  expect((await first.processes.renew(NOON)).shards).toBe(SHARDS / 2)
  expect(await parked.letGo()).toBeUndefined()
})

test('no role changes hands while its leader commits a plan', async () => {
  await joinBoth()
  await append(first, 'a', [article('one')])
  const parked = await parking.park(async () => await group(first))
  await forgetFirst()
  expect((await second.processes.renew(NOON)).leads).toEqual(['jobs'])
  expect(await parked.letGo()).toBeUndefined()
  expect((await second.processes.renew(NOON)).leads).toEqual(['grouper', 'jobs'])
})

/** Another process takes all shards over, and what `also` says, in a transaction that goes on until the work waits for it or is done. */
const duringTakeOver = async <Result>(work: () => Promise<Result>, also: string): Promise<Result> => {
  const owner = (await numberOfFirst()) + 1
  const { started } = await observer.transaction(async (queries) => {
    await queries.run('UPDATE shard SET owner = $1', owner)
    await queries.script(also)
    const started = work()
    await isHeldUp(queries, started)
    return { started }
  })
  return await started
}

test('a source whose shard is being taken over is leased to nobody else', async () => {
  await joinBoth()
  expect(await duringTakeOver(async () => await first.claim(idOf('a'), NOON, DAY), '')).toBeNull()
})

test('nor does the former owner end the lease of the new one', async () => {
  await joinBoth()
  await duringTakeOver(
    async () => await first.release(idOf('a')),
    `UPDATE source SET leased_until = ${NOON + DAY} WHERE id = 'a'`,
  )
  expect(await observer.get(`SELECT leased_until::bigint AS until FROM source WHERE id = 'a'`)).toEqual({ until: NOON + DAY })
})

test('of one host two processes that choose at the same time get no more together than it allows', async () => {
  const parked = await parking.park(async () => await first.claimDue(NOON, TERMS))
  const choosing = second.claimDue(NOON, TERMS)
  expect(await isHeldUp(observer, choosing)).toBe(true)
  expect(await parked.letGo()).toBeUndefined()
  expect(await choosing).toEqual([])
})

test('a command that wants to be alone and one that joins at the same moment are not both let in', async () => {
  const parked = await parking.park(async () => await first.processes.join({ ...JOINING, isAlone: true }))
  const joining = second.processes.join(JOINING)
  expect(await isHeldUp(observer, joining)).toBe(true)
  expect(await parked.letGo()).toBeUndefined()
  await first.processes.renew(NOON)
  const stop = new AbortController()
  const renewing = (async () => {
    while (!stop.signal.aborted) await first.processes.renew(NOON)
  })()
  try {
    await expect(joining).rejects.toBeInstanceOf(StoreInUse)
  } finally {
    stop.abort()
    await renewing
  }
})

test('what two polls of one source bring at the same time is stored once', async () => {
  const batch = await pollBatch(second, 'a', [article('one')])
  const parked = await parking.park(async () => await append(first, 'a', [article('one')]))
  const appending = second.append(batch)
  expect(await isHeldUp(observer, appending)).toBe(true)
  expect(await parked.letGo()).toBeUndefined()
  await appending
  expect(await second.counts()).toMatchObject({ items: 1, articles: 0 })
  expect((await second.readLog(9)).length).toBe(1)
})

test('a takedown waits for what is being stored, and takes it down', async () => {
  const sources = [source('a')]
  const parked = await parking.park(async () => await append(first, 'a', [article('one')]))
  const target = { kind: 'articles', names: ['https://news.example/one'] } as const
  const takedown = { target, reason: 'a court', by: 'Ann', date: null, undone: null, line: 1 }
  const taking = applyTakedowns(second, { takedowns: [takedown], sources }, NOON)
  expect(await isHeldUp(observer, taking)).toBe(true)
  expect(await parked.letGo()).toBeUndefined()
  expect(await taking).toBe(1)
})

test('a plan is committed once, by whichever of two that decided the same', async () => {
  await append(first, 'a', [article('one')])
  const parked = await parking.park(async () => await group(first))
  const grouping = group(second)
  expect(await isHeldUp(observer, grouping)).toBe(true)
  expect(await parked.letGo()).toBeUndefined()
  await grouping
  expect(await second.counts()).toMatchObject({ items: 1, articles: 1, stories: 1 })
})

test('requests to our hub of the same moment are counted together', async () => {
  const one = { intents: 1, subscriptions: 1, topics: 1 }
  const intent = (callback: string): Intent => ({
    mode: 'subscribe',
    callback,
    topic: 'https://news.example/feeds/all.atom',
    secret: null,
    leaseMs: DAY,
  })
  const keep = async (store: Store, path: string) =>
    await store.subscriptions.keepIntent(intent(`https://reader.example/${path}`), { perHost: one, all: one })
  const parked = await parking.park(async () => await keep(first, '1'))
  const keeping = keep(second, '2')
  expect(await isHeldUp(observer, keeping)).toBe(true)
  expect(await parked.letGo()).toBeUndefined()
  expect(await keeping).toBe('host-full')
})

test('a subscription to a source is begun once', async () => {
  const row = pushedSource('one')
  const parked = await parking.park(async () => await first.subscriptions.replacePushedSource(null, row))
  const replacing = second.subscriptions.replacePushedSource(null, { ...row, secret: 'other' })
  expect(await isHeldUp(observer, replacing)).toBe(true)
  expect(await parked.letGo()).toBeUndefined()
  expect(await replacing).toBe(false)
})

test('of two processes that start on an empty database one makes the schema', async () => {
  const url = await createDatabase(null)
  const [one, other, third] = [1, 2, 3].map(() => connectToPostgres({ url, readOnly: false }))
  if (one === undefined || other === undefined || third === undefined) throw new Error('no connection')
  const early = parkingOn(one)
  const parked = await early.park(async () => await migratePostgres(early.connection))
  const migrating = migratePostgres(other)
  expect(await isHeldUp(third, migrating)).toBe(true)
  expect(await parked.letGo()).toBeUndefined()
  expect(await migrating).toBe(await migratePostgres(third))
  for (const connection of [one, other, third]) await connection.close()
})

test('of processes that start together one adds what is configured newly, and the others find it', async () => {
  const configured = [source('a'), source('c')]
  // Its number is given in a transaction of its own, which would be the one that stands still.
  await first.syncSources(configured, NOON)
  await observer.run(`DELETE FROM source WHERE id = 'c'`)
  const parked = await parking.park(async () => await first.syncSources(configured, NOON))
  const syncing = second.syncSources(configured, NOON)
  expect(await isHeldUp(observer, syncing)).toBe(true)
  expect(await parked.letGo()).toBeUndefined()
  await syncing
})
