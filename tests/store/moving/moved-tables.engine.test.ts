/** The lists of what moves, held against the schemas of both engines as their migrations leave them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connectToPostgres } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { connect } from '../../../src/store/dialects/sqlite/connection.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { OF_ONE_ENGINE, MOVED_TABLES } from '../../../src/store/moving/moved-tables.ts'
import { DATABASE_FILE } from '../../../src/store/operations/data-folder.ts'
import { createDatabase } from '../postgres-databases.ts'

type Column = { readonly table: string; readonly column: string }

const SQLITE_COLUMNS = `
  SELECT t.name AS "table", c.name AS "column" FROM pragma_table_list t JOIN pragma_table_info(t.name) c
  WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') AND t.name NOT LIKE 'sqlite_%'`
const sqliteColumns = async (): Promise<readonly Column[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'polywire-schema-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  await (await openSqlite({ folder })).close()
  const connection = connect(join(folder, DATABASE_FILE), { readOnly: true, maxBytes: null })
  onTestFinished(() => void connection.db.close())
  return connection.all<Column>(SQLITE_COLUMNS)
}

const POSTGRES_COLUMNS = `
  SELECT c.relname::text AS "table", a.attname::text AS "column" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND a.attnum > 0 AND NOT a.attisdropped`
const postgresColumns = async (): Promise<readonly Column[]> => {
  const connection = connectToPostgres({ url: await createDatabase(), readOnly: true })
  onTestFinished(async () => await connection.close())
  return await connection.all<Column>(POSTGRES_COLUMNS)
}

test.for([
  ['sqlite', sqliteColumns],
  ['postgres', postgresColumns],
] as const)('every table and column of %s moves, or there is a reason why it does not', async ([engine, columnsOf]) => {
  const held = Object.keys(OF_ONE_ENGINE[engine])
  const stored = (await columnsOf()).map(({ table, column }) => (held.includes(table) ? table : `${table}.${column}`))
  const moved = MOVED_TABLES.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`))
  expect([...new Set(stored)].toSorted()).toEqual([...moved, ...held].toSorted())
})
