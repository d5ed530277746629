import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, connect, useWriteAheadLog } from '../dialects/sqlite/connection.ts'
import { createInsertRows } from '../dialects/sqlite/insert-rows.ts'
import { migrate, NEWEST_VERSION } from '../dialects/sqlite/migrations.ts'
import { openSqlite } from '../dialects/sqlite/open.ts'
import { createSortBounds } from '../dialects/sqlite/sort-bounds.ts'
import { cleaned } from '../dialects/postgres/queries.ts'
import { removeDatabase } from '../operations/database-copy.ts'
import { DATABASE_FILE, makeFolder } from '../operations/data-folder.ts'
import { lockFolder } from '../operations/lock.ts'
import { APPLICATION_ID, probeDatabase } from '../operations/probe.ts'
import { inWords } from '../operations/unopenable.ts'
import { StoreError } from '../ports/store.ts'
import { MOVED_TABLES, type MovedTable, type Totals } from './moved-tables.ts'
import { countSql, keyOf, type MovedValue, rowsSql, type StoreSide, type TargetSide } from './moved-rows.ts'
import { MOVE_NOTE, refuseUnfinishedMove } from './unfinished-move.ts'

/** Reads a consistent state of the store in a folder, which is first brought to today's schema. Throws StoreError if there is none, or it is in
 * use, damaged or newer. */
export const readFromSqlite = async <Result>(folder: string, work: (side: StoreSide) => Promise<Result>): Promise<Result> => {
  const file = join(folder, DATABASE_FILE)
  if (!existsSync(file)) throw new StoreError(`there is no database ${file}.`)
  if (probeDatabase(file, { whole: false }) < NEWEST_VERSION) await (await openSqlite({ folder })).close()
  return await locked(folder, async () => {
    probeDatabase(file, { whole: false })
    const connection = connect(file, { readOnly: true, maxBytes: null })
    try {
      refuseUnfinishedMove(noteOf(connection))
      connection.db.exec('BEGIN')
      return await work(sideOf(connection))
    } finally {
      connection.db.close()
    }
  })
}

/**
 * Fills a new store in a folder. `command`: the command that a service names if it finds the move unfinished. Throws StoreError if the folder
 * has a store already or is in use, or the disk is full.
 */
export const writeToSqlite = async <Result>(
  { folder, maxBytes = null }: { readonly folder: string; readonly maxBytes?: number | null },
  command: string,
  work: (side: TargetSide) => Promise<Result>,
): Promise<Result> => {
  const file = join(folder, DATABASE_FILE)
  makeFolder(folder)
  return await locked(folder, async () => {
    requireEmpty(file)
    removeDatabase(file)
    const connection = connect(file, { readOnly: false, maxBytes })
    try {
      useWriteAheadLog(connection.db)
      makeMarked(connection, command)
      const makeIndexes = withoutIndexes(connection)
      const result = await work(targetOf(connection, makeIndexes))
      connection.run('DELETE FROM note WHERE name = ?', MOVE_NOTE)
      return result
    } catch (error) {
      throw inWords(error, file)
    } finally {
      connection.db.close()
    }
  })
}

const locked = async <Result>(folder: string, work: () => Promise<Result>): Promise<Result> => {
  const lock = lockFolder(folder)
  try {
    return await work()
  } finally {
    lock.release()
  }
}

const noteOf = ({ get }: Connection): string | null =>
  get<{ readonly value: string }>('SELECT value FROM note WHERE name = ?', MOVE_NOTE)?.value ?? null

/** In one transaction, so that there is never an empty store without the mark. */
const makeMarked = (connection: Connection, command: string): void =>
  connection.db
    .transaction(() => {
      migrate(connection, APPLICATION_ID)
      connection.run('INSERT INTO note (name, value) VALUES (?, ?)', MOVE_NOTE, command)
    })
    .immediate()

/** What an interrupted move has left counts as empty. */
const requireEmpty = (file: string): void => {
  const version = probeDatabase(file, { whole: false })
  if (version === 0) return
  const connection = connect(file, { readOnly: true, maxBytes: null })
  try {
    const isEmpty = (): boolean =>
      version === NEWEST_VERSION &&
      (noteOf(connection) !== null ||
        MOVED_TABLES.every(
          ({ name, isContent }) => !isContent || connection.get(`SELECT 1 FROM ${name} LIMIT 1`) === undefined,
        ))
    if (!isEmpty())
      throw new StoreError(`${file} holds a store already. Name another folder, or move the file away. Nothing was changed.`)
  } finally {
    connection.db.close()
  }
}

const fromOf = ({ name, inSqlite }: MovedTable): string => inSqlite ?? name

