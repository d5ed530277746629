/** A digest of the running service, at the next full minute of the real clock. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { mailServer } from '../delivery/mail-server.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { openWorkplace, rss, service, sourcesYaml, type Workplace } from './workplace.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 30_000 })

let host: FeedHost
let place: Workplace
beforeEach(async () => {
  host = await startFeedHost()
  place = openWorkplace()
})
afterEach(async () => {
  await place.clear()
  await host.close()
})

test('a digest that is added while the service runs comes at its minute, as page, feed and mail, once, also after kill -9', async () => {
  const server = await mailServer()
  const env = {
    POLYWIRE_LISTEN: '127.0.0.1:0',
    POLYWIRE_SMTP_URL: `smtp://127.0.0.1:${server.port}`,
    POLYWIRE_MAIL_FROM: 'news@desk.example',
  }
  const item = `<item><guid>1</guid><link>https://desk.example/1</link><title>A new marketplace opens</title><pubDate>${new Date().toUTCString()}</pubDate></item>`
  host.show('/a', rss([item]))
  place.write('polywire.yaml', service([host.host]))
  place.write('sources.yaml', sourcesYaml({ a: `http://${host.host}/a` }))
  const start = async () => {
    const running = place.start(['serve'], { env })
    const line = await running.line(/^Polywire is running at http/)
    return { ...running, url: /http:\S+/.exec(line)?.[0] ?? '' }
  }
  const first = await start()
  const at = new Date(Date.now() + 75_000).toISOString().slice(11, 16)
  place.write(
    'digests.yaml',
    `digests:\n  - { id: desk, filter: "topic:shops", at: "${at}", zone: UTC, to: [ann@desk.example] }\n`,
  )
  await first.line(/"event":"reloaded"/)
  await expect.poll(() => server.mails.length, { timeout: 150_000, interval: 500 }).toBe(1)
  await first.line(/"event":"alert-delivered","alert":"digest:desk"/)
  expect(await (await fetch(`${first.url}/digests/desk`)).text()).toContain('A new marketplace opens')
  expect(await (await fetch(`${first.url}/digests/desk.atom`)).text()).toContain('A new marketplace opens')
  expect(await (await fetch(`${first.url}/metrics`)).text()).toContain('polywire_digest_issues_total{outcome="issued"} 1')
  first.child.kill('SIGKILL')
  await first.ended
  const second = await start()
  await new Promise((done) => setTimeout(done, 12_000))
  expect(server.mails).toHaveLength(1)
  expect(await (await fetch(`${second.url}/digests/desk`)).text()).toContain('A new marketplace opens')
  second.child.kill('SIGTERM')
  expect((await second.ended).code).toBe(0)
})
