import { setTimeout as sleep } from 'node:timers/promises'
import { Pool, type PoolClient, type QueryResult } from 'pg'
import { StoreUnavailable } from '../../ports/store.ts'
import { type Queries, statementNames, withoutNul } from './queries.ts'
import { postgresTypes } from './postgres-types.ts'
import { isAway, isLasting, mayBeRepeated, whyAway } from './postgres-errors.ts'

/** The pool of connections to one database. */
export type PostgresConnection = Queries & {
  /** Runs as one transaction, again where PostgreSQL ended it for the sake of another one: `change` does nothing else than query. */
  readonly transaction: <Result>(change: (queries: Queries) => Promise<Result>) => Promise<Result>
  readonly close: () => Promise<void>
}

export type PostgresAddress = { readonly url: string; readonly readOnly: boolean }

const CONNECTIONS = 10
const CONNECT_MS = 5_000
/**
 * Plans are compiled and shared among processes for queries of seconds, not of milliseconds. A process that stops inside a transaction holds up the log: the database ends its
 * transaction. No query of ours takes a minute.
 */
const SETTINGS =
  '-c jit=off -c max_parallel_workers_per_gather=0 -c idle_in_transaction_session_timeout=10000 -c statement_timeout=60000'
const MOST_TRIES = 6

export const connectToPostgres = ({ url, readOnly }: PostgresAddress): PostgresConnection => {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'polywire',
    options: readOnly ? `${SETTINGS} -c default_transaction_read_only=on` : SETTINGS,
    types: postgresTypes,
  })
  // One that breaks while nobody uses it: the next query opens another. One that breaks between two statements of a transaction: the next fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const names = statementNames()
  return {
    ...queriesOn(pool, names),
    async transaction(change) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt(pool, names, change)
        } catch (error) {
          if (tries === MOST_TRIES || !mayBeRepeated(error)) throw error
          await sleep(2 ** tries)
        }
      }
    },
    close: async () => await pool.end(),
  }
}

type Names = ReturnType<typeof statementNames>

const attempt = async <Result>(pool: Pool, names: Names, change: (queries: Queries) => Promise<Result>): Promise<Result> => {
  const client = await pool.connect().catch(rethrow)
  let fault: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await change(queriesOn(client, names))
    await client.query('COMMIT')
    return result
  } catch (error) {
    fault = await rollBack(client)
    return rethrow(error)
  } finally {
    // A connection that can't be rolled back is closed.
    client.release(fault)
  }
}

/** Undefined: the connection can be used again. */
const rollBack = async (client: PoolClient): Promise<Error | undefined> => {
  try {
    await client.query('ROLLBACK')
    await client.query('SELECT pg_advisory_unlock_all()')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error('the connection is lost')
  }
}

const queriesOn = (client: Pool | PoolClient, names: Names): Queries => {
  const query = async (sql: string, values: readonly unknown[]): Promise<QueryResult> => {
    const name = names(sql)
    const config = { text: sql, values: values.map(withoutNul), ...(name === null ? {} : { name }) }
    return await client.query(config).catch(rethrow)
  }
  return {
    all: async <Row>(sql: string, ...values: readonly unknown[]) => (await query(sql, values)).rows as Row[],
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller's SQL knows the row's type
    get: async <Row>(sql: string, ...values: readonly unknown[]) => (await query(sql, values)).rows[0] as Row | undefined,
    run: async (sql, ...values) => (await query(sql, values)).rowCount ?? 0,
    script: async (sql) => {
      await client.query(sql).catch(rethrow)
    },
  }
}

/** Nothing that the driver says of the connection, its address included, leaves this folder. */
const rethrow = (error: unknown): never => {
  if (isAway(error)) throw new StoreUnavailable(whyAway(error), isLasting(error))
  throw error
}
