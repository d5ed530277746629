/**
 * The port between statements and engines. A statement is written once, in the SQL that SQLite and PostgreSQL share, with `$1` for its first value;
 * what they do not share is a function of the dialect. Work of several statements is a generator, `yield* run(BEGIN, now, id)`: a driver runs it at
 * once on SQLite, where a transaction may not wait, and awaits each answer of PostgreSQL.
 */
import type { Instant } from '../model/ids.ts'
import type { LeadingRole } from '../model/process-roles.ts'
import type { Tags } from './tags.ts'

/** A function is called once and known by its identity: a constant of its module. */
export type Sql = string | ((dialect: Dialect) => string)

export type Columns = Readonly<Record<string, ColumnType>>
type ColumnType = 'text' | 'integer' | 'bigint' | 'double precision' | 'bytea'

/** Forms that the engines write differently. `list` and `rows` name a value of the statement, such as `$2`. */
export type Dialect = {
  /** True if the column has one of the values of an array. */
  readonly isIn: (column: string, list: string, type: ColumnType) => string
  /** The values of an array as a table: its column is `alias.value`. */
  readonly list: (list: string, type: ColumnType, alias: string) => string
  /** Objects, bound by `asRows`, as a table with these columns. */
  readonly rows: (rows: string, alias: string, columns: Columns) => string
  /** Objects, bound by `asEach`, as what an `UPDATE` sets. SQLite runs it once for each: its `UPDATE … FROM` costs a quarter more. */
  readonly each: (
    rows: string,
    alias: string,
    columns: Columns,
  ) => { readonly from: string; readonly column: (name: string) => string }
  /** The same rows as the source of an `INSERT`. */
  readonly inserted: (rows: string, columns: Columns) => string
  /** True if a text of any length equals a value. PostgreSQL compares hashes first: an index has no entry for a long text. */
  readonly isText: (column: string, value: string) => string
  /** The columns of a unique index on texts of any length, for `ON CONFLICT`. */
  readonly textKey: (...columns: readonly string[]) => string
  /** SQL that a database of several processes needs, and one of a single process lacks: shards and row locks. */
  readonly ifShared: (sql: string) => string
  /** A JSON object with a field set to a number. */
  readonly withField: (json: string, name: string, value: string) => string
  /** A field of a JSON object, as text. */
  readonly field: (json: string, name: string) => string
  /** Joins, for each row before it, the first rows of a table that `rest` selects: `WHERE … ORDER BY … LIMIT …`. */
  readonly firstOf: (table: string, rest: string, alias: string) => string
  /** The greatest of values that are not null. */
  readonly greatest: (...values: readonly string[]) => string
  /** The least of values that are not null. */
  readonly least: (...values: readonly string[]) => string
}

/** An array of texts or numbers is bound as one value, for `isIn` and `list`. */
export type Value = string | number | null | Uint8Array | readonly string[] | readonly number[] | Rows
export type Rows = {
  readonly rows: readonly Readonly<Record<string, string | number | null | Uint8Array>>[]
  readonly areApart: boolean
}

/** Of transactions that share a lock, one at a time goes on. SQLite has one writer, and needs none. */
export type Lock = 'claim' | 'intent' | 'incident' | 'takedown' | 'pushed-source' | 'configured-sources'

export type Request =
  | { readonly kind: 'all' | 'run'; readonly sql: Sql; readonly values: readonly Value[] }
  | { readonly kind: 'lock'; readonly lock: Lock; readonly key: string }
  | { readonly kind: 'numbers'; readonly articles: number; readonly entries: number }
  | { readonly kind: 'count-items'; readonly more: number }
  | { readonly kind: 'edition'; readonly isNew: boolean; readonly now: Instant }

/** Statements one after the other, each chosen by what those before it found. An error ends the work: it cannot be caught inside. */
export type Work<Result> = Generator<Request, Result, unknown>

/** This process among those that share the database. */
export type Membership = {
  /** This process's fencing token; null: it has not joined, and nothing is checked. */
  number: number | null
  /** The shards that this process owned at its last renewal; null: it has not joined. */
  shards: readonly number[] | null
}

export type TransactionOptions = {
  /** Throws LeaseLost if another process leads in this role by now. */
  readonly leads?: LeadingRole
  /** True: the transaction frees space, and runs even on a full disk. */
  readonly frees?: boolean
}

export type Database = {
  readonly name: 'SQLite' | 'PostgreSQL'
  /** False: SQLite's disk takes no writes now. */
  readonly isWritable: () => boolean
  readonly membership: Readonly<Membership>
  readonly tags: Tags
  /** Runs work that only reads. SQLite reads one state of the database. */
  readonly read: <Result>(work: () => Work<Result>) => Promise<Result>
  readonly all: <Row>(sql: Sql, ...values: readonly Value[]) => Promise<Row[]>
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller's SQL knows the row's type
  readonly get: <Row>(sql: Sql, ...values: readonly Value[]) => Promise<Row | undefined>
  /** A transaction of one statement. Returns how many rows changed. */
  readonly run: (sql: Sql, ...values: readonly Value[]) => Promise<number>
  /** Runs as one transaction, all or nothing; again if PostgreSQL aborted it for the sake of another one: `work` may do nothing but query. */
  readonly transaction: <Result>(work: () => Work<Result>, options?: TransactionOptions) => Promise<Result>
}

/** For work: the rows that a statement returns. */
export function* all<Row>(sql: Sql, ...values: readonly Value[]): Work<Row[]> {
  return (yield { kind: 'all', sql, values }) as Row[]
}

/** For work: the first row that a statement returns. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller's SQL knows the row's type
export function* get<Row>(sql: Sql, ...values: readonly Value[]): Work<Row | undefined> {
  return (yield* all<Row>(sql, ...values))[0]
}

/** For work: runs a statement, and returns how many rows changed. */
export function* run(sql: Sql, ...values: readonly Value[]): Work<number> {
  return (yield { kind: 'run', sql, values }) as number
}

/** For work: has the lock until the transaction ends. `key`: what it locks, where a lock is one of many. */
export function* lock(name: Lock, key = ''): Work<void> {
  yield { kind: 'lock', lock: name, key }
}

/** For work: the number of the edition, which `isNew` raises before. Until the transaction ends, no other one raises it. */
export function* edition(isNew: boolean, now: Instant): Work<number> {
  return (yield { kind: 'edition', isNew, now }) as number
}

/** The first of the numbers that a transaction takes; null: it takes none of this kind, or the database numbers its rows itself. */
export type Numbers = { readonly article: number | null; readonly item: number | null; readonly entry: number | null }

/** For work: numbers for new articles and rows of the log. Call it before the transaction writes anything. */
export function* takeNumbers(articles: number, entries: number): Work<Numbers> {
  return (yield { kind: 'numbers', articles, entries }) as Numbers
}

/** For work: adds to the number of items. */
export function* countItems(more: number): Work<void> {
  yield { kind: 'count-items', more }
}

/** Inserts the objects that `asRows` binds. `onConflict`: the end of the statement. */
export const insertInto = (table: string, columns: Columns, onConflict = ''): Sql => {
  const names = Object.keys(columns).join(', ')
  return ({ inserted }) => `INSERT INTO ${table} (${names}) ${inserted('$1', columns)} ${onConflict}`
}

/** Objects as the value of `dialect.rows`: at most one value of a statement, whose effect on each row may not depend on the other rows. */
export const asRows = (rows: Rows['rows']): Rows => ({ rows, areApart: false })

/** Objects as the value of `dialect.each`. */
export const asEach = (rows: Rows['rows']): Rows => ({ rows, areApart: true })
