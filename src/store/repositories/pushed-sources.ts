import { isDeepStrictEqual } from 'node:util'
import type { PushedSource } from '../../model/push.ts'
import { HASTENED_GAP_MS } from '../poll-rules.ts'
import type { WebSubSubscriptions } from '../ports/websub-subscriptions.ts'
import { type PushedSourceRow, toPushedSource } from '../rows/push-rows.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'

type PushedSourcePart = Pick<
  WebSubSubscriptions,
  'pushedSources' | 'pushedSource' | 'pushOf' | 'duePushedSources' | 'replacePushedSource' | 'hasten' | 'hastenGently'
>

/** Sources that push to us. */
export const pushedSourcePart = (engine: Engine): PushedSourcePart => {
  const { all, get, run, write } = engine
  const find = (id: string): PushedSource | null => {
    const row = get<PushedSourceRow>('SELECT * FROM pushed_source WHERE id = ?', id)
    return row === undefined ? null : toPushedSource(row)
  }
  return {
    pushedSources: async () => all<PushedSourceRow>('SELECT * FROM pushed_source ORDER BY source, id').map(toPushedSource),
    pushedSource: async (id) => find(id),
    pushOf: async (source) => {
      const row = get<PushedSourceRow>(PUSH_OF, source)
      return row === undefined ? null : toPushedSource(row)
    },
    duePushedSources: async (now, limit) =>
      all<PushedSourceRow>('SELECT * FROM pushed_source WHERE due <= ? ORDER BY due, id LIMIT ?', now, limit).map(
        toPushedSource,
      ),
    replacePushedSource: async (before, after) =>
      write(() => {
        const id = before?.id ?? after?.id ?? ''
        if (!isDeepStrictEqual(find(id), before)) return false
        if (after === null) run('DELETE FROM pushed_source WHERE id = ?', id)
        else save(engine, after)
        return true
      }),
    hasten: async (source, at) => {
      write(() => run('UPDATE source SET next_due = ? WHERE id = ? AND next_due > ?', at, source, at))
    },
    hastenGently: async (source, at) => {
      write(() => run(HASTEN_GENTLY, at, HASTENED_GAP_MS, source))
    },
  }
}
const HASTEN_GENTLY = `
  UPDATE source SET next_due = min(next_due, max(?, coalesce(polled_at + ?, 0))) WHERE id = ? AND failures = 0`
const PUSH_OF = `SELECT * FROM pushed_source WHERE source = ? AND state <> 'leaving' ORDER BY id LIMIT 1`

const save = ({ run }: Engine, row: PushedSource): void => {
  run(
    SAVE,
    row.id,
    row.source,
    row.hub,
    row.topic,
    row.secret,
    row.state,
    row.expiresAt,
    row.due,
    row.failures,
    row.problem,
    row.pushes,
    row.pushedAt,
    row.forged,
  )
}
const SAVE = `
  INSERT OR REPLACE INTO pushed_source
    (id, source, hub, topic, secret, state, expires_at, due, failures, problem, pushes, pushed_at, forged)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
