import { Parser } from 'htmlparser2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import en from '../../src/web/locales/en.json' with { type: 'json' }
import { article, publish } from '../store/samples.ts'
import { AFTERNOON, CONFIGURATION, HOUR, type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
let story: string
beforeAll(async () => {
  room = await openNewsroom()
  const list = (await (await room.get('/api/v1/stories?q=parcels')).json()) as { data: { id: string }[] }
  story = list.data[0]?.id ?? ''
})
afterAll(async () => await room.close())

const PAGES = () => [
  '/',
  '/topics',
  '/topics/trade',
  '/topics/cables',
  `/stories/${story}`,
  '/search',
  '/search?q=parcels',
  '/search?q=topic:tarde',
  '/feeds',
  '/feeds?feed=parcels&q=parcels&topic=trade',
  '/feeds?entity=port&limit=0',
  '/sources',
  '/coverage',
  '/coverage?by=country&days=30',
  '/sources?state=ok',
  '/about',
  '/rights',
  '/about/topics',
  '/entities',
  '/entities/port-union',
  '/places',
  '/places/KE',
  '/places/KN',
  '/days/2026-11-24',
  '/days/2026-11',
  '/days/2026-12-01',
  `/stories/${story}?lang=fr`,
  '/nowhere',
]

type Element = { readonly name: string; readonly attributes: Readonly<Record<string, string>> }
const elementsOf = (page: string): readonly Element[] => {
  const found: Element[] = []
  const parser = new Parser({ onopentag: (name, attributes) => void found.push({ name, attributes }) })
  parser.end(page)
  return found
}
const textOf = (page: string): string => {
  let text = ''
  const parser = new Parser({ ontext: (part) => void (text += part) }, { decodeEntities: true })
  parser.end(page)
  return text.replaceAll(/\s+/g, ' ')
}

/** One look at every page; what it finds is reported with the page's path. */
const onEveryPage = async (look: (page: string, answer: Response) => unknown): Promise<Readonly<Record<string, unknown>>> => {
  const found: Record<string, unknown> = {}
  for (const path of PAGES()) {
    const answer = await room.get(path)
    found[path] = look(await answer.text(), answer)
  }
  return found
}
const the = <Value>(value: Value): Readonly<Record<string, Value>> => Object.fromEntries(PAGES().map((path) => [path, value]))

test('no page has a script but ours, an inline style or anything from another host', async () => {
  const ours = /^\/page-[0-9a-f]{12}\.js$/
  const alive = (page: string) =>
    elementsOf(page).filter(
      ({ name, attributes }) =>
        ['style', 'iframe', 'object', 'embed'].includes(name) ||
        (name === 'script' && !ours.test(attributes['src'] ?? '')) ||
        Object.keys(attributes).some((attribute) => attribute === 'style' || attribute.startsWith('on')) ||
        (name !== 'a' && /^(?:https?:)?\/\//.test(attributes['src'] ?? '')),
    )
  expect(await onEveryPage(alive)).toEqual(the([]))
})

test('no page is over 100 kB', async () => {
  const sizes = Object.values(await onEveryPage((page) => Buffer.byteLength(page)))
  expect(Math.max(...sizes.map(Number))).toBeLessThan(100_000)
})

test('the script is a file that browsers keep for ever', async () => {
  const [, path = ''] = /<script type="module" src="([^"]+)"><\/script>/.exec(await (await room.get('/')).text()) ?? []
  const answer = await room.get(path)
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(answer.headers.get('cache-control')).toContain('immutable')
})

test('every page forbids scripts from elsewhere, frames, sniffing and referrers', async () => {
  const headers = (_: string, { headers }: Response) => [
    /default-src 'none'; script-src 'self';.*img-src 'self';.*frame-ancestors 'none'/.test(
      headers.get('content-security-policy') ?? '',
    ),
    headers.get('referrer-policy'),
    headers.get('x-content-type-options'),
  ]
  expect(await onEveryPage(headers)).toEqual(the([true, 'no-referrer', 'nosniff']))
})

test('every page has one heading of the first rank and, first of all, a way past the navigation', async () => {
  const outline = (page: string) => {
    const elements = elementsOf(page)
    const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? [])
    return {
      headings: elements.filter(({ name }) => name === 'h1').length,
      first: elements.find(({ name }) => name === 'a')?.attributes['href'],
      doubledIds: ids.filter((id, index) => ids.indexOf(id) !== index),
    }
  }
  expect(await onEveryPage(outline)).toEqual(the({ headings: 1, first: '#content', doubledIds: [] }))
})

