/** Digests of the running service, whose clock is moved to their minute. */
import { beforeEach, expect, test } from 'vitest'
import { mailServer } from '../delivery/mail-server.ts'
import type { FeedHost } from '../ingest/feed-host.ts'
import { movableClock } from '../server/movable-clock.ts'
import { noteIn, openWorkplaceWithHost, rss, sourcesYaml, type Workplace } from './workplace.ts'

const MINUTE = 60_000
let host: FeedHost
let place: Workplace
beforeEach(async () => {
  const opened = await openWorkplaceWithHost()
  ;({ host, place } = opened)
  return opened.close
})

test('a digest that is added while the service runs comes at its minute, as page, feed and mail, once, also after kill -9', async () => {
  const server = await mailServer()
  const clock = movableClock(place)
  const begun = Date.now()
  const digest = (id: string, inMinutes: number): string => {
    const at = new Date(begun + inMinutes * MINUTE).toISOString().slice(11, 16)
    return `  - { id: ${id}, filter: "topic:shops", at: "${at}", zone: UTC, to: [ann@desk.example] }\n`
  }
  const env = {
    ...clock.env,
    POLYWIRE_LISTEN: '127.0.0.1:0',
    POLYWIRE_SMTP_URL: `smtp://127.0.0.1:${server.port}`,
    POLYWIRE_MAIL_FROM: 'news@desk.example',
  }
  const item = `<item><guid>1</guid><link>https://desk.example/1</link><title>A new marketplace opens</title><pubDate>${new Date().toUTCString()}</pubDate></item>`
  host.show('/a', rss([item]))
  place.write('sources.yaml', sourcesYaml({ a: `http://${host.host}/a` }))
  const start = async () => {
    const running = place.start(['serve'], { env })
    const line = await running.line(/^Polywire is running at http/)
    return { ...running, url: /http:\S+/.exec(line)?.[0] ?? '' }
  }
  const first = await start()
  place.write('digests.yaml', `digests:\n${digest('desk', 10)}${digest('later', 20)}`)
  await first.line(/"event":"reloaded"/)
  await expect
    .poll(async () => await (await fetch(`${first.url}/feeds/shops.json`)).text())
    .toContain('A new marketplace opens')
  // A digest begins when it is first looked at.
  await expect.poll(async () => await noteIn(place, 'digest.later')).not.toBeNull()
  clock.setAhead(10 * MINUTE)
  await expect.poll(() => server.mails.length).toBe(1)
  await first.line(/"event":"alert-delivered","alert":"digest:desk"/)
  expect(await (await fetch(`${first.url}/digests/desk`)).text()).toContain('A new marketplace opens')
  expect(await (await fetch(`${first.url}/digests/desk.atom`)).text()).toContain('A new marketplace opens')
  expect(await (await fetch(`${first.url}/metrics`)).text()).toContain('polywire_digest_issues_total{outcome="issued"} 1')
  first.child.kill('SIGKILL')
  await first.ended
  const second = await start()
  // The next digest comes after all that the start had to do.
  clock.setAhead(20 * MINUTE)
  await second.line(/"event":"alert-delivered","alert":"digest:later"/)
  expect(server.mails).toHaveLength(2)
  expect(await (await fetch(`${second.url}/digests/desk`)).text()).toContain('A new marketplace opens')
  second.child.kill('SIGTERM')
  expect((await second.ended).code).toBe(0)
})
