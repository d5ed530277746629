import { expect, test } from 'vitest'
import type { LoggedArticle } from '../../src/store/ports/article-log.ts'
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

test('what the call before read is not read again, unless it has changed', async () => {
  const { configuration } = await configurationOf({ 'polywire.yaml': 'understanding: { model: none }\n' })
  let steps = 0
  const understanding = openUnderstanding(configuration, {
    clock: { now: () => NOON, elapsed: () => (steps += 1), chance: () => 0 },
    rights: { signalsOf: () => null },
    reported: () => {},
    failed: () => {},
  })
  const read = async (articles: readonly LoggedArticle[]) => {
    steps = 0
    return { articles: await understanding.understand(articles), steps }
  }
  const articles = Array.from({ length: 20 }, (_, nth) => logged(nth))
  const whole = await read(articles)
  const rest = await read(articles.slice(10))
  expect(rest.articles).toEqual(whole.articles.slice(10))
  expect(rest.steps).toBeLessThanOrEqual(whole.steps - articles.length)
  const revised = await read([...articles.slice(10, 19), { ...logged(19), title: 'Another headline' }])
  expect(revised.articles.at(-1)?.title).toBe('Another headline')
  expect(revised.steps).toBe(rest.steps + 1)
  understanding.configure(configuration)
  expect((await read(articles.slice(10, 19))).steps).toBeGreaterThan(revised.steps)
  await understanding.close()
})
