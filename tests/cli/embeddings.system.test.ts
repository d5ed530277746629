/** The model for embeddings as an operator meets it: in the configuration, the log, the metrics. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EmbeddingsServer, startEmbeddingsServer } from '../embeddings/embeddings-server.ts'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { item, openWorkplace, rss, service, type Workplace } from './workplace.ts'

/** For a process: its timers take a minute for each second, so that it waits for an end point on a machine that stands still. */
const SLOW_TIMERS = `const { setTimeout } = globalThis
globalThis.setTimeout = (work, ms, ...given) => setTimeout(work, 60 * ms, ...given)`
const env = {
  EMBEDDINGS_KEY: 'k3y-of-the-operator',
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(SLOW_TIMERS)}`,
}
let host: FeedHost
let model: EmbeddingsServer
let place: Workplace
beforeEach(async () => {
  host = await startFeedHost()
  model = await startEmbeddingsServer()
  place = openWorkplace()
  host.show(
    '/desk',
    rss([item('1', 'A marketplace opens'), item('2', 'A marketplace closes')]).replaceAll(
      /Mon, 23 Nov 2026 08:00:00 GMT/g,
      new Date().toUTCString(),
    ),
  )
  place.write('sources.yaml', sources('true'))
})
afterEach(async () => {
  await place.clear()
  await model.close()
  await host.close()
})
const sources = (embed: string): string =>
  `sources:\n  - { id: desk, name: The desk, url: "http://${host.host}/desk", embed: ${embed} }\n`
const withModel = (): void =>
  place.write(
    'polywire.yaml',
    service([host.host], `stories: all\nembeddings: { url: "${model.url}", model: e5, key: "\${EMBEDDINGS_KEY}" }\n`),
  )

test('nothing is asked where it is not set', async () => {
  place.write('polywire.yaml', service([host.host], 'stories: all\n'))
  expect((await place.run(['once'], { env })).code).toBe(0)
  expect(model.heard).toEqual([])
})

test('nothing is sent of a source with embed: false', async () => {
  withModel()
  place.write('sources.yaml', sources('false'))
  expect((await place.run(['once'], { env })).code).toBe(0)
  expect(model.heard).toEqual([])
})

test('the end point on a private address is asked, with the key, though fetch.allow_private does not name it', async () => {
  withModel()
  expect((await place.start(['once'], { env }).ended).code).toBe(0)
  expect(model.heard.map(({ input }) => input.length)).toEqual([2])
  expect(model.heard[0]).toMatchObject({ model: 'e5', headers: { authorization: `Bearer ${env.EMBEDDINGS_KEY}` } })
})

test('its failure is logged and counted, without the key, and the news is published all the same', async () => {
  withModel()
  model.behave((response) => void response.writeHead(401).end(`who is ${env.EMBEDDINGS_KEY}?`))
  const served = place.start(['serve'], { env: { ...env, POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_LOG_LEVEL: 'trace' } })
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(await served.line(/"event":"started"/))?.[0] ?? ''
  const line = await served.line(/"event":"embeddings-failed"/)
  expect(JSON.parse(line)).toMatchObject({
    level: 'warn',
    texts: 2,
    pauseMs: 15_000,
    msg: expect.stringContaining('it answered 401.'),
  })
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('polywire_embeddings_requests_total{outcome="failed"} 1')
  await expect.poll(async () => await (await fetch(`${url}/feeds/all.json`)).text()).toContain('A marketplace')
  served.child.kill('SIGTERM')
  const { out, err, code } = await served.ended
  expect(code).toBe(0)
  expect(out + err).not.toContain(env.EMBEDDINGS_KEY)
})

test('a command says that it failed', async () => {
  withModel()
  model.behave((response) => void response.writeHead(404).end())
  const { code, err } = await place.start(['once'], { env }).ended
  expect(code).toBe(0)
  expect(err).toContain('The end point for embeddings gave no vectors: it answered 404.')
})
