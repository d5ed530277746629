/** The processes that share the database, and what each of them may do. */
import type { Instant } from '../../model/ids.ts'
import type { LeadingRole, Role } from '../../model/process-roles.ts'

export type Joining = {
  readonly roles: readonly Role[]
  /** True: no other process may work on the database meanwhile. */
  readonly isAlone: boolean
  readonly version: string
  /** Names a state of the configuration. */
  readonly configuration: string
}

/** What this process may do now. What it may do no longer is refused with LeaseLost, whatever it believes. */
export type Duties = {
  /** Shards (see shards.ts) whose sources it polls. */
  readonly shards: number
  /** Of these, those that it has been given by this renewal: their sources may have waited. */
  readonly taken: number
  /** Roles in which it leads: the others stand by. */
  readonly leads: readonly LeadingRole[]
  /** True: its lease had ended, and it has joined anew. It has nothing to do before the next renewal, so that what it began before can be ended. */
  readonly isNew: boolean
}

/** One that works on the database. */
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
  /** False: this process is the only one, since the store is in its data folder. */
  readonly isShared: boolean
  /** Takes part from now on, with a lease that ends by itself unless `renew` is called in time. Throws StoreInUse where another process, or this
   * one, wants to be alone. Before a process joins, and where it does not, nothing that it does is checked. */
  join(joining: Joining): Promise<void>
  /** Renews the lease, and shares out the work anew with those whose leases have ended. `now`: leases of sources end by it. */
  renew(now: Instant): Promise<Duties>
  /** Says by which configuration it works now. */
  setConfiguration(configuration: string): Promise<void>
  /** Gives back what it may do: others take it over at once. */
  leave(): Promise<void>
  /** All whose leases have not ended. */
  processes(): Promise<readonly SharingProcess[]>
  /** The clock that all of them go by; null: each machine's own. */
  sharedClock(): Promise<Instant | null>
}

/** A lease is renewed so often, and ends so long after the last time (by the database's clock). */
export const RENEW_MS = 2_500
export const LEASE_ENDS_MS = 10_000
