import { expect, test } from 'vitest'
import { createEnricher } from '../../src/enrich/enricher.ts'
import { readingHere } from './reading-here.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import { item, rss } from '../cli/workplace.ts'
import { HOUR, NOON, source, sourceState } from '../store/samples.ts'
import { startFeedHost } from './feed-host.ts'
import { fetcherHere, pipelineHere } from './pipeline-here.ts'

const WHOLE = rss([item('1'), item('2')])
const ATOM = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title><entry><id>urn:a</id><title>Harbour opens</title></entry></feed>`
const JSON_FEED = `{"version":"https://jsonfeed.org/version/1.1","title":"Desk","items":[{"id":"1","title":"Harbour opens","content_text":"It did."}]}`

test.each([
  ['RSS inside an item', WHOLE, WHOLE.lastIndexOf('<title>'), 2],
  ['RSS between items', WHOLE, WHOLE.lastIndexOf('<item>'), 2],
  ['Atom behind an entry', ATOM, ATOM.indexOf('</feed>'), 1],
  ['JSON Feed inside an item', JSON_FEED, JSON_FEED.indexOf('It did'), 1],
])(
  '%s, broken off: nothing is stored, and no validator hides the whole document from the next poll',
  async (_, whole, cut, items) => {
    const host = await startFeedHost()
    const store = await openSqlite({ folder: ':memory:' })
    const fetcher = fetcherHere([host.host])
    const enricher = await createEnricher({ taxonomy: null, fingerprint: null })
    const pipeline = pipelineHere({ fetcher, store, reading: readingHere(enricher) })
    const a = source('a', { url: `http://${host.host}/a` })
    await store.syncSources([a], NOON)
    const pollOnce = async (now: number) => {
      const state = await store.claim(a.id, now, HOUR)
      if (state === null) throw new Error('not due')
      return await pipeline.poll(a, state)
    }
    try {
      host.show('/a', whole.slice(0, cut))
      expect(await pollOnce(NOON)).toMatchObject({ outcome: 'failed', added: 0, failure: { kind: 'truncated' } })
      expect(await sourceState(store, a.id)).toMatchObject({ etag: null, lastModified: null, bodyHash: null, okAt: null })
      expect((await store.knownItems(a.id, 10)).size).toBe(0)

      host.show('/a', whole)
      expect(await pollOnce(NOON + 24 * HOUR)).toMatchObject({ outcome: 'read', added: items })
    } finally {
      await fetcher.close()
      await store.close()
      await host.close()
    }
  },
)
