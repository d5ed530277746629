/** The model that simulations of many processes use, and the SQL: after each of some hundred steps of chance both know the same. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LeadingRole, Role } from '../../../src/model/process-roles.ts'
import { openPostgres } from '../../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { LeaseLost, type Store } from '../../../src/store/ports/store.ts'
import { SHARDS, shardOf } from '../../../src/store/shards.ts'
import { randomFrom } from '../../bench/random.ts'
import { createDatabase } from '../postgres-databases.ts'
import { DAY, idOf, NOON, poll, source } from '../samples.ts'
import { createLeaseModel, type Member } from '../sharing/lease-model.ts'
import { STILL_CLOCK } from './still-clock.ts'

const STEPS = 150
const MOST_PROCESSES = 6
/** Leases end between these. */
const PAUSE_MS = 1_300
const ROLES: readonly (readonly Role[])[] = [
  ['ingest'],
  ['ingest', 'grouper', 'jobs'],
  ['ingest', 'web'],
  ['grouper'],
  ['grouper', 'jobs', 'web'],
  ['web'],
]
const SOURCES = Array.from({ length: 40 }, (_, index) => {
  const host = `host${index}.example`
  return { ...source(`s${index}`, { url: `https://${host}/feed` }), shard: shardOf(host) }
})
type Process = { readonly store: Store; readonly member: Member }

let url: string
let database: PostgresConnection
let stores: Store[]
beforeEach(async () => {
  url = await createDatabase()
  database = connectToPostgres({ url, readOnly: false })
  await database.script(STILL_CLOCK)
  stores = []
})
afterEach(async () => {
  for (const store of stores) await store.close()
  await database.close()
})

/** The time of the model and of the database. */
const createSharedTime = () => {
  let now = 0
  return {
    now: () => now,
    async goOn(ms: number): Promise<void> {
      now += ms
      await database.run(`UPDATE still.clock SET at = at + $1 * interval '1 millisecond'`, ms)
    },
  }
}

const inDatabase = async () => ({
  processes: (await database.all<{ readonly n: number }>('SELECT n FROM process ORDER BY n')).map(({ n }) => n),
  shards: (await database.all<{ readonly owner: number | null }>('SELECT owner FROM shard ORDER BY n')).map(
    ({ owner }) => owner ?? 0,
  ),
  leaders: Object.fromEntries(
    (await database.all<{ readonly role: string; readonly owner: number | null }>('SELECT role, owner FROM leader')).map(
      ({ role, owner }) => [role, owner ?? 0],
    ),
  ),
  leased: (await database.all<{ readonly id: string }>('SELECT id FROM source WHERE leased_until > 0'))
    .map(({ id }) => id)
    .toSorted(),
})

/** Pretends to be the processes, in the model and on the database, and does what chance says. */
const startWorld = (seed: number) => {
  const random = randomFrom(seed)
  const pick = <One>(among: readonly One[]): One | undefined => among[Math.floor(random() * among.length)]
  const time = createSharedTime()
  const leased = new Set<string>()
  const inShard = (shard: number): readonly string[] => SOURCES.filter((one) => one.shard === shard).map(({ id }) => id)
  const leases = createLeaseModel(
    (shard) => inShard(shard).filter((id) => leased.has(id)).length,
    (shard) => {
      for (const id of inShard(shard)) leased.delete(id)
    },
  )
  const running: Process[] = []
  const join = async (): Promise<void> => {
    const roles = pick(ROLES) ?? []
    const store = await openPostgres({ url })
    stores.push(store)
    await store.processes.join({ version: '1', configuration: 'c', isAlone: false, roles })
    if (stores.length === 1) await store.syncSources(SOURCES, NOON)
    running.push({ store, member: leases.join(roles, time.now()) })
  }
  const mayWrite = (member: Member, id: string): boolean =>
    SOURCES.some((one) => one.id === id && leases.owner(one.shard) === member.number)
  const renew = async ({ store, member }: Process): Promise<void> =>
    expect(await store.processes.renew(NOON)).toEqual(leases.renew(member, time.now()))
  const leave = async (process: Process): Promise<void> => {
    running.splice(running.indexOf(process), 1)
    leases.leave(process.member)
    await process.store.processes.leave()
  }
  const claim = async ({ store, member }: Process): Promise<void> => {
    const id = pick(SOURCES)?.id ?? idOf('')
    const isFree = !leased.has(id) && mayWrite(member, id)
    expect((await store.claim(id, NOON, DAY)) !== null).toBe(isFree)
    if (isFree) leased.add(id)
  }
  const record = async ({ store, member }: Process): Promise<void> => {
    const { id, url: address } = pick(SOURCES) ?? source('')
    const recorded = store.recordPoll(id, { ...poll(id), url: address })
    if (!mayWrite(member, id)) return await expect(recorded).rejects.toBeInstanceOf(LeaseLost)
    leased.delete(id)
    return await recorded
  }
  /** Killed, or standing still for so long that it does nothing any more: nobody is told. */
  const kill = (process: Process): void => void running.splice(running.indexOf(process), 1)
  const seen = new Map<string, number>()
  return {
    seen,
    async step(): Promise<void> {
      await time.goOn(PAUSE_MS * Math.floor(random() * 3))
      const process = pick(running)
      const kinds = ['join', 'renew', 'renew', 'renew', 'renew', 'renew', 'renew', 'claim', 'claim', 'record', 'kill', 'leave']
      const chosen = pick(kinds) ?? ''
      const kind = process === undefined || (chosen === 'join' && running.length < MOST_PROCESSES) ? 'join' : chosen
      seen.set(kind, (seen.get(kind) ?? 0) + 1)
      if (process === undefined || kind === 'join') return running.length < MOST_PROCESSES ? await join() : undefined
      if (kind === 'renew') return await renew(process)
      if (kind === 'claim') return await claim(process)
      if (kind === 'record') return await record(process)
      return kind === 'kill' ? kill(process) : await leave(process)
    },
    inModel: () => ({
      processes: leases.numbers(),
      shards: Array.from({ length: SHARDS }, (_, shard) => leases.owner(shard)),
      leaders: Object.fromEntries((['grouper', 'jobs'] satisfies LeadingRole[]).map((role) => [role, leases.leader(role)])),
      leased: [...leased].toSorted(),
    }),
  }
}

test.each([1, 2, 3, 4])('the model of leases and PostgreSQL agree after each step of a random course (%i)', async (seed) => {
  const world = startWorld(seed)
  for (let step = 0; step < STEPS; step += 1) {
    await world.step()
    expect({ ...(await inDatabase()), at: step }).toEqual({ ...world.inModel(), at: step })
  }
  expect(
    Math.min(...['join', 'renew', 'claim', 'record', 'kill', 'leave'].map((kind) => world.seen.get(kind) ?? 0)),
  ).toBeGreaterThan(3)
})
