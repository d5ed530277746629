import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import type { FeedHost } from '../ingest/feed-host.ts'
import { item, openWorkplaceWithHost, rss, type Workplace } from './workplace.ts'

let host: FeedHost
let place: Workplace
let site: string
const SOURCES = `# Ours
sources:
  - { id: desk, name: Desk, url: "https://desk.example/" } # keep
`
beforeEach(async () => {
  const opened = await openWorkplaceWithHost()
  ;({ host, place } = opened)
  site = `http://${host.host}`
  place.write('sources.yaml', SOURCES)
  return opened.close
})
const page = (head: string, body = ''): string => `<html><head><title>Site</title>${head}</head><body>${body}</body></html>`
const alternate = (href: string): string => `<link rel="alternate" type="application/rss+xml" href="${href}">`
const written = (): string => readFileSync(`${place.config}/sources.yaml`, 'utf8')
const showSite = (): void => {
  host.show('/', page(alternate('/comments/feed') + alternate('/feed') + alternate('/none')), 'text/html')
  host.show('/comments/feed', rss([item('c1', 'A comment')]).replace('Desk', 'Comments'))
  host.show('/feed', rss([item('1', 'A new marketplace opens'), item('2')]).replace('Desk', 'Новости рынка'))
}

test('the feeds that a page names are shown with what they hold, and the first is added with --yes', async () => {
  showSite()
  const { code, out, err } = await place.run(['add', site, '--yes'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^1 +rss20 +2 +2026-11-23T08:00 +en 2 +shops 1 +Новости рынка +\S+\/feed$/m)
  expect(out).toMatch(/^2 +rss20 +1 .*Comments/m)
  expect(out).toContain('The source "novosti-rynka" was added')
  expect(written().startsWith(SOURCES)).toBe(true)
  expect(written().slice(SOURCES.length)).toBe(
    `  - id: novosti-rynka\n    name: Новости рынка\n    url: ${site}/feed\n    language: en\n`,
  )
  expect((await place.run(['check'])).code).toBe(0)
  expect(JSON.parse((await place.run(['once', '--json'])).out).counts.items).toBe(2)
})

test('what a source reads already is shown, and refused', async () => {
  showSite()
  place.write('sources.yaml', `${SOURCES}  - { id: here, name: Here, url: "${site}/feed/" }\n`)
  const before = written()
  const { code, out, err } = await place.run(['add', site, '--yes'])
  expect(out).toContain('(the source "here")')
  expect({ code, err }).toEqual({ code: 1, err: `${site}/feed is read already: it is the source "here"\n` })
  expect(written()).toBe(before)
})

test('in a pipe nothing is added without a choice; --feed chooses, --json lists', async () => {
  showSite()
  expect(await place.run(['add', site])).toMatchObject({ code: 2, err: expect.stringContaining('--feed ADDRESS') })
  expect(written()).toBe(SOURCES)
  const { found, added } = JSON.parse((await place.run(['add', site, '--json'])).out)
  expect(added).toEqual([])
  expect(found).toMatchObject([
    { url: `${site}/feed`, format: 'rss20', items: 2, languages: { en: 2 }, topics: { shops: 1 }, source: null },
    { url: `${site}/comments/feed`, items: 1 },
  ])
  const chosen = await place.run(['add', site, '--feed', `${site}/comments/feed`, '--id', 'talk', '--json'])
  expect(JSON.parse(chosen.out).added).toMatchObject([{ id: 'talk', url: `${site}/comments/feed` }])
  expect(await place.run(['add', site, '--feed', 'https://other.example/'])).toMatchObject({ code: 2 })
})

test('on a terminal the user chooses, and is asked again after a slip', async () => {
  showSite()
  const { code, err } = await place.run(['add', site], { typed: 'x\n2, 1\n' })
  expect(code).toBe(0)
  expect(err).toContain('"x" is no answer to that')
  expect(written()).toMatch(/id: comments[\s\S]*id: novosti-rynka/)
  expect(await place.run(['add', site], { typed: '\n' })).toMatchObject({
    code: 0,
    err: expect.stringContaining('Nothing was added'),
  })
})

test('a feed by its own address is taken as it is; a site without links is searched at the usual paths', async () => {
  host.show('/x', rss([item('1')]))
  expect(JSON.parse((await place.run(['add', `${site}/x`, '--json'])).out).found).toMatchObject([{ url: `${site}/x` }])
  host.show('/', page(''), 'text/html')
  host.show('/feed.json', '{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","title":"One"}]}')
  expect(JSON.parse((await place.run(['add', site, '--json'])).out).found).toMatchObject([
    { url: `${site}/feed.json`, format: 'json11' },
  ])
})

test('a site without a feed is read by a rule made for its page', async () => {
  const headlines = [
    'A new marketplace opens in the north',
    'Heavy rain stops the trains again',
    'Parliament votes on domain names',
  ]
  const teaser = (title: string, n: number): string =>
    `<div class="teaser"><a href="/n/${n}"><img src="/${n}.jpg"></a><h3><a href="/n/${n}">${title}</a></h3><time datetime="2026-11-2${n}">day</time></div>`
  host.show(
    '/news',
    page('', `<nav>${'<a href="/about">About this website and us</a>'.repeat(5)}</nav>${headlines.map(teaser).join('')}`),
    'text/html',
  )
  const { code } = await place.run(['add', `${site}/news`, '--yes'])
  expect(code).toBe(0)
  expect(written()).toContain('item: div.teaser')
  const { items } = JSON.parse((await place.run(['try', 'site', '--json'])).out)
  expect(items.map(({ title }: { title: string }) => title).toSorted()).toEqual(headlines.toSorted())
  expect(items.every(({ dated }: { dated: boolean }) => dated)).toBe(true)
})

test('where nothing can be read the reason is said; an address that asks for our environment is not followed', async () => {
  host.show('/', page(alternate('/${HOME}'), 'Nothing here.'), 'text/html')
  expect(await place.run(['add', site, '--yes'])).toMatchObject({ code: 1, err: expect.stringContaining('titled «Site»') })
  expect(host.asked.some(({ path }) => path.includes('HOME'))).toBe(false)
  expect(written()).toBe(SOURCES)
  host.show('/feed', rss([item('1')]).replace('Desk', '${HOME}'))
  await place.run(['add', `${site}/feed`, '--yes'])
  expect((await place.run(['check'])).code).toBe(0)
  expect(written()).not.toContain('{HOME}')
})
