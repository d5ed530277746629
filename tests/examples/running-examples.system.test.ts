/** Examples that need a running service: addresses, requests, JavaScript, and what the pages show. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseFilter } from '../../src/publish/filter/parse-filter.ts'
import { FOR_READERS } from '../../src/publish/filter/tokens.ts'
import { commandsIn } from './commands.ts'
import { fencesOf, inlineOf, MANUAL, ROOT } from './documents.ts'
import { isParameter, isPath, pathOf, requestOf } from './requests.ts'
import { shippedVocabulary } from './filters.ts'
import { type ShippedService, startShippedService, TOKEN } from './shipped-service.ts'

const NOW = Date.now()
const vocabulary = await shippedVocabulary(NOW)
const fences = MANUAL.flatMap(fencesOf)
const inline = MANUAL.flatMap(inlineOf)
let service: ShippedService
const known: Record<string, string> = {}
beforeAll(async () => {
  service = await startShippedService(NOW)
  for (const kind of ['stories', 'articles']) {
    const { data } = (await (await fetch(`${service.url}/api/v1/${kind}`)).json()) as {
      readonly data: readonly { readonly id: string }[]
    }
    known[kind] = data[0]?.id ?? ''
  }
})
afterAll(async () => {
  await service.close()
})

/** The status of the answer; streams are not read to an end that they have not. */
const statusOf = async (url: string, init: RequestInit = {}): Promise<number> => {
  const abort = new AbortController()
  const answer = await fetch(url, { redirect: 'manual', ...init, signal: abort.signal })
  if (answer.headers.get('content-type')?.startsWith('text/event-stream') === true) abort.abort()
  else await answer.arrayBuffer()
  return answer.status
}
const isAnswered = (status: number): boolean => status >= 200 && status < 400
type Outcome = { readonly at: string; readonly text: string; readonly status: number }
const refused = (outcomes: readonly Outcome[]) => outcomes.filter(({ status }) => !isAnswered(status))

test('addresses on this machine are answered', async () => {
  const OURS = /http:\/\/127\.0\.0\.1:8080[^\s`'"<>)]*/g
  const texts = [...inline, ...fences.filter(({ language }) => language !== 'js')]
  const outcomes: Outcome[] = []
  for (const { at, text } of texts)
    for (const [url] of text.matchAll(OURS)) {
      // A request to poll is a POST, and stands in a line of curl.
      const init = /\/poll\b/.test(url) ? { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } } : {}
      outcomes.push({ at, text: url, status: await statusOf(service.here(url), init) })
    }
  expect(outcomes.length).toBeGreaterThan(6)
  expect(refused(outcomes)).toEqual([])
})

test('paths and parameters are answered', async () => {
  const paths = inline.filter(({ text }) => isPath(text))
  const outcomes: Outcome[] = []
  for (const { at, text } of paths) {
    const asked = pathOf(text, known)
    if (asked === null) continue
    const init = asked.method === 'POST' ? { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } } : {}
    outcomes.push({ at, text, status: await statusOf(service.url + asked.path, init) })
  }
  for (const { at, text } of inline.filter((one) => isParameter(one.text))) {
    const parameters = new URLSearchParams(text)
    outcomes.push({ at, text, status: await statusOf(`${service.url}/feeds/all.atom?${parameters.toString()}`) })
  }
  expect(outcomes.length).toBeGreaterThan(30)
  expect(refused(outcomes)).toEqual([])
})

test('requests with curl do what they say', async () => {
  const commands = fences
    .filter(({ language }) => language === 'console')
    .flatMap(({ at, text }) => commandsIn(text).map((command) => ({ at, text: command })))
    .filter(({ text }) => text.startsWith('curl '))
  const outcomes: Outcome[] = []
  for (const { at, text } of commands) {
    const { url, init } = requestOf(service.here(text))
    outcomes.push({ at, text, status: await statusOf(url, init) })
  }
  expect(outcomes.length).toBeGreaterThan(4)
  expect(refused(outcomes)).toEqual([])
})

describe('JavaScript', () => {
  const scripts = fences.filter(({ language }) => language === 'js')
  test('is there', () => expect(scripts.length).toBeGreaterThan(1))
  test.each(scripts)('of $at prints stories and no mistake', async ({ text }) => {
    const child = spawn(process.execPath, [
      '--no-warnings',
      '--experimental-eventsource',
      '--input-type=module',
      '-e',
      service.here(text),
    ])
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (out += piece))
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (err += piece))
    let isOver = false
    const ended = once(child, 'close').then(() => void (isOver = true))
    const hasPrinted = (): boolean => out.includes('\n') || isOver
    // A stream prints what comes after it was opened, and has no end.
    for (let count = 1; text.includes('EventSource') && !hasPrinted(); count += 1) {
      await service.tell(temuAgain(count))
      await sleep(200)
    }
    await expect.poll(hasPrinted, { interval: 50 }).toBe(true)
    child.kill()
    await ended
    expect({ out, err }).toEqual({ out: expect.stringContaining('Temu'), err: '' })
  })
  const temuAgain = (count: number) => ({
    key: `temu-${count}`,
    title: `Temu: tribunal número ${count} prohíbe la venta de juguetes en el comercio electrónico`,
    text: `El tribunal número ${count} prohíbe a la plataforma Temu vender juguetes en el comercio electrónico en España.`,
  })
})

describe('pages', () => {
  const languages = readdirSync(join(ROOT, 'src/web/locales')).map((file) => file.replace('.json', ''))
  const pageIn = async (path: string, language: string): Promise<string> =>
    await (await fetch(`${service.url}${path}?ui=${language}`)).text()

  test.each(languages)('help on searching shows filters that are understood, in %s', async (language) => {
    const page = await pageIn('/search', language)
    const [, help = ''] = /<section class="help">(.*?)<\/section>/s.exec(page) ?? []
    const examples = Array.from(help.matchAll(/<code[^>]*>(.*?)<\/code>/g), ([, code = '']) => code.replaceAll('&quot;', '"'))
    expect(examples.length).toBeGreaterThan(8)
    expect(examples.filter((example) => !parseFilter(example, vocabulary, FOR_READERS).ok)).toEqual([])
  })

  test.each(['/', '/about', '/feeds', '/search', '/topics', '/sources', '/nowhere'])(
    'links of %s are answered',
    async (path) => {
      const page = await pageIn(path, 'en')
      const links = Array.from(
        page.matchAll(/(?:href|src|action)="([^"]+)"/g),
        ([, link = '']) => new URL(link.replaceAll('&amp;', '&').replaceAll('&#38;', '&'), service.url + path),
      )
      const isOurs = ({ href, pathname }: URL): boolean =>
        href.startsWith(service.url) && (path !== '/nowhere' || pathname !== path)
      const ours = new Set(links.filter(isOurs).map(({ href }) => href.replace(/#.*/, '')))
      expect(ours.size).toBeGreaterThan(5)
      const outcomes: Outcome[] = []
      for (const url of ours) outcomes.push({ at: path, text: url, status: await statusOf(url) })
      expect(refused(outcomes)).toEqual([])
    },
  )
})
