import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../../src/store/dialects/sqlite/connection.ts'
import { migrate } from '../../../src/store/dialects/sqlite/migrations.ts'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import { APPLICATION_ID } from '../../../src/store/operations/probe.ts'
import { NOON } from '../samples.ts'
import { type Statement, watchStatements } from './watch-statements.ts'

test('the next deliveries are read without a sort of all that one change made due', async () => {
  const store = await openSqlite({ folder: ':memory:' })
  const connection = connect(':memory:', { readOnly: false, maxBytes: null })
  onTestFinished(async () => {
    connection.db.close()
    await store.close()
  })
  migrate(connection, APPLICATION_ID)
  const sent: Statement[] = []
  watchStatements((statement) => sent.push(statement))
  await store.subscriptions.dueDeliveries(NOON, 9, ['a.example'])
  const [{ sql, values }] = sent as [Statement]
  const plan = connection.db.prepare<unknown[], { readonly detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values)
  const steps = plan.map(({ detail }) => detail)
  expect(steps).toContainEqual(expect.stringContaining('USING INDEX subscription_due'))
  expect(steps).not.toContainEqual(expect.stringContaining('ORDER BY'))
})
