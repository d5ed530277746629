/** The end point over real HTTP on 127.0.0.1, and all that it may do wrong. */
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createEmbeddingsEndpoint, type EmbeddingsReport, type EndpointParts } from '../../src/embeddings/endpoint.ts'
import type { EmbeddingsSettings } from '../../src/model/configuration.ts'
import { NOW, serve, serveRaw } from '../fetch/servers.ts'
import {
  answerWith,
  type Behaviour,
  type EmbeddingsServer,
  type Row,
  startEmbeddingsServer,
  vectorOf,
} from './embeddings-server.ts'

let server: EmbeddingsServer
beforeAll(async () => {
  server = await startEmbeddingsServer()
})
afterAll(() => server.close())
beforeEach(() => server.behave(null))

/** A machine that stands still for a moment is no failure. */
const PATIENT = { deadlineMs: 60_000 }
const KEY = 'k3y-of-the-operator'
const endpointAt = (url: string, settings: Partial<EmbeddingsSettings> = {}, parts: Partial<EndpointParts> = PATIENT) => {
  const reports: EmbeddingsReport[] = []
  const clock = { passedMs: 0 }
  const endpoint = createEmbeddingsEndpoint(
    { url, model: 'table', key: null, secrets: new Map(), ...settings },
    {
      userAgent: 'Polywire/1.0',
      now: () => NOW,
      elapsed: () => clock.passedMs,
      reported: (report) => reports.push(report),
      ...parts,
    },
  )
  onTestFinished(() => endpoint.close())
  return { ...endpoint, reports, clock }
}
const heardSince = (before: number) => server.heard.slice(before)
const TEXTS = ['Ferry workers end strike', 'Bakery chain raises prices', 'Volcano closes airport']
const EXPECTED = TEXTS.map((text) => ({ model: 'table', values: vectorOf(text) }))
const NONE = TEXTS.map(() => null)

describe('an end point that works', () => {
  test('is asked as OpenAI’s is, with the key, and gives a vector for each text', async () => {
    const before = server.heard.length
    const { embed, reports } = endpointAt(server.url, { key: KEY })
    expect(await embed(TEXTS)).toEqual(EXPECTED)
    const [request, ...others] = heardSince(before)
    expect(others).toEqual([])
    expect(request).toMatchObject({ model: 'table', input: TEXTS })
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      'user-agent': 'Polywire/1.0',
    })
    expect(reports).toEqual([{ outcome: 'answered', texts: 3, tookMs: expect.any(Number), isBack: false }])
  })
  test('gets 32 texts at a time, in two requests at once, and nothing where there is none', async () => {
    const before = server.heard.length
    const held: (() => void)[] = []
    server.behave((response, { model, rows }) => {
      held.push(() => answerWith(response, model, rows))
      if (heardSince(before).length > 1) for (const answer of held.splice(0)) answer()
    })
    const texts = Array.from({ length: 70 }, (_, nth) => `Report number ${nth} of the harbour`)
    const { embed } = endpointAt(server.url)
    expect(await embed([])).toEqual([])
    expect((await embed(texts)).map((one) => one?.values)).toEqual(texts.map((text) => vectorOf(text)))
    expect(
      heardSince(before)
        .map(({ input }) => input.length)
        .toSorted((a, b) => b - a),
    ).toEqual([32, 32, 6])
  })
  test('may answer in another order, with or without an index, under another name', async () => {
    server.behave((response, { model, rows }) => answerWith(response, model, rows.toReversed()))
    expect(await endpointAt(server.url).embed(TEXTS)).toEqual(EXPECTED)
    server.behave((response, { rows }) =>
      answerWith(
        response,
        ' other\n',
        rows.map(({ embedding }) => ({ embedding })),
      ),
    )
    expect(await endpointAt(server.url).embed(TEXTS)).toEqual(EXPECTED.map((one) => ({ ...one, model: 'other' })))
  })
})

