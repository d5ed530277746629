import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlite } from '../../../src/store/sqlite/open.ts'
import { article, HOUR, NOON, publish, source } from '../samples.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polywire-prune-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const withDatabase = <Result>(work: (db: Database.Database) => Result): Result => {
  const db = new Database(join(folder, 'polywire.sqlite'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}
const hashed = (): unknown => withDatabase((db) => db.prepare('SELECT article FROM article_hash ORDER BY hash').pluck().all())
const noted = (): unknown => withDatabase((db) => db.prepare("SELECT value FROM note WHERE name LIKE 'prune%'").pluck().all())

test('what a killed process had not swept of the articles that it pruned, the next one does', async () => {
  const store = await openSqlite({ folder })
  await store.syncSources([source('agency')], NOON)
  await publish(store, 'agency', [article('old')], { now: NOON - HOUR })
  await publish(store, 'agency', [article('kept')], { now: NOON + HOUR })
  await store.close()
  // As if the hashes of these and of two that are gone stood in their table: that takes thousands of articles.
  const addHashes = (): void =>
    withDatabase((db) => {
      const add = db.prepare('INSERT INTO article_hash (hash, article) VALUES (?, ?)')
      for (const [hash, n] of [
        [-(2 ** 31), 901],
        [-7, 2],
        [0, 902],
        [2 ** 31 - 1, 901],
      ])
        add.run(hash, n)
    })
  addHashes()

  const undisturbed = await openSqlite({ folder })
  expect(await undisturbed.prune(NOON, NOON)).toBe(1)
  await undisturbed.close()
  expect(noted()).toEqual([])
  expect(hashed()).toEqual([901, 2, 902, 901])

  withDatabase((db) => db.prepare("INSERT INTO note (name, value) VALUES ('prune-under-way', 'yes')").run())
  const next = await openSqlite({ folder })
  expect(await next.prune(NOON, NOON)).toBe(0)
  await next.close()
  expect(hashed()).toEqual([2])
  expect(noted()).toEqual([])
})

test('that articles are on their way out is noted until they are gone', async () => {
  const store = await openSqlite({ folder })
  await store.syncSources([source('agency')], NOON)
  await publish(
    store,
    'agency',
    Array.from({ length: 60 }, (_, n) => article(`n${n}`)),
    { now: NOON },
  )
  const under = store.prune(NOON + 1, NOON + 1)
  await setImmediate()
  await setImmediate()
  expect(noted()).toEqual(['yes'])
  expect(await under).toBe(60)
  expect(noted()).toEqual([])
  await store.close()
})
