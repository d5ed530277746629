/** What an item costs where 1, 2 and 4 processes poll into one PostgreSQL, beside one process on SQLite: CPU of all processes, the database's apart. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { addDatabase, startCluster } from '../store/postgres-cluster.ts'

export type SharingParts = {
  readonly config: string
  readonly folder: string
  /** Of all feeds together. */
  readonly items: number
  readonly flags: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly write: (text: string) => void
}

/** `begun`: processor time that its start took. */
type Running = { readonly child: ChildProcess; readonly url: string; readonly begun: number }
type Result = { readonly name: string; readonly node: number; readonly database: number; readonly seconds: number }

const MAIN = resolve(import.meta.dirname, '../../src/main.ts')
const INGESTING = [1, 2, 4]
/** USER_HZ of Linux. */
const TICKS = 100

export const measureSharing = async (parts: SharingParts): Promise<void> => {
  const cluster = await startCluster()
  try {
    const results = [
      await measure(parts, 'SQLite, one process', { POLYWIRE_DATA: join(parts.folder, 'data') }, ['ingest,grouper,web,jobs']),
    ]
    for (const count of INGESTING) {
      const url = await addDatabase(cluster.url, `shared_${count}`)
      const roles = ['grouper,web,jobs', ...Array.from({ length: count }, () => 'ingest')]
      results.push(await measure(parts, `PostgreSQL, ${count} that poll`, { POLYWIRE_DATABASE_URL: url }, roles))
    }
    const [first] = results
    for (const { name, node, database, seconds } of results)
      parts.write(
        `${name.padEnd(24)} ${node.toFixed(2).padStart(6)} + ${database.toFixed(2).padStart(5)} CPU ms an item  ${(node / (first?.node ?? 1)).toFixed(2)} of SQLite's in Node  ${seconds.toFixed(0).padStart(4)} s`,
      )
  } finally {
    await cluster.stop()
  }
}

const measure = async (
  { config, folder, items, flags, env }: SharingParts,
  name: string,
  place: NodeJS.ProcessEnv,
  roles: readonly string[],
): Promise<Result> => {
  const common = {
    ...env,
    POLYWIRE_CONFIG: config,
    POLYWIRE_DATA: join(folder, 'unused'),
    POLYWIRE_LISTEN: '127.0.0.1:0',
    POLYWIRE_LOG_LEVEL: 'warn',
  }
  const started = performance.now()
  const databaseBefore = databaseTicks()
  const running: Running[] = []
  for (const role of roles) running.push(await start(flags, { ...common, ...place, POLYWIRE_ROLE: role }))
  await everythingGrouped(running, items)
  const node = running.reduce((sum, { child, begun }) => sum + ticksOf(child.pid ?? 0).own - begun, 0)
  const database = databaseTicks() - databaseBefore
  const seconds = (performance.now() - started) / 1_000
  for (const { child } of running) {
    child.kill('SIGTERM')
    await new Promise((done) => child.once('exit', done))
  }
  const msAnItem = (ticks: number): number => (ticks * 1_000) / TICKS / items
  return { name, node: msAnItem(node), database: msAnItem(database), seconds }
}

const start = async (flags: readonly string[], env: NodeJS.ProcessEnv): Promise<Running> => {
  const child = spawn(process.execPath, [...flags, MAIN, 'serve'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  return await new Promise((done, failed) => {
    let said = ''
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString()
      const url = /running at (http\S+) /.exec(said)?.[1]
      if (url !== undefined) done({ child, url, begun: ticksOf(child.pid ?? 0).own })
    })
    child.once('exit', () => failed(new Error(`a process ended:\n${said}`)))
  })
}

/** All items are stored and the log is decided. */
const everythingGrouped = async (running: readonly Running[], items: number): Promise<void> => {
  const [one] = running
  for (;;) {
    await sleep(250)
    const text = await (await fetch(`${one?.url ?? ''}/metrics`)).text()
    const added = await Promise.all(
      running.map(async ({ url }) =>
        valueIn(await (await fetch(`${url}/metrics`)).text(), 'polywire_items_total{result="added"}'),
      ),
    )
    if (added.reduce((sum, value) => sum + value, 0) >= items && valueIn(text, 'polywire_log_lag_rows') === 0) return
  }
}
const valueIn = (text: string, name: string): number => {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1) ?? 0)
}

type Ticks = { readonly parent: number; readonly own: number; readonly children: number; readonly name: string }
/** proc(5): fields after the name, which may hold spaces. */
const ticksOf = (pid: number): Ticks => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
    return {
      name,
      parent: fields[1] ?? 0,
      own: (fields[11] ?? 0) + (fields[12] ?? 0),
      children: (fields[13] ?? 0) + (fields[14] ?? 0),
    }
  } catch {
    return { name: '', parent: 0, own: 0, children: 0 }
  }
}

/** Of all servers of PostgreSQL here: their sessions, and those that have ended. */
const databaseTicks = (): number => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ticksOf(Number(name)))
  return all.filter(({ name }) => name === 'postgres').reduce((sum, { own, children }) => sum + own + children, 0)
}
