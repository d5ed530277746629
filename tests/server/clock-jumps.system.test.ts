/** The machine's clock is set while the service runs: its own process, real HTTP, and a `Date` that can be moved from outside. */
import { beforeEach, expect, test } from 'vitest'
import { item, openWorkplaceWithHost, rss, type Workplace } from '../cli/workplace.ts'
import type { FeedHost } from '../ingest/feed-host.ts'
import { type MovableClock, movableClock } from './movable-clock.ts'

// There is a tick every five seconds, and the test waits for several.
const HOUR = 3_600_000

let host: FeedHost
let place: Workplace
let clock: MovableClock
beforeEach(async () => {
  const opened = await openWorkplaceWithHost()
  ;({ host, place } = opened)
  host.show('/a', rss([item('1')]))
  clock = movableClock(place)
  place.write('polywire.yaml', `fetch: { allow_private: ["${host.host}"], per_host: { gap: 0s } }\n`)
  host.show('/b', rss([item('2')]))
  const source = (id: string, every: string) =>
    `  - { id: ${id}, name: ${id}, url: "http://${host.host}/${id}", every: ${every}, min: ${every}, max: ${every} }\n`
  place.write('sources.yaml', `sources:\n${source('a', '1s')}${source('b', '2h')}`)
  return opened.close
})
const timesAsked = (path: string): number => host.asked.filter((one) => one.path === path).length
const polledTwice = async (): Promise<void> => {
  const before = timesAsked('/a')
  await expect.poll(() => timesAsked('/a'), { interval: 100 }).toBeGreaterThan(before + 1)
}

test.each([
  ['back an hour', -HOUR],
  ['forward a day', 24 * HOUR],
])('the clock is set %s: what is due goes on, and what is not due stays so', async (_, aheadMs) => {
  const running = place.start(['serve'], { env: { POLYWIRE_LISTEN: '127.0.0.1:0', ...clock.env } })
  await running.line(/^Polywire is running at \S+ \(2 sources\)/)
  await polledTwice()
  clock.setAhead(aheadMs)
  expect(await running.line(/"(?:clock-jumped|tick-failed)"/)).toContain('clock-jumped')
  await polledTwice()
  expect(timesAsked('/b')).toBe(1)
})
