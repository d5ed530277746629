import { setTimeout as sleep } from 'node:timers/promises'
import { type ClientBase, Pool, type PoolClient, type QueryResult } from 'pg'
import { MINUTE } from '../../../lib/durations.ts'
import { StoreUnavailable } from '../../ports/store.ts'
import { type Queries, statementNames, withoutNul } from './queries.ts'
import { postgresTypes } from './postgres-types.ts'
import { hasNoConnection, hasOldPlan, isAway, isLasting, mayBeRepeated, whyAway, whyRefused } from './postgres-errors.ts'

type TransactionMode = 'READ WRITE' | 'ISOLATION LEVEL REPEATABLE READ, READ ONLY'
type Transaction = <Result>(change: (queries: Queries) => Promise<Result>) => Promise<Result>

/** The pool of connections to one database. */
export type PostgresConnection = Queries & {
  /** Runs as one transaction, again if PostgreSQL aborted it for the sake of another one: `change` may do nothing but query. */
  readonly transaction: Transaction
  /** The same for work on whole tables: without time limits on either side. */
  readonly longTransaction: <Result>(change: (queries: Queries) => Promise<Result>, mode?: TransactionMode) => Promise<Result>
  /** For queries that run every few seconds: a late answer is useless, so that they time out early. */
  readonly soon: Queries
  /** Registers a listener that is called when a standby was promoted or a copy restored: the latest writes may be lost. */
  readonly onOtherServer: (listener: () => void) => void
  /** Registers a listener that is called when the database refused a query as it will refuse the next ones: its disk is full, or a right is missing. */
  readonly onRefused: (listener: (reason: string) => void) => void
  readonly close: () => Promise<void>
}

export type PostgresAddress = { readonly url: string; readonly readOnly: boolean }

const CONNECTIONS = 10
/** If the server allows fewer connections, those that exist are shared for this time (ms); then more are tried, since others may have closed theirs. */
const FEWER_MS = MINUTE
const CONNECT_MS = 5_000
/**
 * JIT and parallel workers are off: they pay for queries of seconds, not of milliseconds. A process that stops inside a transaction holds up
 * the log, so the database ends its transaction. No query of ours takes 40 seconds.
 */
const SETTINGS =
  '-c jit=off -c max_parallel_workers_per_gather=0 -c idle_in_transaction_session_timeout=10000 -c idle_session_timeout=0 -c statement_timeout=40000'
/** How long to wait for an answer (ms). The server has ended the query by then; without an answer the connection is broken, which the operating
 * system notices only after a quarter of an hour. */
const ANSWER_MS = 45_000
const SOON_MS = 4_000
/** The longest time that a timer allows, 24 days. */
const ANY_MS = 2 ** 31 - 1
/** If this process is killed, the server ends the query soon; not all operating systems let it notice. */
const FOR_HOURS = `
  SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
  SELECT set_config('client_connection_check_interval', '2s', true) WHERE version() ~ 'linux'`
/** One more than there are connections: each may have a query plan from before an upgrade. */
const MOST_TRIES = CONNECTIONS + 1
const LONGEST_PAUSE_MS = 64

export const connectToPostgres = ({ url, readOnly }: PostgresAddress): PostgresConnection => {
  const otherServer: (() => void)[] = []
  let timeline: string | null = null
  const checkServer = async (client: ClientBase): Promise<void> => {
    const found = readOnly ? null : await timelineOf(client)
    if (found !== null && timeline !== null && found !== timeline) for (const listener of otherServer) listener()
    timeline = found ?? timeline
  }
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'polywire',
    options: readOnly ? `${SETTINGS} -c default_transaction_read_only=on` : SETTINGS,
    types: postgresTypes,
    // The pool waits for the promise, although its types do not say so.
    onConnect: (client): unknown => checkServer(client),
  })
  // If an idle connection breaks, the next query opens another. If one breaks between two statements of a transaction, the next statement fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const refused: ((reason: string) => void)[] = []
  const failed = (error: unknown): void => {
    const reason = whyRefused(error)
    if (reason !== null) for (const listener of refused) listener(reason)
  }
  const common = { names: statementNames(), failed }
  const transactionIn =
    (limits: Parameters<typeof attempt>[1]): Transaction =>
    async (change) =>
      await repeated(async () => await attempt(pool, limits, change))
  return {
    ...queriesOn(pool, { ...common, answerMs: ANSWER_MS }),
    soon: queriesOn(pool, { ...common, answerMs: SOON_MS }),
    transaction: transactionIn({ ...common, begin: 'BEGIN', answerMs: ANSWER_MS }),
    longTransaction: async (change, mode = 'READ WRITE') =>
      await transactionIn({ ...common, begin: `BEGIN ${mode}; ${FOR_HOURS}`, answerMs: ANY_MS })(change),
    onOtherServer: (listener) => void otherServer.push(listener),
    onRefused: (listener) => void refused.push(listener),
    close: async () => await pool.end(),
  }
}