test('every field has a label', async () => {
  const unlabelled = (page: string) => {
    const elements = elementsOf(page)
    const labelled = new Set(elements.filter(({ name }) => name === 'label').map(({ attributes }) => attributes['for']))
    const fields = elements.filter(
      ({ name, attributes }, index) =>
        (name === 'input' || name === 'select') && attributes['type'] !== 'hidden' && elements[index - 1]?.name !== 'label',
    )
    return fields.filter(({ attributes }) => !labelled.has(attributes['id'] ?? ''))
  }
  expect(await onEveryPage(unlabelled)).toEqual(the([]))
})

test('every word of the interface is in the table, so nothing shows as its key', async () => {
  const keys = (page: string) => {
    const text = textOf(page)
    return Object.keys(en).filter((key) => text.includes(key))
  }
  expect(await onEveryPage(keys)).toEqual(the([]))
})

describe('the front page', () => {
  test('says of each story in how many languages and by how many sources it is reported', async () => {
    const text = textOf(await (await room.get('/')).text())
    expect(text).toContain('Reported in 4 languages by 4 sources')
    expect(text).toContain('2 stories in 4 languages from 4 sources')
    expect(text).toContain('Harbour Post, English')
  })

  test('shows a story that goes on under a headline in the language of the reader, however old', async () => {
    const enough = Array.from({ length: 12 }, (_, index) =>
      article(`c${index}`, { topics: ['cables'], title: `Cable ${index}`, publishedAt: AFTERNOON }),
    )
    const cut = { topics: ['cables'], title: 'Cable cut', publishedAt: AFTERNOON - 30 * HOUR }
    const onGoing = { topics: ['cables'], title: 'Câble coupé', language: 'fr', publishedAt: AFTERNOON }
    const old = await openNewsroom({
      fill: async (store) => {
        await store.syncSources(CONFIGURATION.sources, AFTERNOON - 48 * HOUR)
        await publish(store, 'harbour-post', [article('a', cut)], { now: AFTERNOON - 30 * HOUR })
        const [lead] = (await store.articles({ filter: { kind: 'everything' }, limit: 1, before: null })).rows
        const joins = { kind: 'joins', story: lead!.story, reasons: [] } as const
        await publish(store, 'marche-libre', [article('b', onGoing)], { now: AFTERNOON, place: () => joins })
        await publish(store, 'harbour-post', enough, { now: AFTERNOON })
      },
    })
    expect(await (await old.get('/')).text()).toMatch(/class="card lead"><div>\s*<h3><span [^>]*><a [^>]*>Cable cut</)
    await old.close()
  })

  test('shows headlines in other languages, each in its own direction', async () => {
    const elements = elementsOf(await (await room.get('/')).text())
    const foreign = elements.filter(({ name, attributes }) => name === 'span' && (attributes['lang'] ?? 'en') !== 'en')
    expect(foreign.map(({ attributes }) => `${attributes['lang']} ${attributes['dir']}`)).toEqual([
      'fr ltr',
      'ar rtl',
      'zh-Hans ltr',
    ])
  })

  test('shows a title that tries to be HTML as text', async () => {
    expect(textOf(await (await room.get('/')).text())).toContain('Cable <script>alert(1)</script> cut & mended')
  })

  test('of a day with few stories goes back to earlier ones and says since when; a day with some does not', async () => {
    const notice = 'Few stories appeared in the last day, so this page goes back to'
    expect(textOf(await (await room.get('/')).text())).not.toContain(notice)
    const afternoon = room.now()
    room.setNow(afternoon + 3 * 86_400_000)
    expect(textOf(await (await room.get('/')).text())).toMatch(new RegExp(`${notice} \\d+ [A-Z][a-z]+ \\d{4}\\.`))
    room.setNow(afternoon)
  })
})

