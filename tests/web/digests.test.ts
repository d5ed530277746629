import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DigestIssue } from '../../src/model/digest.ts'
import { issueName } from '../../src/model/issue-times.ts'
import { INTERFACE_LANGUAGES } from '../../src/web/locale.ts'
import { digest } from '../delivery/digest-samples.ts'
import { type FeedKind, validateFeed } from '../publish/validate/validate-feed.ts'
import { AFTERNOON, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'
import { fillVaried, publishIssues, VARIED } from './varied-news.ts'

const DAY = 24 * HOUR
const KEY = 'q0bGPzbm4rXc0lqZq1Jx2w'
const ISSUE = issueName(AFTERNOON)
const ARABIC = digest({ id: 'sabah', title: { en: 'Morning', ar: 'الصباح' }, language: 'ar', preferred: ['ar'] })
const CONFIGURATION = { ...VARIED, digests: [...VARIED.digests, ARABIC, digest({ id: 'new', title: { en: 'Brand new' } })] }

let room: Newsroom
beforeAll(async () => {
  room = await openNewsroom({
    configuration: CONFIGURATION,
    fill: fillVaried,
    opens: (feed, key) => feed === 'digest:inside' && key === KEY,
  })
  await publishIssues(room.store, AFTERNOON - DAY)
  const [issue] = await room.store.digests.issues({ digest: 'morning', limit: 1 })
  if (issue === undefined) throw new Error('no issue')
  await publishAs('sabah', issue)
})
afterAll(async () => await room.close())
const publishAs = async (id: string, issue: DigestIssue) =>
  await room.store.digests.publishIssue({
    issue: { ...issue, digest: id },
    isSkipped: false,
    about: [],
    readers: READERS,
    deliveries: [],
  })
const READERS = [{ recipient: 'ann@desk.example', token: 'key-of-ann' }]
const textOf = async (path: string, headers = {}): Promise<string> => await (await room.get(path, headers)).text()

describe('the page of all digests', () => {
  test('lists public ones with their times, the latest issue and feeds', async () => {
    const page = await textOf('/digests')
    expect(page).toContain('Every day at 07:30 (Europe/Brussels)')
    expect(page).toContain(`href="/digests/morning/${ISSUE}"`)
    expect(page).toContain('href="/digests/morning.atom"')
    expect(page).toContain('The first issue comes on <time datetime="2026-11-25T06:30:00.000Z">')
    expect(page).not.toContain('inside')
  })

  test('is linked to from the feeds, where there is one', async () => {
    expect(await textOf('/feeds')).toContain('href="/digests"')
    room.setConfiguration({ ...CONFIGURATION, digests: [] })
    expect(await textOf('/feeds')).not.toContain('href="/digests"')
    expect(await textOf('/digests')).toContain('No digests are set up here.')
    room.setConfiguration(CONFIGURATION)
  })
})

describe('the page of an issue', () => {
  test('groups its stories by topic, the most widely reported first, each with what it is and where it leads', async () => {
    const page = await textOf(`/digests/morning/${ISSUE}`)
    expect(page).toContain('<h1>Morning: 24 November 2026</h1>')
    const parcels = page.slice(page.indexOf('>Small parcels</a></h2>'), page.indexOf('>Cables</a></h2>'))
    expect(parcels).toContain('Report says parcels will be taxed')
    expect(parcels).toContain('Reported in 4 languages by 4 sources')
    expect(parcels).toContain('4 reports and 1 copy')
    expect(parcels).toMatch(/Also in Arabic \(1\), French \(1\),? and Simplified Chinese \(1\)\./)
    expect(parcels).toMatch(/href="\/stories\/s[0-9a-z]{20}"/)
    expect(parcels).toContain('href="https://news.example/p1"')
    expect(page).toContain('Cable &lt;script&gt;alert(1)&lt;/script&gt; cut &amp; mended')
    expect(page).not.toContain('<script>alert')
    expect(page).not.toContain('retired.topic')
  })

  test('leads to earlier ones; the newest is the page of the digest', async () => {
    const page = await textOf('/digests/morning')
    expect(page).toContain('<h1>Morning: 24 November 2026</h1>')
    expect(page).toContain(`href="/digests/morning/${issueName(AFTERNOON - DAY)}"`)
    expect(await textOf(`/digests/morning/${issueName(AFTERNOON - DAY)}`)).toContain('<h1>Morning: 23 November 2026</h1>')
  })

  test('speaks the language of its reader, from right to left where it runs so; headlines keep their own direction', async () => {
    const page = await textOf(`/digests/morning/${ISSUE}?ui=ar`)
    expect(page).toContain('<html lang="ar" dir="rtl">')
    expect(page).toContain('الصباح: 24 نوفمبر 2026')
    expect(page).toContain('نُشرت بـ4 لغات في 4 مصادر')
    expect(page).toMatch(/<h3><span lang="en" dir="ltr"><a href="\/stories\/s[^"]+\?ui=ar">Report says/)
    for (const language of INTERFACE_LANGUAGES) expect((await room.get(`/digests/morning?ui=${language}`)).status).toBe(200)
  })

  test('a digest without an issue says when the first one comes', async () => {
    expect(await textOf('/digests/new')).toContain('The first issue comes on')
    expect((await room.get('/digests/new.atom')).status).toBe(200)
  })

  test.each([
    '/digests/none',
    '/digests/morning/2026-01-01T0000Z',
    '/digests/morning/latest',
    '/digests/none.atom',
    '/digests/inside',
  ])('%s is not there, and says where all are', async (path) => {
    const answer = await room.get(path, { accept: 'application/problem+json' })
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('All digests are listed at /digests')
  })

  test('shows an issue as soon as it is made', async () => {
    const before = await room.get('/digests/week')
    expect(before.headers.get('cache-control')).toBe('public, no-cache')
    const [issue] = await room.store.digests.issues({ digest: 'week', limit: 1 })
    if (issue === undefined) throw new Error('no issue')
    await publishAs('week', { ...issue, due: AFTERNOON + DAY })
    expect(await textOf('/digests/week')).toContain('25 November 2026')
  })
})

describe('the feed of a digest', () => {
  test.each(['atom', 'rss', 'json'] as const)('as %s is valid, with an entry an issue that holds all of it', async (ending) => {
    const text = await textOf(`/digests/morning.${ending}`)
    expect(validateFeed(text, ending satisfies FeedKind)).toEqual([])
    expect(text).toContain('Morning: 24 November 2026')
    expect(text).toContain('Morning: 23 November 2026')
    expect(text).toContain('Report says parcels will be taxed')
    expect(text).toContain(`${room.url}/digests/morning/${ISSUE}`)
  })

  test('keeps its ids wherever it is served, and whatever is added', async () => {
    const ids = async (path: string) => [...(await textOf(path)).matchAll(/<entry[^]*?<id>([^<]+)/g)].map((match) => match[1])
    const first = await ids('/digests/morning.atom')
    expect(new Set(first).size).toBe(2)
    const other = await openNewsroom({ configuration: CONFIGURATION, fill: fillVaried, publicUrl: 'https://elsewhere.example' })
    const again = [...(await (await other.get('/digests/morning.atom')).text()).matchAll(/<entry[^]*?<id>([^<]+)/g)]
    await other.close()
    expect(first).toContain(again[0]?.[1])
  })

  test('speaks the language of the digest, whoever asks', async () => {
    const feed = JSON.parse(await textOf('/digests/sabah.json', { 'accept-language': 'fr' })) as {
      readonly title: string
      readonly language: string
      readonly items: readonly { readonly title: string; readonly content_html: string; readonly content_text: string }[]
    }
    expect([feed.title, feed.language]).toEqual(['الصباح', 'ar'])
    expect(feed.items[0]?.title).toBe('الصباح: 24 نوفمبر 2026')
    expect(feed.items[0]?.content_html).toContain('<div lang="ar" dir="rtl">')
    expect(feed.items[0]?.content_text).toContain('نُشرت')
  })

  test('is answered with 304 while nothing has come', async () => {
    const etag = (await room.get('/digests/morning.rss')).headers.get('etag') ?? ''
    expect((await room.get('/digests/morning.rss', { 'if-none-match': etag })).status).toBe(304)
  })
})

describe('a private digest', () => {
  test('opens to who has its key, and to nobody else', async () => {
    for (const path of ['/digests/inside', `/digests/inside/${ISSUE}`, '/digests/inside.atom', '/digests/inside.json']) {
      const answer = await room.get(`${path}?key=${KEY}`)
      expect([path, answer.status, answer.headers.get('cache-control')?.startsWith('private')]).toEqual([path, 200, true])
      expect((await room.get(`${path}?key=wrong`)).status).toBe(403)
      expect((await room.get(path)).status).toBe(404)
    }
    expect((await room.get('/digests/nowhere?key=wrong')).status).toBe(403)
  })

  test('leads on with its key, within itself only', async () => {
    const page = await textOf(`/digests/inside?key=${KEY}`)
    expect(page).toContain(`/digests/inside/${issueName(AFTERNOON - DAY)}?key=${KEY}`)
    expect(page).toContain('<meta name="robots" content="noindex">')
    expect(page).not.toMatch(new RegExp(`href="/(?:stories|topics)/[^"]*${KEY}`))
  })

  test('is in no list of the API', async () => {
    expect(await textOf('/api/v1/digests')).not.toContain('inside')
    expect((await room.get('/api/v1/digests/inside')).status).toBe(404)
    expect((await room.get('/api/v1/digests/inside/issues')).status).toBe(404)
  })
})

test('the API pages through the issues of a digest', async () => {
  type List = { readonly data: readonly { readonly id: string }[]; readonly links: { readonly next: string | null } }
  const first = JSON.parse(await textOf('/api/v1/digests/morning/issues?limit=1')) as List
  expect(first.data.map(({ id }) => id)).toEqual([ISSUE])
  const second = (await (await fetch(first.links.next ?? '')).json()) as List
  expect([second.data.map(({ id }) => id), second.links.next]).toEqual([[issueName(AFTERNOON - DAY)], null])
  expect((await room.get('/api/v1/digests/morning/issues?before=x')).status).toBe(400)
  expect((await room.get('/api/v1/digests/morning/issues?limit=0')).status).toBe(400)
})

describe('unsubscribing', () => {
  test('asks first, so that programs that follow links end nothing; then it is done at once', async () => {
    const page = await room.get('/unsubscribe/key-of-ann')
    expect(page.headers.get('cache-control')).toBe('private, no-store')
    expect(await page.text()).toContain('Stop sending “Morning” to ann@desk.example?')
    expect((await room.store.digests.readerWith('key-of-ann'))?.endedAt).toBeNull()
    const done = await fetch(`${room.url}/unsubscribe/key-of-ann?ui=de`, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    })
    expect([done.status, (await done.text()).includes('wird nicht mehr an ann@desk.example gesendet')]).toEqual([200, true])
    expect((await room.store.digests.readerWith('key-of-ann'))?.endedAt).toBe(AFTERNOON)
    expect(await textOf('/unsubscribe/key-of-ann')).toContain('is no longer sent to ann@desk.example.')
  })

  test('with a key that there is not, nothing ends', async () => {
    expect((await room.get('/unsubscribe/nobody')).status).toBe(404)
    expect((await fetch(`${room.url}/unsubscribe/nobody`, { method: 'POST' })).status).toBe(404)
  })
})
