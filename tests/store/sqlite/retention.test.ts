import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import {
  always,
  article,
  EVERYTHING,
  group,
  HOUR,
  keysOf,
  NOON,
  prune,
  publish,
  source,
  storedAs,
  numberOf,
} from '../samples.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polywire-retention-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Rows of every table of articles, by the column that names the article. */
const rowsOf = (n: number): Readonly<Record<string, unknown>> => {
  const db = new Database(join(folder, 'polywire.sqlite'), { readonly: true })
  const columns = db
    .prepare(
      `SELECT m.name AS name, c.name AS "column" FROM sqlite_master m JOIN pragma_table_info(m.name) c
       WHERE m.type = 'table' AND m.name <> 'article_log' AND c.name IN ('article', 'parent', 'copy_of', 'same_as', 'lead')`,
    )
    .all() as { readonly name: string; readonly column: string }[]
  const counts = columns.map(({ name, column }): readonly [string, unknown] => [
    `${name}.${column}`,
    db.prepare(`SELECT count(*) FROM ${name} WHERE ${column} = ?`).pluck().get(n),
  ])
  counts.push(['article', db.prepare('SELECT count(*) FROM article WHERE n = ?').pluck().get(n)])
  counts.push(['words', db.prepare('SELECT count(*) FROM words WHERE rowid = ?').pluck().get(n)])
  db.close()
  return Object.fromEntries(counts.filter(([, count]) => count !== 0))
}

test('no table has a row of an article that was withdrawn', async () => {
  const store = await openSqlite({ folder })
  await store.syncSources([source('agency'), source('paper')], NOON)
  const fingerprint = { bands: Uint32Array.of(1), shingles: Uint32Array.of(2), numbers: [] }
  const first = article('first', { topics: ['x'], entities: ['wto'], places: ['CN'], fingerprint })
  await publish(store, 'agency', [first], { now: NOON - HOUR, features: { at: NOON, bytes: Uint8Array.of(1) } })
  const { id, story } = await storedAs(store, 'first')
  const n = await numberOf(store, id)
  const others = {
    now: NOON - HOUR,
    place: always({ kind: 'copy', of: id, story, reasons: [{ kind: 'copy', detail: '', score: 1 }] }),
  }
  await publish(store, 'paper', [article('copy', { topics: ['x'] })], { ...others, now: NOON + HOUR })
  await publish(store, 'paper', [article('first')], { now: NOON + HOUR })
  expect(rowsOf(n)).toMatchObject({ article: 1, words: 1, 'story.lead': 1, 'assignment.parent': 1, 'article.same_as': 1 })
  expect(await prune(store, NOON, NOON)).toBe(2)
  expect(rowsOf(n)).toEqual({})
  expect((await keysOf(store, EVERYTHING)).toSorted()).toEqual(['copy'])
  await store.close()
})

test('what a killed process had logged as withdrawn, the next one withdraws', async () => {
  const store = await openSqlite({ folder })
  await store.syncSources([source('agency')], NOON)
  await publish(store, 'agency', [article('old')], { now: NOON - HOUR })
  await publish(store, 'agency', [article('kept')], { now: NOON + HOUR })
  expect(await store.withdrawOld({ articles: NOON, untagged: NOON }, 64, NOON + HOUR)).toBe(1)
  await store.close()

  const next = await openSqlite({ folder })
  expect((await keysOf(next, EVERYTHING)).toSorted()).toEqual(['kept', 'old'])
  await group(next)
  expect(await keysOf(next, EVERYTHING)).toEqual(['kept'])
  expect(await next.withdrawOld({ articles: NOON, untagged: NOON }, 64, NOON + HOUR)).toBe(0)
  expect(await next.counts()).toMatchObject({ items: 1, articles: 1, stories: 1 })
  await next.close()
})
