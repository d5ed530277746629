/** The processes that share the database, and the duties of each. */
import type { Instant } from '../../model/ids.ts'
import type { LeadingRole, Role } from '../../model/process-roles.ts'

export type Joining = {
  readonly roles: readonly Role[]
  /** True: no other process may use the database at the same time. */
  readonly isAlone: boolean
  readonly version: string
  /** Identifies a state of the configuration. */
  readonly configuration: string
}

/** What this process may do until its next renewal. Writes outside its duties are refused with LeaseLost, even if it still believes that it has them. */
export type Duties = {
  /** How many shards (see shards.ts) this process polls. */
  readonly shards: number
  /** How many of these shards it got by this renewal: their sources may have waited. */
  readonly taken: number
  /** Roles in which this process is the leader; in its others it is a standby. */
  readonly leads: readonly LeadingRole[]
  /** True: the lease had expired and the process joined again. It has no duties until the next renewal, so that its earlier work can end first. */
  readonly isNew: boolean
}

/** A process that uses the database. */
export type SharingProcess = {
  readonly number: number
  readonly roles: readonly Role[]
  readonly version: string
  readonly configuration: string
  readonly since: Instant
  readonly shards: number
  readonly leads: readonly LeadingRole[]
}

export interface Processes {
  /** False: this process is the only one, because the store is in its data folder. */
  readonly isShared: boolean
  /** Joins with a lease that expires unless `renew` is called in time. Throws StoreInUse if this process or another one needs to be alone.
   * Writes of a process that has not joined are not checked. */
  join(joining: Joining): Promise<void>
  /** Renews the lease and distributes the duties of processes whose leases expired. `now`: the time by which poll leases of sources expire. */
  renew(now: Instant): Promise<Duties>
  /** Notes the configuration that this process uses now. */
  setConfiguration(configuration: string): Promise<void>
  /** Gives up all duties, so that other processes take over at once. */
  leave(): Promise<void>
  /** All processes whose leases have not expired. */
  processes(): Promise<readonly SharingProcess[]>
  /** The time of the clock that all processes share; null: each process uses its machine's clock. */
  sharedClock(): Promise<Instant | null>
}

/** How often a lease is renewed, and how long after the last renewal it expires by the database's clock, in ms. */
export const RENEW_MS = 2_500
export const LEASE_ENDS_MS = 10_000
