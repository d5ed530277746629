/** The page of sources with as many as an operator may have. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sourceId } from '../../src/model/ids.ts'
import { poll, source } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, MINUTE, type Newsroom, openNewsroom } from './newsroom.ts'

const FAILURE = {
  kind: 'unreachable',
  detail: 'the certificate is from an unknown issuer (UNABLE_TO_GET_ISSUER_CERT_LOCALLY)',
} as const
const SOURCES = Array.from({ length: 2_000 }, (_, number) =>
  source(`source-${number}`, {
    name: `The Daily Harbour and Parcel Post of Town Number ${number}`,
    ...(number === 77 ? { group: 'Press/Harbours' } : {}),
    language: 'en',
    country: 'KE',
    site: `https://town-${number}.example/news/and/more`,
  }),
)

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    configuration: { ...CONFIGURATION, sources: SOURCES },
    fill: async (store) => {
      await store.syncSources(SOURCES, AFTERNOON - 48 * HOUR)
      for (const [number, { id }] of SOURCES.entries()) {
        const fails = number % 10 === 9
        const times = {
          polledAt: AFTERNOON - 20 * MINUTE,
          nextDue: number === 1_998 ? AFTERNOON - MINUTE : AFTERNOON + 3 * HOUR,
        }
        await store.recordPoll(
          sourceId(id),
          poll(id, { ...times, okAt: fails ? null : AFTERNOON, failures: fails ? 7 : 0, failure: fails ? FAILURE : null }),
        )
      }
    },
  })
})
afterAll(async () => await room.close())

const textOf = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

test('every page of two thousand sources is smaller than 100 kB', async () => {
  for (const path of [
    '/sources',
    '/coverage',
    '/coverage?by=country&days=30',
    '/sources?page=5',
    '/sources?state=failing&ui=ar',
    '/sources?q=town&ui=hi',
    '/feeds',
    '/feeds?source=town',
  ]) {
    const bytes = Buffer.byteLength(await (await room.get(path)).text())
    expect({ path, bytes: bytes < 100_000 }).toEqual({ path, bytes: true })
  }
})

test('the operator’s group of a source is shown, and finds it', async () => {
  const found = textOf(await (await room.get('/sources?q=harbours')).text())
  expect(found).toContain('Press/Harbours · Kenya')
  expect(found).not.toContain('Town Number 78')
})

test('those that fail stand first, and one look at each state is possible', async () => {
  const first = textOf(await (await room.get('/sources')).text())
  expect(first).toContain('2,000 sources: 1,800 working, 200 failing')
  expect(first.match(/Could not connect/g)).toHaveLength(50)
  expect(textOf(await (await room.get('/sources?page=5')).text())).not.toContain('Could not connect')
  expect(textOf(await (await room.get('/sources?state=failing&page=4')).text())).toContain('151–200 of 200')
})

test('the last and the next poll are dates in the language of the reader', async () => {
  const rowIn = async (id: number, ui: string): Promise<string> => {
    const page = await (await room.get(`/sources?q=source-${id}&ui=${ui}`)).text()
    return textOf(page.split(`<tr id="source-${id}">`)[1]?.split('</tr>')[0] ?? '')
  }
  expect(await rowIn(0, 'en')).toMatch(/24 Nov, 16:00 UTC 24 Nov, 19:20 UTC/)
  expect(await rowIn(0, 'de')).toMatch(/24\. Nov\., 16:00 UTC 24\. Nov\., 19:20 UTC/)
  expect(await rowIn(1_998, 'en')).toMatch(/24 Nov, 16:00 UTC due now/)
})

test('the list is sorted by any column', async () => {
  const names = async (path: string): Promise<readonly string[]> =>
    [...(await (await room.get(path)).text()).matchAll(/<tr id="source-(\d+)">/g)].map(([, id = '']) => id)
  const sorted = await names('/sources?sort=next')
  expect(sorted).toHaveLength(50)
  expect(sorted).not.toEqual(await names('/sources'))
  expect(await (await room.get('/sources?sort=next')).text()).toContain('aria-sort="ascending"')
  expect((await room.get('/sources?sort=nonsense')).status).toBe(400)
})

test('a source has a page of its own', async () => {
  const text = textOf(await (await room.get('/sources/source-0')).text())
  expect(text).toContain('Last poll 24 Nov, 16:00 UTC')
  expect((await room.get('/sources/nobody')).status).toBe(404)
})
