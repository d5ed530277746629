/** A process of its own that a test kills: rebuilds the stories of a data folder, and says how far it has come. */
import { openInterlingua } from '../../src/app/interlingua.ts'
import { regroupStored } from '../../src/app/regrouping.ts'
import { openSqlite } from '../../src/store/sqlite/open.ts'

const [folder = ''] = process.argv.slice(2)
const store = await openSqlite({ folder })
await regroupStored({
  store,
  interlingua: openInterlingua(),
  grouped: 'tagged',
  now: () => Date.now(),
  since: null,
  progress: (done) => process.stdout.write(`${done}\n`),
})
await store.close()
process.stdout.write('done\n')
