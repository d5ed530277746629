import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../src/store/ports/store.ts'
import { article, publish } from '../store/samples.ts'
import { HttpError } from '../../src/web/http/http-error.ts'
import type { PageContext } from '../../src/web/pages/page-context.ts'
import { storyDays } from '../../src/web/pages/story-days.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

const DAY = 24 * HOUR

/** 70 stories on 20 November, two on 3 October and one each hour of the last ten. */
const fill = async (store: Store): Promise<void> => {
  await store.syncSources(CONFIGURATION.sources, AFTERNOON - 90 * DAY)
  const at = async (hoursAgo: number, count: number, key: string) => {
    const now = AFTERNOON - hoursAgo * HOUR
    const articles = Array.from({ length: count }, (_, index) =>
      article(`${key}${index}`, { title: `Story ${key}${index}`, publishedAt: now - index * 1_000, topics: ['cables'] }),
    )
    await publish(store, 'harbour-post', articles, { now })
  }
  await at(52 * 24, 2, 'october')
  await at(4 * 24, 70, 'friday')
  for (let hour = 10; hour > 0; hour -= 1) await at(hour, 1, `today${hour}-`)
}

let room: Newsroom
beforeAll(async () => void (room = await openNewsroom({ fill })))
afterAll(async () => await room.close())
const textAt = async (path: string): Promise<string> => await (await room.get(path)).text()

test('a day has all stories that the calendar counts, on as many pages as it takes', async () => {
  const found: string[] = []
  let pages = 0
  for (let path: string | undefined = '/days/2026-11-20'; path !== undefined; pages += 1) {
    const text = await textAt(path)
    expect(text).toContain('70 stories')
    found.push(...[...text.matchAll(/href="(\/stories\/[^"?]+)"/g)].map(([, story = '']) => story))
    path = /<a rel="next" href="(\/days\/2026-11-20\?[^"]*)"/.exec(text)?.[1]
  }
  expect(pages).toBe(3)
  expect(new Set(found).size).toBe(70)
})

test('the calendar links days that have stories and no others, and leads to the nearest months that have some', async () => {
  const text = await textAt('/days/2026-11')
  expect([...text.matchAll(/<td><a href="\/days\/(2026-11-\d\d)"/g)].map(([, day]) => day)).toEqual([
    '2026-11-20',
    '2026-11-24',
  ])
  expect(text).toContain('80 stories')
  expect(text).toContain('<a rel="prev" href="/days/2026-10">October 2026</a>')
  expect(await textAt('/days/2026-10')).toContain('<a rel="next" href="/days/2026-11">November 2026</a>')
})

test('a day leads to the days before and after it, over any gap', async () => {
  expect(await textAt('/days/2026-11-24')).toContain('<a rel="prev" href="/days/2026-11-20">20 November 2026</a>')
  const between = await textAt('/days/2026-11-10')
  expect(between).toContain('No story began in this time.')
  expect(between).toContain('<a rel="prev" href="/days/2026-10-03">3 October 2026</a>')
  expect(between).toContain('<a rel="next" href="/days/2026-11-20">20 November 2026</a>')
})

test('the front page leads to all of today and to the days before', async () => {
  const text = await textAt('/')
  expect(text).toContain('<a href="/days/2026-11-24">All stories of 24 November 2026</a>')
  expect(text).toContain('<a rel="next" href="/days/2026-11-20">Earlier stories, 20 November 2026</a>')
})

test.each(['2026-02-30', '2026-13', 'yesterday', '2026-1-1', '1e5'])('%s is no day', async (day) => {
  const answer = await room.get(`/days/${day}`, { accept: 'text/html' })
  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain('There is no such day.')
})

test('a week begins as the reader’s language has it', async () => {
  const first = async (ui: string): Promise<string | undefined> =>
    /<thead><tr><th scope="col"><abbr title="([^"]+)"/.exec(await textAt(`/days/2026-11?ui=${ui}`))?.[1]
  expect(await first('en')).toBe('Monday')
  expect(await first('ja')).toBe('日曜日')
})

test('days, calendar and the first feed are those of the field; everything is one click away and the last feed', async () => {
  const now = AFTERNOON - 5 * DAY
  const outside = article('outside', { title: 'A match ends in a draw', publishedAt: now, topics: [] })
  await publish(room.store, 'harbour-post', [outside], { now })
  expect(await textAt('/days/2026-11-19')).not.toContain('A match ends in a draw')
  const everything = await textAt('/days/2026-11-19?feed=all')
  expect(everything).toContain('A match ends in a draw')
  expect(everything).toContain('href="/days/2026-11?feed=all"')
  expect(await textAt('/days/2026-11-20')).toContain('<a href="/days/2026-11-20?feed=all">Everything from this day</a>')
  const opml = [...(await textAt('/feeds.opml')).matchAll(/text="([^"]*)"/g)].map(([, title]) => title)
  expect([opml[0], opml.at(-1)]).toEqual(['All stories', 'Everything'])
  expect(await textAt('/feeds/field.atom')).not.toContain('A match ends in a draw')
  expect(await textAt('/feeds/all.atom')).toContain('A match ends in a draw')
})

test('where counting the field takes too long, a calendar counts every story', async () => {
  const every = { days: [{ day: '2026-11-24', stories: 3 }], earlier: null, later: null }
  const statistics = {
    storyCalendar: async () => every,
    countByDay: async () => {
      throw new HttpError(503, 'stopped')
    },
  }
  const context = { configuration: CONFIGURATION, query: new URLSearchParams(), statistics } as unknown as PageContext
  expect(await storyDays(context, 0, AFTERNOON)).toEqual(every)
})
