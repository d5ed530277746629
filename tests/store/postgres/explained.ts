/** The statements that a store sends, and how PostgreSQL runs them. */
import type { PostgresConnection } from '../../../src/store/dialects/postgres/postgres-connection.ts'
import { Client } from 'pg'
import { type Queries, statementNames } from '../../../src/store/dialects/postgres/queries.ts'

export type Sent = { readonly sql: string; readonly values: readonly unknown[]; readonly ms: number }
export type Recording = {
  readonly connection: PostgresConnection
  /** Those sent since it was last asked, each text once. */
  readonly taken: () => readonly Sent[]
}

/** Statements go to the database as they come; those that have a plan are remembered. */
export const recorded = (connection: PostgresConnection): Recording => {
  const sent = new Map<string, Sent>()
  const timed = async <Result>(sql: string, values: readonly unknown[], ask: () => Promise<Result>): Promise<Result> => {
    const start = performance.now()
    const result = await ask()
    if (/^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)/.test(sql)) sent.set(sql, { sql, values, ms: performance.now() - start })
    return result
  }
  const listening = (queries: Queries): Queries => ({
    all: async <Row>(sql: string, ...values: readonly unknown[]) =>
      await timed(sql, values, async () => await queries.all<Row>(sql, ...values)),
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller's SQL knows the row's type
    get: async <Row>(sql: string, ...values: readonly unknown[]) =>
      await timed(sql, values, async () => await queries.get<Row>(sql, ...values)),
    run: async (sql, ...values) => await timed(sql, values, async () => await queries.run(sql, ...values)),
    script: async (sql) => await queries.script(sql),
  })
  return {
    connection: {
      ...connection,
      ...listening(connection),
      transaction: async (change) => await connection.transaction(async (queries) => await change(listening(queries))),
    },
    taken() {
      const all = [...sent.values()]
      sent.clear()
      return all
    },
  }
}

/** Read from a plan: a step that touches a table. `isLimited`: it ends with the first rows that it finds. */
export type Access = { readonly node: string; readonly table: string; readonly isLimited: boolean }
/** Generic: where the server keeps the statement prepared, it may be run so whatever its values are. */
export type Accesses = { readonly known: readonly Access[]; readonly generic: readonly Access[] }

/** How each statement would be run. */
export const createExplainer = (url: string) => {
  const nameOf = statementNames()
  const client = new Client({ connectionString: url })
  const explain = async (options: string, sql: string, values: readonly unknown[]): Promise<readonly Access[]> => {
    const text = `EXPLAIN (${options}FORMAT JSON) ${sql}`
    const { rows } = await client.query<Explained>(values.length === 0 ? text : { text, values: [...values] })
    return rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan }) => accessesIn(Plan, false)))
  }
  return {
    connect: async () => await client.connect(),
    close: async () => await client.end(),
    accesses: async ({ sql, values }: Pick<Sent, 'sql' | 'values'>): Promise<Accesses> => ({
      known: await explain('', sql, values),
      generic: nameOf(sql) === null ? [] : await explain('GENERIC_PLAN, ', sql, []),
    }),
  }
}

type Explained = { readonly 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }
type PlanNode = { readonly 'Node Type': string; readonly 'Relation Name'?: string; readonly Plans?: readonly PlanNode[] }

const accessesIn = (
  { 'Node Type': node, 'Relation Name': table, Plans = [] }: PlanNode,
  isLimited = false,
): readonly Access[] => [
  ...(table === undefined ? [] : [{ node, table, isLimited }]),
  ...Plans.flatMap((plan) => accessesIn(plan, node === 'Limit' || (node === 'Append' && isLimited))),
]
