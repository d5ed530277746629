import { DAY } from '../lib/durations.ts'
import type { App } from '../server.ts'
import type { Instant } from '../model/ids.ts'
import { WRITTEN_AT } from './clock.ts'
import { SWEPT_NOTE, withdrawnBefore } from '../store/retention-rules.ts'
import { FAR_OFF_MS } from '../store/set-back-clock.ts'

/** How long feeds announce withdrawn entries: a reader that polls at least this often learns of each. */
const ANNOUNCED_MS = 14 * DAY

/** Articles withdrawn in one transaction, besides those that each stands for. Each writes to many tables, and other writers wait meanwhile. */
const BATCH = 8
/** How long rows of the log are stored after the grouper has decided on them. */
const LOG_MS = 7 * DAY

export type Swept = {
  readonly withdrawn: number
  /** How many milliseconds the clock is ahead of the time that retention was computed with. */
  readonly aheadMs: number
}

/** Applies retention: withdraws articles that are too old. If it is interrupted, the next call continues. */
export const sweep = async (
  { store, configuration, grouped, forgetIndex }: Pick<App, 'store' | 'configuration' | 'grouped' | 'forgetIndex'>,
  now: Instant,
  closing?: AbortSignal,
): Promise<Swept> => {
  // A poll that was in flight when the clock was set back may have stored the old time.
  if (now >= WRITTEN_AT && (await store.setBack(now)) === 'was-ahead') await forgetIndex(async () => {})
  const swept = await store.note(SWEPT_NOTE)
  // A clock that is further ahead may be wrong, so retention advances by a day only: articles must not be deleted because of one wrong hour.
  const at = swept === null || now - Number(swept) <= FAR_OFF_MS ? now : Number(swept) + DAY
  const before = withdrawnBefore(at, configuration().service.retention)
  let withdrawn = 0
  for (;;) {
    const count = await store.withdrawOld(before, BATCH, now)
    if (count === 0) break
    withdrawn += count
    await grouped()
    if (closing?.aborted === true) return { withdrawn, aheadMs: 0 }
  }
  await store.deliveries.deleteOldDeliveries(before.articles)
  await store.digests.deleteOldIssues(
    before.articles,
    configuration().digests.map(({ id }) => id),
  )
  await store.translations.deleteUnusedTranslations(before.articles)
  await store.deleteOld({ items: before.articles, log: at - LOG_MS, tombstones: at - ANNOUNCED_MS })
  // The noted time does not advance while the disk is full, and not while the clock is behind it.
  if (at > Number(swept ?? 0) && (await store.health()).writable) await store.setNote(SWEPT_NOTE, String(at))
  return { withdrawn, aheadMs: now - at }
}
