/** Registers this process among those that share the database, renews its lease, and says which shards it polls and in which roles it leads. */
import { repeatInTurn } from '../lib/repeat.ts'
import type { Clock } from '../model/time-and-chance.ts'
import { LEADING_ROLES, type LeadingRole, type Role } from '../model/process-roles.ts'
import { type Duties, LEASE_ENDS_MS, RENEW_MS } from '../store/ports/processes.ts'
import { type Store, StoreUnavailable } from '../store/ports/store.ts'

export type DutiesParts = Pick<Clock, 'now' | 'elapsed'> & {
  readonly store: Pick<Store, 'processes'>
  readonly roles: readonly Role[]
  /** True: no other process may use the database at the same time. */
  readonly isAlone: boolean
  readonly version: string
  readonly configuration: string
  /** Called with the error when the lease could not be renewed. It is tried again. */
  readonly failed: (error: unknown) => void
}

/** Something that this process may do from now on, or no longer. */
export type DutyChange =
  | { readonly kind: 'leads' | 'follows'; readonly role: LeadingRole }
  | { readonly kind: 'polls'; readonly shards: number }
  | { readonly kind: 'joined-anew' }

export type ProcessDuties = {
  readonly has: (role: Role) => boolean
  /** A number that rises each time this process begins to lead in a role; null: it does not lead in this role. */
  readonly term: (role: LeadingRole) => number | null
  readonly shards: () => number
  readonly leaseAge: () => number
  readonly onChange: (listener: (change: DutyChange) => void) => void
  readonly close: () => Promise<void>
}

/** Resolves when the process has joined and its first duties are known. Rejects with StoreInUse where it may not join. */
export const joinProcesses = async (parts: DutiesParts): Promise<ProcessDuties> => {
  const { roles, isAlone, version, configuration, now, elapsed, failed } = parts
  const { processes } = parts.store
  await processes.join({ roles, isAlone, version, configuration })
  const state: State = { leading: new Map(), terms: 0, shards: 0, renewedAt: elapsed() }
  const listeners: ((change: DutyChange) => void)[] = []
  const renew = async (): Promise<void> => {
    const begun = elapsed()
    const duties = await processes.renew(now())
    state.renewedAt = begun
    for (const change of changesOf(state, duties)) for (const listener of listeners) listener(change)
  }
  await renew()
  const stop = repeatInTurn(renew, RENEW_MS, failed)
  const leaseAge = (): number => elapsed() - state.renewedAt
  return {
    has: (role) => roles.includes(role),
    // Nobody takes the duties of an only process.
    term: (role) => (processes.isShared && leaseAge() > LEASE_ENDS_MS ? null : (state.leading.get(role) ?? null)),
    shards: () => state.shards,
    leaseAge,
    onChange: (listener) => {
      listeners.push(listener)
    },
    async close() {
      await stop()
      await processes.leave().catch(leaseEnds)
    },
  }
}

/** Ignores that the database does not answer: the lease then expires by itself. */
const leaseEnds = (error: unknown): void => {
  if (!(error instanceof StoreUnavailable)) throw error
}

type State = {
  readonly leading: Map<LeadingRole, number>
  terms: number
  shards: number
  renewedAt: number
}

const changesOf = (state: State, { shards, taken, leads, isNew }: Duties): readonly DutyChange[] => {
  const changes: DutyChange[] = isNew ? [{ kind: 'joined-anew' }] : []
  for (const role of LEADING_ROLES) {
    // A process that joined anew may lead again, but another may have led meanwhile.
    if ((isNew || !leads.includes(role)) && state.leading.delete(role)) changes.push({ kind: 'follows', role })
    if (!leads.includes(role) || state.leading.has(role)) continue
    state.terms += 1
    state.leading.set(role, state.terms)
    changes.push({ kind: 'leads', role })
  }
  if (taken > 0 || shards !== state.shards) changes.push({ kind: 'polls', shards })
  state.shards = shards
  return changes
}
