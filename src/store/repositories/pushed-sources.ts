import { isDeepStrictEqual } from 'node:util'
import { sourceId } from '../../model/ids.ts'
import type { PushedSource, PushState } from '../../model/push.ts'
import type { WebSubSubscriptions } from '../ports/websub-subscriptions.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'

type PushedSourcePart = Pick<
  WebSubSubscriptions,
  'pushedSources' | 'pushedSource' | 'pushOf' | 'duePushedSources' | 'replacePushedSource' | 'hasten'
>

/** Sources that push to us. */
export const pushedSourcePart = (engine: Engine): PushedSourcePart => {
  const { all, get, run, write } = engine
  const find = (id: string): PushedSource | null => {
    const row = get<Row>('SELECT * FROM pushed_source WHERE id = ?', id)
    return row === undefined ? null : toPushedSource(row)
  }
  return {
    pushedSources: async () => all<Row>('SELECT * FROM pushed_source ORDER BY source, id').map(toPushedSource),
    pushedSource: async (id) => find(id),
    pushOf: async (source) => {
      const row = get<Row>(PUSH_OF, source)
      return row === undefined ? null : toPushedSource(row)
    },
    duePushedSources: async (now, limit) =>
      all<Row>('SELECT * FROM pushed_source WHERE due <= ? ORDER BY due LIMIT ?', now, limit).map(toPushedSource),
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
  }
}
const PUSH_OF = `SELECT * FROM pushed_source WHERE source = ? AND state <> 'leaving' LIMIT 1`

type Row = {
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
const toPushedSource = ({ source, state, expires_at, pushed_at, ...row }: Row): PushedSource => ({
  ...row,
  source: sourceId(source),
  state: state as PushState,
  expiresAt: expires_at,
  pushedAt: pushed_at,
})

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
