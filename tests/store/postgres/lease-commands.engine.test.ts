/**
 * Leases as a state machine: random courses of several processes on one PostgreSQL, of which one may stand still before the commit of a write, die, or
 * lose its duties without being told. After each step four things hold: each shard and role has one owner at most whose writes are taken (exclusion),
 * none changes its owner while a write of the owner is under way (order of tenures), what others write is refused (fencing), and one more process could
 * take over all that nothing holds (liveness). POLYWIRE_TEST_RUNS: how many courses.
 */
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SourceId } from '../../../src/model/ids.ts'
import { LEADING_ROLES, type LeadingRole, ROLES } from '../../../src/model/process-roles.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { createPostgresEngine, type PostgresEngine } from '../../../src/store/dialects/postgres/postgres-engine.ts'
import { requireLead } from '../../../src/store/dialects/postgres/postgres-fences.ts'
import { ownedSources, polledElsewhere } from '../../../src/store/sources/polls.ts'
import { runOn } from '../../../src/store/drivers/postgres.ts'
import { migratePostgres } from '../../../src/store/dialects/postgres/postgres-migrations.ts'
import { postgresProcesses } from '../../../src/store/dialects/postgres/postgres-processes.ts'
import type { Queries } from '../../../src/store/dialects/postgres/queries.ts'
import { LEASE_ENDS_MS, type Processes } from '../../../src/store/ports/processes.ts'
import { LeaseLost } from '../../../src/store/ports/store.ts'
import { SHARDS } from '../../../src/store/shards.ts'
import { createPostgresStore } from '../../../src/store/dialects/postgres/postgres-store.ts'
import { createDatabase, EMPTY } from '../postgres-databases.ts'
import { NOON, source } from '../samples.ts'
import { type Parked, type Parking, parkingOn } from './parked.ts'
import { STILL_CLOCK } from './still-clock.ts'

const RUNS = Number(process.env.POLYWIRE_TEST_RUNS ?? 6)
const COMMANDS = 40
const PROCESSES = 3
const SOURCES = Array.from({ length: 6 }, (_, index) => source(`s${index}`, { url: `https://host${index}.example/feed` }))
const JOINING = { version: '1', configuration: 'c', isAlone: false, roles: ROLES }

/** A process as the test sees it. `parking`: its connections; `written`: its parked write. */
type Member = {
  readonly engine: PostgresEngine
  readonly processes: Processes
  readonly parking: Parking
  hasJoined: boolean
  written: { readonly parked: Parked; readonly about: Duty; readonly by: number } | null
}
type Duty = { readonly kind: 'source'; readonly source: SourceId } | { readonly kind: 'role'; readonly role: LeadingRole }

let observer: PostgresConnection
let connections: readonly PostgresConnection[]
let schemaVersion: number
beforeAll(async () => {
  const url = await createDatabase()
  const setUp = connectToPostgres({ url, readOnly: false })
  await setUp.script(STILL_CLOCK)
  await setUp.close()
  const open = (): PostgresConnection => connectToPostgres({ url, readOnly: false })
  observer = open()
  connections = Array.from({ length: PROCESSES }, open)
  schemaVersion = await migratePostgres(observer)
})
afterAll(async () => {
  for (const connection of [observer, ...connections]) await connection.close()
})

const openMembers = (): readonly Member[] =>
  connections.map((connection) => {
    const parking = parkingOn(connection)
    const engine = createPostgresEngine(parking.connection, { now: () => NOON, schemaVersion })
    return {
      engine,
      processes: postgresProcesses(parking.connection, engine.membership),
      parking,
      hasJoined: false,
      written: null,
    }
  })

/** A write as the store makes them: the fence stands in its transaction. */
const write = async ({ engine }: Pick<Member, 'engine'>, about: Duty): Promise<void> =>
  await engine.transaction(async (queries) => {
    if (about.kind === 'role') await requireLead(queries, engine.membership, about.role)
    else if (!(await runOn(queries, ownedSources(engine.membership, [about.source]))).has(about.source)) throw polledElsewhere()
  })
const isTaken = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof LeaseLost) return false
    throw error
  }
}

const ownerOf = async (about: Duty): Promise<number | null> =>
  (about.kind === 'role'
    ? await observer.get<{ readonly owner: number | null }>('SELECT owner FROM leader WHERE role = $1', about.role)
    : await observer.get<{ readonly owner: number | null }>(
        'SELECT h.owner FROM shard h JOIN source s ON s.shard = h.n WHERE s.id = $1',
        about.source,
      )
  )?.owner ?? null

const DUTIES: readonly Duty[] = [
  ...SOURCES.map(({ id }): Duty => ({ kind: 'source', source: id })),
  ...LEADING_ROLES.map((role): Duty => ({ kind: 'role', role })),
]

/** Exclusion and fencing: of all processes exactly the one that the database names may write. */
const checkFences = async (members: readonly Member[]): Promise<void> => {
  for (const about of DUTIES) {
    const owner = await ownerOf(about)
    for (const member of members) {
      const { number } = member.engine.membership
      if (number === null || member.written !== null) continue
      expect({ about, number, taken: await isTaken(write(member, about)) }).toEqual({ about, number, taken: number === owner })
    }
  }
}

/** Order of tenures: what a parked write is about still belongs to who writes it. */
const checkTenures = async (members: readonly Member[]): Promise<void> => {
  for (const { written } of members) if (written !== null) expect(await ownerOf(written.about)).toBe(written.by)
}

class Undone extends Error {}

