import { afterAll, beforeAll, expect, test } from 'vitest'
import { article, publish, source } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

/** So many stories have a word. */
const TOLD = { harbour: 1, bridge: 20, ferry: 60, canal: 100, lagoon: 101 } as const

let room: Newsroom
beforeAll(async () => {
  const outlet = source('outlet')
  const read = Object.entries(TOLD).flatMap(([word, count]) =>
    Array.from({ length: count }, (_, nth) =>
      article(`${word}-${nth}`, {
        title: `The ${word} opens for the ${nth}th time`,
        text: '',
        publishedAt: AFTERNOON - nth * HOUR,
      }),
    ),
  )
  room = await openNewsroom({
    configuration: { ...CONFIGURATION, sources: [outlet] },
    fill: async (store) => {
      await store.syncSources([outlet], AFTERNOON - 48 * HOUR)
      await publish(store, 'outlet', read, { now: AFTERNOON })
    },
  })
})
afterAll(async () => await room.close())

const page = async (q: string, ui = 'en'): Promise<string> =>
  await (await room.get(`/search?${new URLSearchParams({ q, ui }).toString()}`)).text()

test.each([
  ['harbour', '1 story found'],
  ['bridge', '20 stories found'],
  ['ferry', '60 stories found'],
  ['canal', '100 stories found'],
  ['lagoon', '101 stories found'],
  ['/lago+n/', '101 stories found'],
  ['/har(b|p)our/', '1 story found'],
])('a search for %s says: %s', async (q, said) => expect(await page(q)).toContain(`<p class="quiet" role="status">${said}</p>`))

test('it says so in the reader’s language, on the first page only', async () => {
  const text = await page('ferry', 'ru')
  expect(text).toContain('Найдено 60 сюжетов')
  const [, next = ''] = /rel="next" href="([^"]+)"/.exec(text) ?? []
  const older = await (await room.get(next.replaceAll('&amp;', '&'))).text()
  expect(older).toContain('rel="next"')
  expect(older).not.toContain('role="status"')
})

test('a search that finds nothing has no number', async () => expect(await page('nobody')).not.toContain('role="status"'))
