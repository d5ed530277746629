/**
 * What an article and a poll cost on PostgreSQL, in a process of its own: `postgres.ts URL ARTICLES SOURCES`, on an empty database of a server on this
 * machine. CPU time is that of this process, and of the server's processes behind its connections.
 */
import { readFileSync } from 'node:fs'
import { withoutVectors } from '../../src/grouping/encoded-article.ts'
import { JOINS } from '../grouping/joins.ts'
import { createGrouper, type Grouper } from '../../src/grouping/grouper.ts'
import { newArticleRows } from '../../src/store/new-article-row.ts'
import { openPostgres } from '../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres, type PostgresConnection } from '../../src/store/dialects/postgres/postgres-connection.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { ROLES } from '../../src/model/process-roles.ts'
import { appendPoll, inventedSources } from './filling.ts'
import { inventNews } from './invented-news.ts'
import { inventedVocabularies } from './vocabulary.ts'
import { processorMs } from '../processor-time.ts'

const FROM = Date.UTC(2026, 0, 1)
const PER_DAY = 10_000
const WRITERS = 300
const HOUR = 3_600_000
const TERMS = { limit: 16, perHost: 3, leaseMs: 300_000 }
/** Of Linux: a hundredth of a second. */
const TICK_MS = 10
const MB = 1_048_576
const write = (text: string): void => void process.stdout.write(`${text}\n`)

type Cost = { readonly ours: number; readonly server: number }
type Measured = (work: () => Promise<unknown>) => Promise<Cost>

const meter = (connection: PostgresConnection): Measured => {
  const ofServer = async (): Promise<number> => {
    const rows = await connection.all<{ readonly pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    return rows.reduce((sum, { pid }) => sum + cpuOf(pid), 0)
  }
  return async (work) => {
    const before = { ours: processorMs(), server: await ofServer() }
    await work()
    return { ours: processorMs() - before.ours, server: (await ofServer()) - before.server }
  }
}

/** Milliseconds that a process has been at work. */
const cpuOf = (pid: number): number => {
  try {
    const numbers = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(numbers[11]) + Number(numbers[12])) * TICK_MS
  } catch {
    return 0
  }
}

const each = ({ ours, server }: Cost, count: number): string =>
  `${((1_000 * ours) / count).toFixed(0)} µs here, ${((1_000 * server) / count).toFixed(0)} µs in PostgreSQL`

const grouperOf = (store: Store): Grouper =>
  createGrouper({
    store,
    joins: JOINS,
    model: () => null,
    understand: withoutVectors,
    rules: () => ({ isAtHome: () => true, grouped: 'all' }),
    now: () => Date.now(),
    elapsed: () => performance.now(),
    published: () => {},
    corrected: () => {},
    renewing: () => {},
  })

/** Appends and groups; returns how many articles. */
const fill = async (store: Store, articles: number, measured: Measured): Promise<void> => {
  await store.syncSources(inventedSources(WRITERS), FROM)
  const grouper = grouperOf(store)
  const costs = { appending: { ours: 0, server: 0 }, grouping: { ours: 0, server: 0 } }
  const add = async (part: keyof typeof costs, work: () => Promise<unknown>): Promise<void> => {
    const { ours, server } = await measured(work)
    costs[part] = { ours: costs[part].ours + ours, server: costs[part].server + server }
  }
  let [stored, polls, group] = [0, 0, 0]
  for (const { source, articles: read, now } of inventNews({
    vocabularies: inventedVocabularies(),
    sources: WRITERS,
    perDay: PER_DAY,
    from: FROM,
  })) {
    const rows = newArticleRows(source, read)
    await add('appending', async () => await appendPoll(store, { source, rows, now }))
    stored += rows.length
    polls += 1
    group += 1
    if (group === 16) {
      group = 0
      await add('grouping', async () => await grouper.catchUp())
    }
    if (stored >= articles) break
  }
  await grouper.catchUp()
  const { copies, stories } = await store.counts()
  write(`${stored} articles by ${polls} polls: ${copies} copies, ${stories} stories`)
  write(`appending one: ${each(costs.appending, stored)}`)
  write(`grouping one: ${each(costs.grouping, stored)}`)
}

const measureSize = async (connection: PostgresConnection, articles: number): Promise<void> => {
  await connection.script('VACUUM')
  const size = await connection.get<{ readonly all: string }>('SELECT pg_database_size(current_database()) AS all')
  const tables = await connection.all<{ readonly name: string; readonly bytes: string }>(
    `SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class WHERE relkind IN ('r', 'p', 'm') AND relnamespace = 'public'::regnamespace
     ORDER BY 2 DESC LIMIT 8`,
  )
  write(
    `the database takes ${(Number(size?.all) / MB).toFixed(0)} MB, ${(Number(size?.all) / articles / 1_000).toFixed(1)} kB an article`,
  )
  write(tables.map(({ name, bytes }) => `${name} ${(Number(bytes) / articles / 1_000).toFixed(2)} kB`).join(', '))
}

/** Polls that bring nothing, of which `limit` are claimed at a time. */
const measurePolls = async (store: Store, sources: number, measured: Measured): Promise<void> => {
  await store.processes.join({ roles: ROLES, isAlone: false, version: '', configuration: '' })
  await store.processes.renew(FROM)
  await store.syncSources(inventedSources(sources), FROM)
  const rounds = 300
  let polled = 0
  const cost = await measured(async () => {
    for (let round = 0; round < rounds; round += 1) {
      const claimed = await store.claimDue(FROM + HOUR, TERMS)
      polled += claimed.length
      await Promise.all(
        claimed.map(
          async (state) => await store.recordPoll(state.id, { ...state, nextDue: FROM + 2 * HOUR, polledAt: FROM + HOUR }),
        ),
      )
    }
  })
  write(`a poll without news among ${sources} sources: ${each(cost, polled)} (${polled} polls)`)
  await store.processes.leave()
}

const [url = '', articles = '20000', sources = '100000'] = process.argv.slice(2)
const store = await openPostgres({ url })
const connection = connectToPostgres({ url, readOnly: false })
const measured = meter(connection)
await fill(store, Number(articles), measured)
await measureSize(connection, Number(articles))
await measurePolls(store, Number(sources), measured)
await store.close()
await connection.close()
