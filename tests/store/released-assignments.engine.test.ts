/** What is decided about an article goes with the number that it had when it was decided. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openPostgres } from '../../src/store/dialects/postgres/open-postgres.ts'
import { connectToPostgres } from '../../src/store/dialects/postgres/postgres-connection.ts'
import { connect } from '../../src/store/dialects/sqlite/connection.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { DATABASE_FILE } from '../../src/store/operations/data-folder.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { createDatabase } from './postgres-databases.ts'
import { append, article, group, NOON, publish, source } from './samples.ts'

const NUMBERS = 'SELECT n FROM article ORDER BY n'
const ASSIGNED = 'SELECT article AS n FROM assignment ORDER BY article'
const WITHOUT_ARTICLE = 'SELECT article FROM assignment WHERE article NOT IN (SELECT n FROM article)'

type Opened = { readonly store: Store; readonly rows: (sql: string) => Promise<readonly unknown[]> }

const onSqlite = async (): Promise<Opened> => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-released-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const store = await openSqlite({ folder })
  const { all, db } = connect(join(folder, DATABASE_FILE), { readOnly: true, maxBytes: null })
  onTestFinished(() => void db.close())
  return { store, rows: async (sql) => all(sql) }
}
const onPostgres = async (): Promise<Opened> => {
  const url = await createDatabase()
  const connection = connectToPostgres({ url, readOnly: true })
  onTestFinished(async () => await connection.close())
  return { store: await openPostgres({ url }), rows: async (sql) => await connection.all(sql) }
}

test.for([
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgres],
] as const)('a released article leaves no assignment under its former number, on %s', async ([, open]) => {
  const { store, rows } = await open()
  onTestFinished(async () => await store.close())
  await store.syncSources([source('agency'), source('paper')], NOON)
  await publish(store, 'agency', [article('shared')])
  await publish(store, 'paper', [article('shared')])
  expect([await rows(NUMBERS), await rows(ASSIGNED)]).toEqual([[{ n: 1 }, { n: 2 }], [{ n: 2 }]])
  const other = { title: 'Quite another matter', canonicalUrl: 'https://news.example/other', link: null }
  await append(store, 'paper', [article('shared', other)])
  await group(store)
  expect(await rows(NUMBERS)).toEqual([{ n: 1 }, { n: 3 }])
  expect(await rows(WITHOUT_ARTICLE)).toEqual([])
})
