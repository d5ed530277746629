import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Newsroom, openNewsroom } from './newsroom.ts'

let room: Newsroom
let story: string
beforeAll(async () => {
  room = await openNewsroom()
  const list = (await (await room.get('/api/v1/stories?q=parcels')).json()) as { data: { id: string }[] }
  story = list.data[0]?.id ?? ''
})
afterAll(async () => await room.close())

const open = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await room.get(path, { accept: 'text/html', ...headers })
  const page = await answer.text()
  const [, main = ''] = /<main[^>]*>(.*)<\/main>/s.exec(page) ?? []
  return {
    status: answer.status,
    page,
    text: main.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' '),
    links: [...main.matchAll(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/g)].map(([, href = '', name = '']) => [
      href.replaceAll('&amp;', '&'),
      name.replaceAll(/<[^>]*>/g, ''),
    ]),
  }
}

describe('an address of nothing names the nearest that there is', () => {
  test.each([
    ['/topics/trade.parcel', 'There is no topic “trade.parcel”.', '/topics/trade.parcels'],
    ['/topics/Small%20parcels', 'There is no topic “Small parcels”.', '/topics/trade.parcels'],
    ['/entities/port-onion', 'There is no organisation or law “port-onion”.', '/entities/port-union'],
    ['/places/kenia', 'There is no place “kenia”.', '/places/KE'],
    ['/feeds/parcel.rss', 'There is no feed “parcel”.', '/feeds/parcels.rss'],
    ['/topicz', 'There is nothing at this address.', '/topics'],
  ])('%s', async (path, sentence, near) => {
    const { status, text, links } = await open(path)
    expect(status).toBe(404)
    expect(text).toContain(sentence)
    expect(links.map(([href]) => href)).toContain(near)
    expect((await room.get(near)).status).toBe(200)
  })

  test('a story whose address was pasted with the sign after it', async () => {
    const { status, links } = await open(`/stories/${story}).`)
    expect(status).toBe(404)
    expect(links.map(([href]) => href)).toContain(`/stories/${story}`)
  })

  test('what is like nothing can be searched for', async () => {
    const { links } = await open('/topics/volcano-eruptions')
    expect(links).toContainEqual(['/search?q=volcano%20eruptions', 'Search for “volcano eruptions”'])
  })

  test('in the language of the reader, by the header and by the choice on the site', async () => {
    expect((await open('/places/kenia', { 'accept-language': 'de' })).text).toContain('Meinten Sie:')
    const chosen = await open('/places/kenia?ui=fr', { 'accept-language': 'de' })
    expect(chosen.text).toContain('Vouliez-vous dire :')
    expect(chosen.links.map(([href]) => href)).toContain('/places/KE?ui=fr')
  })
})

describe('a value that cannot be read is a bad request with a sentence that helps', () => {
  test.each([
    ['/feeds/all.atom?limit=many', 'Write a whole number from 1 to 1,000.'],
    ['/feeds/all.atom?group=event', 'Write story or article.'],
    ['/feeds/all.atom?lang=xx', 'Write codes of languages, such as en or zh-Hans'],
    ['/feeds/all.atom?before=yesterday', 'Start again from the newest entries.'],
    ['/search?q=parcels&before=yesterday', 'Start again from the newest entries.'],
    ['/topics/trade?before=yesterday', 'Start again from the newest entries.'],
    ['/sources?state=broken', 'The value of “state” is not valid.'],
    ['/sources?page=last', 'The value of “page” is not valid.'],
    ['/sources?page=0', 'The value of “page” is not valid.'],
    ['/?ui=tlh', 'This site is not available in the language “tlh”.'],
    ['/sources?ui=tlh', 'This site is not available in the language “tlh”.'],
  ])('%s', async (path, sentence) => {
    const { status, text, page } = await open(path)
    expect(status).toBe(400)
    expect(text).toContain(sentence)
    expect(page).not.toMatch(/\.ts:\d+|at async|Error:/)
  })

  test('a filter is corrected with a link', async () => {
    const { status, links } = await open('/feeds/all.atom?q=parcels topic:tarde&lang=fr')
    expect(status).toBe(400)
    expect(links).toContainEqual(['/feeds/all.atom?q=parcels%20topic:trade&lang=fr', 'Did you mean parcels topic:trade?'])
  })

  test('an unknown language leads to those that there are, and no other link hands it on', async () => {
    const { links, page } = await open('/topics?ui=tlh', { 'accept-language': 'fr' })
    expect(links).toContainEqual(['/topics?ui=ar', 'العربية'])
    expect(page).toContain('lang="fr"')
    expect(page).not.toContain('ui=tlh')
    expect((await open('/topics?ui=fr-CA')).status).toBe(200)
  })
})

test.each([
  '/?utm_source=x',
  '/feeds/all.atom?utm_source=x&fbclid=y',
  '/sources?utm_source=x',
  '/feeds?utm_source=x',
  '/topics/trade?x=y',
])('%s: parameters of others are left alone', async (path) => expect((await room.get(path)).status).toBe(200))
