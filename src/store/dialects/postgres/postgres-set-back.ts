import type { Instant } from '../../../model/ids.ts'
import { DELETE_ISSUES_AHEAD, FAR_AHEAD_MS, SET_BACK } from '../../set-back-clock.ts'
import { changeEdition } from './postgres-counters.ts'
import type { PostgresEngine } from './postgres-engine.ts'

export const setBack = async (engine: PostgresEngine, now: Instant): Promise<void> =>
  await engine.transaction(async (queries) => {
    const { run } = queries
    const latest = now + FAR_AHEAD_MS
    let changes = await run(numbered(DELETE_ISSUES_AHEAD), latest)
    for (const { sql, aheadMs } of SET_BACK) changes += await run(numbered(sql), now, now + aheadMs)
    if (changes === 0) return
    await run('UPDATE words_part SET latest = $1 WHERE latest > $1', latest)
    await changeEdition(queries, now)
  })

/** `?` → `$1`, `$2` … */
const numbered = (sql: string): string => {
  let value = 0
  return sql.replaceAll('?', () => `$${(value += 1)}`)
}
