/** Ten feeds that share most of their entries, imported as one list: no reader loses an entry of any. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { feedsmith } from './feedsmith.ts'
import { miniflux } from './miniflux.ts'
import { newsboat } from './newsboat.ts'
import { type Service, startService } from './service.ts'

const FILTERS: Readonly<Record<string, string>> = {
  all: '',
  commerce: 'topic:e-commerce',
  'cross-border': 'topic:ec.cross-border',
  'not-english': '-lang:en',
  english: 'lang:en',
  'arabic-and-hebrew': 'lang:ar,he',
  harbour: 'source:harbour',
  parcels: 'parcels OR customs OR topic:e-commerce',
  recent: 'after:30d',
  'all-but-hindi': '-lang:hi',
}
const FEEDS = `feeds:\n${Object.entries(FILTERS)
  .map(([id, filter]) => `  - { id: ${id}, title: "The feed ${id}", filter: "${filter}" }\n`)
  .join('')}`

let service: Service
beforeAll(async () => {
  service = await startService(Date.now(), { feeds: FEEDS })
})
afterAll(async () => {
  await service.close()
})

type Item = { readonly title: string; readonly url: string }
/** What a feed has, as its JSON form tells it: titles in the order of the alphabet. */
const titlesOf = async (id: string): Promise<readonly string[]> => {
  const answer = await fetch(`${service.url}/feeds/${id}.json`)
  return ((await answer.json()) as { readonly items: readonly Item[] }).items.map(({ title }) => title).toSorted()
}

test('the ten feeds overlap', async () => {
  const counts = await Promise.all(Object.keys(FILTERS).map(async (id) => (await titlesOf(id)).length))
  expect(counts).toHaveLength(10)
  expect(Math.min(...counts)).toBeGreaterThan(0)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(4 * Math.max(...counts))
})

const CLIENTS = [feedsmith, newsboat, miniflux].map((client) => ({
  client,
  title: client.missing === null ? client.name : `${client.name}: SKIPPED, ${client.missing}`,
}))
test.each(CLIENTS)('$title shows all entries of each', async ({ client }) => {
  if (client.missing !== null) {
    process.stderr.write(`tests/clients: ${client.name} is SKIPPED: ${client.missing}\n`)
    return
  }
  const reader = await client.open()
  try {
    const seen = await reader.readAll(`${service.url}/feeds.opml`)
    const shown: Record<string, readonly string[]> = {}
    const published: Record<string, readonly string[]> = {}
    for (const id of Object.keys(FILTERS)) {
      shown[id] = (seen.get(`${service.url}/feeds/${id}.atom`)?.entries ?? []).map(({ title }) => title).toSorted()
      published[id] = await titlesOf(id)
    }
    expect(shown).toEqual(published)
  } finally {
    await reader.close()
  }
})
