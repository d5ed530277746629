/**
 * Two processes and one that takes over, whose statements reach PostgreSQL in hundreds of orders (POLYWIRE_TEST_ORDERS): in each, a statement
 * waits at a barrier until it is its turn. Whatever the order, each article is stored once, decided once, and never by one who may not.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ROLES } from '../../../src/model/process-roles.ts'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { createPostgresEngine } from '../../../src/store/dialects/postgres/postgres-engine.ts'
import { migratePostgres } from '../../../src/store/dialects/postgres/postgres-migrations.ts'
import { createPostgresStore } from '../../../src/store/dialects/postgres/postgres-store.ts'
import type { Queries } from '../../../src/store/dialects/postgres/queries.ts'
import { LeaseLost, type Store } from '../../../src/store/ports/store.ts'
import { randomFrom } from '../../bench/random.ts'
import { append, article, group, NOON, source } from '../samples.ts'
import { createDatabase, EMPTY } from '../postgres-databases.ts'

vi.setConfig({ testTimeout: 3_600_000 })

const ORDERS = Number(process.env.POLYWIRE_TEST_ORDERS ?? 200)
/** A statement that waits for another transaction's lock lets others go on. */
const BLOCKED_MS = 8

/** Lets one statement of those that wait go at a time, by chance. */
const createBarrier = () => {
  const waiting: (() => void)[] = []
  const state = { random: null as (() => number) | null, isGoing: false }
  const next = (): void => {
    if (state.isGoing || waiting.length === 0) return
    const chosen = waiting.splice(Math.floor((state.random?.() ?? 0) * waiting.length), 1)[0]
    state.isGoing = true
    chosen?.()
  }
  return {
    begin: (random: () => number): void => {
      state.random = random
    },
    end: (): void => {
      state.random = null
    },
    pass: async <Result>(statement: () => Promise<Result>): Promise<Result> => {
      if (state.random === null) return await statement()
      await new Promise<void>((go) => {
        waiting.push(go)
        // All that want to go in this turn of the event loop are there before one is chosen.
        setImmediate(next)
      })
      let isOver = false
      const over = (): void => {
        if (isOver) return
        isOver = true
        state.isGoing = false
        setImmediate(next)
      }
      const timer = setTimeout(over, BLOCKED_MS)
      try {
        return await statement()
      } finally {
        clearTimeout(timer)
        over()
      }
    },
  }
}
type Barrier = ReturnType<typeof createBarrier>

const behind = (barrier: Barrier, queries: Queries): Queries => ({
  all: async (sql, ...values) => await barrier.pass(async () => await queries.all(sql, ...values)),
  get: async (sql, ...values) => await barrier.pass(async () => await queries.get(sql, ...values)),
  run: async (sql, ...values) => await barrier.pass(async () => await queries.run(sql, ...values)),
  script: async (sql) => await queries.script(sql),
})
const connectionBehind = (barrier: Barrier, connection: PostgresConnection): PostgresConnection => ({
  ...connection,
  ...behind(barrier, connection),
  transaction: async (change) => await connection.transaction(async (queries) => await change(behind(barrier, queries))),
})

const barrier = createBarrier()
let connections: PostgresConnection[]
beforeAll(async () => {
  const url = await createDatabase()
  connections = Array.from({ length: 3 }, () => connectToPostgres({ url, readOnly: false }))
})
afterAll(async () => {
  for (const connection of connections) await connection.close()
})

const openStores = async (): Promise<readonly [Store, Store]> => {
  const [plain, ...rest] = connections
  if (plain === undefined) throw new Error('no connection')
  await plain.script(EMPTY)
  const schemaVersion = await migratePostgres(plain)
  const [one, other] = rest.map((connection) =>
    createPostgresStore(createPostgresEngine(connectionBehind(barrier, connection), { now: () => NOON, schemaVersion })),
  )
  if (one === undefined || other === undefined) throw new Error('too few connections')
  return [one, other]
}

const joining = { roles: ROLES, isAlone: false, version: '1', configuration: 'c' }
/** A lease lost is what a fence is for; everything else is a fault. */
const fenced = async (work: Promise<unknown>): Promise<'done' | 'fenced'> => {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof LeaseLost) return 'fenced'
    throw error
  }
}

test(`in ${ORDERS} orders of their statements, appends, plans and a take-over leave each article once, decided by the one who leads`, async () => {
  const outcomes = { done: 0, fenced: 0 }
  const plain = connections[0]
  if (plain === undefined) throw new Error('no connection')
  for (let seed = 1; seed <= ORDERS; seed += 1) {
    const [first, second] = await openStores()
    await first.processes.join(joining)
    await first.syncSources([source('a'), source('b')], NOON)
    await first.processes.renew(NOON)
    await append(first, 'a', [article('a0'), article('b0')])
    await second.processes.join(joining)
    barrier.begin(randomFrom(seed))
    const takeOver = (async () => {
      // The first one stands still for longer than its lease; and goes on.
      await plain.run(`DELETE FROM process WHERE n = (SELECT min(n) FROM process)`)
      await second.processes.renew(NOON)
      await fenced(append(second, 'a', [article('a1'), article('a2')]))
      await fenced(group(second))
    })()
    const ended = await Promise.all([
      fenced(append(first, 'a', [article('a1'), article('a2')])),
      fenced(append(first, 'b', [article('b1', { canonicalUrl: 'https://news.example/a1' })])),
      fenced(group(first)),
      takeOver.then(() => 'done' as const),
    ])
    barrier.end()
    for (const end of ended.slice(0, 3)) outcomes[end] += 1
    await second.processes.renew(NOON)
    await append(second, 'a', [article('a1'), article('a2')])
    await append(second, 'b', [article('b1', { canonicalUrl: 'https://news.example/a1' })])
    await group(second)
    const found = await plain.all(FOUND)
    expect({ seed, found }).toEqual({ seed, found: [{ items: 5, articles: 5, decided: 5, stories: 4, behind: 0, counted: 5 }] })
  }
  process.stdout.write(`${ORDERS} orders: ${outcomes.done} writes of the first process done, ${outcomes.fenced} fenced\n`)
  expect(Math.min(outcomes.done, outcomes.fenced)).toBeGreaterThan(ORDERS / 20)
})

const FOUND = `
  SELECT (SELECT count(*) FROM item) AS items, (SELECT count(DISTINCT id) FROM article) AS articles,
    (SELECT count(*) FROM article WHERE story IS NOT NULL OR same_as IS NOT NULL) AS decided, (SELECT count(*) FROM story) AS stories,
    (SELECT count(*) FROM article_log WHERE seq > checkpoint) AS behind, items AS counted
  FROM counters, (SELECT sum(items)::bigint AS items FROM item_count) i`
