import { expect, test } from 'vitest'
import { describeUpgrade } from '../../src/server/log-events.ts'

test('who starts an upgrade is told how long it may take, and what ends it', () => {
  const said = describeUpgrade({ from: 15, to: 16 })
  expect(said).toMatch(
    /from schema 15 to 16, which takes some ten seconds for each 100,000 articles\. .* a kill leaves the store as it was/,
  )
})
