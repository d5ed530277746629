import { describe, expect, test } from 'vitest'
import { identifyItems } from '../../src/enrich/identity.ts'
import { dateItems, type DocumentDates, type ItemDates } from '../../src/enrich/item-dates.ts'
import type { ParsedItem } from '../../src/model/parsed-item.ts'
import { anItem } from './an-item.ts'

const SECOND = 1000
const HOUR = 3_600_000
const DAY = 24 * HOUR
const now = Date.UTC(2026, 10, 24, 12)
const addresses = { url: 'https://desk.example/rss.xml', link: 'https://desk.example/' }

const datesOf = (items: readonly Partial<ParsedItem>[], document: Partial<DocumentDates> = {}): readonly ItemDates[] => {
  const parsed = items.map((parts, n) => anItem({ id: `${n}`, link: `https://desk.example/${n}`, ...parts }))
  const around: DocumentDates = { feed: { published: null, updated: null }, isFirstRead: true, now, ...document }
  return dateItems(identifyItems(parsed, addresses), around).map(({ dates }) => dates)
}
const dateOf = (item: Partial<ParsedItem>, document: Partial<DocumentDates> = {}): ItemDates => {
  const [dates] = datesOf([item], document)
  if (dates === undefined) throw new Error('no item')
  return dates
}

describe('what a publisher says is kept', () => {
  test.each([
    ['a date of this year', now - 100 * DAY],
    ['the archive of a newspaper', Date.UTC(1923, 4, 1)],
    ['a clock of another time zone', now + 14 * HOUR],
    ['tomorrow’s edition', now + 2 * DAY],
  ])('%s', (_, published) =>
    expect(dateOf({ published })).toEqual({ publishedAt: published, dateFrom: 'item', updatedAt: null }),
  )
  test('the date of an update, where it is the only one', () =>
    expect(dateOf({ published: null, updated: now - DAY })).toEqual({
      publishedAt: now - DAY,
      dateFrom: 'item',
      updatedAt: null,
    }))
  test('an update after publication', () => {
    expect(dateOf({ published: now - DAY, updated: now }).updatedAt).toBe(now)
    expect(dateOf({ published: now - DAY, updated: now - DAY }).updatedAt).toBeNull()
    expect(dateOf({ published: now - DAY, updated: now + 3 * DAY }).updatedAt).toBeNull()
  })
})

describe('a date that cannot be one of publication counts as none', () => {
  test.each([
    ['an event of next week', now + 2 * DAY + 1],
    ['the year 2099', Date.UTC(2099, 0, 1)],
    ['the zero of Unix, in any time zone', -14 * HOUR],
    ['the zero of spreadsheets', Date.UTC(1899, 11, 30)],
    ['the year 1', Date.parse('0001-01-01T00:00:00Z')],
    ['a year of the Hijra', Date.UTC(1448, 5, 1)],
    ['no number', Number.NaN],
  ])('%s', (_, published) => {
    expect(dateOf({ published }, { isFirstRead: false })).toEqual({ publishedAt: now, dateFrom: 'arrival', updatedAt: null })
    expect(dateOf({ published, updated: now - DAY })).toMatchObject({ publishedAt: now - DAY, dateFrom: 'item' })
  })
})

describe('an item without a date', () => {
  const undated = { published: null }
  const link = 'https://desk.example/2026/11/20/fees'
  test('has that of its address', () =>
    expect(dateOf({ ...undated, link })).toMatchObject({ publishedAt: Date.UTC(2026, 10, 20), dateFrom: 'address' }))
  test('has that of an address that is its id', () =>
    expect(dateOf({ ...undated, link: null, id: link })).toMatchObject({ publishedAt: Date.UTC(2026, 10, 20) }))
  test('is never later than now, where its day has begun further east', () => {
    const early = { now: Date.UTC(2026, 10, 19, 16) }
    expect(dateOf({ ...undated, link }, early)).toMatchObject({ publishedAt: early.now, dateFrom: 'address' })
    expect(dateOf({ ...undated, link }, { now: Date.UTC(2026, 10, 18, 16) }).dateFrom).toBe('estimate')
  })
  test('that is new at a later poll came since the last one, if its address does not name an earlier day', () => {
    const later = { isFirstRead: false }
    expect(dateOf(undated, later)).toMatchObject({ publishedAt: now, dateFrom: 'arrival' })
    const today = { ...undated, link: 'https://desk.example/2026/11/24/fees' }
    expect(dateOf(today, later)).toMatchObject({ publishedAt: now, dateFrom: 'address' })
    expect(dateOf({ ...undated, link }, later)).toMatchObject({ publishedAt: Date.UTC(2026, 10, 20), dateFrom: 'address' })
  })
})

describe('at the first reading of a source, items without a date are not news', () => {
  const undated = { published: null }
  const at = (items: Parameters<typeof datesOf>[0], document: Partial<DocumentDates> = {}) =>
    datesOf(items, document).map(({ publishedAt, dateFrom }) => [publishedAt, dateFrom])
  test('they have the feed’s date, the later of two', () => {
    const feed = { published: now - 9 * DAY, updated: now - 2 * DAY }
    expect(at([undated, undated], { feed })).toEqual([
      [now - 2 * DAY, 'feed'],
      [now - 2 * DAY, 'feed'],
    ])
  })
  test('a feed’s date of the last hour is that of the request', () =>
    expect(at([undated], { feed: { published: now - 5 * DAY, updated: now - 30 * SECOND } })).toEqual([
      [now - 5 * DAY, 'feed'],
    ]))
  test('in a document with dates they stand behind the oldest, in the document’s order', () => {
    const oldest = now - 3 * DAY
    const feed = { published: null, updated: now - 2 * HOUR }
    expect(at([{ published: now - HOUR }, undated, { published: oldest }, undated], { feed })).toEqual([
      [now - HOUR, 'item'],
      [oldest - 2 * SECOND, 'estimate'],
      [oldest, 'item'],
      [oldest - 4 * SECOND, 'estimate'],
    ])
  })
  test('in a document without any date they are of the day before', () =>
    expect(at([undated, undated])).toEqual([
      [now - DAY - SECOND, 'estimate'],
      [now - DAY - 2 * SECOND, 'estimate'],
    ]))
})
