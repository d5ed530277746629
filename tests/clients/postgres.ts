/** A PostgreSQL of a test's own: a throw-away cluster on a socket in a temporary folder. Root starts it as `nobody`, as it insists. */
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { programNamed } from './newsboat.ts'

const DEBIAN = '/usr/lib/postgresql'
const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((one, other) => Number(other) - Number(one)) : []
const folders = versions.map((version) => join(DEBIAN, version, 'bin'))
const initdb = programNamed('initdb', folders)
const postgres = programNamed('postgres', folders)

export const postgresMissing = initdb === null || postgres === null ? 'PostgreSQL (initdb, postgres) is not installed' : null

export type Cluster = {
  /** `host=… user=… dbname=…`, as libpq and its kin take it. */
  readonly connection: string
  close(): Promise<void>
}

export const startCluster = async (): Promise<Cluster> => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-postgres-'))
  const account = process.getuid?.() === 0 ? idsOf('nobody') : null
  if (account !== null) chownSync(folder, account.uid, account.gid)
  const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' }
  const data = join(folder, 'data')
  execFileSync(initdb ?? '', ['-D', data, '-U', 'reader', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...account,
    cwd: folder,
    env,
    stdio: 'ignore',
  })
  const child = spawn(postgres ?? '', ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-F'], {
    ...account,
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  await new Promise<void>((ready, failed) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text
      if (log.includes('database system is ready to accept connections')) ready()
    })
    child.once('exit', () => failed(new Error(`PostgreSQL ended:\n${log}`)))
  })
  return {
    connection: `host=${folder} user=reader dbname=postgres sslmode=disable`,
    close: async () => {
      child.kill('SIGINT')
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const idsOf = (account: string): { readonly uid: number; readonly gid: number } => {
  const id = (flag: string): number => Number(execFileSync('id', [flag, account], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
