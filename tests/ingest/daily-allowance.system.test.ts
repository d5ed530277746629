import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { item, openWorkplace, rss, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { type FeedHost, startFeedHost } from './feed-host.ts'

describe('a flood of items', () => {
  let host: FeedHost
  let place: Workplace
  beforeEach(async () => {
    host = await startFeedHost()
    place = openWorkplace()
    place.write('polywire.yaml', service([host.host], 'read: { max_per_day: 100kB }\n'))
    place.write('sources.yaml', sourcesYaml({ flood: `http://${host.host}/flood`, calm: `http://${host.host}/calm` }))
    host.show('/calm', rss([item('calm')]))
  })
  afterEach(async () => {
    await place.clear()
    await host.close()
  })

  test('fills a day’s allowance and no more; the source counts as failing, and all who look are told', async () => {
    host.show('/flood', rss(Array.from({ length: 400 }, (_, index) => item(`f${index}`))))
    const once = await place.run(['once'])
    expect(once.out + once.err).toMatch(/100kB.*read\.max_per_day/)
    const running = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0' } })
    const url = /http:\S+/.exec(await running.line(/^Polywire is running at http/))?.[0] ?? ''
    const json = async (path: string) => (await (await fetch(url + path)).json()) as Record<string, unknown>
    const { items } = (await json('/api/v1/status')) as { readonly items: number }
    expect(items).toBeGreaterThan(10)
    expect(items).toBeLessThan(50)
    expect(await json('/api/v1/sources/flood')).toMatchObject({
      failure: { kind: 'flood', message: expect.stringContaining('read.max_per_day') },
      failures: 1,
    })
    expect(await (await fetch(`${url}/sources`)).text()).toMatch(/New articles of more than .*read\.max_per_day/)
  })
})
