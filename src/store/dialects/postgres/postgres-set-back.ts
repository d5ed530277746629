import type { Instant } from '../../../model/ids.ts'
import {
  ARRIVALS,
  type Arrivals,
  type ClockError,
  clockError,
  DELETE_ISSUES_AHEAD,
  FAR_AHEAD_MS,
  SET_BACK,
} from '../../set-back-clock.ts'
import { changeEdition } from './postgres-counters.ts'
import type { PostgresEngine } from './postgres-engine.ts'

export const setBack = async (engine: PostgresEngine, now: Instant): Promise<ClockError | null> => {
  const latest = now + FAR_AHEAD_MS
  const arrivals = await engine.get<Arrivals>(numbered(ARRIVALS), latest)
  const error = arrivals === undefined ? null : clockError(arrivals, now)
  if (error !== 'was-ahead') return error
  await engine.transaction(async (queries) => {
    const { run } = queries
    await run(numbered(DELETE_ISSUES_AHEAD), latest)
    for (const { sql, aheadMs } of SET_BACK) await run(numbered(sql), now, now + aheadMs)
    await run('UPDATE words_part SET latest = $1 WHERE latest > $1', latest)
    await changeEdition(queries, now)
  })
  return error
}

/** `?` → `$1`, `$2` … */
const numbered = (sql: string): string => {
  let value = 0
  return sql.replaceAll('?', () => `$${(value += 1)}`)
}
