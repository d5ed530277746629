import { isDeepStrictEqual } from 'node:util'
import type { PushedSource } from '../../../model/push.ts'
import { HASTENED_GAP_MS } from '../../poll-rules.ts'
import type { WebSubSubscriptions } from '../../ports/websub-subscriptions.ts'
import { type PushedSourceRow, toPushedSource } from '../../rows/push-rows.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { LOCKS } from './postgres-locks.ts'
import type { Queries } from './queries.ts'

export type PushedSourcePart = Pick<
  WebSubSubscriptions,
  'pushedSources' | 'pushedSource' | 'pushOf' | 'duePushedSources' | 'replacePushedSource' | 'hasten' | 'hastenGently'
>

/** Sources that push to us. */
export const postgresPushedSources = (engine: PostgresEngine): PushedSourcePart => {
  const { all, run } = engine
  const list = async (sql: string, ...values: readonly unknown[]): Promise<readonly PushedSource[]> =>
    (await all<PushedSourceRow>(sql, ...values)).map(toPushedSource)
  return {
    pushedSources: async () => await list('SELECT * FROM pushed_source ORDER BY source, id'),
    pushedSource: async (id) => (await list('SELECT * FROM pushed_source WHERE id = $1', id))[0] ?? null,
    pushOf: async (source) => (await list(PUSH_OF, source))[0] ?? null,
    duePushedSources: async (now, limit) =>
      await list('SELECT * FROM pushed_source WHERE due <= $1 ORDER BY due, id LIMIT $2', now, limit),
    replacePushedSource: async (before, after) =>
      await engine.transaction(async (queries) => await replace(queries, before, after)),
    hasten: async (source, at) => {
      await run('UPDATE source SET next_due = $2 WHERE id = $1 AND next_due > $2', source, at)
    },
    hastenGently: async (source, at) => {
      await run(HASTEN_GENTLY, source, at, HASTENED_GAP_MS)
    },
  }
}
const HASTEN_GENTLY = `
  UPDATE source SET next_due = least(next_due, greatest($2::bigint, coalesce(polled_at + $3::bigint, 0)))
  WHERE id = $1 AND failures = 0`
const PUSH_OF = `SELECT * FROM pushed_source WHERE source = $1 AND state <> 'leaving' ORDER BY id LIMIT 1`

const replace = async (
  { all, get, run }: Queries,
  before: PushedSource | null,
  after: PushedSource | null,
): Promise<boolean> => {
  const id = before?.id ?? after?.id ?? ''
  // A row that does not exist yet cannot be locked.
  await all('SELECT pg_advisory_xact_lock($1, hashtext($2))', LOCKS.PUSHED_SOURCE, id)
  const row = await get<PushedSourceRow>('SELECT * FROM pushed_source WHERE id = $1', id)
  if (!isDeepStrictEqual(row === undefined ? null : toPushedSource(row), before)) return false
  await run('DELETE FROM pushed_source WHERE id = $1', id)
  if (after !== null)
    await run(
      SAVE,
      after.id,
      after.source,
      after.hub,
      after.topic,
      after.secret,
      after.state,
      after.expiresAt,
      after.due,
      after.failures,
      after.problem,
      after.pushes,
      after.pushedAt,
      after.forged,
    )
  return true
}
const SAVE = `
  INSERT INTO pushed_source (id, source, hub, topic, secret, state, expires_at, due, failures, problem, pushes, pushed_at, forged)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
