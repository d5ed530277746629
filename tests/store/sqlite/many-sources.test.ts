/** Summaries of thousands of sources, which pages and the API show. */
import { expect, test } from 'vitest'
import { openSqlite } from '../../../src/store/dialects/sqlite/open.ts'
import type { SourceSummary } from '../../../src/store/ports/source-queue.ts'
import { turnsDuring } from '../../event-loop-turns.ts'
import { article, NOON, publish, source } from '../samples.ts'

const SOURCES = 1_000

test('others have their turn of the event loop while they are made, and each source has its own counts', async () => {
  const store = await openSqlite({ folder: ':memory:', now: () => NOON })
  const ids = Array.from({ length: SOURCES }, (_, at) => `s${String(at).padStart(4, '0')}`)
  await store.syncSources(
    ids.map((id) => source(id)),
    NOON,
  )
  await publish(store, 's0007', [article('one'), article('two', { language: 'de' })])
  await publish(store, 's0900', [article('three')])
  let summaries: readonly SourceSummary[] = []
  const turns = await turnsDuring(async () => (summaries = await store.sourceSummaries(NOON)))
  expect(turns).toBeGreaterThanOrEqual(3)
  expect(summaries.map(({ id }) => id)).toEqual(ids)
  expect(summaries.filter(({ items }) => items > 0).map(({ id, articles, languages }) => [id, articles, languages])).toEqual([
    [
      's0007',
      2,
      [
        { language: 'de', articles: 1 },
        { language: 'en', articles: 1 },
      ],
    ],
    ['s0900', 1, [{ language: 'en', articles: 1 }]],
  ])
  await store.close()
})
