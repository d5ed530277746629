/** Transactions that stop before their commit until they are let go, and statements that are known to wait for them. */
import type { PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import type { Queries } from '../../../src/store/dialects/postgres/queries.ts'

type Transaction = PostgresConnection['transaction']

export type Parking = {
  readonly connection: PostgresConnection
  /** The next transaction that begins stops before its commit; resolves when it is there, or has failed before. */
  readonly park: (work: () => Promise<unknown>) => Promise<Parked>
  /** Lets all go, so that a test which fails ends. */
  readonly letAllGo: () => Promise<void>
}
export type Parked = {
  /** Lets it commit; resolves to its outcome: undefined if it did what it should, or its error. */
  readonly letGo: () => Promise<unknown>
}

export const parkingOn = (connection: PostgresConnection): Parking => {
  const stopped: Parked[] = []
  let next: { readonly arrived: () => void; readonly mayCommit: Promise<void> } | null = null
  const parked =
    (transaction: Transaction): Transaction =>
    async (change) =>
      await transaction(async (queries: Queries) => {
        const stop = next
        next = null
        const result = await change(queries)
        if (stop === null) return result
        // The server ends transactions that stand still for long.
        await queries.script('SET LOCAL idle_in_transaction_session_timeout = 0')
        stop.arrived()
        await stop.mayCommit
        return result
      })
  return {
    connection: {
      ...connection,
      transaction: parked(connection.transaction),
      longTransaction: async (change, mode) =>
        await parked(async (work) => await connection.longTransaction(work, mode))(change),
    },
    async park(work) {
      const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>()
      const { promise: arrival, resolve: arrived } = Promise.withResolvers<void>()
      next = { arrived, mayCommit }
      const outcome = work().then(
        () => undefined,
        (error: unknown) => error,
      )
      await Promise.race([arrival, outcome])
      const parked: Parked = {
        async letGo() {
          commit()
          return await outcome
        },
      }
      stopped.push(parked)
      return parked
    },
    async letAllGo() {
      for (const parked of stopped.splice(0)) await parked.letGo()
    },
  }
}

/** Whether work waits for a lock of another transaction; false: it has ended. Resolves when one of both is certain. */
export const isHeldUp = async (observer: Queries, work: Promise<unknown>): Promise<boolean> => {
  let hasEnded = false
  const end = (): void => {
    hasEnded = true
  }
  work.then(end, end)
  for (;;) {
    const waiting = (await observer.get<{ readonly count: number }>(WAITING))?.count ?? 0
    if (hasEnded) return false
    if (waiting > 0) return true
  }
}
const WAITING = `
  SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`
