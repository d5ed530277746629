/**
 * A process of its own that ends as by `kill -9` in the midst of bringing a database up to date: `FOLDER STEPS`, after so many of its steps. What
 * it has changed by then stands in the log already, as with a database larger than the page cache.
 */
import { basename } from 'node:path'
import Database from 'better-sqlite3'
import { DATABASE_FILE } from '../../../src/store/operations/data-folder.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'

const [folder = '', steps = ''] = process.argv.slice(2)
let done = 0
// oxlint-disable-next-line typescript/unbound-method -- called with its own `this`
const exec = Database.prototype.exec
Database.prototype.exec = function killedExec(this: Database.Database, sql: string) {
  if (basename(this.name) !== DATABASE_FILE) return exec.call(this, sql)
  this.pragma('cache_size = 1')
  exec.call(this, sql)
  done += 1
  if (done === Number(steps)) process.kill(process.pid, 'SIGKILL')
  return this
}
await (await openSqlite({ folder })).close()
