/**
 * Leases of processes. Each process has one, its row in `process`; shards and leading roles name the process that owns them, and are free once
 * its row is deleted. One process at a time distributes duties; rows that a running transaction still locks are left for the next time.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Instant } from '../../../model/ids.ts'
import { LEADING_ROLES, type LeadingRole, type Role } from '../../../model/process-roles.ts'
import { afterCrashSql } from '../../../model/quarantine.ts'
import { type Joining, LEASE_ENDS_MS, type Processes, type SharingProcess } from '../../ports/processes.ts'
import { StoreInUse } from '../../ports/store.ts'
import { fairShare } from '../../shards.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import type { Membership } from '../../database.ts'
import { LOCKS } from './postgres-locks.ts'
import type { Queries } from './queries.ts'

const IN_USE = 'Another Polywire works on this database. Stop it first.'
const IS_ALONE = 'A command has this database to itself now. Try again when it has ended.'

export const postgresProcesses = (connection: PostgresConnection, membership: Membership): Processes => {
  let joined: Joining | null = null
  const joinAs = async (joining: Joining): Promise<void> => {
    membership.number = await enterWhenFree(connection, joining)
    membership.shards = []
    joined = joining
  }
  return {
    isShared: true,
    join: joinAs,
    async renew(now) {
      if (joined === null) throw new Error('a process renews its lease that has not joined')
      const { roles } = joined
      if ((await connection.soon.run(RENEW, membership.number, LEASE_ENDS_MS)) === 0) {
        await joinAs(joined)
        // Earlier work of this process may still write, under the new number: the process gets no duties before the caller knows.
        return { shards: 0, taken: 0, leads: [], isNew: true }
      }
      const taken = (await hasToShare(connection, membership.number, roles))
        ? await connection.transaction(async (queries) => await shareOut(queries, membership.number, roles, now))
        : 0
      const { shards, leads } = await ownedBy(connection, membership.number)
      membership.shards = shards
      return { shards: shards.length, taken, leads, isNew: false }
    },
    async setConfiguration(configuration) {
      if (joined === null || joined.configuration === configuration) return
      joined = { ...joined, configuration }
      await connection.run('UPDATE process SET configuration = $1 WHERE n = $2', configuration, membership.number)
    },
    async leave() {
      if (joined === null) return
      joined = null
      await connection.soon.run('DELETE FROM process WHERE n = $1', membership.number)
    },
    processes: async () => (await connection.all<ProcessRow>(PROCESSES)).map(toProcess),
    async sharedClock() {
      const clock = await connection.soon.get<{ readonly now: number }>(CLOCK)
      return clock === undefined ? null : Math.round(clock.now)
    },
  }
}

const CLOCK = 'SELECT extract(epoch FROM clock_timestamp())::double precision * 1000 AS now'
const RENEW = `UPDATE process SET until = clock_timestamp() + $2 * interval '1 millisecond' WHERE n = $1`
const FORGET_ENDED = 'DELETE FROM process WHERE until < clock_timestamp()'

/** Returns the number of the process. If a killed process is in the way, waits until its lease ends; throws StoreInUse if that process renews it. */
const enterWhenFree = async (connection: PostgresConnection, joining: Joining): Promise<number> => {
  const first = await leasesIn(connection)
  for (;;) {
    try {
      return await connection.transaction(async (queries) => await enter(queries, joining))
    } catch (error) {
      if (!(error instanceof StoreInUse)) throw error
      const now = await leasesIn(connection)
      if ([...now].some(([n, until]) => first.get(n) !== until)) throw error
      await sleep(WAIT_MS)
    }
  }
}
const WAIT_MS = 500

/** When each process's lease ends. */
const leasesIn = async ({ all }: Queries): Promise<ReadonlyMap<number, string>> =>
  new Map(
    (await all<{ readonly n: number; readonly until: string }>('SELECT n, until::text AS until FROM process')).map(
      ({ n, until }) => [n, until],
    ),
  )

/** Joins; returns the number of the process. Throws StoreInUse if this process or another one needs to be alone. */
const enter = async (queries: Queries, { roles, isAlone, version, configuration }: Joining): Promise<number> => {
  await queries.all('SELECT pg_advisory_xact_lock($1)', LOCKS.SHARING)
  await queries.run(FORGET_ENDED)
  const others = await queries.all<{ readonly alone: boolean }>('SELECT alone FROM process')
  if (others.some(({ alone }) => alone)) throw new StoreInUse(IS_ALONE)
  if (isAlone && others.length > 0) throw new StoreInUse(IN_USE)
  const entered = await queries.get<{ readonly n: number }>(ENTER, roles, isAlone, version, configuration, LEASE_ENDS_MS)
  if (entered === undefined) throw new Error('a process was given no number: the database contradicts itself')
  return entered.n
}
const ENTER = `
  INSERT INTO process (roles, alone, version, configuration, until)
  VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond') RETURNING n`

type Owned = { readonly shards: readonly number[]; readonly leads: readonly LeadingRole[] }

const ownedBy = async ({ get }: Queries, me: number | null): Promise<Owned> =>
  (await get<Owned>(OWNED, me)) ?? { shards: [], leads: [] }
