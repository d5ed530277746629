import type { Instant } from '../../../model/ids.ts'
import {
  areMostAhead,
  ARRIVALS_AHEAD,
  ARRIVALS_AROUND,
  type ArrivalsAhead,
  type ArrivalsAround,
  type ClockError,
  clockError,
  DELETE_ISSUES_AHEAD,
  FAR_AHEAD_MS,
  SET_BACK,
} from '../../set-back-clock.ts'
import { changeEdition } from './postgres-counters.ts'
import type { PostgresEngine } from './postgres-engine.ts'

export const setBack = async (engine: PostgresEngine, now: Instant): Promise<ClockError | null> =>
  await engine.transaction(async (queries) => {
    const { get, run } = queries
    const latest = now + FAR_AHEAD_MS
    const around = await get<ArrivalsAround>(numbered(ARRIVALS_AROUND), latest, latest, latest, latest)
    const error = around === undefined ? null : clockError(around, now)
    if (error !== 'was-ahead') return error
    const counts = await get<ArrivalsAhead>(numbered(ARRIVALS_AHEAD), latest)
    if (counts === undefined || areMostAhead(counts)) return 'behind'
    let changes = await run(numbered(DELETE_ISSUES_AHEAD), latest)
    for (const { sql, aheadMs } of SET_BACK) changes += await run(numbered(sql), now, now + aheadMs)
    if (changes === 0) return error
    await run('UPDATE words_part SET latest = $1 WHERE latest > $1', latest)
    await changeEdition(queries, now)
    return error
  })

/** `?` → `$1`, `$2` … */
const numbered = (sql: string): string => {
  let value = 0
  return sql.replaceAll('?', () => `$${(value += 1)}`)
}