describe('a story', () => {
  test('shows all its articles by language, copies under their originals, with links that send no referrer', async () => {
    const page = await (await room.get(`/stories/${story}`)).text()
    const text = textOf(page)
    expect(text).toContain('1 copy of this text')
    expect(text).toContain('الطرود الصغيرة ستخضع للضريبة')
    const outside = elementsOf(page).filter(({ name, attributes }) => name === 'a' && /^https?:/.test(attributes['href'] ?? ''))
    expect(outside.length).toBeGreaterThanOrEqual(5)
    expect(outside.filter(({ attributes }) => attributes['rel'] !== 'noopener nofollow')).toEqual([])
  })

  test('shows the words that each tag is based on and why an article is part of it', async () => {
    const text = textOf(await (await room.get(`/stories/${story}`)).text())
    expect(text).toContain('Small parcels 4 of 4 reports are about this. The words: Report')
    expect(text).toContain('entities Port Union 0.7')
  })

  test('offers its own feed and names the topic to follow', async () => {
    const page = await (await room.get(`/stories/${story}`)).text()
    for (const format of ['atom', 'rss', 'json']) expect(page).toContain(`<a href="/stories/${story}.${format}?prefer=en">`)
    expect(page).toContain(
      `<link rel="alternate" type="application/feed+json" title="Report says parcels will be taxed" href="/stories/${story}.json?prefer=en">`,
    )
    expect(page).toMatch(
      /<h2>Follow<\/h2>[\s\S]*<p>Small parcels<\/p><p class="subscribe">.*topic:trade\.parcels&amp;prefer=en"/,
    )
  })

  test('of a source that allows only titles has no summary', async () => {
    const answer = await room.get('/search?q=lang:zh')
    const text = textOf(await answer.text())
    expect(text).toContain('小额包裹将被征税')
    expect(text).not.toContain('What is known about')
    expect(textOf(await (await room.get('/api/v1/articles?q=lang:zh')).text())).toContain('"summary":null')
  })

  test('that does not exist is a page that says so', async () => {
    const answer = await room.get('/stories/snothing')
    expect(answer.status).toBe(404)
    expect(textOf(await answer.text())).toContain('Page not found')
  })
})

test('a topic page has its stories and those of narrower topics, and offers the feed', async () => {
  const page = await (await room.get('/topics/trade')).text()
  expect(textOf(page)).toContain('Report says parcels will be taxed')
  expect(page).toContain('href="/feeds/field.atom?q=topic:trade&amp;prefer=en"')
  expect((await room.get('/topics/tarde')).status).toBe(404)
})

test('a place and an organisation have pages like a topic, with links between them', async () => {
  const place = await (await room.get('/places/KE')).text()
  expect(textOf(place)).toContain('Report says parcels will be taxed')
  expect(place).toContain('href="/feeds/all.atom?q=place:KE&amp;prefer=en"')
  expect(place).toContain('href="/entities/port-union"')
  const entity = await (await room.get('/entities/port-union')).text()
  expect(entity).toContain('href="/places/KE"')
  expect(textOf(entity)).toContain('Organisation')
  expect(await (await room.get('/places')).text()).toContain('href="/places/KE"')
  const missing = await room.get('/places/KR')
  expect(missing.status).toBe(404)
  expect(textOf(await missing.text())).toContain('There is no place “KR”.')
})

test('a topic page draws the number of articles per day and language, and has the numbers as text', async () => {
  const page = await (await room.get('/topics/trade')).text()
  expect(textOf(page)).toContain('5 articles from 26 August 2026 to 24 November 2026, at most 5 per day')
  const drawn = elementsOf(page).filter(({ name, attributes }) => name === 'path' && /^c\d$/.test(attributes['class'] ?? ''))
  expect(drawn.map(({ attributes }) => attributes['d']?.match(/M/g)?.length)).toEqual([1, 1, 1, 1])
  expect(textOf(page)).toMatch(/18 Nov ?2 ?1 ?1 ?1 ?5/)
})

test('a mistake in a search is shown at its column, with what was meant', async () => {
  const answer = await room.get('/search?q=topic:tarde')
  expect(answer.status).toBe(400)
  const text = textOf(await answer.text())
  expect(text).toContain('Did you mean trade?')
  expect(text).toContain('Column 7')
})

test.each([
  [
    'an address that is too long',
    `/search?ui=fr&q=${'a'.repeat(9_000)}`,
    414,
    'Une adresse de ce site compte au plus 8\u202f192 caractères.',
  ],
  [
    'too many parameters',
    `/feeds?ui=de&${'lang=fr&'.repeat(51)}`,
    400,
    'Eine Adresse darf auf dieser Website höchstens 50 Parameter haben.',
  ],
])('%s is refused on a page, in the language of the reader', async (_, path, status, sentence) => {
  const answer = await room.get(path, { accept: 'text/html' })
  expect(answer.status).toBe(status)
  expect(textOf(await answer.text())).toContain(sentence.replaceAll('\u202f', ' '))
})

test('the sources page describes failures and shows a configuration change that was not applied', async () => {
  const [state] = await room.store.sourceSummaries(0)
  if (state === undefined) throw new Error('no source')
  await room.store.recordPoll(state.id, { ...state, failures: 3, failure: { kind: 'refused', status: 403 } })
  room.setProblems([{ file: 'feeds.yaml', line: 3, column: 5, message: 'unknown key <b>' }])
  const text = textOf(await (await room.get('/sources')).text())
  expect(text).toContain('Source health AtomRSSJSON Feed')
  expect(text).toContain('The server answered 403: access is denied.')
  expect(text).toContain('failed 3 times in a row')
  expect(text).toContain('The operator finds the mistake in the log and with “polywire check”.')
  room.setProblems([])
})

