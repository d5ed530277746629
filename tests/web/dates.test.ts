import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATE_ORIGINS } from '../../src/model/article.ts'
import { article, publish, source } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const desk = source('desk', { name: 'Desk' })
const TOMORROW = AFTERNOON + 20 * HOUR
const LONG_AGO = Date.UTC(1994, 2, 1, 9)

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    configuration: { ...CONFIGURATION, sources: [desk] },
    async fill(store) {
      await store.syncSources([desk], AFTERNOON)
      const reports = [
        article('archive', { title: 'From the archive', publishedAt: LONG_AGO }),
        article('tomorrow', { title: 'Tomorrow’s edition', publishedAt: TOMORROW }),
        ...DATE_ORIGINS.map((dateFrom) =>
          article(dateFrom, { title: `Dated by ${dateFrom}`, publishedAt: AFTERNOON - HOUR, dateFrom }),
        ),
      ]
      await publish(store, 'desk', reports, { now: AFTERNOON })
    },
  })
})
afterAll(async () => await room.close())

test.each([
  [
    'atom',
    `<published>${new Date(TOMORROW).toISOString().replace('.000Z', 'Z')}</published>`,
    '<published>1994-03-01T09:00:00Z</published>',
  ],
  [
    'rss',
    `<pubDate>${new Date(TOMORROW).toUTCString().replace('GMT', '+0000')}</pubDate>`,
    '<pubDate>Tue, 01 Mar 1994 09:00:00 +0000</pubDate>',
  ],
  [
    'json',
    `"date_published":"${new Date(TOMORROW).toISOString().replace('.000Z', 'Z')}"`,
    '"date_published":"1994-03-01T09:00:00Z"',
  ],
])('a feed has the dates that publishers gave: %s', async (format, tomorrow, longAgo) => {
  const text = (await (await room.get(`/feeds/all.${format}`)).text()).replaceAll('": "', '":"')
  expect(text).toContain(tomorrow)
  expect(text).toContain(longAgo)
})

describe('where a date comes from', () => {
  test('is in the API', async () => {
    const { data } = (await (await room.get('/api/v1/articles?limit=50')).json()) as {
      data: readonly { title: string; dated: boolean; dateFrom: string }[]
    }
    const found = data
      .filter(({ title }) => title.startsWith('Dated by'))
      .map(({ title, dated, dateFrom }) => [title, dated, dateFrom])
    expect(new Set(found.map((one) => one.join(' ')))).toEqual(
      new Set(DATE_ORIGINS.map((one) => `Dated by ${one} ${one === 'item'} ${one}`)),
    )
  })
  test.each([
    ['item', null],
    ['address', 'the date shown is from its address'],
    ['feed', 'the time shown is that of the feed'],
    ['estimate', 'published before its source was first read'],
    ['arrival', 'the time shown is when it was first seen'],
  ])('is on the story’s page, unless the item says it: %s', async (dateFrom, words) => {
    const { data } = (await (await room.get(`/api/v1/articles?q=${dateFrom}`)).json()) as { data: readonly { story: string }[] }
    const page = await (await room.get(`/stories/${data[0]?.story}`)).text()
    expect(page).toContain(`Dated by ${dateFrom}`)
    expect(page.includes('Undated')).toBe(words !== null)
    expect(page).toContain(words ?? '')
  })
})