/** If the server allows no further connection, waits for one of the existing ones, as later queries do. */
const onConnectionOf = async <Result>(pool: Pool, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    if (!hasNoConnection(error) || pool.totalCount === 0) throw error
    if (pool.options.max === CONNECTIONS)
      setTimeout(() => {
        pool.options.max = CONNECTIONS
      }, FEWER_MS).unref()
    pool.options.max = Math.min(pool.options.max, pool.totalCount)
    return await onConnectionOf(pool, work)
  }
}

/**
 * The timeline of the database, a number that PostgreSQL raises where its history branches; null: this server does not disclose it. Throws
 * StoreUnavailable on a standby, which must not be used: connections to it survive its promotion.
 */
const timelineOf = async (client: ClientBase): Promise<string | null> => {
  const config = { text: TIMELINE, query_timeout: SOON_MS }
  const { rows } = await client.query<ServerRow>(config).catch(rethrow).catch(unknownServer)
  if (rows[0]?.standby === true) throw new StoreUnavailable(STANDBY, false)
  return rows[0]?.timeline ?? null
}
type ServerRow = { readonly standby: boolean; readonly timeline: string | null }
/** Some hosted servers lack these functions, or do not allow them. */
const unknownServer = (error: unknown): { readonly rows: readonly ServerRow[] } => {
  if (error instanceof StoreUnavailable) throw error
  return { rows: [] }
}
const STANDBY = 'The database does not serve us: it is a standby.'
const TIMELINE = `
  SELECT pg_is_in_recovery() AS standby, CASE WHEN NOT pg_is_in_recovery() THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS timeline`

const repeated = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries === MOST_TRIES || !mayBeRepeated(error)) throw error
      await sleep(Math.min(2 ** tries, LONGEST_PAUSE_MS))
    }
  }
}

type Names = ReturnType<typeof statementNames>
type Limits = { readonly names: Names; readonly answerMs: number; readonly failed: (error: unknown) => void }

const attempt = async <Result>(
  pool: Pool,
  { begin, ...limits }: Limits & { readonly begin: string },
  change: (queries: Queries) => Promise<Result>,
): Promise<Result> => {
  const client = await onConnectionOf(pool, async () => await pool.connect()).catch(rethrow)
  const queries = queriesOn(client, limits)
  let fault: Error | undefined
  try {
    await queries.script(begin)
    const result = await change(queries)
    await queries.script('COMMIT')
    return result
  } catch (error) {
    fault = error instanceof StoreUnavailable || hasOldPlan(error) ? error : await rollBack(queries)
    throw error
  } finally {
    // A connection whose transaction cannot be rolled back is closed.
    client.release(fault)
  }
}

/** Undefined: the connection can be used again. */
const rollBack = async ({ script }: Queries): Promise<Error | undefined> => {
  try {
    await script('ROLLBACK')
    await script('SELECT pg_advisory_unlock_all()')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error('the connection is lost')
  }
}

const queriesOn = (client: Pool | PoolClient, { names, answerMs, failed }: Limits): Queries => {
  const fail = (error: unknown): never => {
    failed(error)
    return rethrow(error)
  }
  const query = async (sql: string, values: readonly unknown[]): Promise<QueryResult> => {
    const name = names(sql)
    const config = { text: sql, values: values.map(withoutNul), ...(name === null ? {} : { name }), query_timeout: answerMs }
    const send = async (): Promise<QueryResult> => await client.query(config)
    // The pool closes a connection on which a query has failed, so that the query can be repeated; inside a transaction, all of it is repeated.
    return client instanceof Pool
      ? await repeated(async () => await onConnectionOf(client, send).catch(fail))
      : await send().catch(fail)
  }
  return {
    all: async <Row>(sql: string, ...values: readonly unknown[]) => (await query(sql, values)).rows as Row[],
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller's SQL knows the row's type
    get: async <Row>(sql: string, ...values: readonly unknown[]) => (await query(sql, values)).rows[0] as Row | undefined,
    run: async (sql, ...values) => (await query(sql, values)).rowCount ?? 0,
    script: async (sql) => {
      const config = { text: sql, query_timeout: answerMs }
      await client.query(config).catch(fail)
    },
  }
}

/** Replaces errors of the connection, so that nothing that the driver says of it, such as its address, leaves this folder. */
const rethrow = (error: unknown): never => {
  if (isAway(error)) throw new StoreUnavailable(whyAway(error), isLasting(error))
  throw error
}
