import { expect, test } from 'vitest'
import { collectWarnings } from '../../src/parse/caps.ts'
import { sitemapsIn } from '../../src/parse/sitemap/read-sitemap.ts'
import { costGrowth, MOST_GROWTH } from '../processor-time.ts'
import { failureOf, iso, readFeed } from './reading.ts'

const NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
const set = (entries: string, more = NEWS): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by a program --><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" ${more}>${entries}</urlset>`
const page = (loc: string, title: string, more = ''): string =>
  `<url><loc>${loc}</loc><lastmod>2026-11-24</lastmod><news:news><news:publication><news:name>Daily &amp; Sunday</news:name><news:language>fr</news:language></news:publication><news:publication_date>2026-11-23T08:00:00+01:00</news:publication_date><news:title>${title}</news:title>${more}</news:news><image:image><image:loc>/p.jpg</image:loc><image:title>A picture</image:title></image:image></url>`

test('a news sitemap gives its pages with title, date, language, keywords and picture', async () => {
  const feed = await readFeed(
    set(page('https://site.example/1', '<![CDATA[Prix & taxes]]>', '<news:keywords>taxe, douane</news:keywords>')),
  )
  expect(feed).toMatchObject({ format: 'sitemap', title: 'Daily &amp; Sunday', language: 'fr', link: 'https://example.org' })
  expect(feed.items).toMatchObject([
    {
      id: 'https://site.example/1',
      title: 'Prix &amp; taxes',
      updated: null,
      language: 'fr',
      image: 'https://example.org/p.jpg',
      categories: [{ term: 'taxe' }, { term: 'douane' }],
    },
  ])
  expect(iso(feed.items[0]?.published ?? null)).toBe('2026-11-23T07:00:00.000Z')
})

test('a prefix of the document’s own choice is understood; pages without a title are left out', async () => {
  const text = set(
    page('https://site.example/1', 'One').replaceAll('news:', 'n:') + '<url><loc>https://site.example/about</loc></url>',
  )
  expect((await readFeed(text)).items.map(({ title }) => title)).toEqual(['One'])
})

test('a sitemap without news is no success with nothing in it; an empty one is', async () => {
  expect(await failureOf(set('<url><loc>https://a.example/</loc></url>', ''))).toBe(
    'a sitemap of 1 pages without news:title, which only news sitemaps have',
  )
  expect(await failureOf('<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap></sitemapindex>')).toBe(
    'a sitemap index of 1 sitemaps without news',
  )
  expect((await readFeed(set(''))).items).toEqual([])
})

test('one that breaks off is a failure, and the number of items is limited', async () => {
  const whole = set(page('https://a.example/1', 'One') + page('https://a.example/2', 'Two'))
  expect(await failureOf(whole.slice(0, -40))).toBe('truncated')
  const cut = await readFeed(whole, { maxItems: 1 })
  expect(cut.items).toHaveLength(1)
  expect(cut.warnings).toEqual(['cut at 1 items'])
})

test('an index lists its sitemaps with the day of their change, and is followed by them', async () => {
  const index = `<sitemapindex><sitemap><loc> /a.xml </loc><lastmod>2026-11-24</lastmod></sitemap><sitemap><loc>https://b.example/b.xml.gz</loc></sitemap></sitemapindex>`
  expect(sitemapsIn(index, 'https://a.example/sitemap.xml', collectWarnings())).toEqual([
    { url: 'https://a.example/a.xml', lastModified: Date.UTC(2026, 10, 24) },
    { url: 'https://b.example/b.xml.gz', lastModified: 0 },
  ])
  const feed = await readFeed(index + set(page('https://a.example/1', 'One')) + set(page('https://a.example/2', 'Two')))
  expect(feed).toMatchObject({ format: 'sitemapindex', items: [{ title: 'One' }, { title: 'Two' }] })
})

test.each([
  ['nested without end', 20_000, (n: number) => `<urlset>${'<url>'.repeat(n)}`],
  ['closed without end', 20_000, (n: number) => `<urlset>${'</url>'.repeat(n)}</urlset>`],
  ['comments before the root', 2_000, (n: number) => `${'<!-- x -->'.repeat(n)}<urlset></urlset>`],
  ['a title of megabytes', 300_000, (n: number) => set(page('https://a.example/1', 'x'.repeat(n)))],
])('a hostile sitemap is read in time: %s', async (_, size, make) => {
  const read = async (text: string): Promise<unknown> => await readFeed(text).catch(() => null)
  expect(await costGrowth(size, make, read)).toBeLessThan(MOST_GROWTH)
})

test('a title in a million pieces is read at once, and cut', async () => {
  const make = (n: number): string => set(page('https://site.example/1', `${'x'.repeat(19_000)}${'y<!---->'.repeat(n)}`))
  const read = async (text: string): Promise<void> =>
    expect((await readFeed(text)).items[0]?.title).toBe('x'.repeat(19_000) + 'y'.repeat(1_000))
  expect(await costGrowth(100_000, make, read)).toBeLessThan(MOST_GROWTH)
})
