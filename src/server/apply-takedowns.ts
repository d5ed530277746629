import { setImmediate } from 'node:timers/promises'
import type { Configuration } from '../model/configuration.ts'
import type { Instant } from '../model/ids.ts'
import { blockedNames } from '../model/takedown.ts'
import { wantedNames } from '../store/log/takedowns.ts'
import type { Store } from '../store/ports/store.ts'

/** Articles withdrawn in one transaction, which takes some 10 ms. */
const TAKEN_DOWN_AT_ONCE = 128

/**
 * Applies the takedowns of the configuration to the store: withdraws the articles that they name, and blocks these from being appended again. If it is
 * interrupted, the next call continues. Returns how many articles were withdrawn.
 */
export const applyTakedowns = async (
  { takedowns: store }: Pick<Store, 'takedowns'>,
  { takedowns, sources }: Pick<Configuration, 'takedowns' | 'sources'>,
  now: Instant,
): Promise<number> => {
  const names = await store.block(blockedNames(takedowns, sources))
  if (names.length === 0) return 0
  const wanted = wantedNames(names)
  let gone = 0
  // A takedown of a host compares every article: other work of the process runs between two pages, and between two transactions.
  for (let after: number | null = 0; after !== null; ) {
    await setImmediate()
    const page = await store.blockedArticles(wanted, after)
    for (let at = 0; at < page.articles.length; at += TAKEN_DOWN_AT_ONCE) {
      await setImmediate()
      gone += await store.takeDown(page.articles.slice(at, at + TAKEN_DOWN_AT_ONCE), now)
    }
    after = page.next
  }
  await store.noteWithdrawn(names)
  return gone
}
