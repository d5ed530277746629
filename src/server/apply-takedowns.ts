import { setImmediate } from 'node:timers/promises'
import type { Configuration } from '../model/configuration.ts'
import type { Instant } from '../model/ids.ts'
import { blockedNames } from '../model/takedown.ts'
import type { Store } from '../store/ports/store.ts'

/**
 * Brings the store to the takedowns of the configuration: what is taken down is withdrawn and appended no more. Interrupted, it goes on the next
 * time. Returns how many articles went.
 */
export const applyTakedowns = async (
  { takedowns: store }: Pick<Store, 'takedowns'>,
  { takedowns, sources }: Pick<Configuration, 'takedowns' | 'sources'>,
  now: Instant,
): Promise<number> => {
  const names = await store.block(blockedNames(takedowns, sources))
  if (names.length === 0) return 0
  let gone = 0
  for (let after: number | null = 0; after !== null; ) {
    const page = await store.blockedArticles(names, after)
    if (page.articles.length > 0) gone += await store.takeDown(page.articles, now)
    after = page.next
    // A host is looked for in every article: readers have their turn between two pages.
    await setImmediate()
  }
  await store.noteWithdrawn(names)
  return gone
}
