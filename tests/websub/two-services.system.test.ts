/** Two running services, one subscribed to the other's feed: their own processes, real HTTP, a real kill. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { item, openWorkplace, type Running, rss, service, sourcesYaml, type Workplace } from '../cli/workplace.ts'
import { freePort } from '../free-port.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'

// Processes are started, a delivery that failed waits ten seconds, and no hub has a source polled within a minute of its last poll.
const TOKEN = 'open-sesame-1234'
let host: FeedHost
let upstream: Workplace
let downstream: Workplace
beforeEach(async () => {
  host = await startFeedHost()
  upstream = openWorkplace()
  downstream = openWorkplace()
})
afterEach(async () => {
  await Promise.all([upstream.clear(), downstream.clear()])
  await host.close()
})

const serve = async (place: Workplace, port: number): Promise<Running> => {
  const env = {
    POLYWIRE_LISTEN: `127.0.0.1:${port}`,
    POLYWIRE_PUBLIC_URL: `http://127.0.0.1:${port}`,
    POLYWIRE_ADMIN_TOKEN: TOKEN,
  }
  const running = place.start(['serve'], { env })
  await running.line(/^Polywire is running/)
  return running
}
const poll = (port: number) =>
  fetch(`http://127.0.0.1:${port}/api/v1/poll?wait=1`, { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } })
const timesShown = async (port: number, title: string): Promise<number> =>
  (await (await fetch(`http://127.0.0.1:${port}/feeds/all.atom`)).text()).split(`<title>${title}</title>`).length - 1
const metricsOf = async (port: number): Promise<string> => await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
const pollsOf = async (port: number): Promise<number> =>
  [...(await metricsOf(port)).matchAll(/^polywire_polls_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  )
const end = async ({ child, ended }: Running, signal: NodeJS.Signals): Promise<string> => {
  child.kill(signal)
  return (await ended).out
}
const timesIn = (log: string, event: string): number => log.split(`"event":"${event}"`).length - 1

test('what one publishes reaches the other without a poll, also where the hub was killed before it could deliver', async () => {
  // A service that comes back must come back to the same address.
  const [up, down] = [await freePort(), await freePort()]
  const items = [item('1', 'First report')]
  const publish = async (...more: readonly string[]): Promise<void> => {
    items.push(...more)
    host.show('/desk', rss(items))
    expect((await poll(up)).ok).toBe(true)
  }
  host.show('/desk', rss(items))
  upstream.write('polywire.yaml', `${service([host.host])}websub_allow_private: ["127.0.0.1:${down}"]\n`)
  upstream.write('sources.yaml', sourcesYaml({ desk: `http://${host.host}/desk` }))
  downstream.write('polywire.yaml', `${service([`127.0.0.1:${up}`])}websub: true\n`)
  downstream.write('sources.yaml', sourcesYaml({ upstream: `http://127.0.0.1:${up}/feeds/all.atom` }))

  const hub = await serve(upstream, up)
  // What is published before it subscribes is no push.
  await expect.poll(() => timesShown(up, 'First report')).toBe(1)
  const subscriber = await serve(downstream, down)
  await subscriber.line(/"event":"subscriber-verified"/)
  await hub.line(/"event":"hub-subscribed"/)

  await publish(item('2', 'Second report'))
  await subscriber.line(/"event":"pushed"/)
  // What has been stored is grouped, and then shown.
  await expect.poll(() => timesShown(down, 'Second report')).toBe(1)
  expect(await metricsOf(down)).toContain('polywire_subscribed_sources 1')
  expect(await metricsOf(up)).toContain('polywire_hub_subscriptions 1')
  // The first poll, and the one that fetches what was published while the hub verified.
  await expect.poll(() => pollsOf(down)).toBe(2)

  await end(subscriber, 'SIGTERM')
  await publish(item('3', 'Third report'))
  await hub.line(/"event":"hub-delivery-failed"/)
  await end(hub, 'SIGKILL')

  const subscriberAgain = await serve(downstream, down)
  expect(await timesShown(down, 'Third report')).toBe(0)
  const hubAgain = await serve(upstream, up)
  await subscriberAgain.line(/"event":"pushed"/)
  await publish(item('4', 'Fourth report'))
  await expect.poll(() => timesShown(down, 'Fourth report')).toBe(1)
  for (const title of ['First report', 'Second report', 'Third report']) expect(await timesShown(down, title)).toBe(1)

  const log = await end(subscriberAgain, 'SIGTERM')
  expect(timesIn(log, 'polled')).toBe(0)
  expect(timesIn(log, 'pushed')).toBe(2)
  expect(timesIn(await end(hubAgain, 'SIGTERM'), 'hub-delivery-failed')).toBe(0)
})
