/** The API as a program in TypeScript uses it: types made of /openapi.json, and a client that takes them. */
import { readFileSync } from 'node:fs'
import createClient, { type Client } from 'openapi-fetch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { paths } from './api-schema.ts'
import { apiTypes, TYPES_FILE } from './api-types.ts'
import type { Newsroom } from './newsroom.ts'
import { openVariedNewsroom } from './varied-news.ts'

let room: Newsroom
let client: Client<paths>
beforeAll(async () => {
  room = await openVariedNewsroom()
  client = createClient<paths>({ baseUrl: room.url })
})
afterAll(async () => await room.close())

test('the types in tests/web/api-schema.ts are those of the document (npm run build:api-types)', async () =>
  expect(await apiTypes()).toBe(readFileSync(TYPES_FILE, 'utf8')))

describe('a client with types', () => {
  test('pages through stories and opens the articles of one', async () => {
    const titles: string[] = []
    let before: string | undefined
    do {
      const { data } = await client.GET('/api/v1/stories', {
        params: { query: { limit: 2, prefer: 'fr', ...(before === undefined ? {} : { before }) } },
      })
      titles.push(...(data?.data ?? []).map(({ title }) => title))
      before = data?.next ?? undefined
    } while (before !== undefined)
    expect(titles).toHaveLength(5)
    expect(titles).toContain('Les petits colis seront taxés')

    const { data: found } = await client.GET('/api/v1/stories', { params: { query: { q: 'topic:trade.parcels' } } })
    const [story] = found?.data ?? []
    const { data: whole } = await client.GET('/api/v1/stories/{id}', { params: { path: { id: story?.id ?? '' } } })
    expect(whole?.articles.map(({ language }) => language)).toEqual(['en', 'fr', 'ar', 'zh-Hans', 'en'])
    expect(whole?.publishers.map(({ country }) => country)).toContain('CN')
  })

  test('reads counts by facet', async () => {
    const { data } = await client.GET('/api/v1/stats', { params: { query: { by: 'language' } } })
    expect(data?.by.language?.values[0]).toEqual({ id: 'en', name: 'English', articles: 4, stories: 3 })
    // @ts-expect-error -- The types know which facets there are.
    expect(data?.by.weather).toBeUndefined()
  })

  test('is told what is wrong, with the parameter', async () => {
    const { data, error } = await client.GET('/api/v1/articles', { params: { query: { q: 'topic:nowhere' } } })
    expect([data, error?.status, error?.parameter, error?.column]).toEqual([undefined, 400, 'q', 7])
  })

  test('takes an export as text', async () => {
    const { data } = await client.GET('/api/v1/articles.csv', { params: { query: { limit: 1 } }, parseAs: 'text' })
    expect(data?.split('\r\n')[0]).toContain('title')
  })
})
