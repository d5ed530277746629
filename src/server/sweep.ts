import { DAY } from '../lib/durations.ts'
import type { App } from '../server.ts'
import type { Instant } from '../model/ids.ts'
import { WRITTEN_AT } from './clock.ts'
import { SWEPT_NOTE, withdrawnBefore } from '../store/retention-rules.ts'
import { FAR_OFF_MS } from '../store/set-back-clock.ts'

/** Feeds announce for this long which entries have ended: readers that poll at least this often learn of it. */
const ANNOUNCED_MS = 14 * DAY

/** Articles withdrawn in one transaction, followers not counted: each touches pages of many tables, and other writers wait meanwhile. */
const BATCH = 8
/** Rows of the log are kept this long after the grouper has decided on them. */
const LOG_MS = 7 * DAY

export type Swept = {
  readonly withdrawn: number
  /** By how much the clock is ahead of the time that retention went by. */
  readonly aheadMs: number
}

/** Applies retention: withdraws articles that are too old. Interrupted, it goes on the next time. */
export const sweep = async (
  { store, configuration, grouped, forgetIndex }: Pick<App, 'store' | 'configuration' | 'grouped' | 'forgetIndex'>,
  now: Instant,
): Promise<Swept> => {
  // A poll that was being stored when the clock was set back may have stored the time before.
  if (now >= WRITTEN_AT && (await store.setBack(now)) === 'was-ahead') await forgetIndex(async () => {})
  const swept = await store.note(SWEPT_NOTE)
  // Further ahead, the clock may be wrong: one that is wrong for an hour makes no article years older.
  const at = swept === null || now - Number(swept) <= FAR_OFF_MS ? now : Number(swept) + DAY
  const before = withdrawnBefore(at, configuration().service.retention)
  let withdrawn = 0
  for (;;) {
    const count = await store.withdrawOld(before, BATCH, now)
    if (count === 0) break
    withdrawn += count
    await grouped()
  }
  await store.deliveries.deleteOldDeliveries(before.articles)
  await store.digests.deleteOldIssues(
    before.articles,
    configuration().digests.map(({ id }) => id),
  )
  await store.translations.deleteUnusedTranslations(before.articles)
  await store.deleteOld({ items: before.articles, log: at - LOG_MS, tombstones: at - ANNOUNCED_MS })
  // On a full disk it stands still until there is room; under a clock that is behind, it waits.
  if (at > Number(swept ?? 0) && (await store.health()).writable) await store.setNote(SWEPT_NOTE, String(at))
  return { withdrawn, aheadMs: now - at }
}
