import { expect, test } from 'vitest'
import { dayInAddress } from '../../src/enrich/item-dates.ts'

const day = (address: string): string | null => {
  const at = dayInAddress(address)
  return at === null ? null : new Date(at).toISOString().slice(0, 10)
}

test.each([
  'https://news.example/2026/11/24/parcel-fees',
  'https://news.example/world/2026-11-24-parcel-fees.html',
  'https://news.example/20261124/parcel-fees',
  'https://news.example/2026-11/24/content_1234.htm',
  'https://news.example/n1/2026/1124/c1001-40123456.html',
  'https://news.example/202611/24/1.html',
  'https://news.example/art/t20261124_123456.html',
  'https://news.example/us-news/2026/nov/24/parcel-fees',
  'https://news.example/2026/11/24.html',
  'https://news.example/show?date=2026-11-24&id=7',
])('%s names its day', (address) => expect(day(address)).toBe('2026-11-24'))
test('months and days may have one digit', () => expect(day('https://news.example/2026/5/7/a')).toBe('2026-05-07'))

test.each([
  ['a month alone', 'https://news.example/2026/11/parcel-fees'],
  ['a day that no calendar has', 'https://news.example/2026/02/30/a'],
  ['a part of a longer number', 'https://news.example/a/120261124'],
  ['a time or a number after it', 'https://news.example/a/202611241530'],
  ['a title’s own day and year', 'https://news.example/killed-in-2013-07-01-2017-6537819.php'],
  ['a year before the first news sites', 'https://news.example/1917/11/07/a'],
  ['a month and a title', 'https://news.example/2026/11/10-ways-to-save'],
  ['a month and a short title', 'https://news.example/2026/11/4fees.html'],
  ['a named month and a title', 'https://news.example/2026/nov/10-ways-to-save'],
  ['the host', 'https://2026-11-24.news.example/a'],
  ['the fragment', 'https://news.example/log#2026-11-24'],
  ['no address', 'tag:news.example,2026-11-24:7'],
])('%s is no day of an address', (_, address) => expect(dayInAddress(address)).toBeNull())
