import { gzipSync } from 'node:zlib'
import { beforeEach, expect, test } from 'vitest'
import { openWorkplaceWithHost, type Workplace } from '../cli/workplace.ts'
import type { FeedHost } from './feed-host.ts'

let host: FeedHost
let place: Workplace
beforeEach(async () => {
  const opened = await openWorkplaceWithHost()
  ;({ host, place } = opened)
  place.write(
    'sources.yaml',
    `sources:\n  - { id: paper, name: Paper, sitemap: "http://${host.host}/sitemap.xml", language: en }\n`,
  )
  return opened.close
})

const sitemap = (...titles: readonly string[]): string =>
  `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">${titles
    .map(
      (title, n) =>
        `<url><loc>http://${host.host}/${title.replaceAll(' ', '-')}</loc><news:news><news:title>${title}</news:title><news:publication_date>2026-11-2${n}</news:publication_date></news:news></url>`,
    )
    .join('')}</urlset>`
const index = (...paths: readonly string[]): string =>
  `<sitemapindex>${paths.map((path, n) => `<sitemap><loc>http://${host.host}${path}</loc><lastmod>2026-11-1${n}</lastmod></sitemap>`).join('')}</sitemapindex>`
const once = async (): Promise<{ readonly items: number }> => {
  const { out } = await place.run(['once', '--all', '--json'])
  return JSON.parse(out).counts
}

test('of an index the sitemaps of news are polled, packed or not, again at each poll', async () => {
  host.show('/sitemap.xml', index('/archive.xml', '/news-1.xml', '/news-2.xml.gz'))
  host.show('/archive.xml', sitemap('An old report from the archive'))
  host.show('/news-1.xml', sitemap('The marketplace opens'))
  host.show('/news-2.xml.gz', gzipSync(sitemap('Rain in the north')), 'application/gzip')
  expect(await once()).toMatchObject({ items: 2 })
  // The index stays the same, and so do its validators.
  host.show('/news-1.xml', sitemap('The marketplace opens', 'The marketplace closes again'))
  expect(await once()).toMatchObject({ items: 3 })
  expect(host.asked.some(({ path }) => path === '/archive.xml')).toBe(false)
  expect((await place.run(['export-opml'])).out).toContain('polywire:sitemap="true"')
})

test('without one for news the three that changed last are read', async () => {
  host.show('/sitemap.xml', index('/1.xml', '/2.xml', '/3.xml', '/4.xml'))
  for (const n of [1, 2, 3, 4]) host.show(`/${n}.xml`, sitemap(`Report number ${n}`))
  expect(await once()).toMatchObject({ items: 3 })
  expect(host.asked.map(({ path }) => path)).toEqual(['/sitemap.xml', '/4.xml', '/3.xml', '/2.xml'])
})

test.each([
  ['is missing', null],
  ['is a page', '<html><p>Moved</p></html>'],
  ['ends in a comment', '<urlset><url><!-- <loc>http://paper.example/1</loc>'],
])('a listed sitemap that %s fails alone', async (_, document) => {
  host.show('/sitemap.xml', index('/1.xml', '/2.xml'))
  host.show('/1.xml', sitemap('Report number one'))
  if (document !== null) host.show('/2.xml', document)
  expect(await once()).toMatchObject({ items: 1 })
  // It is requested again at the next poll, without validators.
  host.show('/2.xml', sitemap('Report number two'))
  expect(await once()).toMatchObject({ items: 2 })
})

test('the poll fails where each listed sitemap does', async () => {
  host.show('/sitemap.xml', index('/1.xml', '/2.xml'))
  const { code, out } = await place.run(['once', '--json'])
  expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining('404') })
})

test('polywire add finds it by robots.txt, and try describes it', async () => {
  host.show('/', '<html><title>Paper</title><p>Nothing</p></html>', 'text/html')
  host.show('/robots.txt', `User-agent: *\nDisallow:\nSitemap: http://${host.host}/maps/news.xml\n`, 'text/plain')
  host.show('/maps/news.xml', sitemap('The marketplace opens'))
  place.write('sources.yaml', 'sources: []\n')
  const { out } = await place.run(['add', `http://${host.host}/`, '--yes', '--json'])
  expect(JSON.parse(out).added).toMatchObject([{ sitemap: `http://${host.host}/maps/news.xml` }])
  expect((await place.run(['check'])).code).toBe(0)
  expect((await place.run(['try', `http://${host.host}/maps/news.xml`])).out).toMatch(/^sitemap, utf-8/m)
  place.write(
    'sources.yaml',
    'sources:\n  - { id: both, name: B, url: "https://a.example/", sitemap: "https://a.example/s.xml" }\n',
  )
  expect(await place.run(['check'])).toMatchObject({ code: 2, err: expect.stringContaining('a source has one address') })
})
