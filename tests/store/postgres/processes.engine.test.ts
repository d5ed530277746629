/** Processes that share a database: leases, fair shares, fencing. Each store here is one process. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { repeatInTurn } from '../../../src/lib/repeat.ts'
import { type Role, ROLES } from '../../../src/model/process-roles.ts'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { LeaseLost, type Store, StoreInUse } from '../../../src/store/ports/store.ts'
import { SHARDS } from '../../../src/store/shards.ts'
import { append, article, DAY, group, idOf, NOON, poll, source, sourceState } from '../samples.ts'
import { createDatabase } from '../postgres-databases.ts'

let url: string
let database: PostgresConnection
let stores: Store[]
beforeEach(async () => {
  url = await createDatabase()
  database = connectToPostgres({ url, readOnly: false })
  stores = []
})
afterEach(async () => {
  for (const store of stores) await store.close()
  await database.close()
})

const open = async (): Promise<Store> => {
  const store = await openPostgres({ url })
  stores.push(store)
  return store
}
const joining = { version: '1', configuration: 'c', isAlone: false }
const start = async (...roles: readonly Role[]): Promise<Store> => {
  const store = await open()
  await store.processes.join({ ...joining, roles: roles.length === 0 ? ROLES : roles })
  return store
}
const endLeasesBut = async (number: number): Promise<number> =>
  await database.run(`UPDATE process SET until = clock_timestamp() - interval '1 s' WHERE n <> $1`, number)
const renew = async (store: Store) => await store.processes.renew(NOON)
/** As when a process is killed, or stands still for longer than its lease. */
const endLeases = async (): Promise<number> =>
  await database.run(`UPDATE process SET until = clock_timestamp() - interval '1 s'`)
const TERMS = { limit: 100, perHost: 5, leaseMs: DAY }
const SOURCES = Array.from({ length: 60 }, (_, index) => source(`s${index}`, { url: `https://host${index}.example/feed` }))

test('one process does everything; a second takes its fair share of shards and stands by', async () => {
  const first = await start()
  expect(await renew(first)).toEqual({ shards: SHARDS, taken: SHARDS, leads: ['grouper', 'jobs'], isNew: false })
  const second = await start()
  expect(await renew(second)).toMatchObject({ shards: 0, leads: [] })
  expect(await renew(first)).toMatchObject({ shards: SHARDS / 2, leads: ['grouper', 'jobs'] })
  expect(await renew(second)).toMatchObject({ shards: SHARDS / 2, taken: SHARDS / 2, leads: [] })
  await first.processes.leave()
  expect(await renew(second)).toMatchObject({ shards: SHARDS, leads: ['grouper', 'jobs'] })
})

test('roles limit what a process takes', async () => {
  const web = await start('web')
  const ingest = await start('ingest')
  const grouper = await start('grouper')
  expect(await renew(web)).toMatchObject({ shards: 0, leads: [] })
  expect(await renew(ingest)).toMatchObject({ shards: SHARDS, leads: [] })
  expect(await renew(grouper)).toMatchObject({ shards: 0, leads: ['grouper'] })
  expect(await web.processes.processes()).toMatchObject([
    { roles: ['web'], shards: 0, leads: [] },
    { roles: ['ingest'], shards: SHARDS, leads: [] },
    { roles: ['grouper'], shards: 0, leads: ['grouper'] },
  ])
})

test('of many that start at once each shard has one owner and each role one leader', async () => {
  const many = await Promise.all(Array.from({ length: 6 }, async () => await start()))
  for (let round = 0; round < 4; round += 1) await Promise.all(many.map(renew))
  const duties = []
  for (const store of many) duties.push(await renew(store))
  expect(duties.reduce((sum, { shards }) => sum + shards, 0)).toBe(SHARDS)
  expect(Math.max(...duties.map(({ shards }) => shards))).toBeLessThanOrEqual(Math.ceil(SHARDS / 6))
  expect(duties.flatMap(({ leads }) => leads).toSorted()).toEqual(['grouper', 'jobs'])
})

test('each process polls the sources of its shards, all of one host by one of them', async () => {
  const first = await start()
  const second = await start()
  await first.syncSources(SOURCES, NOON)
  for (const store of [first, second, first, second]) await renew(store)
  const [ours, theirs] = await Promise.all([first.claimDue(NOON, TERMS), second.claimDue(NOON, TERMS)])
  expect(new Set([...ours, ...theirs].map(({ id }) => id)).size).toBe(60)
  expect(Math.min(ours.length, theirs.length)).toBeGreaterThan(15)
  const mine = ours[0]?.id ?? idOf('')
  expect([await first.isOurs(mine), await second.isOurs(mine)]).toEqual([true, false])
  expect(await second.claim(mine, NOON + 2 * DAY, DAY)).toBeNull()
})

test('a shard in which a source is being polled is not given back before the poll has ended', async () => {
  const first = await start()
  await first.syncSources(SOURCES, NOON)
  await renew(first)
  const polled = await first.claimDue(NOON, TERMS)
  await start()
  expect((await renew(first)).shards).toBeGreaterThan(SHARDS / 2)
  expect(await Promise.all(polled.map(async ({ id }) => await first.isOurs(id)))).toEqual(Array.from({ length: 60 }).fill(true))
  for (const state of polled) await first.recordPoll(state.id, { ...state, nextDue: NOON + DAY })
  expect(await renew(first)).toMatchObject({ shards: SHARDS / 2 })
})

