import { expect, onTestFinished, test } from 'vitest'
import { createEnricher } from '../../src/enrich/enricher.ts'
import type { ReservedExcerpts } from '../../src/model/configuration.ts'
import type { Source } from '../../src/model/source.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { HOUR, NOON, source } from '../store/samples.ts'
import { serve } from '../fetch/servers.ts'
import { fetcherHere, pipelineHere } from './pipeline-here.ts'
import { readingHere } from './reading-here.ts'

const FEED = `<rss><channel><title>Paper</title><item><guid>1</guid><title>Ferries return</title><link>https://paper.example/1</link>
  <description>The ferries return to the islands on Monday.</description><enclosure url="https://paper.example/1.mp3" type="audio/mpeg"/></item></channel></rss>`

const stored = async (usage: string, reservedExcerpts: ReservedExcerpts, rest: Partial<Source> = {}) => {
  const server = await serve((_request, response) => response.writeHead(200, { 'content-usage': usage }).end(FEED))
  const store = await openSqlite({ folder: ':memory:' })
  const fetcher = fetcherHere([server.host])
  onTestFinished(async () => {
    await fetcher.close()
    await store.close()
  })
  const reading = readingHere(await createEnricher({ taxonomy: null, fingerprint: null }))
  const one = source('paper', { url: `${server.url}/feed`, ...rest })
  await store.syncSources([one], NOON)
  const state = await store.claim(one.id, NOON, HOUR)
  if (state === null) throw new Error('the source is held')
  const shown: (readonly [string, string, string, string | null])[] = []
  const watched: Store = {
    ...store,
    append: async (plan) => {
      for (const { row } of plan.append) {
        const { title, summary, html, enclosures } = row.content
        shown.push([title, summary, new TextDecoder().decode(html), enclosures])
      }
      await store.append(plan)
    },
  }
  const report = await pipelineHere({ fetcher, store: watched, reading, reservedExcerpts }).poll(one, state)
  expect(report?.added).toBe(shown.length)
  return shown[0] ?? null
}
const WHOLE = [
  'Ferries return',
  'The ferries return to the islands on Monday.',
  'The ferries return to the islands on Monday.',
  expect.stringContaining('1.mp3'),
]

test('of an article whose publisher denies search, the title is stored to be shown, or nothing', async () => {
  expect(await stored('search=n', 'title')).toEqual(['Ferries return', '', '', null])
  expect(await stored('search=y, search=n', 'title')).toEqual(['Ferries return', '', '', null])
  expect(await stored('search=n', 'nothing')).toBeNull()
})

test('other denials, labels that nobody knows, and a licence leave excerpts as they are', async () => {
  expect(await stored('train-ai=n, cooking=n', 'nothing')).toEqual(WHOLE)
  expect(await stored('search=n', 'nothing', { licensed: true })).toEqual(WHOLE)
})
