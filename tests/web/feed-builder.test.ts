import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Parser } from 'htmlparser2'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { feedsFile } from '../../src/config/schemas.ts'
import { feedId } from '../../src/model/ids.ts'
import type { FeedDefinition } from '../../src/model/taxonomy.ts'
import { findName, indexOf } from '../../src/web/builder/known-names.ts'
import { CONFIGURATION, type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
beforeAll(async () => void (room = await openNewsroom()))
afterAll(async () => await room.close())

type Element = { readonly name: string; readonly attributes: Readonly<Record<string, string>>; readonly text: string }

/** The elements of a page in order, each with its own text. */
const elementsOf = (page: string): readonly Element[] => {
  const found: { name: string; attributes: Record<string, string>; text: string }[] = []
  const open: (typeof found)[number][] = []
  const parser = new Parser({
    onopentag(name, attributes) {
      const element = { name, attributes, text: '' }
      found.push(element)
      open.push(element)
    },
    ontext: (text) => open.forEach((element) => void (element.text += text)),
    onclosetag: () => void open.pop(),
  })
  parser.end(page)
  return found
}

const open = async (path: string) => {
  const answer = await room.get(path)
  const page = await answer.text()
  const elements = elementsOf(page)
  const fields = elements.filter(({ name, attributes }) => name === 'input' && attributes['name'] !== undefined)
  return {
    status: answer.status,
    page,
    text: (elements.find(({ attributes }) => attributes['id'] === 'content')?.text ?? '').replaceAll(/\s+/g, ' '),
    /** What a text field holds. */
    value: (name: string) =>
      fields.find(
        ({ attributes }) => attributes['name'] === name && attributes['type'] !== 'checkbox' && attributes['id'] !== 'find',
      )?.attributes['value'],
    ticked: (name: string) =>
      fields
        .filter(({ attributes }) => attributes['name'] === name && 'checked' in attributes)
        .map(({ attributes }) => attributes['value']),
    chosen: (name: string) => {
      const at = elements.findIndex((element) => element.name === 'select' && element.attributes['name'] === name)
      return elements.slice(at).find((element) => element.name === 'option' && 'selected' in element.attributes)?.attributes[
        'value'
      ]
    },
    /** The address in the read-only field. */
    address: elements.find(({ attributes }) => attributes['id'] === 'address-atom')?.attributes['value']?.replace(room.url, ''),
    snippet: elements.find(({ attributes }) => attributes['id'] === 'snippet')?.text ?? '',
    links: elements.filter(({ name }) => name === 'a').map(({ attributes, text }) => [text, attributes['href'] ?? ''] as const),
  }
}
type Opened = Awaited<ReturnType<typeof open>>

/** Everything that the form would send. */
const sentBy = (opened: Opened): string => {
  const sent = new URLSearchParams()
  for (const name of ['words', 'entity', 'place', 'source', 'country', 'not', 'notsource', 'limit', 'q'])
    sent.append(name, opened.value(name) ?? '')
  for (const name of ['topic', 'entity', 'place', 'source', 'country', 'notsource', 'lang'])
    for (const value of opened.ticked(name)) sent.append(name, value ?? '')
  for (const name of ['prefer', 'group', 'feed']) sent.append(name, opened.chosen(name) ?? '')
  return `/feeds?${sent.toString()}`
}

test('stands after the table of feeds, which leads to it', async () => {
  const { page } = await open('/feeds')
  expect(page.indexOf('href="#builder"')).toBeLessThan(page.indexOf('id="list"'))
  expect(page.indexOf('id="builder"')).toBeGreaterThan(page.indexOf('id="list"'))
})

test('says everything that its fields hold in one address', async () => {
  const fields = [
    'words=taxed+"small parcels"',
    'topic=trade&topic=cables',
    'entity=Port Union',
    'place=kenya',
    'source=harbour-post, Marché Libre',
    'country=Kenya,SN',
    'not=fire "press release"',
    'notsource=港口日报',
    'lang=en&lang=fr&prefer=fr',
    'group=article&limit=20',
    'q=(a OR b) after:2026-01-01',
  ].join('&')
  const { address, status } = await open(`/feeds?${fields}`)
  expect(status).toBe(200)
  const { pathname, searchParams } = new URL(address ?? '', room.url)
  expect(pathname).toBe('/feeds/field.atom')
  expect(Object.fromEntries(searchParams)).toEqual({
    q: 'topic:trade,cables entity:port-union place:KE source:harbour-post,marche-libre country:KE,SN taxed "small parcels" -fire -"press release" -source:gangkou (a OR b) after:2026-01-01',
    lang: 'fr,en',
    group: 'article',
    limit: '20',
  })
  expect((await room.get(`${pathname}?${searchParams.toString()}`)).status).toBe(200)
})

test('prefers a language without narrowing the feed to it', async () => {
  const { address, snippet, chosen } = await open('/feeds?topic=trade&prefer=fr')
  expect(address).toBe('/feeds/field.atom?q=topic:trade&prefer=fr')
  expect(chosen('prefer')).toBe('fr')
  expect(snippet).toContain('languages: ["fr"]')
  expect(snippet).not.toContain('lang:')
})

test('shows past entries before one subscribes, a code for a phone, and addresses in fields to select', async () => {
  const { page, text, address } = await open('/feeds?topic=trade&topic=cables&lang=en&lang=fr')
  expect(text).toContain('2 entries in thirteen weeks: about 0.2 per week, at most 2')
  expect(address).toBe('/feeds/field.atom?q=topic:trade,cables&lang=en,fr')
  expect(page).toMatch(/aria-label="QR code with the address of the Atom feed"/)
  expect(page.match(/<input id="address-(?:atom|rss|json)" value="[^"]+" readonly/g)).toHaveLength(3)
  expect((await open('/feeds?q=nothingatall')).text).toContain('The feed would have been empty.')
})

test('copies with a script that is a file of ours', async () => {
  const { page } = await open('/feeds?topic=trade')
  const [, src = ''] = /<script type="module" src="([^"]+)"><\/script>/.exec(page) ?? []
  const script = await room.get(src)
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(script.headers.get('cache-control')).toContain('immutable')
  expect(await script.text()).toContain('data-copy')
})

