/** Translated headlines as an operator meets them: a running service, its log and metrics, and what it sends. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { startTranslationServer, type TranslationServer } from '../translation/translation-server.ts'
import { item, openWorkplace, rss, service, type Workplace } from './workplace.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 30_000 })

const env = { TRANSLATION_KEY: 'k3y-of-the-operator', POLYWIRE_LISTEN: '127.0.0.1:0', POLYWIRE_LOG_LEVEL: 'trace' }
const TITLE = 'Die Regierung eröffnet heute einen neuen Marktplatz für kleine Händler'
let host: FeedHost
let server: TranslationServer
let place: Workplace
beforeEach(async () => {
  host = await startFeedHost()
  server = await startTranslationServer('libretranslate')
  place = openWorkplace()
  host.show('/desk', desk())
  place.write('sources.yaml', source(''))
})
afterEach(async () => {
  await place.clear()
  await server.close()
  await host.close()
})
const desk = (): string => rss([item('1', TITLE)]).replaceAll(/Mon, 23 Nov 2026 08:00:00 GMT/g, new Date().toUTCString())
const source = (more: string): string =>
  `sources:\n  - { id: desk, name: The desk, url: "http://${host.host}/desk", language: de${more} }\n`
const configure = (): void =>
  place.write(
    'polywire.yaml',
    service(
      [host.host],
      `stories: all\ntranslation: { kind: libretranslate, url: "${server.url}", key: "\${TRANSLATION_KEY}", to: [en] }\n`,
    ),
  )
const serve = async () => {
  const served = place.start(['serve'], { env })
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(await served.line(/"event":"started"/))?.[0] ?? ''
  const get = async (path: string) => await (await fetch(`${url}${path}`)).text()
  const stop = async () => {
    served.child.kill('SIGTERM')
    return await served.ended
  }
  return { served, get, stop }
}
const lookedTwice = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 11_000))

test('a headline is translated, counted and shown; after a restart it is there and asked for no more', async () => {
  configure()
  const first = await serve()
  await first.served.line(/"event":"translated"/)
  await expect.poll(async () => await first.get('/feeds/all.atom?translate=en')).toContain('In English: Die Regierung eroffnet')
  expect(await first.get('/metrics')).toContain('polywire_translations_total{outcome="translated"} 1')
  expect((await first.stop()).code).toBe(0)
  const second = await serve()
  await expect.poll(async () => await second.get('/api/v1/stories')).toContain('In English: Die Regierung eroffnet')
  await lookedTwice()
  await second.stop()
  expect(server.heard.flatMap(({ texts }) => texts)).toEqual([TITLE])
  expect(server.heard[0]?.body).toMatchObject({ api_key: env.TRANSLATION_KEY })
})

test('nothing is sent of a source that reserves text and data mining, or has embed: false', async () => {
  configure()
  host.behave(
    '/desk',
    (response) => void response.writeHead(200, { 'content-type': 'application/xml', 'tdm-reservation': '1' }).end(desk()),
  )
  const reserving = await serve()
  await expect.poll(async () => await reserving.get('/api/v1/stories')).toContain(TITLE)
  await lookedTwice()
  await reserving.stop()
  place.write('sources.yaml', source(', embed: false, licensed: true'))
  const closed = await serve()
  await lookedTwice()
  await closed.stop()
  expect(server.heard).toEqual([])
})

test('a failure is logged without the key, and everything else goes on', async () => {
  configure()
  server.behave((response) => {
    response.writeHead(403).end(`who is ${env.TRANSLATION_KEY}?`)
    return true
  })
  const { served, get, stop } = await serve()
  const line = await served.line(/"event":"translation-failed"/)
  expect(JSON.parse(line)).toMatchObject({
    level: 'warn',
    texts: 1,
    pauseMs: 15_000,
    msg: expect.stringContaining('it answered 403.'),
  })
  expect(await get('/feeds/all.json')).toContain(TITLE)
  const { out, err } = await stop()
  expect(out + err).not.toContain(env.TRANSLATION_KEY)
})
