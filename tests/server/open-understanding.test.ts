import { expect, test } from 'vitest'
import { openUnderstanding } from '../../src/server/open-understanding.ts'
import { configurationOf } from '../config/folder.ts'
import { logged } from '../grouping/logged.ts'
import { NOON } from '../store/samples.ts'

test('readers are answered while a batch of articles is read by meaning', async () => {
  const { configuration } = await configurationOf({ 'polywire.yaml': 'understanding: { model: none }\n' })
  let elapsed = 0
  const understanding = openUnderstanding(configuration, {
    // Each article takes longer than a time slice.
    clock: { now: () => NOON, elapsed: () => (elapsed += 100), chance: () => 0 },
    rights: { signalsOf: () => null },
    reported: () => {},
    failed: () => {},
  })
  const articles = Array.from({ length: 20 }, (_, nth) => logged(nth))
  let others = 0
  const answer = (): void => {
    others += 1
    immediate = setImmediate(answer)
  }
  let immediate = setImmediate(answer)
  const read = await understanding.understand(articles)
  clearImmediate(immediate)
  expect(read.map(({ id }) => id)).toEqual(articles.map(({ id }) => id))
  expect(others).toBeGreaterThanOrEqual(articles.length - 1)
  await understanding.close()
})
