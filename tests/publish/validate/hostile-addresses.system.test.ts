/** Addresses and languages that a source may write and no feed may hold, read by the service and published again. */
import { expect, test } from 'vitest'
import { offencesIn } from './offences.ts'
import { entryCount, republish } from './republish.ts'

const ODD = [
  '[',
  ']',
  '{',
  '}',
  '|',
  '^',
  '\\',
  '`',
  '"',
  '<',
  '>',
  ' ',
  '%',
  '#',
  "'",
  '$',
  '&',
  '\u0001',
  'é',
  '中',
  '\u{1F600}',
  '\u202e',
]
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\u0001', '%01')
const places = [
  (mark: string) => `https://news.example/a${mark}b/${mark}`,
  (mark: string) => `https://news.example/x?list${mark}=1&${mark}${mark}=a`,
  (mark: string) => `https://news.example/x#a${mark}b${mark}`,
  (mark: string) => `https://ho${mark}st.example/`,
  (mark: string) => `https://us${mark}er:pa${mark}ss@news.example/`,
]
const addresses = ODD.flatMap((mark) => places.map((place) => place(mark)))
const LANGUAGES = ['eml', 'xx', 'und', 'i-klingon', 'en-x-y"z', 'azb', 'zh_TW', 'x', '12', 'q'.repeat(300)]

const item = (address: string, index: number): string => `
  <item><title>Report number ${index} on the harbour</title><guid isPermaLink="false">g${index}</guid>
  <link>${escaped(address)}</link><comments>${escaped(address)}</comments>
  <enclosure url="${escaped(address)}" type="audio/mpeg" length="1"/><media:thumbnail url="${escaped(address)}"/>
  <source url="${escaped(address)}">Origin</source><dc:language>${escaped(LANGUAGES[index % LANGUAGES.length] ?? '')}</dc:language>
  <description>&lt;p&gt;Text &lt;a href="${escaped(address)}"&gt;there&lt;/a&gt; &lt;img src="${escaped(address)}"&gt;&lt;/p&gt;</description></item>`
const document = (language: string): Buffer =>
  Buffer.from(
    `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
    <title>Desk</title><link>https://news.example/[a]|b</link><language>${escaped(language)}</language>${addresses.map(item).join('')}</channel></rss>`,
  )

test('are written as RFC 3986 has them, or left out; no document is invalid for them', async () => {
  const pages = await republish(
    ['eml', 'en"'].map((language) => ({ name: `in ${language.replace('"', '')}`, bytes: document(language) })),
  )
  for (const page of pages) expect(entryCount(page)).toBeGreaterThan(50)
  expect(offencesIn(pages).errors).toEqual([])
  const atom = pages.map(({ text }) => text).join('')
  expect(atom).toContain('https://news.example/a%5Bb/%5B')
  expect(atom).toContain('https://news.example/x?list%7C=1&amp;%7C%7C=a')
})
