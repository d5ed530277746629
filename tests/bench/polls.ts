/**
 * How many polls a second PostgreSQL hands out and records, in a process of its own: `polls.ts FOLDER SOURCES`. Once with the batches in which they end
 * together, and once with a transaction for each; the server writes to the disk as it does in service.
 */
import { chmodSync, readFileSync } from 'node:fs'
import { connectToPostgres, type PostgresConnection } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { createPostgresEngine } from '../../src/store/dialects/postgres/postgres-engine.ts'
import { migratePostgres } from '../../src/store/dialects/postgres/postgres-migrations.ts'
import { createPostgresStore } from '../../src/store/dialects/postgres/postgres-store.ts'
import { runOn } from '../../src/store/drivers/postgres.ts'
import { type Polls, writePolls } from '../../src/store/sources/polls.ts'
import type { Store } from '../../src/store/ports/store.ts'
import type { SourceState } from '../../src/model/source.ts'
import { freePort } from '../free-port.ts'
import { startInstalled } from '../store/installed-postgres.ts'
import { packagedPrograms } from '../store/packaged-postgres.ts'
import { fillSources } from '../store/postgres/large-database.ts'

const NOW = Date.UTC(2026, 0, 1)
const TERMS = { limit: 1_000, perHost: 1_000, leaseMs: 60_000 }
const SECONDS = 10
/** Of a second, as Linux counts the time of processes. */
const TICK = 100
const write = (text: string): void => void process.stdout.write(`${text}\n`)

type Record = Store['recordPoll']

/** The user and system time of all processes of the server, in µs. */
const serverCpu = async ({ all }: PostgresConnection): Promise<number> => {
  const rows = await all<{ readonly pid: number }>('SELECT pid FROM pg_stat_activity')
  const ticks = rows.map(({ pid }) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  })
  return (ticks.reduce((sum, one) => sum + one, 0) * 1_000_000) / TICK
}

const ended = ({ id: _id, ...state }: SourceState): Parameters<Record>[1] => ({
  ...state,
  nextDue: NOW + 1_800_000,
  polledAt: NOW,
  okAt: NOW,
})

/** Claims and records until the time is over. */
const measure = async (
  name: string,
  connection: PostgresConnection,
  queue: Pick<Polls, 'claimDue'>,
  record: Record,
): Promise<number> => {
  const before = { node: process.cpuUsage(), server: await serverCpu(connection), at: performance.now() }
  let polls = 0
  while (performance.now() - before.at < SECONDS * 1_000) {
    const claimed = await queue.claimDue(NOW, TERMS)
    if (claimed.length === 0) break
    await Promise.all(claimed.map(async (source) => await record(source.id, ended(source))))
    polls += claimed.length
  }
  const { user, system } = process.cpuUsage(before.node)
  const perSecond = (1_000 * polls) / (performance.now() - before.at)
  const cells = [perSecond, (user + system) / polls, ((await serverCpu(connection)) - before.server) / polls]
  write(`${name.padEnd(24)} ${cells.map((value) => value.toFixed(0).padStart(12)).join(' ')}`)
  return perSecond
}

const [, , folder = '', sources = ''] = process.argv
chmodSync(folder, 0o755)
const port = await freePort()
const flags = ['shared_buffers=256MB', 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_wal_size=4GB']
const server = await startInstalled(packagedPrograms(folder), { folder, port, user: 'polywire', flags })
try {
  const connection = connectToPostgres({ url: `postgres://polywire@127.0.0.1:${port}/postgres`, readOnly: false })
  const schemaVersion = await migratePostgres(connection)
  await fillSources(connection, { sources: Number(sources), now: NOW })
  await connection.run('UPDATE source SET next_due = $1::bigint - n', NOW)
  await connection.script('VACUUM ANALYZE')
  const store = createPostgresStore(createPostgresEngine(connection, { now: () => NOW, schemaVersion }))
  write(
    `${sources} sources due          ${['polls/s', 'Node µs each', 'server µs'].map((text) => text.padStart(12)).join(' ')}`,
  )
  const together = await measure('recorded together', connection, store, async (source, poll) => {
    await store.recordPoll(source, poll)
  })
  const alone = await measure('a transaction for each', connection, store, async (source, poll) => {
    await connection.transaction(async (queries) => await runOn(queries, writePolls([{ source, poll }])))
  })
  write(`${(together / alone).toFixed(1)} times as many`)
  await connection.close()
} finally {
  await server.stop()
}