describe('a configured feed', () => {
  const FEEDS: readonly Partial<FeedDefinition>[] = [
    { filter: 'topic:trade -source:sahifa "small parcels" lang:fr,en place:KE', limit: 20 },
    { filter: '(customs OR title:duty) topic:cables topic:trade country:KE', group: 'article' },
    { filter: 'customs OR /data ?cent(er|re)s?/' },
    {
      filter: '-topic:trade after:2026-01-01 entity:Port-Union',
      sources: CONFIGURATION.sources.slice(0, 2).map(({ id }) => id),
    },
    { filter: 'market*,bazaar -"press release" NOT fire', group: 'article', limit: 7 },
  ]
  const [usual] = CONFIGURATION.feeds
  if (usual === undefined) throw new Error('the newsroom has no feed')
  const feeds = FEEDS.map((feed, number) => ({ ...usual, limit: 100, ...feed, id: feedId(`f${number}`) }))
  beforeAll(() => room.setConfiguration({ ...CONFIGURATION, feeds }))
  afterAll(() => room.setConfiguration(CONFIGURATION))

  test('fills the fields; what they cannot express is in the advanced filter', async () => {
    const first = await open('/feeds?feed=f0')
    expect([first.ticked('topic'), first.ticked('notsource'), first.ticked('lang'), first.ticked('place')]).toEqual([
      ['trade'],
      ['sahifa'],
      ['en', 'fr'],
      ['KE'],
    ])
    expect([first.value('words'), first.value('q'), first.value('limit')]).toEqual(['"small parcels"', '', '20'])
    const second = await open('/feeds?feed=f1')
    expect([second.ticked('topic'), second.ticked('country'), second.value('q'), second.chosen('group')]).toEqual([
      ['cables'],
      ['KE'],
      '(customs OR title:duty) topic:trade',
      'article',
    ])
    expect((await open('/feeds?feed=f2')).value('q')).toBe('customs OR /data ?cent(er|re)s?/')
  })

  test.each(FEEDS.map((_, number) => `f${number}`))('%s comes back from its form as the same feed', async (id) => {
    const filled = await open(`/feeds?feed=${id}`)
    expect([filled.status, filled.address]).toEqual([200, `/feeds/${id}.atom`])
    const sent = await open(sentBy(filled))
    expect([sent.status, sent.address]).toEqual([200, `/feeds/${id}.atom`])
    expect(sent.text).toContain('These are the settings of the feed')
  })

  test.each(FEEDS.map((_, number) => `f${number}`))(
    '%s with one word more selects what the feed narrowed by it selects',
    async (id) => {
      const entriesOf = async (path: string): Promise<readonly string[]> => {
        const { items } = (await (await room.get(path)).json()) as { items: { url: string }[] }
        return items.map(({ url }) => url)
      }
      const filled = await open(`/feeds?feed=${id}`)
      const changed = await open(`${sentBy(filled)}&limit=100`.replace('words=', 'words=report+').replace(/limit=\d+&/, ''))
      expect(await entriesOf((changed.address ?? '').replace('.atom', '.json'))).toEqual(
        await entriesOf(`/feeds/${id}.json?q=report&limit=100`),
      )
    },
  )
})

