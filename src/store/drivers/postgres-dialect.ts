/** How PostgreSQL writes a statement, and takes its values. */
import type { Columns, Database, Dialect, Rows, Sql, Value } from '../database.ts'
import { cleaned, type Queries } from '../dialects/postgres/queries.ts'

export const statementsOn = ({ all, get, run }: Queries): Pick<Database, 'all' | 'get' | 'run'> => ({
  all: async <Row>(sql: Sql, ...values: readonly Value[]) => await all<Row>(textOf(sql), ...bound(values)),
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller's SQL knows the row's type
  get: async <Row>(sql: Sql, ...values: readonly Value[]) => await get<Row>(textOf(sql), ...bound(values)),
  run: async (sql, ...values) => await run(textOf(sql), ...bound(values)),
})

const recordset = (rows: string, alias: string, columns: Columns): string => {
  const typed = Object.entries(columns).map(([column, type]) => `${column} ${type}`)
  return `json_to_recordset(${rows}::json) AS ${alias} (${typed.join(', ')})`
}

const postgresDialect: Dialect = {
  isIn: (column, list, type) => `${column} = ANY (${list}::${type}[])`,
  list: (list, type, alias) => `unnest(${list}::${type}[]) AS ${alias} (value)`,
  rows: (rows, alias, columns) => recordset(rows, alias, columns),
  isText: (column, value) => `md5(${column}) = md5(${value}) AND ${column} = ${value}`,
  textKey: (...columns) => columns.map((column) => `md5(${column})`).join(', '),
  ifShared: (sql) => sql,
  withField: (json, name, value) => `jsonb_set(${json}::jsonb, '{${name}}', to_jsonb(${value}))::text`,
  field: (json, name) => `(${json}::json ->> '${name}')`,
  each: (rows, alias, columns) => ({
    from: `FROM ${recordset(rows, alias, columns)}`,
    column: (name) => `${alias}.${name}`,
  }),
  inserted: (rows, columns) => {
    const names = Object.keys(columns).join(', ')
    return `SELECT ${names} FROM ${recordset(rows, 'fresh', columns)}`
  },
  firstOf: (table, rest, alias) => `CROSS JOIN LATERAL (SELECT * FROM ${table} ${rest}) ${alias}`,
  greatest: (...values) => `greatest(${values.join(', ')})`,
  least: (...values) => `least(${values.join(', ')})`,
}

const texts = new WeakMap<(dialect: Dialect) => string, string>()
export const textOf = (sql: Sql): string => {
  if (typeof sql === 'string') return sql
  const text = texts.get(sql) ?? sql(postgresDialect)
  texts.set(sql, text)
  return text
}

export const bound = (values: readonly Value[]): readonly unknown[] =>
  values.map((value) => (value !== null && typeof value === 'object' && 'rows' in value ? jsonOf(value) : value))
const jsonOf = ({ rows }: Rows): string => {
  const all = rows.some((row) => Object.values(row).some(isBytes)) ? rows.map(withHex) : rows
  const text = JSON.stringify(all)
  return UNSTORABLE.test(text) ? JSON.stringify(all, (_, value: unknown) => storable(value)) : text
}
/** U+0000 and halves of characters, as JSON writes them: PostgreSQL's texts cannot contain them. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/
const storable = (value: unknown): unknown => (typeof value === 'string' ? cleaned(value.toWellFormed()) : value)

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array
/** Bytes as PostgreSQL writes them: JSON has none. */
const withHex = (row: Rows['rows'][number]) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, isBytes(value) ? `\\x${Buffer.from(value).toString('hex')}` : value]),
  )
