import type { Columns, Database, Dialect, Lock, Rows, Request, Sql, Value, Work } from '../database.ts'
import { changeEdition, countItems, readEdition } from '../dialects/postgres/postgres-counters.ts'
import type { PostgresEngine } from '../dialects/postgres/postgres-engine.ts'
import { requireLead } from '../dialects/postgres/postgres-fences.ts'
import { LOCKS } from '../dialects/postgres/postgres-locks.ts'
import { takeNumbers } from '../dialects/postgres/postgres-numbers.ts'
import { cleaned, type Queries } from '../dialects/postgres/queries.ts'

/** Statements on a PostgreSQL database. */
export const postgresDatabase = (engine: PostgresEngine): Database => ({
  name: 'PostgreSQL',
  isWritable: () => true,
  membership: engine.membership,
  internTags: async (kind, names) => {
    const numberOf = await engine.tags.intern(names.map((name) => [kind, name] as const))
    return (name) => numberOf(kind, name)
  },
  read: async (work) => await runOn(engine, work()),
  all: async <Row>(sql: Sql, ...values: readonly Value[]) => await engine.all<Row>(textOf(sql), ...bound(values)),
  get: async <Row>(sql: Sql, ...values: readonly Value[]) => await engine.get<Row>(textOf(sql), ...bound(values)),
  run: async (sql, ...values) => await engine.run(textOf(sql), ...bound(values)),
  transaction: async (work, { leads } = {}) =>
    await engine.transaction(async (queries) => {
      if (leads !== undefined) await requireLead(queries, engine.membership, leads)
      return await runOn(queries, work())
    }),
})

/** Call it inside a transaction if the work writes. */
export const runOn = async <Result>(queries: Queries, work: Work<Result>): Promise<Result> => {
  let step = work.next()
  while (step.done !== true) step = work.next(await answer(queries, step.value))
  return step.value
}

const answer = async (queries: Queries, request: Request): Promise<unknown> => {
  const { all, run } = queries
  switch (request.kind) {
    case 'all':
      return await all(textOf(request.sql), ...bound(request.values))
    case 'run':
      return await run(textOf(request.sql), ...bound(request.values))
    case 'lock':
      return await all(...LOCKING[request.lock](request.key))
    case 'numbers':
      return await takeNumbers(queries, request)
    case 'count-items':
      return await countItems(queries, request.more)
    case 'edition':
      if (request.isNew) await changeEdition(queries, request.now)
      return (await readEdition(queries)).number
  }
}
const LOCKING: Readonly<Record<Lock, (key: string) => readonly [sql: string, ...values: readonly Value[]]>> = {
  claim: () => ['SELECT pg_advisory_xact_lock($1)', LOCKS.CLAIM],
  intent: () => ['SELECT pg_advisory_xact_lock($1)', LOCKS.INTENT],
  'configured-sources': () => ['SELECT pg_advisory_xact_lock($1)', LOCKS.CONFIGURED_SOURCES],
  takedown: () => ['SELECT pg_advisory_xact_lock($1)', LOCKS.TAKEDOWN],
  'pushed-source': (key) => ['SELECT pg_advisory_xact_lock($1, hashtext($2))', LOCKS.PUSHED_SOURCE, key],
  incident: () => ['LOCK TABLE incident IN SHARE ROW EXCLUSIVE MODE'],
}

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
  greatest: (...values) => `greatest(${values.join(', ')})`,
  least: (...values) => `least(${values.join(', ')})`,
}

const texts = new WeakMap<(dialect: Dialect) => string, string>()
const textOf = (sql: Sql): string => {
  if (typeof sql === 'string') return sql
  const text = texts.get(sql) ?? sql(postgresDialect)
  texts.set(sql, text)
  return text
}

const bound = (values: readonly Value[]): readonly unknown[] =>
  values.map((value) => (value !== null && typeof value === 'object' && 'rows' in value ? jsonOf(value) : value))
const jsonOf = ({ rows }: Rows): string => {
  const text = JSON.stringify(rows)
  return UNSTORABLE.test(text) ? JSON.stringify(rows, (_, value: unknown) => storable(value)) : text
}
/** U+0000 and halves of characters, as JSON writes them: PostgreSQL's texts cannot contain them. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/
const storable = (value: unknown): unknown => (typeof value === 'string' ? cleaned(value.toWellFormed()) : value)