test('a search leads to the builder, spread over its fields', async () => {
  const page = await (await room.get('/search?q=topic:trade+-lang:fr')).text()
  const [, href = ''] = /<a href="(\/feeds\?q=[^"#]*)#builder">Build a feed<\/a>/.exec(page) ?? []
  const builder = await open(href)
  expect([builder.ticked('topic'), builder.value('q')]).toEqual([['trade'], '-lang:fr'])
})

test('narrows a configured feed where the address says more than its name', async () => {
  const { address, chosen } = await open('/feeds?feed=parcels&q=taxed&topic=trade&lang=fr&group=article&limit=100')
  expect(address).toBe('/feeds/parcels.atom?q=topic:trade%20taxed&lang=fr&group=article&limit=100')
  expect(chosen('feed')).toBe('parcels')
})

describe('a mistake', () => {
  test.each([
    ['entity=Port Onion', 'entity', 'The name “Port Onion” is unknown.', 'Port Union', 'entity=port-union'],
    ['entity=port', 'entity', 'The name “port” is unknown.', 'Port Union', 'entity=port-union'],
    ['place=Kenia', 'place', 'The name “Kenia” is unknown.', 'Kenya', 'place=KE'],
    ['source=Marche', 'source', 'The name “Marche” is unknown.', 'Marché libre', 'source=marche-libre'],
    ['notsource=harbor-post', 'notsource', 'The name “harbor-post” is unknown.', 'Harbour Post', 'notsource=harbour-post'],
    ['topic=cable', 'topic', 'The name “cable” is unknown.', 'Cables', 'topic=cables'],
    ['feed=parcel', 'feed', 'There is no feed “parcel”.', 'Parcels', 'feed=parcels'],
  ])('%s is told at its field, with a link to what may be meant', async (query, field, sentence, name, corrected) => {
    const { status, page, text, links } = await open(`/feeds?words=x&${query}`)
    expect(status).toBe(400)
    expect(text).toContain(sentence)
    expect(page).toMatch(new RegExp(`id="build-${field}-wrong"`))
    const [, href = ''] = links.find(([label, to]) => label === name && to.includes('#builder') && to.includes('words=x')) ?? []
    expect(href).toContain(corrected)
    expect((await room.get(href)).status).toBe(200)
  })

  test.each([
    ['limit=0', 'Write a whole number from 1 to 1,000.'],
    ['limit=many', 'Write a whole number from 1 to 1,000.'],
    ['group=event', 'The name “event” is unknown.'],
    ['lang=xx', 'The name “xx” is unknown.'],
    ['topic=cables&q=parcels topic:tarde', 'The filter contains an error at column 15. No topic “tarde”. Did you mean trade?'],
    ['words=(', 'The filter contains an error at column 2.'],
    ['not=“open', 'The filter contains an error at column 1.'],
  ])('%s is a bad request that says why and keeps what was written', async (query, sentence) => {
    const opened = await open(`/feeds?${query}`)
    expect(opened.status).toBe(400)
    expect(opened.text).toContain(sentence)
    expect(opened.text).toContain('1 field needs a correction: go to the first one')
    const [name = '', value] = query.split('&').at(-1)?.split('=') ?? []
    // Boxes and lists hold only what there is.
    expect([value, undefined]).toContain(opened.value(name))
  })

  test('is told in the language of the reader', async () => {
    const page = await (await room.get('/feeds?entity=Port Onion', { 'accept-language': 'de-CH' })).text()
    expect(page).toContain('Der Name „Port Onion“ ist unbekannt.')
    expect(page).toContain('Meinten Sie:')
  })

  test('keeps the names that were understood, and corrects only the other', async () => {
    const { ticked, value, links } = await open('/feeds?source=Harbour Post, Sahifah')
    expect([ticked('source'), value('source')]).toEqual([['harbour-post'], 'Sahifah'])
    const [, href = ''] = links.find(([, to]) => to.includes('source=Harbour%20Post,sahifa')) ?? []
    expect((await open(href)).ticked('source')).toEqual(['harbour-post', 'sahifa'])
  })

  test('where several have the very name, these are offered and no longer ones', () => {
    const index = indexOf([
      { id: 'tech', names: ['Georgia Tech'] },
      { id: 'GE', names: ['Georgia'] },
      { id: 'US-GA', names: ['Georgia'] },
    ])
    const found = findName('georgia', index)
    expect('near' in found && found.near()).toEqual(['GE', 'US-GA'])
  })

  test('looks for what is meant by three unknown names of a field: an address has room for thousands', async () => {
    const written = Array.from({ length: 900 }, (_, number) => `cable${number}`)
    const { status, page } = await open(`/feeds?topic=${written.join()}&entity=Port Onion`)
    expect(status).toBe(400)
    expect(page.match(/is unknown/g)).toHaveLength(901)
    expect(page.match(/<ul class="near">/g)).toHaveLength(4)
  })
})