/** Liveness, in a transaction that is undone: if all others were gone, a new process would have everything that no parked write holds. */
const checkLiveness = async (members: readonly Member[]): Promise<void> => {
  const held = members.flatMap(({ written }) => written?.about ?? [])
  const heldShards = new Set(held.flatMap((about) => (about.kind === 'source' ? [about.source] : []))).size
  const heldRoles = new Set(held.flatMap((about) => (about.kind === 'role' ? [about.role] : [])))
  const undone = observer.transaction(async (queries) => {
    const alone = within(queries)
    await goOn(queries, LEASE_ENDS_MS + 1)
    const heir = postgresProcesses(alone, { number: null, shards: null })
    await heir.join(JOINING)
    await heir.renew(NOON)
    const { shards, leads } = await heir.renew(NOON)
    expect(shards).toBeGreaterThanOrEqual(SHARDS - heldShards)
    expect(leads).toEqual(expect.arrayContaining(LEADING_ROLES.filter((role) => !heldRoles.has(role))))
    throw new Undone()
  })
  await expect(undone).rejects.toBeInstanceOf(Undone)
}
/** Everything in one transaction that has begun. */
const within = (queries: Queries): PostgresConnection => ({
  ...observer,
  ...queries,
  soon: queries,
  transaction: async (change) => await change(queries),
})
const goOn = async ({ run }: Queries, ms: number): Promise<unknown> =>
  await run(`UPDATE still.clock SET at = at + $1 * interval '1 millisecond'`, ms)

type Real = { readonly members: readonly Member[]; readonly counts: Map<string, number> }
type Step = fc.AsyncCommand<object, Real>

const command = (name: string, run: (real: Real) => Promise<void>): Step => ({
  check: () => true,
  toString: () => name,
  async run(_, real) {
    real.counts.set(name.split(' ', 1)[0] ?? '', (real.counts.get(name.split(' ', 1)[0] ?? '') ?? 0) + 1)
    await run(real)
    await checkTenures(real.members)
    await checkFences(real.members)
    await checkLiveness(real.members)
  },
})
const memberOf = ({ members }: Real, index: number): Member => {
  const member = members[index]
  if (member === undefined) throw new Error('no such process')
  return member
}
const index = fc.nat(PROCESSES - 1)
const duty = fc.constantFrom(...DUTIES)

const expectRefusal = async (parked: Parked): Promise<void> => expect(await parked.letGo()).toBeInstanceOf(LeaseLost)

const release = async (member: Member): Promise<void> => {
  const { written } = member
  if (written === null) return
  // Its lease may have ended meanwhile; what had passed the fence is stored, since nobody could take over.
  expect(await written.parked.letGo()).toBeUndefined()
  member.written = null
}

/** Time enough for leases to end, or not. */
const waits = fc
  .integer({ min: 500, max: 6_000 })
  .map((ms) => command(`wait ${ms}`, async () => void (await goOn(observer, ms))))
const renewals = index.map((at) =>
  command(`renew ${at}`, async (real) => {
    const member = memberOf(real, at)
    if (!member.hasJoined) await member.processes.join(JOINING)
    member.hasJoined = true
    await member.processes.renew(NOON)
  }),
)
const departures = index.map((at) =>
  command(`leave ${at}`, async (real) => {
    const member = memberOf(real, at)
    await member.processes.leave()
    member.hasJoined = false
  }),
)
const parkings = fc.tuple(index, duty).map(([at, about]) =>
  command(`park ${at} ${Object.values(about).join(' ')}`, async (real) => {
    const member = memberOf(real, at)
    const { number } = member.engine.membership
    if (member.written !== null || number === null) return
    const isOurs = (await ownerOf(about)) === number
    const parked = await member.parking.park(async () => await write(member, about))
    if (isOurs) member.written = { parked, about, by: number }
    else await expectRefusal(parked)
  }),
)
const releases = index.map((at) => command(`commit ${at}`, async (real) => await release(memberOf(real, at))))
/** Nobody is told: somebody forgets the process, or takes a role or a shard out of its hands. */
const losses = fc
  .tuple(index, fc.constantFrom<'process' | 'leader' | 'shard'>('process', 'leader', 'shard'))
  .map(([at, table]) =>
    command(`lose ${at} ${table}`, async (real) => {
      const { number } = memberOf(real, at).engine.membership
      if (table === 'process') await observer.run('DELETE FROM process WHERE n = $1', number)
      else {
        const key = table === 'leader' ? 'role' : 'n'
        const of = `SELECT ${key} FROM ${table} WHERE owner = $1 FOR UPDATE SKIP LOCKED`
        await observer.run(`UPDATE ${table} SET owner = NULL WHERE ${key} IN (${of})`, number)
      }
    }),
  )

const COURSE = fc.commands<object, Real, false>(
  [renewals, renewals, renewals, waits, parkings, parkings, releases, departures, losses],
  { maxCommands: COMMANDS, size: 'max' },
)

test(`in ${RUNS} courses of several processes, leases exclude, follow each other, fence and go on`, {
  timeout: 3_600_000,
}, async () => {
  const counts = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(COURSE, async (course) => {
      await observer.script(EMPTY)
      const members = openMembers()
      const [first] = members
      if (first === undefined) throw new Error('no process')
      await createPostgresStore(first.engine).syncSources(SOURCES, NOON)
      try {
        await fc.asyncModelRun(() => ({ model: {}, real: { members, counts } }), course)
      } finally {
        for (const { parking } of members) await parking.letAllGo()
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
  expect([...counts.keys()].toSorted()).toEqual(['commit', 'leave', 'lose', 'park', 'renew', 'wait'])
})