type Wrong = (rows: readonly Row[]) => readonly Row[]
const answering =
  (wrong: Wrong): Behaviour =>
  (response, { model, rows }) =>
    answerWith(response, model, wrong(rows))
const inFirst =
  (change: (values: unknown[]) => unknown): Wrong =>
  (rows) =>
    rows.map((row, nth) => (nth === 0 ? { ...row, embedding: change([...(row.embedding as unknown[])]) } : row))
const raw =
  (text: string): Behaviour =>
  (response) =>
    void response.end(text)
const huge = (response: ServerResponse): void => {
  const more = (): void => {
    if (response.destroyed) return
    if (response.write('[0.1,'.repeat(20_000))) setImmediate(more)
    else response.once('drain', more)
  }
  more()
}

describe('an end point that does not', () => {
  test.each<[string, Behaviour, RegExp]>([
    ['vectors of different lengths', answering(inFirst((values) => values.slice(1))), /as long as the others/],
    ['a vector of no length', answering(inFirst((values) => values.map(() => 0))), /of some length/],
    ['fewer vectors', answering((rows) => rows.slice(1)), /2 vectors for 3 texts/],
    ['more vectors', answering((rows) => [...rows, ...rows]), /6 vectors for 3 texts/],
    ['an index twice', answering((rows) => rows.map((row) => ({ ...row, index: 0 }))), /names no text, or one twice/],
    ['an index of no text', answering((rows) => rows.map((row, nth) => ({ ...row, index: nth + 1 }))), /names no text/],
    ['null', answering(inFirst((values) => values.with(3, null))), /finite numbers/],
    ['strings', answering(inFirst((values) => values.map(String))), /finite numbers/],
    ['base64', answering(inFirst(() => 'AACAPw==')), /finite numbers/],
    ['rows that are none', answering((rows) => rows.map(() => null as unknown as Row)), /finite numbers/],
    ['NaN', raw('{"data":[{"embedding":[NaN]},{"embedding":[1]},{"embedding":[1]}]}'), /not JSON/],
    ['numbers beyond all', raw('{"data":[{"embedding":[1e999]},{"embedding":[1]},{"embedding":[1]}]}'), /finite numbers/],
    ['a page', raw('<html>Welcome</html>'), /not JSON/],
    ['nothing', raw(''), /not JSON/],
    ['a list', raw('[]'), /not JSON/],
    ['an error', raw('{"error":"no such model"}'), /no list "data"/],
    ['404', (response) => void response.writeHead(404).end(), /answered 404/],
    ['401', (response) => void response.writeHead(401).end(`who is ${KEY}?`), /answered 401$/],
    ['a redirect', (response) => void response.writeHead(307, { location: '/elsewhere' }).end(), /answered 307/],
    ['no end', huge, /over 8 MiB/],
  ])('%s: there is no vector, it is reported, and asked once', async (_, behaviour, why) => {
    server.behave(behaviour)
    const before = server.heard.length
    const { embed, reports } = endpointAt(server.url, { key: KEY })
    expect(await embed(TEXTS)).toEqual(NONE)
    expect(reports).toEqual([
      { outcome: 'failed', texts: 3, tookMs: expect.any(Number), why: expect.stringMatching(why), pauseMs: 15_000 },
    ])
    expect(await embed(TEXTS)).toEqual(NONE)
    expect(heardSince(before)).toHaveLength(1)
  })

  test.each<[string, Behaviour, RegExp]>([
    ['500', (response) => void response.writeHead(500).end(), /answered 500/],
    [
      'half a batch and then nothing',
      (response, { rows }) => {
        const text = JSON.stringify({ data: rows })
        response.writeHead(200, { 'content-length': text.length })
        response.write(text.slice(0, text.length / 2), () => response.destroy())
      },
      /truncated/,
    ],
    ['no answer at all', (response) => void response.destroy(), /unreachable/],
  ])('%s: it is asked a second time at once', async (_, behaviour, why) => {
    server.behave(behaviour)
    const before = server.heard.length
    const { embed, reports } = endpointAt(server.url)
    expect(await embed(TEXTS)).toEqual(NONE)
    expect(heardSince(before)).toHaveLength(2)
    expect(reports).toMatchObject([{ outcome: 'failed', why: expect.stringMatching(why) }])
    let times = 0
    server.behave((response, asked) => {
      times += 1
      if (times === 1) behaviour(response, asked)
      else answerWith(response, asked.model, asked.rows)
    })
    expect(await endpointAt(server.url).embed(TEXTS)).toEqual(EXPECTED)
  })

  test('429: it is asked again when it said, and not before', async () => {
    server.behave((response) => void response.writeHead(429, { 'retry-after': '120' }).end())
    const before = server.heard.length
    const { embed, reports, clock } = endpointAt(server.url)
    expect(await embed(TEXTS)).toEqual(NONE)
    expect(reports).toMatchObject([{ outcome: 'failed', why: 'it answered 429', pauseMs: 120_000 }])
    clock.passedMs = 119_000
    server.behave(null)
    expect(await embed(TEXTS)).toEqual(NONE)
    expect(heardSince(before)).toHaveLength(1)
    clock.passedMs = 121_000
    expect(await embed(TEXTS)).toEqual(EXPECTED)
    expect(reports.at(-1)).toMatchObject({ outcome: 'answered', isBack: true })
  })

  test('the longer it fails, the more rarely it is asked, and at least four times an hour', async () => {
    server.behave((response) => void response.writeHead(503).end())
    const { embed, reports, clock } = endpointAt(server.url)
    for (let nth = 0; nth < 8; nth += 1) {
      await embed(TEXTS)
      clock.passedMs += 900_000
    }
    const pauses = reports.map((report) => (report.outcome === 'failed' ? report.pauseMs / 1_000 : 0))
    expect(pauses).toEqual([15, 30, 60, 120, 240, 480, 900, 900])
  })

  test('slow: after two seconds there is no vector, and it is not asked again', async () => {
    const silent = await serveRaw(() => {})
    const { embed, reports } = endpointAt(silent.url, {}, { elapsed: () => performance.now() })
    expect(await embed(Array.from({ length: 64 }, (_, nth) => `Report ${nth}`))).toHaveLength(64)
    expect(reports).toMatchObject([{ why: 'it gave no whole answer in time' }, { why: 'it gave no whole answer in time' }])
    for (const { tookMs } of reports) expect(tookMs).toBeGreaterThan(1_900)
    expect(silent.connections()).toBeLessThanOrEqual(2)
  })

  test('not there: it is said so, without the key', async () => {
    const { embed, reports } = endpointAt(`http://127.0.0.1:1/v1/${KEY}`, { secrets: new Map([[KEY, '${KEY}']]) })
    expect(await embed(TEXTS)).toEqual(NONE)
    expect(reports).toMatchObject([{ why: expect.stringContaining('unreachable') }])
    expect(JSON.stringify(reports)).not.toContain(KEY)
  })

  test('closed meanwhile: there is no vector, and nothing to report', async () => {
    const silent = await serve(() => {})
    const { embed, close, reports } = endpointAt(silent.url)
    const asked = embed(TEXTS)
    await expect.poll(() => silent.requests.length).toBe(1)
    await close()
    expect(await asked).toEqual(NONE)
    expect(await embed(TEXTS)).toEqual(NONE)
    expect(reports).toEqual([])
  })
})

test('a private address is open because the configuration names it, and where a redirect leads is not asked', async () => {
  const other = await serve((_, response) => response.end())
  server.behave((response) => void response.writeHead(308, { location: other.url }).end())
  expect(await endpointAt(server.url).embed(TEXTS)).toEqual(NONE)
  expect(other.requests).toEqual([])
})