test('what a process reads whose lease has ended is not stored, and whoever took over polls its sources at once, one by one', async () => {
  const frozen = await start()
  await frozen.syncSources(SOURCES, NOON)
  await renew(frozen)
  const claimed = await frozen.claimDue(NOON, TERMS)
  await endLeases()
  const next = await start()
  expect(await renew(next)).toMatchObject({ shards: SHARDS, leads: ['grouper', 'jobs'] })
  let [suspect, ...others] = await next.claimDue(NOON, TERMS)
  expect(others).toEqual([])
  const [state] = claimed
  if (state === undefined) throw new Error('nothing was claimed')
  await expect(append(frozen, 's0', [article('late')])).rejects.toBeInstanceOf(LeaseLost)
  await expect(frozen.recordPoll(state.id, state)).rejects.toBeInstanceOf(LeaseLost)
  await frozen.release(state.id)
  expect(await next.claimDue(NOON, TERMS)).toEqual([])
  const polled = new Set<string>()
  for (; suspect !== undefined; [suspect, ...others] = await next.claimDue(NOON, TERMS)) {
    expect(others).toEqual([])
    polled.add(suspect.id)
    await next.recordPoll(suspect.id, { ...suspect, crashes: 0, nextDue: NOON + DAY })
  }
  expect(polled.size).toBe(60)
  await append(next, 's0', [article('one')])
  await expect(group(frozen)).rejects.toBeInstanceOf(LeaseLost)
  await expect(frozen.writeNext([], { a: 'b' })).rejects.toBeInstanceOf(LeaseLost)
  await group(next)
  expect(await next.counts()).toMatchObject({ items: 1, articles: 1 })
  expect(await renew(frozen)).toMatchObject({ isNew: true, shards: 0, leads: [] })
})

test('of the sources that an ended process was reading none is lost, and one that does it twice is quarantined', async () => {
  const first = await start()
  await first.syncSources(SOURCES.slice(0, 3), NOON)
  await renew(first)
  for (const { id } of await first.claimDue(NOON, { ...TERMS, limit: 2 })) expect(['s0', 's1']).toContain(id)
  await endLeases()
  const second = await start()
  await renew(second)
  const crashes = async (): Promise<readonly (number | undefined)[]> =>
    await Promise.all(['s0', 's1', 's2'].map(async (id) => (await sourceState(second, idOf(id)))?.crashes))
  expect(await crashes()).toEqual([1, 1, 0])
  expect((await second.claimDue(NOON, TERMS)).map(({ id }) => id)).toEqual(['s0', 's2'])
  await second.recordPoll(idOf('s2'), poll('s2', { url: 'https://host2.example/feed', nextDue: NOON + DAY }))
  await endLeases()
  const third = await start()
  await renew(third)
  expect(await crashes()).toEqual([2, 1, 0])
  expect(await sourceState(third, idOf('s0'))).toMatchObject({
    failure: { kind: 'quarantined' },
    failures: 1,
    nextDue: NOON + DAY,
  })
  expect((await third.claimDue(NOON, TERMS)).map(({ id }) => id)).toEqual(['s1'])
  await third.recordPoll(idOf('s1'), poll('s1', { url: 'https://host1.example/feed', nextDue: NOON + DAY }))
  expect((await third.claimDue(NOON + DAY, TERMS)).map(({ id }) => id)).toContain('s0')
})

test('what a process began before it joined anew is not stored, even if its source is its own again soon', async () => {
  const frozen = await start()
  await frozen.syncSources(SOURCES, NOON)
  await renew(frozen)
  await frozen.claim(idOf('s0'), NOON, DAY)
  await endLeases()
  const next = await start()
  await renew(next)
  await append(next, 's0', [article('newer')])
  await next.processes.leave()
  expect(await renew(frozen)).toEqual({ shards: 0, taken: 0, leads: [], isNew: true })
  await expect(append(frozen, 's0', [article('older')])).rejects.toBeInstanceOf(LeaseLost)
  expect(await renew(frozen)).toMatchObject({ shards: SHARDS, leads: ['grouper', 'jobs'], isNew: false })
})

test('a lease that ended and that nobody took is renewed as if nothing had been', async () => {
  const only = await start()
  await renew(only)
  await endLeases()
  expect(await renew(only)).toEqual({ shards: SHARDS, taken: 0, leads: ['grouper', 'jobs'], isNew: false })
})

test('what a write under way holds is taken over when it has ended, and everything else at once', async () => {
  const first = await start()
  await first.syncSources(SOURCES, NOON)
  await renew(first)
  const second = await start()
  await database.transaction(async ({ all }) => {
    await all('SELECT 1 FROM shard WHERE n < 100 FOR SHARE')
    await endLeasesBut(2)
    expect(await renew(second)).toMatchObject({ shards: SHARDS - 100, leads: ['grouper', 'jobs'] })
  })
  expect(await renew(second)).toMatchObject({ shards: SHARDS, taken: 100 })
})

test('a command that wants to be alone is refused while others work, and keeps others out', async () => {
  const service = await start()
  const command = await open()
  const stopService = repeatInTurn(async () => void (await renew(service)), 300)
  await expect(command.processes.join({ ...joining, roles: ROLES, isAlone: true })).rejects.toBeInstanceOf(StoreInUse)
  await stopService()
  await service.processes.leave()
  await command.processes.join({ ...joining, roles: ROLES, isAlone: true })
  const stopCommand = repeatInTurn(async () => void (await renew(command)), 300)
  await expect(start()).rejects.toThrow('A command has this database to itself')
  await stopCommand()
  await command.processes.leave()
  await start()
})

test('one that was killed is waited for until its lease ends', async () => {
  await start()
  await database.run(`UPDATE process SET until = clock_timestamp() + interval '1 s'`)
  const command = await open()
  await command.processes.join({ ...joining, roles: ROLES, isAlone: true })
  expect((await command.processes.processes()).length).toBe(1)
})
