import type { Store } from '../../../src/store/ports/store.ts'
import { article, HOUR, NOON, publish, source } from '../samples.ts'

export const batches: readonly number[] = Array.from({ length: 40 }, (_, index) => index)

/** Each brings new articles, revises some of the batch before, and shares some with the other source. */
export const settleBatch = async (store: Store, batch: number): Promise<void> => {
  if (batch === 0) await store.syncSources([source('agency'), source('paper')], NOON)
  const now = NOON + batch * HOUR
  const id = batch % 2 === 0 ? 'agency' : 'paper'
  const fresh = Array.from({ length: 8 }, (_, index) =>
    article(`b${batch}-${index}`, { topics: [`t${index % 3}`], publishedAt: now }),
  )
  const revised =
    batch < 2 ? [] : [article(`b${batch - 2}-1`, { title: `Revised in ${batch}`, topics: ['t9'], publishedAt: now })]
  const shared = batch < 1 ? [] : [article(`b${batch - 1}-3`)]
  await publish(store, id, [...fresh, ...revised, ...shared], { now })
}
