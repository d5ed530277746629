/** Translations where one process polls, two translate by turns and two serve, on one PostgreSQL. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { item, openWorkplace, rss, service } from '../cli/workplace.ts'
import { startFeedHost } from '../ingest/feed-host.ts'
import { createDatabase } from '../store/postgres-databases.ts'
import { answerAs, inEnglish, startTranslationServer } from './translation-server.ts'

/** Of today, and none like another. */
const news = (...items: readonly (readonly [key: string, title: string, text: string])[]): string =>
  rss(items.map(([key, title, text]) => item(key, title).replace(/What is known[^<]*/, text))).replaceAll(
    /Mon, 23 Nov 2026 08:00:00 GMT/g,
    new Date().toUTCString(),
  )
const FIRST = [
  '1',
  'Die Regierung eröffnet heute einen neuen Marktplatz für kleine Händler',
  'Sechzig Buden stehen am Fluss.',
] as const
const SECOND = [
  '2',
  'Der Hafen von Rotterdam schließt wegen eines schweren Sturms bis Freitag',
  'Schiffe warten auf See.',
] as const
const RESERVED = ['3', 'Ein Orchester aus Wien spielt im Herbst erstmals in Nairobi', 'Karten gibt es ab Montag.'] as const

test('each headline is asked for once, whoever asks, and all who serve show the same', async () => {
  const host = await startFeedHost()
  const server = await startTranslationServer('libretranslate')
  // Slower than a process looks for more: a second one that asked would ask for the same.
  server.behave((response, texts) => {
    setTimeout(() => answerAs('libretranslate', response, texts.map(inEnglish)), 7_000)
    return true
  })
  const place = openWorkplace()
  onTestFinished(async () => {
    await place.clear()
    await server.close()
    await host.close()
  })
  host.show('/desk', news(FIRST))
  const reserved = news(RESERVED)
  host.behave(
    '/paper',
    (response) => void response.writeHead(200, { 'content-type': 'application/xml', 'tdm-reservation': '1' }).end(reserved),
  )
  const sources = ['desk', 'paper'].map(
    (id) => `  - { id: ${id}, name: "${id}", url: "http://${host.host}/${id}", language: de }\n`,
  )
  place.write('sources.yaml', `sources:\n${sources.join('')}`)
  const translation = `translation: { kind: libretranslate, url: "${server.url}", to: [en], filter: "" }`
  place.write('polywire.yaml', service([host.host], `stories: all\n${translation}\n`))
  const env = {
    POLYWIRE_DATABASE_URL: await createDatabase(null),
    POLYWIRE_LISTEN: '127.0.0.1:0',
    POLYWIRE_PUBLIC_URL: 'https://wire.example',
    POLYWIRE_ADMIN_TOKEN: 'token',
  }
  const start = async (role: string) => {
    const running = place.start(['serve', '--role', role], { env })
    const url = /http:\S+(?= )/.exec(await running.line(/^Polywire is running at http/))?.[0] ?? ''
    return { ...running, url }
  }
  const ingest = await start('ingest,grouper')
  const leading = await start('jobs')
  const standby = await start('jobs')
  const webs = [await start('web'), await start('web')]
  const shown = async (path: string): Promise<readonly string[]> =>
    await Promise.all(webs.map(async ({ url }) => await (await fetch(`${url}${path}`)).text()))
  const show = async (text: string): Promise<void> => {
    const isShown = async (): Promise<boolean> =>
      (await shown('/feeds/all.atom?translate=en')).every((one) => one.includes(text))
    await expect.poll(isShown, { interval: 1_000 }).toBe(true)
    for (const path of ['/feeds/all.atom?translate=en', '/feeds/all.json?translate=en', '/api/v1/stories']) {
      // One may have seen an edition before the other.
      const differing = async (): Promise<number> => new Set(await shown(path)).size
      await expect.poll(differing).toBe(1)
    }
  }
  await show('In English: Die Regierung eroffnet')
  leading.child.kill('SIGKILL')
  host.show('/desk', news(FIRST, SECOND))
  await fetch(`${webs[0]?.url}/api/v1/sources/desk/poll`, { method: 'POST', headers: { authorization: 'Bearer token' } })
  await show('In English: Der Hafen')
  // Long enough for each process to look again.
  await sleep(11_000)
  expect(server.heard.flatMap(({ texts }) => texts)).toEqual([FIRST[1], SECOND[1]])
  expect((await shown('/feeds/all.atom')).every((one) => one.includes(RESERVED[1]))).toBe(true)
  for (const { child } of [ingest, standby, ...webs]) child.kill('SIGTERM')
  expect((await standby.ended).out).toContain('"event":"leads","role":"jobs"')
})
