/** Translated headlines as an operator meets them: a running service, its log and metrics, and what it sends. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FeedHost, startFeedHost } from '../ingest/feed-host.ts'
import { answerAs, startTranslationServer, type TranslationServer } from '../translation/translation-server.ts'
import { item, openWorkplace, rss, service, type Workplace } from './workplace.ts'

const env = {
  TRANSLATION_KEY: 'k3y-of-the-operator',
  POLYWIRE_ADMIN_TOKEN: 'open-sesame-1234',
  POLYWIRE_LISTEN: '127.0.0.1:0',
  POLYWIRE_LOG_LEVEL: 'trace',
}
const TITLE = 'Die Regierung eröffnet heute einen neuen Marktplatz für kleine Händler'
const LATER = [
  'Das Parlament berät am Abend über die Steuer auf Pakete',
  'Ein Gericht erlaubt den Verkauf von Waren am Sonntag',
] as const
let host: FeedHost
let server: TranslationServer
let place: Workplace
beforeEach(async () => {
  host = await startFeedHost()
  server = await startTranslationServer('libretranslate')
  place = openWorkplace()
  host.show('/desk', desk())
  host.show('/open', rss([]))
  place.write('sources.yaml', source(''))
})
afterEach(async () => {
  await place.clear()
  await server.close()
  await host.close()
})
const today = (key: string, title: string): string =>
  rss([item(key, title)]).replaceAll(/Mon, 23 Nov 2026 08:00:00 GMT/g, new Date().toUTCString())
const desk = (): string => today('1', TITLE)
const source = (more: string): string =>
  `sources:
  - { id: desk, name: The desk, url: "http://${host.host}/desk", language: de${more} }
  - { id: open, name: An open desk, url: "http://${host.host}/open", language: de }
`
const configure = (): void =>
  place.write(
    'polywire.yaml',
    service(
      [host.host],
      `stories: all\ntranslation: { kind: libretranslate, url: "${server.url}", key: "\${TRANSLATION_KEY}", to: [en], filter: "" }\n`,
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
  /** Resolves when a headline that comes now was sent and its translation stored: everything older was looked through before. */
  const sendsNext = async (title: string) => {
    // Another story: texts that say the same would join it to the one that is there.
    host.show('/open', today(String(title.length), title).replace(/What is known about [^<]*/, title))
    const headers = { authorization: `Bearer ${env.POLYWIRE_ADMIN_TOKEN}` }
    const poll = async () => await fetch(`${url}/api/v1/sources/open/poll?wait=1`, { method: 'POST', headers })
    // A poll that was under way may have read what was there before.
    await expect.poll(async () => (await (await poll()).json()) as object).toMatchObject({ outcome: 'unchanged' })
    await expect.poll(sent).toContain(title)
    await served.line(/"event":"translated"/)
  }
  return { served, get, stop, sendsNext }
}
const sent = (): readonly string[] => server.heard.flatMap(({ texts }) => texts)

test('a headline is translated, counted and shown; after a restart it is there and asked for no more', async () => {
  configure()
  const first = await serve()
  await first.served.line(/"event":"translated"/)
  await expect.poll(async () => await first.get('/feeds/all.atom?translate=en')).toContain('In English: Die Regierung eroffnet')
  expect(await first.get('/metrics')).toContain('polywire_translations_total{outcome="translated"} 1')
  expect((await first.stop()).code).toBe(0)
  const second = await serve()
  await expect.poll(async () => await second.get('/api/v1/stories')).toContain('In English: Die Regierung eroffnet')
  await second.sendsNext(LATER[0])
  await second.stop()
  expect(sent()).toEqual([TITLE, LATER[0]])
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
  await reserving.sendsNext(LATER[0])
  await reserving.stop()
  place.write('sources.yaml', source(', embed: false, licensed: true'))
  const closed = await serve()
  await closed.sendsNext(LATER[1])
  await closed.stop()
  expect(sent()).toEqual(LATER)
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

test('what was given up is told with its reason and the day’s cost, and sent again on request', async () => {
  configure()
  server.behave((response, texts) => {
    answerAs(
      'libretranslate',
      response,
      texts.map(() => ''),
    )
    return true
  })
  const { served, get, stop } = await serve()
  await served.line(/"event":"translation-given-up"/)
  const told = await place.run(['translate', '--json'], { env })
  expect(JSON.parse(told.out)).toEqual({
    translated: 0,
    givenUp: [{ reason: 'empty answer', texts: 1 }],
    today: { characters: TITLE.length, of: 250_000 },
  })
  expect(await get('/metrics')).toContain(`polywire_translation_characters ${TITLE.length}`)
  expect(await get('/about')).toContain(`${TITLE.length} / 250,000`)
  server.behave(null)
  const again = await place.run(['translate', '--again'], { env })
  expect(again).toMatchObject({ code: 0, err: expect.stringContaining('translates 1 text again') })
  await expect
    .poll(async () => await get('/api/v1/stories'), { timeout: 30_000 })
    .toContain('In English: Die Regierung eroffnet')
  expect(sent()).toEqual([TITLE, TITLE])
  await stop()
})
