/** What sources offer, and what becomes of a body that is pushed: the whole road, in this process. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { App } from '../../../src/server.ts'
import type { PollReport } from '../../../src/ingest/poll.ts'
import { item, openWorkplace, rss, service, sourcesYaml, type Workplace } from '../../cli/workplace.ts'
import { type FeedHost, startFeedHost } from '../../ingest/feed-host.ts'
import { idOf, sourceState } from '../../store/samples.ts'
import { openAppAt } from '../../server/open-app-at.ts'

const HUB = 'https://hub.example/'
const ATOM = 'xmlns:atom="http://www.w3.org/2005/Atom"'
const LINKS = `<atom:link ${ATOM} rel="hub" href="${HUB}"/><atom:link ${ATOM} rel="self" href="https://desk.example/feed"/>`
const NOW = Date.UTC(2026, 10, 24, 8)

let host: FeedHost
let place: Workplace
let app: App
let reports: PollReport[] = []
beforeAll(async () => {
  host = await startFeedHost()
  place = openWorkplace()
  place.write('polywire.yaml', `${service([host.host])}read: { workers: 1 }\n`)
  const paths = ['elements', 'headers', 'json', 'none', 'pushed']
  place.write('sources.yaml', sourcesYaml(Object.fromEntries(paths.map((path) => [path, `http://${host.host}/${path}`]))))
  app = await openAppAt(place, {
    clock: { now: () => NOW, elapsed: () => performance.now(), chance: () => 0.5 },
    reported: (report) => reports.push(report),
  })
  // Nothing is there yet. The end of a poll starts what is due: later polls are those of the tests alone.
  await app.scheduler.idle()
})
afterAll(async () => {
  await app.close()
  await place.clear()
  await host.close()
})
beforeEach(() => {
  reports = []
})
const offerOf = async (id: string) => (await app.scheduler.poll(idOf(id)))?.offer

test('a hub is found in the elements of a feed, and a 304 after it says nothing', async () => {
  host.show('/elements', rss([item('1')], LINKS))
  expect(await offerOf('elements')).toEqual({ hub: HUB, topic: 'https://desk.example/feed' })
  expect(await app.scheduler.poll(idOf('elements'))).not.toHaveProperty('offer')
})

test('headers come before elements', async () => {
  host.behave('/headers', (response) => {
    response.setHeader('link', '<https://other.example/hub>; rel="hub", </canonical>; rel="self"')
    response.end(rss([item('1')], LINKS))
  })
  expect(await offerOf('headers')).toEqual({ hub: 'https://other.example/hub', topic: `http://${host.host}/canonical` })
})

test('a JSON Feed names its hubs, and is its own topic where it names none', async () => {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Desk',
    hubs: [
      { type: 'rssCloud', url: 'https://cloud.example/' },
      { type: 'WebSub', url: HUB },
    ],
    items: [{ id: '1', url: 'https://desk.example/1', title: 'One', content_text: 'One' }],
  }
  host.show('/json', JSON.stringify(feed), 'application/feed+json')
  expect(await offerOf('json')).toEqual({ hub: HUB, topic: `http://${host.host}/json` })
})

test('a feed without a hub offers none', async () => {
  host.show('/none', rss([item('1')]))
  expect(await offerOf('none')).toBeNull()
})

test('a pushed body is stored like a polled one, and leaves when to poll and with what as it was', async () => {
  host.show('/pushed', rss([item('1')]))
  await app.scheduler.poll(idOf('pushed'))
  const before = await sourceState(app.store, idOf('pushed'))
  const push = (text: string) =>
    app.scheduler.push(idOf('pushed'), {
      bytes: Buffer.from(text),
      contentType: 'application/rss+xml',
      url: 'https://desk.example/feed',
    })
  // The new item alone: hubs may send only what is new.
  expect(await push(rss([item('2')]))).toMatchObject({ via: 'push', outcome: 'read', added: 1, revised: 0 })
  expect(await push(rss([item('2'), item('1')]))).toMatchObject({ outcome: 'read', added: 0, revised: 0 })
  expect(await push('<html>no feed</html>')).toMatchObject({ outcome: 'failed', failure: { kind: 'not-a-feed' } })
  const after = await sourceState(app.store, idOf('pushed'))
  expect(after).toEqual({ ...before, bodyHash: expect.any(String), changedAt: NOW })
  expect(reports.map(({ via }) => via)).toEqual(['poll', 'push', 'push', 'push'])
  expect(await app.scheduler.poll(idOf('pushed'))).toMatchObject({ outcome: 'unchanged' })
})
