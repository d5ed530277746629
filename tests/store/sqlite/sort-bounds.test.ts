import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../../src/store/dialects/sqlite/connection.ts'
import { migrate } from '../../../src/store/dialects/sqlite/migrations.ts'
import { APPLICATION_ID } from '../../../src/store/operations/probe.ts'
import { createSortBounds } from '../../../src/store/dialects/sqlite/sort-bounds.ts'

test('an article that is published long after it was stored is within the bounds of all later ones, also after a restart', () => {
  const connection = connect(':memory:', { readOnly: false, maxBytes: null })
  onTestFinished(() => void connection.db.close())
  migrate(connection, APPLICATION_ID)
  const bounds = createSortBounds(connection)
  for (const number of [1, 1_500, 3_000]) bounds.note(number, 100, 100)
  bounds.save()
  expect([1, 1_500, 3_000].map((number) => bounds.latest(number))).toEqual([100, 100, 100])
  bounds.note(2, 500, 500)
  bounds.save()
  for (const { latest } of [bounds, createSortBounds(connection)])
    expect([1, 1_500, 3_000, 9_000].map((number) => latest(number))).toEqual([500, 500, 500, 500])
  expect(bounds.newestAtOrBefore(100, 'article')).toBe(3 * 1_024 - 1)
  bounds.note(1_500, 50, 50)
  expect(bounds.latest(1_500)).toBe(500)
})
