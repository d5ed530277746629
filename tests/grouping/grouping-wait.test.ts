import { expect, test } from 'vitest'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { addSources, EVENING, grouperOf, pollsOf, take } from './news-stream.ts'

test('the grouper tells how long each new article waited', async () => {
  const store = await openSqlite({ folder: ':memory:', now: () => EVENING })
  await addSources(store)
  const waited: number[] = []
  const [first, ...later] = pollsOf(12).flatMap((step) => (step.kind === 'poll' ? [step] : []))
  if (first === undefined) throw new Error('too little news')
  let now = first.now + 2_000
  const grouper = grouperOf(store, { now: () => now, decided: (waitedMs) => waited.push(...waitedMs) })
  await take(store, first)
  await grouper.catchUp()
  expect(waited).toEqual(first.articles.map(() => 2_000))
  for (const step of later) await take(store, step)
  now = EVENING
  await grouper.catchUp()
  expect(waited.slice(first.articles.length)).toEqual(later.flatMap((step) => step.articles.map(() => now - step.now)))
  await store.close()
})
