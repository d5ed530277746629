/** What this process can't do, by its roles, and what no process does: the answer of `/readyz`. */
import { MINUTE } from '../lib/durations.ts'
import { LEADING_ROLES } from '../model/process-roles.ts'
import { LEASE_ENDS_MS } from '../store/ports/processes.ts'
import { type Store, StoreUnavailable } from '../store/ports/store.ts'
import { SHARDS } from '../store/shards.ts'
import type { Readiness } from '../web/deps.ts'
import type { ProcessDuties } from './duties.ts'

export type ReadinessParts = {
  readonly store: Pick<Store, 'health' | 'processes' | 'progress' | 'undecided'>
  readonly duties: Pick<ProcessDuties, 'has' | 'term' | 'leaseAge'>
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
}

/** Nothing that lasts shorter is reported: another process takes over in 15 seconds, and its grouper may fill its index for some more. */
const LASTING_MS = MINUTE
/** Probes come every few seconds from several sides, and a long log takes time to count. */
const LOOK_EVERY_MS = 5_000

/**
 * Not ready is a process that can't do its own work: for the role `web`, read the database; for the others write it, with a lease, and, for the leading
 * grouper, follow the log. What others fail to do is a reason too, but a process that serves is still asked.
 */
export const createReadiness = (parts: ReadinessParts): (() => Promise<Readiness>) => {
  const { store, duties } = parts
  const troubles = watchTroubles(parts)
  return async () => {
    try {
      const { writable, readable, reason } = await store.health()
      if (!readable) return { ok: false, reasons: [reason ?? 'the database does not answer'] }
      const { notDone, notFollowed } = await troubles()
      const age = store.processes.isShared ? duties.leaseAge() : 0
      const own = [
        ...(writable ? [] : [reason ?? 'the store is read-only']),
        ...(age > LEASE_ENDS_MS ? [`its lease has not been renewed for ${seconds(age)}`] : []),
        ...(duties.term('grouper') === null ? [] : notFollowed),
      ]
      const writes = duties.has('ingest') || duties.has('grouper') || duties.has('jobs')
      return { ok: !writes || own.length === 0, reasons: [...new Set([...own, ...notDone, ...notFollowed])] }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      return { ok: false, reasons: [error.message] }
    }
  }
}

type Troubles = { readonly notDone: readonly string[]; readonly notFollowed: readonly string[] }

/** What has not been done for a minute. */
const watchTroubles = ({ store, elapsed }: ReadinessParts): (() => Promise<Troubles>) => {
  const since = new Map<string, number>()
  let head = { checkpoint: -1, at: 0 }
  let last: { readonly at: number; readonly troubles: Troubles } | null = null
  const lasting = (troubles: ReadonlyMap<string, string>, now: number): readonly string[] => {
    for (const key of since.keys()) if (!troubles.has(key)) since.delete(key)
    for (const key of troubles.keys()) since.set(key, since.get(key) ?? now)
    return [...troubles].filter(([key]) => now - (since.get(key) ?? now) >= LASTING_MS).map(([, text]) => text)
  }
  /** The log is followed if its checkpoint moves, however far behind it is. */
  const unfollowed = async (now: number): Promise<readonly string[]> => {
    const [{ checkpoint }, { rows }] = await Promise.all([store.progress(), store.undecided()])
    if (rows === 0 || checkpoint !== head.checkpoint) head = { checkpoint, at: now }
    const waited = now - head.at
    return waited < LASTING_MS
      ? []
      : [`the log is not followed: ${rows} rows wait, and none was decided for ${seconds(waited)}`]
  }
  return async () => {
    const now = elapsed()
    if (last !== null && now - last.at < LOOK_EVERY_MS) return last.troubles
    const troubles = { notDone: lasting(await undone(store), now), notFollowed: await unfollowed(now) }
    last = { at: now, troubles }
    return troubles
  }
}

/** What no living process does. */
const undone = async ({ processes }: Pick<Store, 'processes'>): Promise<ReadonlyMap<string, string>> => {
  const living = await processes.processes()
  const free = SHARDS - living.reduce((sum, { shards }) => sum + shards, 0)
  const without = LEADING_ROLES.filter((role) => living.every(({ leads }) => !leads.includes(role)))
  return new Map([
    ...(free > 0 ? [['shards', `nobody polls ${free} of the ${SHARDS} shards of sources`] as const] : []),
    ...without.map((role) => [role, `no process leads in the role ${role}`] as const),
  ])
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`
