/** The examples of docs/api.md run, on the shipped configuration, against a real service. */
import { readFileSync } from 'node:fs'
import { EventSource } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shippedConfiguration } from '../shipped-configuration.ts'
import { article, publish } from '../store/samples.ts'
import { AFTERNOON, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const MANUAL = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
const OURS = 'http://127.0.0.1:8080'
let room: Newsroom
beforeAll(async () => {
  const configuration = await shippedConfiguration()
  const [first, second] = configuration.sources
  if (first === undefined || second === undefined) throw new Error('there are no sources')
  room = await openNewsroom({
    configuration,
    fill: async (store) => {
      await store.syncSources(configuration.sources, AFTERNOON - 2 * HOUR)
      const topics = ['ec.cross-border', 'ig.cables']
      const temu = article('temu', { title: 'Temu devant les juges', language: 'fr', topics, entities: ['temu'] })
      await publish(store, first.id, [temu], { now: AFTERNOON - HOUR })
      await publish(store, second.id, [article('ru', { title: 'Кабель', language: 'ru', topics })], { now: AFTERNOON - HOUR })
    },
  })
})
afterAll(async () => await room.close())

const BLOCKS = [...MANUAL.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => ({ language, text }))
const blocks = (wanted: string): readonly string[] =>
  BLOCKS.filter(({ language }) => language === wanted).map(({ text }) => text)

describe('examples in JavaScript', () => {
  type Run = (console: { log: (...words: unknown[]) => void }, EventSource: unknown) => Promise<void>
  const AsyncFunction = (async () => {}).constructor as new (...texts: string[]) => Run
  const run = async (text: string, source: unknown = null): Promise<readonly string[]> => {
    const said: string[] = []
    await new AsyncFunction('console', 'EventSource', text.replaceAll(OURS, room.url))(
      { log: (...words) => said.push(words.join(' ')) },
      source,
    )
    return said
  }
  const [paging = '', streaming = '', ...others] = blocks('js')

  test('are two', () => expect([paging, streaming].filter((text) => text !== '').length + others.length).toBe(2))

  test('page through a search', async () =>
    expect(await run(paging)).toEqual([expect.stringContaining('Temu devant les juges fr')]))

  test('listen to the stream', async () => {
    const opened: EventSource[] = []
    class Listening extends EventSource {
      constructor(url: string) {
        super(url)
        opened.push(this)
      }
    }
    const said = await run(streaming, Listening)
    const [stream] = opened
    await new Promise((resolve) => stream?.addEventListener('open', resolve, { once: true }))
    const [source] = room.deps.configuration().sources
    if (source === undefined) throw new Error('there are no sources')
    const { rows } = await room.store.stories({
      filter: { kind: 'text', text: 'Temu', in: 'title', prefix: false, forms: true },
      limit: 1,
      before: null,
    })
    const story = rows[0]?.story.id
    if (story === undefined) throw new Error('there is no story')
    const report = (key: string) => article(key, { title: `Report ${key}`, topics: ['ec.cross-border'] })
    await publish(room.store, source.id, [report('s1')], { now: AFTERNOON })
    await publish(room.store, source.id, [report('s2')], {
      now: AFTERNOON,
      place: () => ({ kind: 'joins', story, reasons: [] }),
    })
    await expect
      .poll(() => said)
      .toEqual(['new: Report s1', `${source.name}: Report s2 (2 reports in 2 languages of: Temu devant les juges)`])
    stream?.close()
  })
})

describe('examples for the shell', () => {
  const addresses = blocks('').flatMap((text) =>
    [...text.matchAll(/^curl .*'(http[^']+)'$/gm)].map(([, address = '']) => address),
  )
  test('are all commands that are tried here', () => expect(addresses).toHaveLength(blocks('').length))
  test.each(addresses)('%s is answered', async (address) => {
    const answer = await fetch(address.replace(OURS, room.url))
    expect(answer.status).toBe(200)
    const { value } = (await answer.body?.getReader().read()) ?? {}
    expect(value?.length).toBeGreaterThan(0)
    await answer.body?.cancel().catch(() => {})
  })
})

test('every path of the table is served', async () => {
  const paths = [...MANUAL.matchAll(/`(\/api\/v1\/[a-z.]+)`/g)].map(([, path = '']) => path)
  expect(new Set(paths).size).toBeGreaterThan(9)
  for (const path of new Set(paths)) {
    const answer = await room.get(path)
    expect([path, answer.status]).toEqual([path, 200])
    await answer.body?.cancel()
  }
})