describe('the lines for feeds.yaml', () => {
  type Lines = { feeds: { id: string; filter?: string }[] }
  const parsed = (snippet: string): Lines => load(`feeds:\n${snippet}`) as Lines

  test('are valid, and make the feed that the form describes', async () => {
    const { snippet } = await open(
      `/feeds?words=${encodeURIComponent('"a \\" b" c\u2028d: #x')}&topic=trade&lang=fr&lang=en&prefer=fr&group=article&limit=5&feed=parcels&ui=ar`,
    )
    const { feeds } = feedsFile.parse(parsed(snippet))
    expect(feeds).toEqual([
      {
        id: expect.stringMatching(/^trade-[0-9a-f]{6}$/),
        title: { en: expect.stringContaining('Trade, French, English'), ar: expect.stringContaining('Trade') },
        filter: expect.stringContaining('topic:trade.parcels topic:trade "a \\" b" c d: #x lang:fr,en'),
        group: 'article',
        limit: 5,
        languages: ['fr', 'en'],
      },
    ])
  })

  test('have an id that no feed has, which tells nothing of private ones', async () => {
    const path = '/feeds?topic=trade'
    const idIn = async (): Promise<string> => parsed((await open(path)).snippet).feeds[0]?.id ?? ''
    const [usual] = CONFIGURATION.feeds
    if (usual === undefined) throw new Error('the newsroom has no feed')
    const withFeed = (id: string) =>
      room.setConfiguration({ ...CONFIGURATION, feeds: [{ ...usual, filter: 'topic:cables', id: feedId(id), private: true }] })
    const before = await idIn()
    withFeed('trade')
    expect(await idIn()).toBe(before)
    withFeed(before)
    expect(await idIn()).toBe(`${before}-2`)
    room.setConfiguration(CONFIGURATION)
  })

  test('are left out where a configuration file would replace a part of them', async () => {
    expect((await open(`/feeds?words=${encodeURIComponent('"${HOME}"')}`)).snippet).toBe('')
  })

  test('are accepted by polywire check', async () => {
    const { readConfiguration } = await import('../../src/config/read-configuration.ts')
    const folder = await mkdtemp(join(tmpdir(), 'polywire-builder-'))
    const { snippet } = await open('/feeds?words=parcels&limit=5&lang=en')
    for (const [file, text] of Object.entries({
      'polywire.yaml': 'title: Test\n',
      'sources.yaml': 'sources: [{ id: a, name: A, url: https://a.example/feed }]\n',
      'topics.yaml': 'topics: []\n',
      'entities.yaml': 'entities: []\n',
      'places.yaml': 'places: []\n',
      'feeds.yaml': `feeds:\n${snippet}`,
    }))
      await writeFile(join(folder, file), text)
    expect(await readConfiguration(folder, {})).toMatchObject({ ok: true })
    await rm(folder, { recursive: true })
  })
})