const OWNED = `
  SELECT (SELECT coalesce(json_agg(n ORDER BY n), '[]') FROM shard WHERE owner = $1) AS shards,
    (SELECT coalesce(json_agg(role ORDER BY role), '[]') FROM leader WHERE owner = $1) AS leads`

/** Whether a renewal must distribute duties. In most cases there is nothing to distribute, and a renewal needs few queries, so that it is in
 * time even if the database is far away. */
const hasToShare = async ({ get }: Queries, me: number | null, roles: readonly Role[]): Promise<boolean> => {
  const state = await get<Shares & { readonly open: boolean; readonly free: boolean }>(TO_SHARE, me, roles)
  if (state === undefined || state.open) return true
  const share = fairShare(state.pollers)
  return roles.includes('ingest') && (state.mine > share || (state.mine < share && state.free))
}
type Shares = { readonly mine: number; readonly pollers: number }

/** Takes over free roles and shards. Returns how many shards are new. */
const shareOut = async (queries: Queries, me: number | null, roles: readonly Role[], now: Instant): Promise<number> => {
  // If another process is distributing now, this one tries again at its next renewal.
  const lock = await queries.get<{ readonly is: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS is', LOCKS.SHARING)
  if (lock?.is !== true) return 0
  await queries.run(FORGET_ENDED)
  await queries.run(LEAD, me, roles)
  return roles.includes('ingest') ? await balance(queries, me, now) : 0
}
/** A row that is still locked belongs to a process that has stopped inside a transaction, which the server ends soon. */
const LEAD = `
  UPDATE leader SET owner = $1 WHERE role IN (
    SELECT role FROM leader l WHERE role = ANY ($2::text[]) AND NOT EXISTS (SELECT 1 FROM process p WHERE p.n = l.owner)
    FOR UPDATE SKIP LOCKED)`

/** Takes free shards up to a fair share, or gives back those beyond it. Returns how many shards are new. */
const balance = async (queries: Queries, me: number | null, now: Instant): Promise<number> => {
  const { mine, pollers } = (await queries.get<Shares>(SHARES, me)) ?? {
    mine: 0,
    pollers: 1,
  }
  const share = fairShare(pollers)
  if (mine > share) {
    const surplus = await queries.all<{ readonly n: number }>(LOCK_SURPLUS, me, mine - share)
    // A claim locks its shard before it leases a source, so that all leases are visible now.
    const numbers = surplus.map(({ n }) => n)
    await queries.run(GIVE_BACK, numbers, now)
    return 0
  }
  const taken = (await queries.all<{ readonly n: number }>(TAKE, me, share - mine)).map(({ n }) => n)
  // The process that leased sources of these shards is gone: one of them may have ended it.
  if (taken.length > 0) await queries.run(FREE_SOURCES, taken, now)
  return taken.length
}
const SHARES = `
  SELECT (SELECT count(*) FROM shard WHERE owner = $1) AS mine, (SELECT count(*) FROM process WHERE 'ingest' = ANY (roles)) AS pollers`
const TO_SHARE = `${SHARES},
  EXISTS (SELECT 1 FROM process WHERE until < clock_timestamp()) OR EXISTS (
    SELECT 1 FROM leader l WHERE role = ANY ($2::text[]) AND NOT EXISTS (SELECT 1 FROM process p WHERE p.n = l.owner)) AS open,
  EXISTS (SELECT 1 FROM shard h WHERE NOT EXISTS (SELECT 1 FROM process p WHERE p.n = h.owner)) AS free`
const LOCK_SURPLUS = 'SELECT n FROM shard WHERE owner = $1 ORDER BY n DESC LIMIT $2 FOR UPDATE SKIP LOCKED'
const GIVE_BACK = `
  UPDATE shard SET owner = NULL WHERE n = ANY ($1::smallint[])
    AND n NOT IN (SELECT shard FROM source WHERE leased_until > 0 AND leased_until > $2)`
const TAKE = `
  UPDATE shard SET owner = $1 WHERE n IN (
    SELECT n FROM shard h WHERE NOT EXISTS (SELECT 1 FROM process p WHERE p.n = h.owner) ORDER BY n LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING n`
const FREE_SOURCES = `UPDATE source SET ${afterCrashSql('$2::bigint')} WHERE leased_until > 0 AND shard = ANY ($1::smallint[])`

type ProcessRow = Omit<SharingProcess, 'leads'> & { readonly leads: readonly LeadingRole[] | null }
const toProcess = (row: ProcessRow): SharingProcess => ({
  ...row,
  leads: LEADING_ROLES.filter((role) => row.leads?.includes(role) === true),
})
const PROCESSES = `
  SELECT n AS number, roles, version, configuration, round(extract(epoch FROM since) * 1000)::bigint AS since,
    (SELECT count(*) FROM shard h WHERE h.owner = p.n) AS shards,
    (SELECT array_agg(role) FROM leader l WHERE l.owner = p.n) AS leads
  FROM process p WHERE until >= clock_timestamp() ORDER BY n`
