/** The machine's clock is set while the service runs: its own process, real HTTP, and a `Date` that can be moved from outside. */
import { writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { item, openWorkplace, rss, type Workplace } from '../cli/workplace.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'

// There is a tick every five seconds, and the test waits for several.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 30_000 })

const HOUR = 3_600_000
/** Loaded before the service: the clock is ahead by what stands in a file. */
const MOVABLE_CLOCK = `
import { readFileSync } from 'node:fs'
const Real = Date
const ahead = () => Number(readFileSync(process.env.CLOCK_AHEAD, 'utf8'))
globalThis.Date = class extends Real {
  constructor(...given) { given.length === 0 ? super(Real.now() + ahead()) : super(...given) }
  static now() { return Real.now() + ahead() }
}
`

let host: FeedHost
let place: Workplace
beforeEach(async () => {
  host = await startFeedHost()
  place = openWorkplace()
  host.show('/a', rss([item('1')]))
  writeFileSync(place.path('clock.mjs'), MOVABLE_CLOCK)
  setClock(0)
  place.write('polywire.yaml', `fetch: { allow_private: ["${host.host}"], per_host: { gap: 0s } }\n`)
  host.show('/b', rss([item('2')]))
  const source = (id: string, every: string) =>
    `  - { id: ${id}, name: ${id}, url: "http://${host.host}/${id}", every: ${every}, min: ${every}, max: ${every} }\n`
  place.write('sources.yaml', `sources:\n${source('a', '1s')}${source('b', '2h')}`)
})
afterEach(async () => {
  await place.clear()
  await host.close()
})
const setClock = (aheadMs: number): void => writeFileSync(place.path('ahead'), String(aheadMs))
const timesAsked = (path: string): number => host.asked.filter((one) => one.path === path).length
const polledTwice = async (): Promise<void> => {
  const before = timesAsked('/a')
  await vi.waitFor(() => expect(timesAsked('/a')).toBeGreaterThan(before + 1), { timeout: 40_000, interval: 100 })
}

test.each([
  ['back an hour', -HOUR],
  ['forward a day', 24 * HOUR],
])('the clock is set %s: what is due goes on, and what is not due stays so', async (_, aheadMs) => {
  const env = {
    POLYWIRE_LISTEN: '127.0.0.1:0',
    NODE_OPTIONS: `--import ${place.path('clock.mjs')}`,
    CLOCK_AHEAD: place.path('ahead'),
  }
  const running = place.start(['serve'], { env })
  await running.line(/^Polywire is running at \S+ \(2 sources\)/)
  await polledTwice()
  setClock(aheadMs)
  expect(await running.line(/"(?:clock-jumped|tick-failed)"/)).toContain('clock-jumped')
  await polledTwice()
  expect(timesAsked('/b')).toBe(1)
})
