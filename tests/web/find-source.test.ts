import { afterAll, beforeAll, expect, test } from 'vitest'
import { source } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

const OUTLETS = [
  source('marche', {
    name: 'Marché libre',
    language: 'fr',
    country: 'SN',
    url: 'https://feeds.libre.example/rss?token=geheim',
  }),
  source('africa-post', { name: 'Africa Post', language: 'en', country: 'KE' }),
  source('gangkou', { name: '港口日报', language: 'zh-Hans', country: 'CN' }),
  source('sahifa', { name: 'صحيفة الميناء', language: 'ar', country: 'EG' }),
  source('closed', { name: 'Closed Desk', language: 'de', country: 'DE', active: false }),
]

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    configuration: { ...CONFIGURATION, sources: OUTLETS },
    fill: async (store) => await store.syncSources(OUTLETS, AFTERNOON),
  })
})
afterAll(async () => await room.close())

const page = async (parameters: Readonly<Record<string, string>>): Promise<string> =>
  await (await room.get(`/sources?${new URLSearchParams(parameters).toString()}`)).text()
const found = (text: string): readonly string[] => [...text.matchAll(/<tr id="([\w-]+)"/g)].map(([, id = '']) => id).toSorted()

test.each([
  ['nothing: all of them', '', ['africa-post', 'closed', 'gangkou', 'marche', 'sahifa']],
  ['a name, without its accent and its end', 'march', ['marche']],
  ['an id', 'sahifa', ['sahifa']],
  ['a host', 'libre.example', ['marche']],
  ['a language by its name', 'french', ['marche']],
  ['a language by its code, which begins no other word', 'fr', ['marche']],
  ['a country', 'Kenya', ['africa-post']],
  ['a part of a name in a script without spaces', '日报', ['gangkou']],
  ['an Arabic word without its article', 'ميناء', ['sahifa']],
  ['two words, both of them', 'post english', ['africa-post']],
  ['two words that no source has together', 'post french', []],
  ['what only the rest of an address holds: nobody', 'geheim', []],
])('the sources page finds by %s', async (_, q, ids) => expect(found(await page({ q }))).toEqual(ids))

test('languages and countries are found by their names in the reader’s language', async () => {
  expect(found(await page({ q: 'Französisch', ui: 'de' }))).toEqual(['marche'])
  expect(found(await page({ q: '肯尼亚', ui: 'zh-Hans' }))).toEqual(['africa-post'])
})

test('it says how many were found, and keeps the search together with a state and the reader’s language', async () => {
  const text = await page({ q: 'desk', ui: 'en', state: 'inactive' })
  expect(found(text)).toEqual(['closed'])
  expect(text).toContain('<p role="status">1 source found. <a href="/sources?ui=en">Show all sources</a></p>')
  expect(text).toContain('href="/sources?q=desk&amp;ui=en"')
  expect(text).toContain('<input type="hidden" name="state" value="inactive"><input type="hidden" name="ui" value="en">')
  expect(text).toContain('<label class="unseen" for="find-source">Find a source</label>')
})

test('a search without results says so', async () => {
  expect(await page({ q: 'nobody<b>' })).toMatch(/value="nobody&lt;b&gt;"[^]*<p role="status">No sources match\./)
})
