import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INTERFACE_LANGUAGES } from '../../src/web/locale.ts'
import { type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
let story: string
beforeAll(async () => {
  room = await openNewsroom({ publicUrl: 'https://news.example' })
  const list = (await (await room.get('/api/v1/stories?q=parcels')).json()) as { data: { id: string }[] }
  story = list.data[0]?.id ?? ''
})
afterAll(async () => await room.close())

const headOf = async (path: string, language = 'en'): Promise<string> =>
  (await (await room.get(path, { accept: 'text/html', 'accept-language': language })).text()).split('</head>')[0] ?? ''
const meta = (head: string, name: string): string | undefined =>
  new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)">`).exec(head)?.[1]
const canonical = (head: string): string | undefined => /<link rel="canonical" href="([^"]*)">/.exec(head)?.[1]

describe('every page', () => {
  const paths = () => [
    '/',
    '/days/2026-11-24',
    '/days/2026-11',
    `/stories/${story}`,
    '/topics',
    '/topics/trade',
    '/entities/port-union',
    '/places/KE',
    '/search?q=parcels',
    '/feeds',
    '/sources',
    '/coverage',
    '/gaps',
    '/about',
    '/rights',
    '/about/topics',
  ]

  test('says what it is, in its language', async () => {
    for (const path of paths()) {
      const head = await headOf(path, 'fr')
      for (const name of ['og:title', 'og:description', 'og:type', 'og:url', 'description'])
        expect([path, name, meta(head, name)]).toEqual([path, name, expect.stringMatching(/\S/)])
      expect(meta(head, 'og:locale')).toBe('fr_FR')
      expect([path, canonical(head)]).toEqual([path, `https://news.example${path}`])
    }
  })

  test('names the addresses of its other languages, and is its own address in each', async () => {
    for (const path of paths()) {
      const head = await headOf(path)
      const others = new Map([...head.matchAll(/hreflang="([^"]+)" href="([^"]+)"/g)].map(([, tag = '', to = '']) => [tag, to]))
      expect([...others.keys()].toSorted()).toEqual([...INTERFACE_LANGUAGES, 'x-default'].toSorted())
      const french = others.get('fr')?.replaceAll('&amp;', '&') ?? ''
      expect(canonical(await headOf(french.replace('https://news.example', '')))?.replaceAll('&amp;', '&')).toBe(french)
    }
  })
})

test('what only narrows a view is no part of a page’s own address', async () => {
  expect(canonical(await headOf('/feeds?topic=trade&lang=fr&utm_source=x'))).toBe('https://news.example/feeds?lang=fr')
  expect(canonical(await headOf('/?utm_source=x'))).toBe('https://news.example/')
})

test('a story is an article with a date, described in the language of the page', async () => {
  const head = await headOf(`/stories/${story}`, 'fr')
  expect(meta(head, 'og:type')).toBe('article')
  expect(meta(head, 'og:title')).toBe('Les petits colis seront taxés')
  expect(meta(head, 'og:description')).toMatch(/^Traité en 4 langues par 4 sources/)
  expect(meta(head, 'article:published_time')).toBe('2026-11-24T11:20:00.000Z')
})

test('an error has no address of its own', async () => {
  expect(await headOf('/nowhere')).not.toMatch(/canonical|hreflang/)
})
