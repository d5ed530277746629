/** WebSub: sources that push to us. */
import { isDeepStrictEqual } from 'node:util'
import { type Instant, type SourceId, sourceId } from '../../model/ids.ts'
import type { PushedSource, PushState } from '../../model/push.ts'
import { asRows, type Database, get, insertInto, lock, run, type Sql, type Value, type Work } from '../database.ts'
import { HASTENED_GAP_MS } from './poll-rules.ts'

export type PushedSources = ReturnType<typeof pushedSourcesIn>

export const pushedSourcesIn = (database: Database) => {
  const list = async (sql: Sql, ...values: readonly Value[]): Promise<readonly PushedSource[]> =>
    (await database.all<PushedSourceRow>(sql, ...values)).map(toPushedSource)
  return {
    pushedSources: async (): Promise<readonly PushedSource[]> => await list('SELECT * FROM pushed_source ORDER BY source, id'),
    pushedSource: async (id: string): Promise<PushedSource | null> => (await list(ONE, id))[0] ?? null,
    /** The subscription to a source, unless it is being given up. */
    pushOf: async (source: SourceId): Promise<PushedSource | null> => (await list(PUSH_OF, source))[0] ?? null,
    /** Subscriptions for which a request to the hub is due, the longest waiting first. */
    duePushedSources: async (now: Instant, limit: number): Promise<readonly PushedSource[]> =>
      await list('SELECT * FROM pushed_source WHERE due <= $1 ORDER BY due, id LIMIT $2', now, limit),
    /** Replaces `before` with `after`, if `before` is still what is stored: `before` null adds a row, `after` null deletes it. False: the stored
     * row is another one, or missing, and nothing was done. */
    replacePushedSource: async (before: PushedSource | null, after: PushedSource | null): Promise<boolean> =>
      await database.transaction(() => replace(before, after)),
    /** Makes a source due at this instant at the latest. */
    hasten: async (source: SourceId, at: Instant): Promise<void> => {
      await database.run('UPDATE source SET next_due = $2 WHERE id = $1 AND next_due > $2', source, at)
    },
    /**
     * As `hasten`, but not within a minute of the last poll and not while polls fail: the server's own delay holds then. A hub is not the
     * publisher, and may send requests every second.
     */
    hastenGently: async (source: SourceId, at: Instant): Promise<void> => {
      await database.run(HASTEN_GENTLY, source, at, HASTENED_GAP_MS)
    },
  }
}
const ONE = 'SELECT * FROM pushed_source WHERE id = $1'
const PUSH_OF = `SELECT * FROM pushed_source WHERE source = $1 AND state <> 'leaving' ORDER BY id LIMIT 1`
const HASTEN_GENTLY: Sql = ({ least, greatest }) => `
  UPDATE source
  SET next_due = ${least('next_due', greatest('CAST($2 AS bigint)', 'coalesce(polled_at + CAST($3 AS bigint), 0)'))}
  WHERE id = $1 AND failures = 0`

function* replace(before: PushedSource | null, after: PushedSource | null): Work<boolean> {
  const id = before?.id ?? after?.id ?? ''
  // A row that does not exist yet cannot be locked.
  yield* lock('pushed-source', id)
  const row = yield* get<PushedSourceRow>(ONE, id)
  if (!isDeepStrictEqual(row === undefined ? null : toPushedSource(row), before)) return false
  yield* run('DELETE FROM pushed_source WHERE id = $1', id)
  if (after !== null) yield* run(SAVE, asRows([toRow(after)]))
  return true
}
const SAVE = insertInto('pushed_source', {
  id: 'text',
  source: 'text',
  hub: 'text',
  topic: 'text',
  secret: 'text',
  state: 'text',
  expires_at: 'bigint',
  due: 'bigint',
  failures: 'integer',
  problem: 'text',
  pushes: 'bigint',
  pushed_at: 'bigint',
  forged: 'bigint',
})

/** Moves all times, which come from a clock that was wrong by `byMs`. */
export function* shiftPushedSources(byMs: number): Work<void> {
  yield* run('UPDATE pushed_source SET expires_at = expires_at + $1, due = due + $1', byMs)
}

type PushedSourceRow = {
  readonly id: string
  readonly source: string
  readonly hub: string
  readonly topic: string
  readonly secret: string
  readonly state: string
  readonly expires_at: number | null
  readonly due: number
  readonly failures: number
  readonly problem: string | null
  readonly pushes: number
  readonly pushed_at: number | null
  readonly forged: number
}
const toPushedSource = ({ source, state, expires_at, pushed_at, ...row }: PushedSourceRow): PushedSource => ({
  ...row,
  source: sourceId(source),
  state: state as PushState,
  expiresAt: expires_at,
  pushedAt: pushed_at,
})
const toRow = ({ expiresAt, pushedAt, ...row }: PushedSource): PushedSourceRow => ({
  ...row,
  expires_at: expiresAt,
  pushed_at: pushedAt,
})
