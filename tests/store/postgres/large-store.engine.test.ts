/** A million sources and a million articles of thirty days: no statement that a service sends all the time reads a big table from end to end. */
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectToPostgres, type PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { createPostgresEngine } from '../../../src/store/dialects/postgres/postgres-engine.ts'
import { createPostgresStore } from '../../../src/store/dialects/postgres/postgres-store.ts'
import { migratePostgres } from '../../../src/store/dialects/postgres/postgres-migrations.ts'
import { createDatabase } from '../postgres-databases.ts'
import { createExplainer, recorded, type Recording } from './explained.ts'
import { hotStatements } from './hot-statements.ts'
import { fillLarge } from './large-database.ts'

const LARGE = { sources: 1_000_000, articles: 1_000_000, days: 30, now: Date.UTC(2026, 5, 15, 12) }
/** Smaller tables are read from end to end where that is quicker. */
const BIG = 20_000
const HOUR_MS = 3_600_000

let database: PostgresConnection
let recording: Recording
let explainer: ReturnType<typeof createExplainer>
let big: ReadonlySet<string>
let schemaVersion: number
beforeAll(async () => {
  const url = await createDatabase()
  database = connectToPostgres({ url: `${url}?options=-c%20statement_timeout%3D0`, readOnly: false })
  schemaVersion = await migratePostgres(database)
  await fillLarge(database, LARGE)
  // In no transaction, and for as long as it takes.
  const patient = new Client({ connectionString: url })
  await patient.connect()
  await patient.query('VACUUM ANALYZE')
  await patient.end()
  recording = recorded(database)
  explainer = createExplainer(url)
  await explainer.connect()
  const rows = await database.all<{ readonly name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples > $1`,
    BIG,
  )
  big = new Set(rows.map(({ name }) => name))
}, HOUR_MS)
afterAll(async () => {
  await explainer.close()
  await database.close()
})

const isPartition = (table: string): boolean => /^words_\d+$/.test(table)

test('statements find their rows by indexes, and searches ask the partitions that they need', {
  timeout: HOUR_MS,
}, async () => {
  expect([...big]).toEqual(
    expect.arrayContaining(['source', 'article', 'content', 'item', 'story', 'article_tag', 'story_tag', 'article_log', 'tag']),
  )
  const store = createPostgresStore(createPostgresEngine(recording.connection, { now: Date.now, schemaVersion }))
  const problems: string[] = []
  let explained = 0
  for (const { name, run, partitions } of hotStatements(store, LARGE)) {
    recording.taken()
    await run()
    for (const sent of recording.taken()) {
      const { known, generic } = await explainer.accesses(sent)
      const told = `${name}: ${sent.sql.trim().replaceAll(/\s+/g, ' ').slice(0, 160)}`
      explained += 1
      for (const { node, table, isLimited } of [...known, ...generic])
        if (node.endsWith('Seq Scan') && big.has(table) && !isLimited) problems.push(`reads all of ${table}, ${told}`)
      const touched = new Set(known.map(({ table }) => table).filter((table) => isPartition(table) && big.has(table)))
      if (touched.size > partitions) problems.push(`touches ${touched.size} partitions, ${told}`)
    }
  }
  expect(problems).toEqual([])
  expect(explained).toBeGreaterThan(100)
})
