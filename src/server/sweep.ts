import type { App } from '../server.ts'
import type { Instant } from '../model/ids.ts'
import { withdrawnBefore } from '../store/retention-rules.ts'

const DAY = 86_400_000
/** Who reads a feed at least this often learns which entries have ended. */
const ANNOUNCED_MS = 14 * DAY

/** Articles withdrawn at once, besides their followers: each touches pages all over the tables, and others wait for all of them. */
const BATCH = 8
/** Rows of the log that are decided are kept as long. */
const LOG_MS = 7 * DAY

/** Applies retention: withdraws articles that are too old; returns how many. Interrupted, it goes on the next time. */
export const sweep = async (
  { store, configuration, grouped }: Pick<App, 'store' | 'configuration' | 'grouped'>,
  now: Instant,
): Promise<number> => {
  const before = withdrawnBefore(now, configuration().service.retention)
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
  await store.deleteOld({ items: before.articles, log: now - LOG_MS, tombstones: now - ANNOUNCED_MS })
  return withdrawn
}
