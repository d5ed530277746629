/** A page that was read to understand an article: what the service shows of it, and what `polywire explain` says. */
import { beforeEach, expect, test } from 'vitest'
import type { FeedHost } from '../ingest/feed-host.ts'
import { openWorkplaceWithHost, pollOnce, rss, type Workplace } from './workplace.ts'

let host: FeedHost
let place: Workplace
beforeEach(async () => {
  const opened = await openWorkplaceWithHost()
  ;({ host, place } = opened)
  return opened.close
})

const PAGE = `<html><head><title>Authority in Lisbon decides</title></head><body><article><p>The authority in Lisbon fined an online marketplace on Monday because it hid service fees until the last step, an unprecedented decision for the country and its consumers.</p><p>Buyers of the marketplace had complained for two years that prices grew by a tenth before the payment, the authority said.</p></article></body></html>`

test('topics come from the page; no feed, page, search, export or answer has its words, and explain says where they come from', async () => {
  const at = (path: string): string => `http://${host.host}${path}`
  const item = (path: string): string =>
    `<item><guid>${path}</guid><link>${at(path)}</link><title>${path === '/1' ? 'Authority in Lisbon decides' : 'Ferries to Bergen sail twice a day'} ${path}</title><description>More on this soon${path}.</description></item>`
  host.show('/a', rss([item('/1'), item('/2')]))
  host.show('/1', PAGE, 'text/html')
  host.show('/robots.txt', 'User-agent: *\nContent-Signal: ai-train=no\nDisallow: /2\n', 'text/plain')
  place.write('sources.yaml', `sources:\n  - { id: a, name: A, url: "${at('/a')}", fetch_article: true }\n`)
  await pollOnce(place)

  const { out } = await place.run(['explain', at('/1'), '--numbers'])
  expect(out).toMatch(/page {6}read \S+ for language, tags and story: \d+ characters, never shown/)
  expect(out).toMatch(/topic {5}shops .*\n {10}from the article’s page/)
  expect(out).toContain('rights    Content-Signal: ai-train=no (robots.txt): reserves ai')
  expect((await place.run(['explain', at('/2')])).out).toContain('its publisher reserves it (robots.txt: Disallow)')

  const serving = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0' } })
  const url = /http:\S+/.exec(await serving.line(/^Polywire is running at http/))?.[0] ?? ''
  const textAt = async (path: string): Promise<string> => await (await fetch(url + path)).text()
  const { data } = JSON.parse(await textAt('/api/v1/articles?q=topic:shops')) as {
    data: readonly { id: string; story: string }[]
  }
  expect(data).toHaveLength(1)
  const story = `/stories/${data[0]?.story}`
  const paths = [
    '/',
    story,
    `${story}.atom`,
    `/api/v1${story}`,
    `/api/v1/articles/${data[0]?.id}`,
    '/feeds/all.atom',
    '/feeds/all.rss',
    '/feeds/shops.json',
  ]
  for (const path of [...paths, '/api/v1/articles.csv', '/api/v1/articles.jsonl']) {
    const text = await textAt(path)
    expect(text).toContain('Authority in Lisbon')
    expect(text).not.toMatch(/unprecedented|complained|consumers/)
  }
  expect(await textAt('/api/v1/articles?q=unprecedented')).toContain('"data":[]')
  expect(await textAt('/feeds/all.atom')).toContain(
    '<rights>Use by AI reserved by the publisher (Content-Signal: ai-train=no).</rights>',
  )
  expect(await textAt('/sources')).toContain('Its publisher reserves use by AI.')
})