const sideOf = ({ all, get }: Connection): StoreSide => ({
  count: async (table) => get<{ readonly rows: number }>(countSql(table, fromOf(table)))?.rows ?? 0,
  async rowsAfter(table, last) {
    const { key, columns, read } = table
    const selected = columns.map((column) => (column in read ? `${read[column]} AS ${column}` : column))
    const after = last === null ? null : key.map(() => '?')
    const sql = rowsSql(table, { from: fromOf(table), columns: selected, key, after })
    const rows = all<Readonly<Record<string, MovedValue>>>(sql, ...(last === null ? [] : keyOf(table, last)))
    return rows.map((row) => columns.map((column) => storable(row[column] ?? null)))
  },
  totals: async () => {
    const totals = get<Totals>(TOTALS)
    if (totals === undefined) throw new Error('the counters have no row: the database contradicts itself')
    return totals
  },
})

/** The value in the form that PostgreSQL accepts. */
const storable = (value: MovedValue): MovedValue => (typeof value === 'string' ? cleaned(value) : value)

const nextOf = (name: string): string => `coalesce((SELECT seq FROM sqlite_sequence WHERE name = '${name}'), 0) + 1`
const TOTALS = `
  SELECT edition, edition_at AS editionAt, articles, copies, stories, items, checkpoint, next_article AS nextArticle, next_story AS nextStory,
    ${nextOf('article_log')} AS nextEntry, ${nextOf('intent')} AS nextIntent
  FROM counters`

const targetOf = (connection: Connection, makeIndexes: () => void): TargetSide => {
  const { db, get, run } = connection
  const inserts = new Map(
    MOVED_TABLES.map(({ name, columns }) => [name, createInsertRows(`INSERT INTO ${name}`, columns)] as const),
  )
  return {
    ...sideOf(connection),
    write: async ({ name }, rows) => db.transaction(() => inserts.get(name)?.(connection, rows))(),
    writeWords: async (rows) =>
      db.transaction(() =>
        insertWords(
          connection,
          rows.map(({ article, words }) => [article, words.title, words.body]),
        ),
      )(),
    wordCount: async () => get<{ readonly rows: number }>('SELECT count(*) AS rows FROM words_docsize')?.rows ?? 0,
    async complete(totals) {
      makeIndexes()
      db.transaction(() => {
        const { edition, editionAt, articles, copies, stories, items, checkpoint, nextArticle, nextStory } = totals
        run(SET_TOTALS, edition, editionAt, articles, copies, stories, items, checkpoint, nextArticle, nextStory)
        run(SET_DECIDED)
        setNext(connection, 'article_log', totals.nextEntry)
        setNext(connection, 'intent', totals.nextIntent)
        noteBounds(connection)
      })()
    },
  }
}
const insertWords = createInsertRows('INSERT INTO words', ['rowid', 'title', 'body'])
const SET_TOTALS = `
  UPDATE counters SET edition = ?, edition_at = ?, articles = ?, copies = ?, stories = ?, items = ?, checkpoint = ?, next_article = ?,
    next_story = ?`

/** All articles before the first undecided row of the log are decided. */
const SET_DECIDED = `
  UPDATE counters SET
    decided_article = coalesce(
      (SELECT min(article) FROM article_log WHERE seq > checkpoint AND kind IN ('new', 'released')), next_article) - 1,
    decided_item = coalesce(
      (SELECT min(i.n) - 1 FROM article_log l JOIN item i ON i.article = l.article
        WHERE l.seq > checkpoint AND l.kind IN ('new', 'released')),
      (SELECT max(n) FROM item), 0)`

const setNext = ({ run }: Connection, name: string, next: number): void => {
  if (run('UPDATE sqlite_sequence SET seq = ? WHERE name = ?', next - 1, name) === 0 && next > 1)
    run('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', name, next - 1)
}

const noteBounds = (connection: Connection): void => {
  const bounds = createSortBounds(connection)
  for (const { n, at, storyAt } of connection.iterate<{ n: number; at: number; storyAt: number }>(PLACES))
    bounds.note(n, at, storyAt)
  bounds.save()
}
const PLACES = `
  SELECT a.n, a.sort_at AS at, s.sort_at AS storyAt FROM article a CROSS JOIN story s ON s.n = a.story ORDER BY a.n`

/** Drops the indexes: created at the end, they are written once and in order. Returns a function that creates them again. */
const withoutIndexes = ({ db, all }: Connection): (() => void) => {
  const indexes = all<{ readonly name: string; readonly sql: string }>(INDEXES)
  for (const { name } of indexes) db.exec(`DROP INDEX ${name}`)
  return () => {
    for (const { sql } of indexes) db.exec(sql)
  }
}
const INDEXES = `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`
