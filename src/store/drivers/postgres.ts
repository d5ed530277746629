import type { Database, Lock, Request, Value, Work } from '../database.ts'
import { changeEdition, countItems, readEdition } from '../dialects/postgres/postgres-counters.ts'
import type { PostgresEngine } from '../dialects/postgres/postgres-engine.ts'
import { requireLead } from '../dialects/postgres/postgres-fences.ts'
import { LOCKS } from '../dialects/postgres/postgres-locks.ts'
import { takeNumbers } from '../dialects/postgres/postgres-numbers.ts'
import type { Queries } from '../dialects/postgres/queries.ts'
import { bound, statementsOn, textOf } from './postgres-dialect.ts'

/** Statements on a PostgreSQL database. */
export const postgresDatabase = (engine: PostgresEngine): Database => ({
  name: 'PostgreSQL',
  isWritable: () => true,
  membership: engine.membership,
  tags: engine.tags,
  read: async (work) => await runOn(engine, work()),
  ...statementsOn(engine),
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
