/**
 * A process of its own whose files may not grow beyond a limit (`ulimit -f`), as with a quota: SQLite gets an error that is not "full". Stores until
 * that happens, and again when it hears that the limit is lifted; says what it met. `FOLDER`.
 */
import { once } from 'node:events'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { article, EVERYTHING, keysOf, NOON, publish, source } from '../samples.ts'

const [folder = ''] = process.argv.slice(2)
const store = await openSqlite({ folder })
await store.syncSources([source('agency')], NOON)
const text = 'A long report. '.repeat(600)
const storeUntilRefused = async (): Promise<{ readonly stored: number; readonly refused: unknown }> => {
  for (let stored = 0; ; stored += 1)
    try {
      await publish(store, 'agency', [article(`n${stored}`, { text: `${stored} ${text}` })])
    } catch (refused) {
      return { stored, refused }
    }
}
const { stored, refused } = await storeUntilRefused()
const error = refused instanceof Error ? { name: refused.constructor.name, message: refused.message } : null
const readable = (await keysOf(store, EVERYTHING, 10_000)).length
process.stdout.write(`${JSON.stringify({ stored, error, readable })}\n`)
await once(process.stdin, 'data')
const { writable } = await store.health()
const { added } = await publish(store, 'agency', [article('again')])
await store.close()
process.stdout.write(JSON.stringify({ writable, added }))
process.exit(0)
