import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LeadingRole, Role } from '../../src/model/process-roles.ts'
import { createReadiness } from '../../src/server/readiness.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { SharingProcess } from '../../src/store/ports/processes.ts'
import { type Store, StoreUnavailable } from '../../src/store/ports/store.ts'
import { SHARDS } from '../../src/store/shards.ts'
import { append, article, group, NOON, source } from '../store/samples.ts'

let store: Store
let elapsed: number
/** What the other processes do, and what the database says. */
let world: {
  shards: number
  leads: readonly LeadingRole[]
  health: Partial<Awaited<ReturnType<Store['health']>>>
  leaseAge: number
}
beforeEach(async () => {
  store = await openSqlite({ folder: ':memory:' })
  await store.syncSources([source('one')], NOON)
  elapsed = 0
  world = { shards: SHARDS, leads: ['grouper', 'jobs'], health: {}, leaseAge: 0 }
})
afterEach(async () => await store.close())

const SECOND = 1_000
/** `/readyz` of a process with these roles, asked every ten seconds for so long. */
const after = async (seconds: number, ...roles: readonly Role[]) => {
  const process: SharingProcess = {
    number: 1,
    roles: ['ingest', 'grouper', 'jobs'],
    version: '1',
    configuration: 'c',
    since: NOON,
    shards: world.shards,
    leads: world.leads,
  }
  const ready = createReadiness({
    store: {
      ...store,
      health: async () => ({ ...(await store.health()), ...world.health }),
      processes: { ...store.processes, isShared: true, processes: async () => [process] },
    },
    duties: {
      has: (role) => roles.includes(role),
      term: (role) => (roles.includes(role) ? 1 : null),
      leaseAge: () => world.leaseAge,
    },
    elapsed: () => elapsed,
  })
  for (let second = 0; second < seconds; second += 10) {
    await ready()
    elapsed += 10 * SECOND
  }
  return await ready()
}
const ROLES = ['web', 'ingest', 'grouper', 'jobs'] as const
const isReady = async (): Promise<readonly boolean[]> => await Promise.all(ROLES.map(async (role) => (await after(0, role)).ok))

test('all is well', async () => {
  for (const role of ROLES) expect(await after(300, role)).toEqual({ ok: true, reasons: [] })
})

test('a database that takes no writes: who serves is ready and says so, who must write is not', async () => {
  world.health = { writable: false, reason: 'read-only: its disk is full' }
  expect(await isReady()).toEqual([true, false, false, false])
  for (const role of ROLES) expect((await after(0, role)).reasons).toEqual(['read-only: its disk is full'])
  expect((await after(0, 'web', 'ingest')).ok).toBe(false)
})

test('a database that does not answer: nobody is ready', async () => {
  world.health = { readable: false, writable: false, reason: 'The database does not answer.' }
  expect(await isReady()).toEqual([false, false, false, false])
  world.health = {}
  const whole = store
  const gone = async (): Promise<never> => {
    throw new StoreUnavailable('The database does not answer.', false)
  }
  store = { ...whole, progress: gone }
  expect(await after(0, 'web')).toEqual({ ok: false, reasons: ['The database does not answer.'] })
  store = whole
})

test('a lease that was not renewed: the process does not do what it should', async () => {
  world.leaseAge = 12_000
  expect(await isReady()).toEqual([true, false, false, false])
  expect((await after(0, 'jobs')).reasons).toEqual(['its lease has not been renewed for 12 s'])
})

test('shards that nobody polls and roles that nobody leads are told after a minute, by all; who does its own work is ready', async () => {
  world.shards = 1_000
  world.leads = ['jobs']
  expect(await after(50, 'web')).toEqual({ ok: true, reasons: [] })
  const reasons = ['nobody polls 24 of the 1024 shards of sources', 'no process leads in the role grouper']
  for (const role of ROLES) expect(await after(60, role)).toEqual({ ok: true, reasons })
})

test('a log that is not followed for a minute: its leading grouper is not ready, the others say so', async () => {
  await append(store, 'one', [article('a'), article('b')])
  expect(await after(50, 'grouper')).toEqual({ ok: true, reasons: [] })
  const reasons = [expect.stringMatching(/^the log is not followed: 2 rows wait, and none was decided for \d+ s$/)]
  expect(await after(60, 'grouper')).toEqual({ ok: false, reasons })
  expect(await after(60, 'web')).toEqual({ ok: true, reasons })
  await group(store)
  expect(await after(60, 'grouper')).toEqual({ ok: true, reasons: [] })
})
