import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../../src/store/sqlite/connection.ts'
import { articleIn, keyOf, PAGES, pageOf } from '../../../src/store/sqlite/hash-key.ts'
import { createHashLists, type HashLists } from '../../../src/store/sqlite/hash-lists.ts'
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
const withLists = <Result>(work: (lists: HashLists) => Result): Result => {
  const connection = connect(join(folder, 'polywire.sqlite'), { readOnly: false, maxBytes: null })
  try {
    return work(createHashLists(connection))
  } finally {
    connection.db.close()
  }
}
const hashed = (): readonly number[] =>
  withLists(({ keysOf }) =>
    Array.from({ length: PAGES }, (_, page) => keysOf(page).flatMap((keys) => Array.from(keys, articleIn))).flat(),
  )
const noted = (): unknown => withDatabase((db) => db.prepare("SELECT value FROM note WHERE name LIKE 'prune%'").pluck().all())

test('what a killed process had not swept of the articles that it pruned, the next one does', async () => {
  const store = await openSqlite({ folder })
  await store.syncSources([source('agency')], NOON)
  await publish(store, 'agency', [article('old')], { now: NOON - HOUR })
  await publish(store, 'agency', [article('kept')], { now: NOON + HOUR })
  await store.close()
  // As if the hashes of these and of two that are gone stood in the database: that takes thousands of articles.
  withLists(({ add }) => {
    for (const [hash, n] of [
      [0, 902],
      [2 ** 31 - 1, 901],
      [2 ** 31, 901],
      [2 ** 32 - 7, 2],
    ] as const)
      add(pageOf(hash), 1, Float64Array.of(keyOf(hash, n)))
  })

  const undisturbed = await openSqlite({ folder })
  expect(await undisturbed.prune(NOON, NOON)).toBe(1)
  await undisturbed.close()
  expect(noted()).toEqual([])
  expect(hashed()).toEqual([902, 901, 901, 2])

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
