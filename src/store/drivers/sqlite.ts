import type { Columns, Database, Dialect, Numbers, Request, Rows, Sql, Value, Work } from '../database.ts'
import type { Connection } from '../dialects/sqlite/connection.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'

/** Statements on a SQLite database: each answers at once. */
export const sqliteDatabase = (engine: Engine): Database => ({
  name: 'SQLite',
  isWritable: engine.isWritable,
  membership: { number: null, shards: null },
  tags: {
    ...engine.tags,
    forget: () => engine.tags.reload(),
    numbers: async (kind, names) =>
      new Map(
        names.flatMap((name) => {
          const n = engine.tags.number(kind, name)
          return n === null ? [] : [[name, n] as const]
        }),
      ),
    intern: async (wanted) => {
      const missing = wanted.filter(([kind, name]) => engine.tags.number(kind, name) === null)
      if (missing.length > 0) engine.write(() => missing.map(([kind, name]) => engine.tags.intern(kind, name)))
      return (kind, name) => engine.tags.number(kind, name) ?? 0
    },
    all: async (kind) => engine.tags.all(kind),
    mapped: async (rows, toRow) => rows.map(toRow),
  },
  read: async (work) => engine.read(() => runAtOnce(engine, work())),
  all: async <Row>(sql: Sql, ...values: readonly Value[]) => answerAll<Row>(engine, sql, values),
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller's SQL knows the row's type
  get: async <Row>(sql: Sql, ...values: readonly Value[]) => answerAll<Row>(engine, sql, values)[0],
  run: async (sql, ...values) => engine.write(() => answerRun(engine, sql, values)),
  transaction: async (work, { frees = false } = {}) => engine.write(() => runAtOnce(engine, work()), frees),
})

/** Without counters, for work that changes none. */
type Statements = Pick<Connection, 'all' | 'run'> & { readonly counters?: Engine['counters'] }

/** Call it inside a transaction if the work writes. */
export const runAtOnce = <Result>(connection: Statements, work: Work<Result>): Result => {
  let step = work.next()
  while (step.done !== true) step = work.next(answer(connection, step.value))
  return step.value
}

const answer = (connection: Statements, request: Request): unknown => {
  switch (request.kind) {
    case 'all':
      return answerAll(connection, request.sql, request.values)
    case 'run':
      return answerRun(connection, request.sql, request.values)
    case 'lock':
      return undefined
    case 'numbers':
      return NUMBERED_BY_SQLITE
    case 'count-items':
      return changeTotals(connection, (totals) => {
        totals.items += request.more
      })
    case 'edition':
      return changeTotals(connection, (totals) => {
        if (request.isNew) totals.edition += 1
      }).edition
  }
}

const NUMBERED_BY_SQLITE: Numbers = { article: null, item: null, entry: null }

