/** A process of its own that a test kills: rebuilds the stories of a data folder, and reports how far it has come. */
import { openEmbeddings } from '../../src/server/open-embeddings.ts'
import { createGrouper } from '../../src/grouping/grouper.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'

const [folder = ''] = process.argv.slice(2)
const opened = await openSqlite({ folder })
/** Hears of every plan that is committed: while nothing comes, those of the swap. */
const store: Store = {
  ...opened,
  commit: async (plan) => {
    await opened.commit(plan)
    process.stdout.write('swapped one\n')
  },
}
const grouper = createGrouper({
  store,
  embeddings: openEmbeddings(),
  rules: () => ({ isAtHome: () => false, grouped: 'tagged' }),
  now: () => Date.now(),
  elapsed: () => performance.now(),
  published: () => {},
  corrected: () => {},
})
await grouper.rebuild({ since: null, progress: (done) => process.stdout.write(`decided ${done}\n`) })
await store.close()
process.stdout.write('done\n')
