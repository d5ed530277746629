/**
 * The leases of processes, as postgres-processes.ts keeps them, in memory and by a clock that the caller turns. Its rules:
 *
 * 1. Whoever joins gets the next number and a lease of LEASE_ENDS_MS. Processes whose leases have ended are forgotten when one joins or shares out.
 * 2. Whoever renews and is not forgotten has LEASE_ENDS_MS again, even if the lease had ended. Whoever is forgotten joins anew, and takes nothing
 *    with that renewal.
 * 3. Else the renewal shares out: a role without a living leader goes to this process, if it is one of its roles.
 * 4. One that polls and has more than its fair share offers its highest shards beyond it, and gives back those in which no source is leased. One
 *    that has less takes the lowest free shards, those without a living owner; sources there that are leased are free again.
 * 5. A source may be leased and written about by the owner of its shard only, under the number by which it owns it.
 *
 * tests/store/postgres/lease-model.engine.test.ts holds the model against the SQL.
 */
import { LEADING_ROLES, type LeadingRole, type Role } from '../../../src/model/process-roles.ts'
import { type Duties, LEASE_ENDS_MS } from '../../../src/store/ports/processes.ts'
import { fairShare, SHARDS } from '../../../src/store/shards.ts'

/** A process as it knows itself. */
export type Member = {
  readonly roles: readonly Role[]
  number: number
  /** That it was last given: others may own them by now. */
  shards: readonly number[]
}

export type LeaseModel = ReturnType<typeof createLeaseModel>

/** `leasedIn`: how many sources of a shard are leased. `free`: ends these leases. */
export const createLeaseModel = (leasedIn: (shard: number) => number, free: (shard: number) => void) => {
  const processes = new Map<number, { readonly roles: readonly Role[]; until: number }>()
  const owners = new Int32Array(SHARDS)
  const leaders = new Map<LeadingRole, number>(LEADING_ROLES.map((role) => [role, NOBODY]))
  let numbers = 0

  const forgetEnded = (now: number): void => {
    for (const [number, { until }] of processes) if (until < now) processes.delete(number)
  }
  const enter = (roles: readonly Role[], now: number): number => {
    forgetEnded(now)
    numbers += 1
    processes.set(numbers, { roles, until: now + LEASE_ENDS_MS })
    return numbers
  }
  const shardsOf = (number: number): readonly number[] => {
    const shards: number[] = []
    for (let shard = 0; shard < SHARDS; shard += 1) if (owners[shard] === number) shards.push(shard)
    return shards
  }
  const giveBack = (shards: readonly number[]): void => {
    for (const shard of shards) if (leasedIn(shard) === 0) owners[shard] = NOBODY
  }
  const take = (number: number, most: number): number => {
    let taken = 0
    for (let shard = 0; shard < SHARDS && taken < most; shard += 1) {
      if (processes.has(owners[shard] ?? NOBODY)) continue
      owners[shard] = number
      free(shard)
      taken += 1
    }
    return taken
  }
  /** Returns how many shards are new. */
  const balance = (number: number): number => {
    const mine = shardsOf(number)
    const share = fairShare([...processes.values()].filter(({ roles }) => roles.includes('ingest')).length)
    if (mine.length <= share) return take(number, share - mine.length)
    giveBack(mine.slice(share))
    return 0
  }
  const lead = (number: number, roles: readonly Role[]): void => {
    for (const role of LEADING_ROLES)
      if (roles.includes(role) && !processes.has(leaders.get(role) ?? NOBODY)) leaders.set(role, number)
  }
  const leads = (number: number): readonly LeadingRole[] => LEADING_ROLES.filter((role) => leaders.get(role) === number)

  return {
    join: (roles: readonly Role[], now: number): Member => ({ roles, number: enter(roles, now), shards: [] }),
    renew(member: Member, now: number): Duties {
      const process = processes.get(member.number)
      if (process === undefined) {
        member.number = enter(member.roles, now)
        member.shards = []
        return { shards: 0, taken: 0, leads: [], isNew: true }
      }
      process.until = now + LEASE_ENDS_MS
      forgetEnded(now)
      lead(member.number, member.roles)
      const taken = member.roles.includes('ingest') ? balance(member.number) : 0
      member.shards = shardsOf(member.number)
      return { shards: member.shards.length, taken, leads: leads(member.number), isNew: false }
    },
    leave: (member: Member): boolean => processes.delete(member.number),
    /** Zero: nobody, ever. One that is forgotten stays the owner until another takes the shard. */
    owner: (shard: number): number => owners[shard] ?? NOBODY,
    leader: (role: LeadingRole): number => leaders.get(role) ?? NOBODY,
    numbers: (): readonly number[] => [...processes.keys()],
  }
}
const NOBODY = 0
