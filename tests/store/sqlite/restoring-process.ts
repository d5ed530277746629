/** A process of its own that ends as by `kill -9` where a restored database is about to get its name: `BACKUP FOLDER`. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

fs.renameSync = () => process.kill(process.pid, 'SIGKILL')
syncBuiltinESMExports()
const { restoreSqlite } = await import('../../../src/store/operations/database-copy.ts')
const [backup = '', folder = ''] = process.argv.slice(2)
await restoreSqlite(backup, folder)
