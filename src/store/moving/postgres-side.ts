import { connectToPostgres, type PostgresConnection } from '../dialects/postgres/postgres-connection.ts'
import { migratePostgres } from '../dialects/postgres/postgres-migrations.ts'
import { runOn } from '../drivers/postgres.ts'
import { readNote, writeNotes } from '../notes.ts'
import { createVocabulary } from '../dialects/postgres/postgres-vocabulary.ts'
import { writeWords } from '../dialects/postgres/postgres-words.ts'
import { postgresProcesses } from '../dialects/postgres/postgres-processes.ts'
import type { Queries } from '../dialects/postgres/queries.ts'
import { repeatInTurn } from '../../lib/repeat.ts'
import { RENEW_MS } from '../ports/processes.ts'
import { LeaseLost, StoreError } from '../ports/store.ts'
import { MOVED_TABLES, type MovedTable, type Totals } from './moved-tables.ts'
import { countSql, keyOf, type MovedValue, rowsSql, type StoreSide, type TargetSide } from './moved-rows.ts'
import { MOVE_NOTE, refuseUnfinishedMove } from './unfinished-move.ts'

/** Reads a consistent state of the store in a database, which is first brought to today's schema. Throws StoreError if the database cannot be
 * reached, is in use, or is of another version. */
export const readFromPostgres = async <Result>(url: string, work: (side: StoreSide) => Promise<Result>): Promise<Result> =>
  await alone(url, async (connection) => {
    refuseUnfinishedMove(await runOn(connection, readNote(MOVE_NOTE)))
    return await connection.longTransaction(
      async (queries) => await work(sideOf(queries, await typesIn(queries))),
      'ISOLATION LEVEL REPEATABLE READ, READ ONLY',
    )
  })

/**
 * Fills an empty database in one transaction. `command`: the command that a service names if it finds the move unfinished. Throws StoreError if
 * the database has a store already, cannot be reached, is in use or out of disk space.
 */
export const writeToPostgres = async <Result>(
  url: string,
  command: string,
  work: (side: TargetSide) => Promise<Result>,
): Promise<Result> =>
  await alone(url, async (connection, check) => {
    await requireEmpty(connection)
    await runOn(connection, writeNotes({ [MOVE_NOTE]: command }))
    return await connection.longTransaction(async (queries) => {
      await queries.script(BEGIN_EMPTY)
      const makeIndexes = await withoutIndexes(queries)
      const result = await work(targetOf(queries, await typesIn(queries), makeIndexes))
      await check()
      return result
    })
  })

const FILLED = [...MOVED_TABLES.map(({ name }) => name), 'words', 'vocabulary']

/** Deletes what a start without sources has left, and the mark, which others see until this transaction ends. Locks no tables, so that they can read it. */
const BEGIN_EMPTY = FILLED.filter((name) => MOVED_TABLES.every((table) => table.name !== name || !table.isContent))
  .map((name) => `DELETE FROM ${name}`)
  .join('; ')

type Alone<Result> = (connection: PostgresConnection, check: () => Promise<void>) => Promise<Result>

/** Runs `work` while no other process may use the store. `check` throws LeaseLost if the lease has expired. */
const alone = async <Result>(url: string, work: Alone<Result>): Promise<Result> => {
  const connection = connectToPostgres({ url, readOnly: false })
  try {
    await migratePostgres(connection)
    const processes = postgresProcesses(connection, { number: null, shards: null })
    await processes.join({ roles: [], isAlone: true, version: '', configuration: '' })
    const check = async (): Promise<void> => {
      if ((await processes.renew(0)).isNew)
        throw new LeaseLost('This process was away for so long that another may use the database.')
    }
    const stopRenewing = repeatInTurn(check, RENEW_MS)
    try {
      return await work(connection, check)
    } finally {
      await stopRenewing()
      await processes.leave()
    }
  } finally {
    await connection.close()
  }
}

/** An interrupted move has left its mark and nothing else, so that it counts as empty. */
const requireEmpty = async (connection: PostgresConnection): Promise<void> => {
  for (const { name, isContent } of MOVED_TABLES)
    if (isContent && (await connection.get(`SELECT 1 AS found FROM ${name} LIMIT 1`)) !== undefined)
      throw new StoreError(
        'The database holds a store already. Name another database, or make an empty one with createdb. Nothing was changed.',
      )
}

/** The types of each table's columns. */
type Types = ReadonlyMap<string, ReadonlyMap<string, string>>
type TypeRow = { readonly table: string; readonly column: string; readonly type: string }

const typesIn = async ({ all }: Queries): Promise<Types> => {
  const rows = await all<TypeRow>(
    COLUMN_TYPES,
    MOVED_TABLES.map(({ name }) => name),
  )
  return new Map(
    MOVED_TABLES.map(({ name }) => [
      name,
      new Map(rows.filter(({ table }) => table === name).map(({ column, type }) => [column, type])),
    ]),
  )
}
const COLUMN_TYPES = `
  SELECT c.relname::text AS "table", a.attname::text AS "column", format_type(a.atttypid, a.atttypmod) AS type
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY ($1::text[])`

const typeOf = (types: Types, { name }: MovedTable, column: string): string => {
  const type = types.get(name)?.get(column)
  if (type === undefined) throw new Error(`the database has no column ${name}.${column}`)
  return type
}