type Totals = Engine['counters']['totals']
const changeTotals = ({ counters }: Statements, change: (totals: Totals) => void): Totals => {
  if (counters === undefined) throw new Error('counters need an open store')
  change(counters.totals)
  counters.save()
  return counters.totals
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller's SQL knows the row's type
const answerAll = <Row>({ all }: Statements, sql: Sql, values: readonly Value[]): Row[] => {
  const parts = partsOf(values)
  if (parts === null) return allOf<Row>(all, preparedFor(sql, 0), values, 0)
  return parts.flatMap(({ from, size }) => allOf<Row>(all, preparedFor(sql, size), values, from))
}
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
const allOf = <Row>(all: Statements['all'], { text, places }: Prepared, values: readonly Value[], from: number): Row[] =>
  all<Row>(text, ...bound(values, places, from))

const answerRun = ({ run }: Statements, sql: Sql, values: readonly Value[]): number => {
  const parts = partsOf(values)
  if (parts === null) return runOf(run, preparedFor(sql, 0), values, 0)
  return parts.reduce((sum, { from, size }) => sum + runOf(run, preparedFor(sql, size), values, from), 0)
}
const runOf = (run: Statements['run'], { text, places }: Prepared, values: readonly Value[], from: number): number =>
  run(text, ...bound(values, places, from))

/** Rows of one statement, the largest first: with fewer rows, the call costs more than its work (measured: 50 rows in one statement cost 6 µs each,
 * one by one 20–50, as JSON some 5 µs a column more). */
const AT_ONCE = [32, 8, 1]
type Part = { readonly from: number; readonly size: number }
/** Null: no value is rows. */
const partsOf = (values: readonly Value[]): readonly Part[] | null => {
  const found = values.find(isRows)
  if (found === undefined) return null
  const count = found.rows.length
  const parts: Part[] = []
  let from = 0
  for (const size of found.areApart ? [1] : AT_ONCE) for (; count - from >= size; from += size) parts.push({ from, size })
  return parts
}
const isRows = (value: Value): value is Rows => value !== null && typeof value === 'object' && 'rows' in value

/** `size`: how many rows a statement has. */
const sqliteDialect = (size: number): Dialect => {
  const rowsOf = (rows: string, columns: Columns): string => {
    const names = Object.keys(columns)
    const row = (index: number): string => `(${names.map((name) => `${rows}.${index}.${name}`).join(', ')})`
    return `VALUES ${Array.from({ length: size }, (_, index) => row(index)).join(', ')}`
  }
  return {
    isIn: (column, list) => `${column} IN (SELECT value FROM json_each(${list}))`,
    list: (list, _type, alias) => `json_each(${list}) AS ${alias}`,
    rows: (rows, alias, columns) => {
      const named = Object.keys(columns).map((name, index) => `column${index + 1} AS ${name}`)
      return `(SELECT ${named.join(', ')} FROM (${rowsOf(rows, columns)})) AS ${alias}`
    },
    each: (rows) => ({ from: '', column: (name) => `${rows}.0.${name}` }),
    inserted: rowsOf,
    isText: (column, value) => `${column} = ${value}`,
    textKey: (...columns) => columns.join(', '),
    ifShared: () => '',
    withField: (json, name, value) => `json_set(${json}, '$.${name}', ${value})`,
    field: (json, name) => `(${json} ->> '${name}')`,
    firstOf: (table, rest, alias) => `CROSS JOIN ${table} ${alias} ON ${alias}.n IN (SELECT n FROM ${table} ${rest})`,
    greatest: (...values) => `max(${values.join(', ')})`,
    least: (...values) => `min(${values.join(', ')})`,
  }
}

/** Which value a `?` stands for, or which column of which of the rows. */
type Place = { readonly value: number; readonly row: number; readonly column: string | null }
/** `places`: one for each `?`. The binding binds values by place in half the time that it needs by name. */
type Prepared = { readonly text: string; readonly places: readonly Place[] }

/** Constants of the modules, and the few shapes that filters have; by the number of rows. */
const prepared = new Map<Sql, Map<number, Prepared>>()
const MOST_PREPARED = 1_000

const preparedFor = (sql: Sql, size: number): Prepared => {
  const known = prepared.get(sql)?.get(size)
  if (known !== undefined) return known
  const written = typeof sql === 'string' ? sql : sql(sqliteDialect(size))
  const places: Place[] = []
  const text = written.replaceAll(PLACEHOLDER, (_, value: string, row?: string, column?: string) => {
    places.push({ value: Number(value) - 1, row: Number(row ?? 0), column: column ?? null })
    return '?'
  })
  if (prepared.size >= MOST_PREPARED) prepared.clear()
  const sizes = prepared.get(sql) ?? new Map<number, Prepared>()
  prepared.set(sql, sizes.set(size, { text, places }))
  return { text, places }
}
/** `$2`, or `$2.0.name` for a column of the first row. */
const PLACEHOLDER = /\$(\d+)(?:\.(\d+)\.(\w+))?/g

/** `from`: the first of the rows. */
const bound = (values: readonly Value[], places: readonly Place[], from: number): readonly unknown[] =>
  places.map(({ value: index, row, column }) => {
    const value = values[index]
    if (column !== null) return isRows(value ?? null) ? (value as Rows).rows[from + row]?.[column] : null
    return Array.isArray(value) ? JSON.stringify(value) : value
  })
