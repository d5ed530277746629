/** A process of its own that a test kills: rebuilds the stories of a data folder, and reports how far it has come. */
import { withoutVectors } from '../../src/grouping/encoded-article.ts'
import { JOINS } from './joins.ts'
import { createGrouper } from '../../src/grouping/grouper.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'

/** `last`: after which report it goes no further; whoever kills it may be slow. */
const [folder = '', last = ''] = process.argv.slice(2)
const report = (text: string): void => {
  process.stdout.write(`${text}\n`)
  if (text === last) waitToBeKilled()
}
const waitToBeKilled = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
let swapped = 0
const opened = await openSqlite({ folder })
/** Hears of every plan that is committed: while nothing comes, those of the swap. */
const store: Store = {
  ...opened,
  commit: async (plan) => {
    await opened.commit(plan)
    swapped += 1
    report(`swapped ${swapped}`)
  },
}
const grouper = createGrouper({
  store,
  joins: JOINS,
  model: () => null,
  understand: withoutVectors,
  rules: () => ({ isAtHome: () => false, grouped: 'tagged' }),
  now: () => Date.now(),
  elapsed: () => performance.now(),
  published: () => {},
  corrected: () => {},
  renewing: () => {},
})
await grouper.rebuild({ since: null, progress: (done) => report(`decided ${done}`) })
await store.close()
report('done')
