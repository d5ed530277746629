import type { App } from '../app.ts'
import type { Instant } from '../model/ids.ts'

const DAY = 86_400_000
/** Who reads a feed at least this often learns which entries are no more. */
const TOLD_MS = 14 * DAY

/** Lets go of what retention no longer keeps; returns how many articles. Broken off, it goes on the next time. */
export const sweep = async ({ store, configuration }: Pick<App, 'store' | 'configuration'>, now: Instant): Promise<number> => {
  const { articlesMs, untaggedMs } = configuration().service.retention
  await store.stopTelling(now - TOLD_MS)
  return await store.prune(now - articlesMs, now - untaggedMs)
}
