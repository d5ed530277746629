import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { validateFeed } from '../publish/validate/validate-feed.ts'
import { warnFeed } from '../publish/validate/warn-feed.ts'
import { article, publish } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, MINUTE, type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
beforeAll(async () => void (room = await openNewsroom()))
afterAll(async () => await room.close())

/** The bytes as they travel: `fetch` would unpack them. */
const raw = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  room.skipAWhile()
  return await new Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }>(
    (resolve, reject) => {
      const asked = request(`${room.url}${path}`, { method, headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }))
      })
      asked.on('error', reject)
      asked.end()
    },
  )
}

describe('a feed', () => {
  test.each([
    ['atom', 'application/atom+xml; charset=utf-8'],
    ['rss', 'application/rss+xml; charset=utf-8'],
    ['json', 'application/feed+json; charset=utf-8'],
  ])('is served as %s with its media type', async (ending, type) => {
    const answer = await room.get(`/feeds/parcels.${ending}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const body = await answer.text()
    expect(body).toContain('Report says parcels will be taxed')
    expect(body).not.toContain('Cable')
  })

  test.each(
    (['atom', 'rss', 'json'] as const).flatMap((kind) =>
      ['', '?lang=ar', '?q=topic:trade&group=article&limit=2', '?q=%E5%8C%85%E8%A3%B9', '?q=nothing'].map(
        (query) => [kind, query] as const,
      ),
    ),
  )('leaves validators nothing to say as %s%s', async (kind, query) => {
    const path = `/feeds/all.${kind}${query}`
    const text = await (await room.get(path)).text()
    expect([...validateFeed(text, kind), ...warnFeed(text, kind, room.url + path)]).toEqual([])
  })

  test('of everything is there without being configured', async () => {
    const feed = (await (await room.get('/feeds/all.json')).json()) as { items: { title: string }[] }
    expect(feed.items).toHaveLength(2)
  })

  test('is narrowed by words and language, and then speaks that language', async () => {
    const feed = (await (await room.get('/feeds/all.json?q=topic:trade&lang=fr')).json()) as { items: { title: string }[] }
    expect(feed.items.map(({ title }) => title)).toEqual(['Les petits colis seront taxés'])
  })

  test.each(['fr-CA', 'FR', 'fr_FR', 'fr,fr-BE'])('understands lang=%s as a filter does', async (written) => {
    const feed = (await (await room.get(`/feeds/all.json?lang=${written}`)).json()) as { language: string; items: unknown[] }
    const plain = (await (await room.get('/feeds/all.json?lang=fr')).json()) as { items: unknown[] }
    expect(feed.items).toEqual(plain.items)
    expect(feed.items).toHaveLength(1)
  })

  test('shows stories in a preferred language and leaves nothing out; it is a feed of its own', async () => {
    type Shown = { feed_url: string; items: { id: string; title: string }[] }
    const feed = async (query: string) => (await (await room.get(`/feeds/all.json${query}`)).json()) as Shown
    const [plain, preferring, narrowed] = [await feed(''), await feed('?prefer=fr-CA'), await feed('?lang=fr')]
    expect(preferring.items).toHaveLength(plain.items.length)
    expect(preferring.items.map(({ title }) => title)).toEqual(expect.arrayContaining(narrowed.items.map(({ title }) => title)))
    expect(new URL(preferring.feed_url).search).toBe('?prefer=fr')
    const ids = [plain, preferring, narrowed].flatMap(({ items }) => items.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    const both = await feed('?lang=en,fr&prefer=fr')
    expect(both.items.map(({ title }) => title)).toContain(narrowed.items[0]?.title)
    expect((await room.get('/feeds/all.atom?prefer=french')).status).toBe(400)
  })

  test('in a language that there is not is refused, and told what was meant', async () => {
    const answer = await room.get('/feeds/all.atom?lang=en,french')
    expect(answer.status).toBe(400)
    const detail = 'lang: no language “french”. Did you mean fr?'
    expect(await answer.json()).toMatchObject({ parameter: 'lang', detail })
    expect((await room.get('/api/v1/stories?lang=zz')).status).toBe(400)
  })

  test('has one entry an article if asked so', async () => {
    const feed = (await (await room.get('/feeds/all.json?group=article')).json()) as { items: unknown[] }
    expect(feed.items).toHaveLength(6)
  })

  test('pages back to the oldest entry by its next links, and each page names itself', async () => {
    const titles: string[] = []
    let path: string | null = '/feeds/all.json?group=article&limit=4'
    while (path !== null) {
      const answer = await room.get(path)
      const link = answer.headers.get('link') ?? ''
      expect(/<([^>]+)>; rel="self"/.exec(link)?.[1]).toBe(room.url + path)
      const feed = (await answer.json()) as { items: { title: string }[]; next_url?: string }
      titles.push(...feed.items.map(({ title }) => title))
      const next: string | null = feed.next_url ?? null
      expect(/<([^>]+)>; rel="next"/.exec(link)?.[1] ?? null).toBe(next)
      path = next === null ? null : next.slice(room.url.length)
    }
    expect(titles).toHaveLength(6)
    expect(titles.at(-1)).toBe('Report says parcels will be taxed')
  })

  test('that is not there is answered with the name that was meant', async () => {
    const answer = await room.get('/feeds/parcel.atom')
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(((await answer.json()) as { detail: string }).detail).toContain('Did you mean “parcels”?')
  })

  test('with a mistake in its filter is refused with the column', async () => {
    const answer = await room.get('/feeds/all.atom?q=parcels+topic:tarde')
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ status: 400, parameter: 'q', column: 15 })
  })

  test('a place that is none is told what else will do', async () => {
    const { detail } = (await (await room.get('/feeds/all.atom?before=yesterday')).json()) as { readonly detail: string }
    expect(detail).toContain('a date such as 2026-11-24')
    expect((await room.get('/feeds/all.atom?before=2026-11-24')).status).toBe(200)
  })
  test.each(['limit=0', 'limit=-1', 'limit=ten', 'group=day', 'lang=en,%3Cb%3E', 'before=%00', 'before=zzzz'])(
    'refuses %s',
    async (query) => {
      expect((await room.get(`/feeds/all.atom?${query}`)).status).toBe(400)
    },
  )

  test('with more than it gives is cut, not refused', async () => {
    expect((await room.get('/feeds/all.atom?limit=999999')).status).toBe(200)
  })

  test('escapes what a title tries to be', async () => {
    const body = await (await room.get('/feeds/all.atom')).text()
    expect(body).not.toContain('<script')
  })
})

describe('conditional requests', () => {
  test.each(['identity', 'gzip', 'br'])(
    'with %s get a 304 for its own tag, and the whole for another coding’s',
    async (coding) => {
      const first = await raw('/feeds/all.atom', { 'accept-encoding': coding })
      const etag = String(first.headers['etag'])
      expect(etag).toMatch(/^"[\w-]+"$/)
      expect(first.headers['vary']).toBe('Accept-Encoding, A-IM')
      const again = await raw('/feeds/all.atom', { 'accept-encoding': coding, 'if-none-match': etag })
      expect([again.status, again.body.length, again.headers['etag']]).toEqual([304, 0, etag])
      const other = await raw('/feeds/all.atom', { 'accept-encoding': coding === 'br' ? 'gzip' : 'br', 'if-none-match': etag })
      expect(other.status).toBe(200)
    },
  )

  test('every coding unpacks to the same bytes', async () => {
    const plain = await raw('/feeds/all.atom')
    const gzip = await raw('/feeds/all.atom', { 'accept-encoding': 'gzip' })
    const brotli = await raw('/feeds/all.atom', { 'accept-encoding': 'gzip, br' })
    expect([gzip.headers['content-encoding'], brotli.headers['content-encoding']]).toEqual(['gzip', 'br'])
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true)
    expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true)
    expect(Number(brotli.headers['content-length'])).toBe(brotli.body.length)
  })

  test('HEAD has the headers of GET and no body', async () => {
    const get = await raw('/feeds/all.atom', { 'accept-encoding': 'gzip' })
    const head = await raw('/feeds/all.atom', { 'accept-encoding': 'gzip' }, 'HEAD')
    const { date: _, ...wanted } = get.headers
    expect(head.headers).toMatchObject(wanted)
    expect(head.body).toHaveLength(0)
  })

  test('If-Modified-Since counts since when the edition stands, and not where If-None-Match is given', async () => {
    const { headers } = await raw('/feeds/all.atom')
    const since = String(headers['last-modified'])
    expect(Date.parse(since)).toBe(AFTERNOON - MINUTE)
    expect((await raw('/feeds/all.atom', { 'if-modified-since': since })).status).toBe(304)
    const earlier = new Date(Date.parse(since) - 1000).toUTCString()
    expect((await raw('/feeds/all.atom', { 'if-modified-since': earlier })).status).toBe(200)
    expect((await raw('/feeds/all.atom', { 'if-modified-since': since, 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('an edition that leaves the bytes as they are leaves the tag', async () => {
    const before = await raw('/feeds/parcels.atom')
    await publish(
      room.store,
      'harbour-post',
      [article('c2', { topics: ['cables'], title: 'Second cable cut', publishedAt: AFTERNOON - 30 * MINUTE })],
      {
        now: AFTERNOON - 30 * MINUTE,
      },
    )
    const after = await raw('/feeds/parcels.atom', { 'if-none-match': String(before.headers['etag']) })
    expect(after.status).toBe(304)
  })

  test('what is stored shows in the very next answer', async () => {
    const before = await raw('/feeds/all.atom')
    await publish(
      room.store,
      'harbour-post',
      [article('c3', { topics: ['cables'], title: 'Third cable cut', publishedAt: AFTERNOON - 20 * MINUTE })],
      {
        now: AFTERNOON - 20 * MINUTE,
      },
    )
    const after = await raw('/feeds/all.atom', { 'if-none-match': String(before.headers['etag']) })
    expect(after.status).toBe(200)
    expect(after.body.toString()).toContain('Third cable cut')
  })

  test('what comes late, dated before what stands there, is newer to whoever asks by date', async () => {
    room.setNow(AFTERNOON + MINUTE)
    const late = article('c4', { topics: ['cables'], title: 'Cable cut, told late', publishedAt: AFTERNOON - 45 * MINUTE })
    await publish(room.store, 'harbour-post', [late], { now: AFTERNOON + MINUTE })
    room.setNow(AFTERNOON + 2 * MINUTE)
    const answer = await raw('/feeds/all.atom', { 'if-modified-since': new Date(AFTERNOON).toUTCString() })
    expect(answer.status).toBe(200)
    expect(answer.body.toString()).toContain('told late')
    expect(answer.headers['last-modified']).toBe(new Date(AFTERNOON + MINUTE).toUTCString())
    room.setNow(AFTERNOON)
  })

  test('what may change again in the same second has no date: a date could not tell the two apart', async () => {
    const dates: unknown[] = []
    for (const [key, now] of [
      ['c5', AFTERNOON + 3 * MINUTE],
      ['c6', AFTERNOON + 3 * MINUTE + 300],
      ['c7', AFTERNOON + 3 * MINUTE + 900],
      ['c8', AFTERNOON + 3 * MINUTE + 1_100],
    ] as const) {
      room.setNow(now)
      await publish(room.store, 'harbour-post', [article(key, { topics: ['cables'], title: `Cable ${key} cut` })], { now })
      const { headers, body } = await raw('/feeds/all.atom')
      expect(body.toString()).toContain(`Cable ${key} cut`)
      expect((await raw('/feeds/all.atom', { 'if-none-match': String(headers['etag']) })).status).toBe(304)
      dates.push(headers['last-modified'])
    }
    expect(dates).toEqual([undefined, undefined, undefined, undefined])
    room.setNow(AFTERNOON + 3 * MINUTE + 2_000)
    const { headers } = await raw('/feeds/all.atom')
    expect(headers['last-modified']).toBe(new Date(AFTERNOON + 3 * MINUTE + 1_000).toUTCString())
    room.setNow(AFTERNOON)
  })

  test('a changed configuration changes the feed without a new edition', async () => {
    await raw('/feeds/parcels.atom')
    room.setConfiguration({
      ...CONFIGURATION,
      feeds: CONFIGURATION.feeds.map((feed) => ({ ...feed, title: { en: 'Small boxes' } })),
    })
    expect((await raw('/feeds/parcels.atom')).body.toString()).toContain('Small boxes')
    room.setConfiguration(CONFIGURATION)
  })

  test('a filter that counts back from now moves on with the hour', async () => {
    const path = '/feeds/all.json?q=topic:cables+after:3h'
    const before = JSON.parse((await raw(path)).body.toString()) as { items: unknown[] }
    room.setNow(AFTERNOON + 24 * HOUR)
    const later = JSON.parse((await raw(path)).body.toString()) as { items: unknown[] }
    room.setNow(AFTERNOON)
    expect([before.items.length > 0, later.items.length]).toEqual([true, 0])
  })
})

test('the list of feeds can be imported by a reader', async () => {
  const opml = await room.get('/feeds.opml')
  expect(opml.headers.get('content-type')).toContain('opml')
  const text = await opml.text()
  expect(text).toContain(`xmlUrl="${room.url}/feeds/parcels.atom"`)
  expect(text).toContain(`xmlUrl="${room.url}/feeds/all.atom"`)
})

test('the list of feeds gives addresses that prefer the languages asked for', async () => {
  const text = await (await room.get('/feeds.opml?prefer=fr,en')).text()
  expect(text).toContain(`xmlUrl="${room.url}/feeds/parcels.atom?prefer=fr,en"`)
  expect((await room.get('/feeds.opml?prefer=nothing-such')).status).toBe(400)
  expect(await (await room.get('/feeds?ui=de')).text()).toContain('href="/feeds.opml?prefer=de,en"')
})

test('the list of feeds names them in the reader’s language, by its address or by what she prefers', async () => {
  room.setConfiguration({
    ...CONFIGURATION,
    feeds: CONFIGURATION.feeds.map((feed) => ({ ...feed, title: { en: 'Parcels', fr: 'Colis' } })),
  })
  const [asked, preferred] = [
    await room.get('/feeds.opml?lang=fr'),
    await room.get('/feeds.opml', { 'accept-language': 'fr-CA' }),
  ]
  expect([asked.headers.get('content-language'), preferred.headers.get('vary')]).toEqual([
    'fr',
    'Accept-Encoding, Accept-Language',
  ])
  const text = await asked.text()
  expect(text).toContain('Colis')
  expect(await preferred.text()).toBe(text)
  expect(await (await room.get('/feeds.opml')).text()).toContain('Parcels')
  room.setConfiguration(CONFIGURATION)
})

test('a public address is used for every link, whatever the Host header says', async () => {
  const proxied = await openNewsroom({ publicUrl: 'https://news.example.org/wire' })
  const answer = await proxied.get('/feeds/all.atom')
  expect(answer.headers.get('link')).toContain('<https://news.example.org/wire/feeds/all.atom>; rel="self"')
  expect(await answer.text()).not.toContain('127.0.0.1')
  await proxied.close()
})
