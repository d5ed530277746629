/** A PostgreSQL that is installed on this machine, such as Debian's packages put into /usr/lib/postgresql. */
import { execFileSync, spawn, type SpawnOptions } from 'node:child_process'
import { chownSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type PostgresServer = {
  readonly stop: () => Promise<void>
  /** As an operator restarts it: sessions end, what is committed stays. */
  readonly restart: () => Promise<void>
}

/** Folders of programs, of all versions that are there. */
export const installedVersions = (): readonly string[] => globSync('/usr/lib/postgresql/*/bin').toSorted()

/** `folder`: where the cluster is made. `flags`: settings, `name=value`. */
export type Cluster = {
  readonly folder: string
  readonly port: number
  readonly user: string
  readonly flags: readonly string[]
}

/** `bin`: the folder that initdb and postgres are in. The cluster trusts everybody. */
export const startInstalled = async (bin: string, { folder, port, user, flags }: Cluster): Promise<PostgresServer> => {
  const data = join(folder, 'data')
  mkdirSync(data)
  const owner = serverUser()
  if (owner !== null) chownSync(data, owner.uid, owner.gid)
  const options = { ...owner, cwd: folder }
  const cluster = ['-D', data, '-U', user, '--encoding=UTF8', '--locale=C', '--no-sync', '--auth=trust']
  execFileSync(join(bin, 'initdb'), cluster, { ...options, stdio: 'pipe' })
  const settings = flags.flatMap((flag) => ['-c', flag])
  const start = async () => await launch(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings], options)
  let server = await start()
  return {
    stop: async () => await server.stop(),
    async restart() {
      await server.stop()
      server = await start()
    },
  }
}

const launch = async (
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<Pick<PostgresServer, 'stop'>> => {
  const server = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const said: string[] = []
  await new Promise<void>((resolve, reject) => {
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said.push(text)
      if (text.includes('ready to accept connections')) resolve()
    })
    void ended.then(() => reject(new Error(said.join(''))))
  })
  return {
    async stop() {
      // Without waiting for those who are connected.
      server.kill('SIGINT')
      await ended
    },
  }
}

/** PostgreSQL does not run as root: as the user that its packages made, or as one that every system has. It must be one with a name. */
const serverUser = (): { readonly uid: number; readonly gid: number } | null => {
  if (process.getuid?.() !== 0) return null
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const [, , uid, gid] = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? []
  if (uid === undefined || gid === undefined)
    throw new Error(
      'PostgreSQL does not run as root, and there is no user "postgres" or "nobody". Run the tests as another user.',
    )
  return { uid: Number(uid), gid: Number(gid) }
}
