import Database from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Filter } from '../../../src/model/filter.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { article, DAY, NOON, publish, source } from '../samples.ts'

test('of hundreds of times in a filter, few are narrowed by, and all are met', async () => {
  const store = await openSqlite({ folder: ':memory:' })
  onTestFinished(async () => await store.close())
  await store.syncSources([source('agency')], NOON)
  await publish(store, 'agency', [
    article('early', { publishedAt: NOON - 300 * DAY }),
    article('between', { publishedAt: NOON - 150 * DAY }),
    article('late', { publishedAt: NOON - DAY }),
  ])
  const of = Array.from({ length: 200 }, (_, days): Filter => ({ kind: 'after', at: NOON - days * DAY }))
  const statements = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as Pick<Database.Statement, 'all'>
  const all = vi.spyOn(statements, 'all')
  onTestFinished(() => all.mockRestore())
  for (const what of ['articles', 'stories'] as const) {
    all.mockClear()
    const { rows } = await store[what]({ filter: { kind: 'or', of }, limit: 9, before: null })
    expect(rows).toHaveLength(2)
    const asked = all.mock.contexts.map((statement) => (statement as Database.Statement).source)
    const listed = asked.filter((sql) => /sort_at >= \? (?:AND story IS NOT NULL )?LIMIT/.test(sql))
    expect(listed.length).toBeGreaterThan(0)
    expect(listed.length).toBeLessThan(10)
  }
})
