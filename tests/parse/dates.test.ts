import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { readByPattern, readRelativeDate } from '../../src/parse/dates/page-date.ts'
import { readDate } from '../../src/parse/dates/read-date.ts'
import { costGrowth, MOST_GROWTH } from '../processor-time.ts'
import { iso, readFeed, rss } from './reading.ts'

const now = Date.UTC(2026, 10, 24, 12)
const inLanguage = (language: string | null) => ({ language, now: null, offset: 0 })

describe('dates', () => {
  test.each([
    ['Tue, 24 Nov 2026 08:30:00 GMT', '2026-11-24T08:30:00.000Z'],
    ['Tue, 24 Nov 26 08:30 EST', '2026-11-24T13:30:00.000Z'],
    ['24 November 2026 08:30:00 +0530', '2026-11-24T03:00:00.000Z'],
    ['Tues, 24-Nov-2026 08:30:00 CEST', '2026-11-24T06:30:00.000Z'],
    ['Tue, 24 Nov 2026', '2026-11-24T00:00:00.000Z'],
    ['Tue,24 Nov 2026 08:30:00 -0000', '2026-11-24T08:30:00.000Z'],
    ['Tue, 24 Nov 2026 08:30:00 +0000 (UTC)', '2026-11-24T08:30:00.000Z'],
    ['Mon, 13 Jul 2026 08:30:00 ET', '2026-07-13T12:30:00.000Z'],
    ['Wed, 13 Jan 2027 08:30:00 ET', '2027-01-13T13:30:00.000Z'],
    ['Tue, 24 Nov 2026 08:30:00 Europe/Berlin', '2026-11-24T07:30:00.000Z'],
    ['Tue Nov 24 08:30:00 2026', '2026-11-24T08:30:00.000Z'],
    ['Tue Nov 24 08:30:00 +0800 2026', '2026-11-24T00:30:00.000Z'],
    ['November 24, 2026, 3:04 PM', '2026-11-24T15:04:00.000Z'],
    ['Tue, 2026/11/24 08:30:00', '2026-11-24T08:30:00.000Z'],
    ['11/24/2026 12:05 AM', '2026-11-24T00:05:00.000Z'],
    ['2026-11-24T08:30:00.987+01:00', '2026-11-24T07:30:00.000Z'],
    ['2026-11-24 08:30', '2026-11-24T08:30:00.000Z'],
    ['20261124T083000Z', '2026-11-24T08:30:00.000Z'],
    ['20261124', '2026-11-24T00:00:00.000Z'],
    ['2026-11', '2026-11-01T00:00:00.000Z'],
    ['2026', '2026-01-01T00:00:00.000Z'],
    ['2026-328', '2026-11-24T00:00:00.000Z'],
    ['2026-W48-2', '2026-11-24T00:00:00.000Z'],
    ['26-11-24', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24T24:00:00Z', '2026-11-25T00:00:00.000Z'],
    ['1795509000', '2026-11-24T08:30:00.000Z'],
    ['1795509000123', '2026-11-24T08:30:00.000Z'],
    ['20261124083000', '2026-11-24T08:30:00.000Z'],
  ])('%s', (written, expected) => expect(iso(readDate(written))).toBe(expected))

  test.each([
    ['24 ноября 2026 г., 08:30', 'ru', '2026-11-24T08:30:00.000Z'],
    ['mar. 24 nov. 2026 à 8h30', 'fr', '2026-11-24T08:30:00.000Z'],
    ['2026-november-24T9:15-05:00', 'hu', '2026-11-24T14:15:00.000Z'],
    ['Τρί, 24 Νοέ 2026 08:30:00 EET', 'el', '2026-11-24T06:30:00.000Z'],
    ['2026-11-24 오후 11:23:17', 'ko', '2026-11-24T14:23:17.000Z'],
    ['2026년 11월 24일 01:31:15', null, '2026-11-23T16:31:15.000Z'],
    ['2026年11月24日 14:30', 'zh', '2026-11-24T14:30:00.000Z'],
    ['令和8年11月24日', 'ja', '2026-11-24T00:00:00.000Z'],
    ['民國115年11月24日', 'zh-Hant', '2026-11-24T00:00:00.000Z'],
    ['24 نوفمبر 2026', 'ar', '2026-11-24T00:00:00.000Z'],
    ['24 تشرين الثاني 2026', 'ar', '2026-11-24T00:00:00.000Z'],
    ['۳ آذر ۱۴۰۵', 'fa', '2026-11-24T00:00:00.000Z'],
    ['24 พฤศจิกายน 2569', 'th', '2026-11-24T00:00:00.000Z'],
    ['24 tháng 11, 2026', 'vi', '2026-11-24T00:00:00.000Z'],
    ['24 नवंबर 2026', 'hi', '2026-11-24T00:00:00.000Z'],
    ['5 listopada 2026', 'pl', '2026-11-05T00:00:00.000Z'],
    ['5. listopada 2026.', 'hr', '2026-10-05T00:00:00.000Z'],
    ['24.11.2026, 14.30 Uhr', 'de', '2026-11-24T14:30:00.000Z'],
    ['3/4/2026', 'fr', '2026-04-03T00:00:00.000Z'],
    ['3/4/2026', 'en', '2026-03-04T00:00:00.000Z'],
  ])('%s in %s', (written, language, expected) => expect(iso(readDate(written, inLanguage(language)))).toBe(expected))

  test.each([
    '',
    'soon',
    '0001-01-01T00:00:00Z',
    '2026-13-01',
    'Tue, 99 Nov 2026 08:30:00 GMT',
    'x'.repeat(500),
    '0000-00-00 00:00:00',
  ])('«%s» is no date', (written) => expect(readDate(written)).toBeNull())

  test('a date without a year is the latest that is not far ahead', () => {
    const hints = { language: 'en', now, offset: 0 }
    expect(iso(readDate('24 November', hints))).toBe('2026-11-24T00:00:00.000Z')
    expect(iso(readDate('28 December', hints))).toBe('2025-12-28T00:00:00.000Z')
    expect(readDate('24 November', inLanguage('en'))).toBeNull()
  })

  test.each([
    ['24.11.2026 um 14:30', 'dd.MM.yyyy', 'de', '2026-11-24T00:00:00.000Z'],
    ['Posted 24 novembre 2026', 'd MMMM yyyy', 'fr', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24 02:30 PM', 'yyyy-MM-dd hh:mm a', 'en', '2026-11-24T14:30:00.000Z'],
    ['24 de noviembre de 2026', "d 'de' MMMM 'de' yyyy", 'es', '2026-11-24T00:00:00.000Z'],
    ['11/24', 'MM/dd', 'zh', '2026-11-24T00:00:00.000Z'],
  ])('%s by the pattern %s', (written, pattern, language, expected) =>
    expect(iso(readByPattern(written, pattern, { language, now, offset: 0 }))).toBe(expected),
  )

  test.each([
    ['3 hours ago', '2026-11-24T09:00:00.000Z'],
    ['vor 2 Tagen', '2026-11-22T00:00:00.000Z'],
    ['5 минут назад', '2026-11-24T11:55:00.000Z'],
    ['昨天', '2026-11-23T00:00:00.000Z'],
    ['2小时前', '2026-11-24T10:00:00.000Z'],
  ])('%s, counted from now', (written, expected) => expect(iso(readRelativeDate(written, now, 0))).toBe(expected))

  test('a count of days leads to the midnight where the page is written', () => {
    const beijing = 8 * 60
    expect(iso(readRelativeDate('今天', now, beijing))).toBe('2026-11-23T16:00:00.000Z')
    expect(iso(readRelativeDate('2天前', now, beijing))).toBe('2026-11-21T16:00:00.000Z')
  })
})

describe('texts that are no dates', () => {
  test('blanks before a month: ten times as many take ten times as long', async () => {
    const blanks = (n: number): string => `1${' '.repeat(n)}x月`
    expect(await costGrowth(19, blanks, readDate)).toBeLessThan(MOST_GROWTH)
  })
  test('signs that stand for many: no more of them are looked at than a date may have', async () => {
    expect(await costGrowth(10, (n) => `1${'\ufdfa'.repeat(n)}`, readDate)).toBeLessThan(5)
  })
  // Looking one up takes a hundred times as long as reading a date.
  test.each([`12:30 ${'Nowhere/Place_ab '.repeat(8)}`, '12:30 aSiA/tOKYO'])(
    'without a day, no place is looked up: %s',
    (text) => {
      const lookUp = vi.spyOn(Intl, 'DateTimeFormat')
      onTestFinished(() => lookUp.mockRestore())
      expect(readDate(text)).toBeNull()
      expect(lookUp).not.toHaveBeenCalled()
    },
  )

  test('a date has a dozen words and two hundred characters at most', () => {
    expect(iso(readDate(`24 November 2026${' of'.repeat(11)}`))).toBe('2026-11-24T00:00:00.000Z')
    expect(readDate(`24 November 2026${' of'.repeat(12)}`)).toBeNull()
    expect(readDate(`24${' '.repeat(200)}Nov 2026 12:00 GMT`)).toBeNull()
  })

  test('a place is known in any case, and one that there is not is left out', () => {
    const noon = (place: string): string | null => iso(readDate(`24 November 2026 12:00 ${place}`))
    expect(noon('ASIA/TOKYO')).toBe('2026-11-24T03:00:00.000Z')
    expect(noon('Nowhere/Place')).toBe('2026-11-24T12:00:00.000Z')
  })

  test('an item with ever more of them has no date: three of one kind are looked at', async () => {
    const itemOf = (dates: number): string =>
      `<item><title>T</title>${'<pubDate>soon</pubDate>'.repeat(dates)}<pubDate>2026-11-24</pubDate></item>`
    const { items } = await readFeed(rss(itemOf(2) + itemOf(3)))
    expect(items.map(({ published }) => iso(published))).toEqual(['2026-11-24T00:00:00.000Z', null])
  })
})
