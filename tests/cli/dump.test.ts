import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeMisp, writeNewDay as writeDay } from '../../src/cli/dump.ts'
import { dumpFiles, writeLastDay } from '../../src/server/dumps.ts'
import type { MispEvent, MispManifest } from '../../src/publish/misp.ts'
import { AFTERNOON, CONFIGURATION, type Newsroom, openNewsroom } from '../web/newsroom.ts'

let room: Newsroom
let folder: string
beforeAll(async () => {
  room = await openNewsroom()
  folder = await mkdtemp(join(tmpdir(), 'polywire-dump-'))
})
afterAll(async () => {
  await room.close()
  await rm(folder, { recursive: true })
})

const DAY = new Date(AFTERNOON).toISOString().slice(0, 10)
const dumped = (into: string) => ({
  store: room.store,
  configuration: CONFIGURATION,
  origin: 'https://news.example',
  folder: join(folder, into),
  day: DAY,
  from: Date.parse(`${DAY}T00:00:00Z`),
})
const read = async (...path: readonly string[]): Promise<string> => await readFile(join(folder, ...path), 'utf8')

test('a day is written once, as the API has its stories, with a checksum', async () => {
  expect(await writeDay(dumped('dumps'))).toBe(2)
  const bytes = await readFile(join(folder, 'dumps', `${DAY}.jsonl.gz`))
  expect(await read('dumps', `${DAY}.jsonl.gz.sha256`)).toBe(
    `${createHash('sha256').update(bytes).digest('hex')}  ${DAY}.jsonl.gz\n`,
  )
  const lines = gunzipSync(bytes).toString('utf8').trimEnd().split('\n')
  const exported = (await (await room.get('/api/v1/stories.jsonl')).text()).trimEnd().split('\n')
  const titles = (all: readonly string[]) => all.map((line) => (JSON.parse(line) as { title: string }).title)
  expect(titles(lines)).toEqual(titles(exported))
  await expect(writeDay(dumped('dumps'))).rejects.toThrow('is there already')
  await writeDay(dumped('dumps'), true)
  expect(await readFile(join(folder, 'dumps', `${DAY}.jsonl.gz`))).toEqual(bytes)
})

test('the service writes the last complete day once, and offers it for ever with its checksum', async () => {
  const { day, from: _, ...parts } = dumped('offered')
  const nextDay = Date.parse(`${day}T00:00:00Z`) + 24 * 60 * 60_000
  expect(await writeLastDay(parts, nextDay + 5 * 60 * 60_000)).not.toBe(day)
  expect(await writeLastDay(parts, nextDay + 7 * 60 * 60_000)).toBe(day)
  expect(await writeLastDay(parts, nextDay + 8 * 60 * 60_000)).toBeNull()
  const offering = await openNewsroom({ dumps: dumpFiles(parts.folder) })
  const got = await offering.get(`/dumps/${day}.jsonl.gz`)
  const bytes = Buffer.from(await got.arrayBuffer())
  expect(got.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(bytes).toEqual(await readFile(join(parts.folder, `${day}.jsonl.gz`)))
  const checksum = `${createHash('sha256').update(bytes).digest('hex')}  ${day}.jsonl.gz\n`
  expect(await (await offering.get('/dumps')).text()).toContain(checksum)
  expect(await (await offering.get(`/dumps/${day}.jsonl.gz.sha256`)).text()).toBe(checksum)
  const known = { 'if-none-match': got.headers.get('etag') ?? '' }
  expect((await offering.get(`/dumps/${day}.jsonl.gz`, known)).status).toBe(304)
  expect((await offering.get('/dumps/1999-01-01.jsonl.gz')).status).toBe(404)
  await offering.close()
})

test('a MISP feed has a manifest, hashes and a file for each story, and grows', async () => {
  await writeMisp(dumped('misp'))
  const manifest = JSON.parse(await read('misp', 'manifest.json')) as MispManifest
  const [uuid = '', head] = Object.entries(manifest).find(([, { info }]) => info.includes('parcels')) ?? []
  const { Event: event } = JSON.parse(await read('misp', `${uuid}.json`)) as MispEvent
  expect(head).toMatchObject({ info: event.info, timestamp: event.timestamp, Orgc: { name: CONFIGURATION.service.title } })
  expect(event.Tag).toContainEqual({ name: 'polywire:topic="trade.parcels"' })
  expect(event.Attribute.map(({ value }) => value)).toContain('https://news.example/p2')
  const hash = createHash('md5').update('https://news.example/p2').digest('hex')
  expect((await read('misp', 'hashes.csv')).split('\n')).toContain(`${hash},${uuid}`)
  await writeMisp(dumped('misp'))
  expect(Object.keys(JSON.parse(await read('misp', 'manifest.json')) as MispManifest)).toEqual(Object.keys(manifest))
  expect((await readdir(join(folder, 'misp'))).length).toBe(Object.keys(manifest).length + 2)
})

test('every query of the notebook runs on a dump in DuckDB', async () => {
  await writeDay(dumped('dumps'), true)
  const notebook = JSON.parse(await readFile(resolve(import.meta.dirname, '../../docs/examples/stories.ipynb'), 'utf8')) as {
    cells: { cell_type: string; source: string[] }[]
  }
  const queries = notebook.cells.flatMap(({ cell_type, source }) =>
    cell_type === 'code' ? Array.from(source.join('').matchAll(/"""(.*?)"""/gs), ([, sql = '']) => sql) : [],
  )
  expect(queries).toHaveLength(4)
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const answers = []
  for (const sql of queries) {
    const answer = await connection.runAndReadAll(sql.replace('dumps/', `${join(folder, 'dumps')}/`))
    answers.push(answer.getRowObjectsJson())
  }
  connection.closeSync()
  const [, widest, topics, lags] = answers
  expect(widest?.[0]).toMatchObject({ languages: '4' })
  expect(topics).toContainEqual({ topic: 'trade.parcels', stories: '1', certainty: expect.any(Number) as number })
  expect(lags?.find((row) => row['language'] === 'fr')).toMatchObject({ stories: '1', hours: 1 })
})
