/** Moves a store from one engine to the other without changing it: ids, numbers, order and the bytes of what is published stay. */
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { normalForm } from '../../text/normal-form.ts'
import { createSearchText, splitSearchText } from '../../text/search-words.ts'
import { StoreError } from '../ports/store.ts'
import { MOVED_TABLES, type MovedTable } from './moved-tables.ts'
import { readFromPostgres, writeToPostgres } from './postgres-side.ts'
import { readFromSqlite, writeToSqlite } from './sqlite-side.ts'
import type { MovedRow, MovedValue, StoreSide, TargetSide } from './moved-rows.ts'

/** Where a store is: SQLite in a folder, or a PostgreSQL database. `maxBytes`: the size at which a new SQLite database stops growing, as on a full disk. */
export type StorePlace = { readonly folder: string; readonly maxBytes?: number } | { readonly url: string }

/** `doing`: such as `moving article`. Each row counts twice in `done` and `total`: when it is written, and when it is compared. */
export type MoveStep = { readonly doing: string; readonly done: number; readonly total: number }

export type MoveOptions = {
  readonly from: StorePlace
  readonly to: StorePlace
  /** The command that repeats this move, without passwords: opening an incomplete target names it. */
  readonly command: string
  readonly progress: (step: MoveStep) => void
}

/** How many rows of each table were moved. */
export type MovedRows = Readonly<Record<string, number>>

/**
 * Resolves when every table was read again and compared. The source is only read. Throws StoreError if either store is in use or cannot be
 * used, or if the target is not empty; an incomplete target stays marked, and is filled again from the beginning the next time.
 */
export const moveStore = async ({ from, to, command, progress }: MoveOptions): Promise<MovedRows> =>
  await reading(from, async (source) => await writing(to, command, async (target) => await moveRows(source, target, progress)))

const reading = async <Result>(place: StorePlace, work: (side: StoreSide) => Promise<Result>): Promise<Result> =>
  await ('folder' in place ? readFromSqlite(place.folder, work) : readFromPostgres(place.url, work))

const writing = async <Result>(
  place: StorePlace,
  command: string,
  work: (side: TargetSide) => Promise<Result>,
): Promise<Result> =>
  await ('folder' in place ? writeToSqlite(place, command, work) : writeToPostgres(place.url, command, work))

const moveRows = async (source: StoreSide, target: TargetSide, progress: MoveOptions['progress']): Promise<MovedRows> => {
  const report = await progressOver(source, progress)
  const wordsOf = createWordsOf()
  const moved = new Map<string, TableSum>()
  for (const table of MOVED_TABLES)
    moved.set(
      table.name,
      await sumOf(source, table, async (rows) => {
        await target.write(table, rows)
        if (table.name === 'content') await target.writeWords(rows.map((row) => wordsOf(table, row)))
        report(`moving ${table.name}`, rows.length)
      }),
    )
  const totals = await source.totals()
  report('making indexes', 0)
  await target.complete(totals)
  for (const table of MOVED_TABLES)
    requireSame(
      table.name,
      moved.get(table.name),
      await sumOf(target, table, async (rows) => report(`comparing ${table.name}`, rows.length)),
    )
  requireSame('counters', totals, await target.totals())
  requireSame('words', moved.get('content')?.rows, await target.wordCount())
  return Object.fromEntries([...moved].map(([name, { rows }]) => [name, rows]))
}

type TableSum = { readonly rows: number; readonly sha256: string }

/** Reads a table batch by batch, and hashes its rows. */
const sumOf = async (
  side: StoreSide,
  table: MovedTable,
  each: (rows: readonly MovedRow[]) => Promise<void>,
): Promise<TableSum> => {
  const hash = createHash('sha256')
  let count = 0
  for (let last: MovedRow | null = null; ; ) {
    const rows = await side.rowsAfter(table, last)
    for (const row of rows) hash.update(`${JSON.stringify(row.map(asText))}\n`)
    count += rows.length
    if (rows.length > 0) await each(rows)
    last = rows.at(-1) ?? last
    if (rows.length < table.batch) return { rows: count, sha256: hash.digest('hex') }
    // SQLite answers synchronously: this lets signals be handled in between.
    await setImmediate()
  }
}

const asText = (value: MovedValue): string | number | null =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value

const requireSame = (name: string, moved: unknown, found: unknown): void => {
  if (isDeepStrictEqual(moved, found)) return
  throw new StoreError(
    `The table ${name} is not in the target what it is in the source: ${JSON.stringify(found)} in place of ${JSON.stringify(moved)}. The target stays marked as incomplete. Run the command again; if it says the same, please report it.`,
  )
}

/** Returns a function that makes the words of a row with the current tokenizer, as an append does. */
const createWordsOf = () => {
  const searchText = createSearchText(normalForm)
  return ({ columns }: MovedTable, row: MovedRow) => {
    const [article, title, text] = ['article', 'title', 'text'].map((column) => row[columns.indexOf(column)])
    return { article: Number(article), words: splitSearchText(searchText(String(title), String(text))) }
  }
}

const progressOver = async (source: StoreSide, progress: MoveOptions['progress']) => {
  let rows = 0
  for (const table of MOVED_TABLES) rows += await source.count(table)
  let done = 0
  return (doing: string, more: number): void => {
    done += more
    progress({ doing, done, total: 2 * rows })
  }
}