const sideOf = ({ all, get }: Queries, types: Types): StoreSide => ({
  count: async (table) => (await get<{ readonly rows: number }>(countSql(table, table.name)))?.rows ?? 0,
  async rowsAfter(table, last) {
    const { name, key, columns, read } = table
    const selected = columns.map((column) => (column in read ? `${read[column]} AS ${column}` : column))
    // In the byte order of SQLite, whatever the collation of the database is.
    const sorted = key.map((column) => (typeOf(types, table, column) === 'text' ? `${column} COLLATE "C"` : column))
    const after = last === null ? null : key.map((column, index) => `$${index + 1}::${typeOf(types, table, column)}`)
    const sql = rowsSql(table, { from: name, columns: selected, key: sorted, after })
    const rows = await all<Readonly<Record<string, MovedValue>>>(sql, ...(last === null ? [] : keyOf(table, last)))
    return rows.map((row) => columns.map((column) => row[column] ?? null))
  },
  totals: async () => {
    const totals = await get<Totals>(TOTALS)
    if (totals === undefined) throw new Error('the counters have no row: the database contradicts itself')
    return totals
  },
})

const nextOf = (sequence: string): string => `(SELECT last_value + is_called::int FROM ${sequence})`
const TOTALS = `
  SELECT edition, edition_at AS "editionAt", articles, copies, stories, (SELECT sum(items) FROM item_count) AS items, checkpoint,
    ${nextOf('article_number')} AS "nextArticle", ${nextOf('story_n_seq')} AS "nextStory", ${nextOf('log_number')} AS "nextEntry",
    ${nextOf('intent_n_seq')} AS "nextIntent"
  FROM counters`

const targetOf = (queries: Queries, types: Types, makeIndexes: () => Promise<void>): TargetSide => {
  const vocabulary = createVocabulary(queries)
  return {
    ...sideOf(queries, types),
    async write(table, rows) {
      const { name, columns } = table
      const arrays = columns.map((column, index) => `$${index + 1}::${typeOf(types, table, column)}[]`).join(', ')
      const sql = `INSERT INTO ${name} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE SELECT * FROM unnest(${arrays})`
      await queries.run(sql, ...columns.map((_, index) => rows.map((row) => row[index] ?? null)))
    },
    async writeWords(rows) {
      // Words are deleted when no text is as old as they are; learned at the current time, none is deleted too early.
      await vocabulary.learn(rows, (await queries.get<{ readonly now: number }>(NOW))?.now ?? 0)
      await writeWords(queries, rows)
    },
    wordCount: async () => (await queries.get<{ readonly rows: number }>('SELECT count(*) AS rows FROM words'))?.rows ?? 0,
    async complete(totals) {
      await makeIndexes()
      await setTotals(queries, totals)
      await queries.script(`ANALYZE ${FILLED.join(', ')}`)
    },
  }
}

const NOW = 'SELECT round(extract(epoch FROM now()) * 1000)::bigint AS now'

const setTotals = async ({ run, all }: Queries, totals: Totals): Promise<void> => {
  const { edition, editionAt, articles, copies, stories, items, checkpoint, nextArticle, nextStory, nextEntry } = totals
  await run(SET_TOTALS, edition, editionAt, articles, copies, stories, checkpoint, nextArticle)
  await run('UPDATE item_count SET items = CASE slot WHEN 0 THEN $1::bigint ELSE 0 END', items)
  await all(SET_NUMBERS, nextArticle, nextEntry, nextStory, totals.nextIntent)
}
/** All articles before the first undecided row of the log are decided. */
const SET_TOTALS = `
  WITH undecided AS (
    SELECT min(l.article) AS article, min(i.n) AS item FROM article_log l LEFT JOIN item i ON i.article = l.article
    WHERE l.seq > $6 AND l.kind IN ('new', 'released'))
  UPDATE counters SET edition = $1, edition_at = $2, articles = $3, copies = $4, stories = $5, checkpoint = $6,
    sources = (SELECT count(*) FROM source WHERE active = 1), decided_article = coalesce(u.article, $7) - 1, decided_item = coalesce(u.item - 1, (SELECT max(n) FROM item), 0)
  FROM undecided u`
const SET_NUMBERS = `
  SELECT setval('article_number', $1, false), setval('log_number', $2, false), setval('story_n_seq', $3, false),
    setval('intent_n_seq', $4, false), setval('item_number', (SELECT coalesce(max(n), 0) + 1 FROM item), false),
    setval('tag_n_seq', (SELECT coalesce(max(n), 0) + 1 FROM tag), false),
    setval('incident_n_seq', (SELECT coalesce(max(n), 0) + 1 FROM incident), false)`

/** Drops the indexes: created at the end, they are written once and in order. Returns a function that creates them again. */
const withoutIndexes = async (queries: Queries): Promise<() => Promise<void>> => {
  const indexes = await queries.all<{ readonly name: string; readonly sql: string }>(INDEXES, FILLED)
  for (const { name } of indexes) await queries.script(`DROP INDEX ${name}`)
  return async () => {
    for (const { sql } of indexes) await queries.script(sql)
  }
}
/** All indexes except those of constraints and of partitioned tables, which cannot be dropped one by one. */
const INDEXES = `
  SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS sql
  FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
  WHERE t.relnamespace = current_schema()::regnamespace AND t.relname = ANY ($1::text[]) AND t.relkind = 'r' AND NOT t.relispartition
    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)`