test('the sum of the sources page adds up: disabled ones are counted apart', async () => {
  const sources = CONFIGURATION.sources.map((source, index) => (index === 0 ? { ...source, active: false } : source))
  room.setConfiguration({ ...CONFIGURATION, sources })
  await room.store.syncSources(sources, room.now())
  const text = textOf(await (await room.get('/sources')).text())
  expect(text).toContain('3 sources, edition')
  room.setConfiguration(CONFIGURATION)
  await room.store.syncSources(CONFIGURATION.sources, room.now())
  const [, total, ok, failing, waiting] =
    /(\d+) sources: (\d+) working, (\d+) failing, (\d+) not read yet/.exec(text)?.map(Number) ?? []
  expect(total).toBe(CONFIGURATION.sources.length - 1)
  expect(Number(ok) + Number(failing) + Number(waiting)).toBe(total)
  expect(text).toContain('Disabled 1')
})

test('every source offers its feed, and it can be read, also where the configuration no longer names the source', async () => {
  const offered = async (): Promise<readonly string[]> => {
    const text = await (await room.get('/sources')).text()
    return [...text.matchAll(/q=source:([\w.-]+)&amp;prefer=en"/g)].map(([, id]) => id ?? '')
  }
  const [first] = CONFIGURATION.sources
  if (first === undefined) throw new Error('no source')
  expect(await offered()).toContain(String(first.id))
  room.setConfiguration({ ...CONFIGURATION, sources: CONFIGURATION.sources.slice(1) })
  const without = await offered()
  expect(without).toContain(String(first.id))
  for (const id of without) expect((await room.get(`/feeds/all.atom?q=source:${id}`)).status).toBe(200)
  room.setConfiguration(CONFIGURATION)
})

test('pages are in the language that the reader asks for, as far as there is one, and caches know', async () => {
  const answer = await room.get('/', { 'accept-language': 'tlh, en;q=0.5' })
  expect(answer.headers.get('vary')).toBe('Accept-Encoding, Accept-Language')
  expect(answer.headers.get('content-language')).toBe('en')
  const kept = await (await room.get('/?ui=en')).text()
  expect(kept).toContain('href="/topics?ui=en"')
  expect(kept).toContain('<input type="hidden" name="ui" value="en">')
})

test('the style sheet has its hash in its name and may be cached forever', async () => {
  const page = await (await room.get('/')).text()
  const [path] = /\/style-[0-9a-f]{12}\.css/.exec(page) ?? ['']
  const style = await room.get(path)
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8')
  expect(style.headers.get('cache-control')).toContain('immutable')
  // Physical sides would be wrong on right-to-left pages.
  expect(await style.text()).not.toMatch(
    /(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|[^-](?:left|right):/,
  )
})

test('the parts of a search are chips, each with a link that removes it', async () => {
  const page = await (await room.get('/search?q=parcels topic:trade -lang:fr (tax OR duty)&ui=en')).text()
  expect(chipsOf(page)).toEqual([
    ['parcels', 'topic:trade -lang:fr (tax OR duty)'],
    ['Topic: Trade', 'parcels -lang:fr (tax OR duty)'],
    ['without Language: French', 'parcels topic:trade (tax OR duty)'],
    ['(tax OR duty)', 'parcels topic:trade -lang:fr'],
  ])
})

/** What each chip says, and the search without it. */
const chipsOf = (page: string): readonly (readonly [string, string | null])[] =>
  [
    ...page.matchAll(/<a href="([^"]*)" rel="nofollow"><span class="unseen">[^<]*<\/span><span dir="auto">([^<]*)<\/span>/g),
  ].map(([, href = '', text = '']) => [text, new URL(href.replaceAll('&amp;', '&'), room.url).searchParams.get('q')])

test('alternatives are one chip, and a single word needs none', async () => {
  const chips = async (q: string) => chipsOf(await (await room.get(`/search?q=${encodeURIComponent(q)}`)).text()).length
  expect([
    await chips('parcels OR cable'),
    await chips('parcels'),
    await chips('a AND b'),
    await chips('topic:trade,cables'),
  ]).toEqual([1, 0, 2, 1])
})

test('a search offers what would narrow it', async () => {
  const page = await (await room.get('/search?q=report OR cable&ui=en')).text()
  expect(page).toContain('/search?q=(report%20OR%20cable)%20source:marche-libre&amp;ui=en')
  expect(page).toContain('topic:trade.parcels')
  // The story has a French report too, which has neither word.
  expect(page).not.toContain('lang:fr')
})
