/** A process of its own that the durability tests kill: opens the folder and settles one batch after the other (`hold`: none). It ends by nothing else. */
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { batches, settleBatch } from './durable-batches.ts'

const [folder = '', hold] = process.argv.slice(2)
const store = await openSqlite({ folder })
process.stdout.write('open\n')
for (const batch of hold === 'hold' ? [] : batches) {
  await settleBatch(store, batch)
  process.stdout.write(`${batch}\n`)
}
await new Promise((resolve) => setTimeout(resolve, 60_000))
await store.close()
