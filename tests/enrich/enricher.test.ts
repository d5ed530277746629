import { beforeAll, describe, expect, test } from 'vitest'
import { createEnricher, type Enricher } from '../../src/enrich/enricher.ts'
import { identifyItems } from '../../src/enrich/identity.ts'
import { dateItems } from '../../src/enrich/item-dates.ts'
import { createLabReader } from '../../src/cli/lab.ts'
import type { ItemContext } from '../../src/enrich/normalise.ts'
import type { ReadArticle } from '../../src/model/article.ts'
import { sourceId } from '../../src/model/ids.ts'
import type { ParsedItem } from '../../src/model/parsed-item.ts'
import { anItem } from './an-item.ts'

const now = Date.UTC(2026, 10, 24)
const context: ItemContext = {
  source: { id: sourceId('desk'), language: null, topics: [], url: 'https://desk.example/rss.xml' },
  feed: {
    title: 'The Desk',
    link: 'https://desk.example/',
    language: 'en-us',
    url: 'https://desk.example/rss.xml',
    rights: '© The Desk',
  },
}
let enricher: Enricher
beforeAll(async () => {
  enricher = await createEnricher({ taxonomy: null, fingerprint: null })
})
const itemsOf = (items: readonly ParsedItem[]) =>
  dateItems(identifyItems(items, context.feed), { feed: { published: null, updated: null }, isFirstRead: false, now })
const read = (parts: Partial<ParsedItem>, changed: Partial<ItemContext> = {}): ReadArticle => {
  const [article] = enricher.read(itemsOf([anItem(parts)]), { ...context, ...changed })
  return article!
}

describe('what a publisher wrote becomes what we show', () => {
  test('title, text and summary are plain, html is clean', () => {
    const article = read({
      title: 'Q&amp;A: <b>parcel</b> fees',
      summary: '<p>What buyers should know.</p>',
      content: '<div onclick="x()"><p>First&nbsp;line.</p><script>x()</script><p>Second line, which is longer.</p></div>',
    })
    expect(article).toMatchObject({
      title: 'Q&A: parcel fees',
      text: 'First line.\nSecond line, which is longer.',
      summary: 'What buyers should know.',
    })
    expect(article.html).not.toMatch(/onclick|script/)
  })
  test('relative addresses are seen from the article', () => {
    const { html, image } = read({ content: '<p><a href="../b">b</a> <img src="/i/a.jpg" alt="A"></p>', summary: null })
    expect(html).toContain('href="https://desk.example/b"')
    expect(image).toBe('https://desk.example/i/a.jpg')
  })
  test('a post without a title is named by its beginning', () => {
    const { title } = read({ title: null, content: `<p>${'Word after word. '.repeat(20)}</p>` })
    expect(title).toMatch(/^Word after word\./)
    expect(title.length).toBeLessThanOrEqual(100)
  })
  test('people, subjects and files are tidy, and only http(s) comes through', () => {
    const article = read({
      authors: [
        { name: ' Ada <i>Lind</i> ', email: 'ada@desk.example', url: null },
        { name: 'ada lind', email: null, url: null },
        { name: null, email: 'nobody@desk.example', url: null },
      ],
      categories: [
        { term: 'R&amp;D', scheme: null, label: null },
        { term: 'x', scheme: null, label: 'Parcels' },
        { term: 'parcels', scheme: null, label: null },
      ],
      enclosures: [
        { url: '/a.mp3', type: 'Audio/MPEG', length: 12.5 },
        { url: 'javascript:alert(1)', type: 'text/html', length: 1 },
        { url: 'file:///etc/passwd', type: null, length: null },
      ],
      comments: 'data:text/html,x',
      image: 'ftp://desk.example/a.png',
    })
    expect(article.authors).toEqual(['Ada Lind'])
    expect(article.categories).toEqual(['R&D', 'Parcels'])
    expect(article.enclosures).toEqual([{ url: 'https://desk.example/a.mp3', type: 'audio/mpeg', length: null }])
    expect([article.comments, article.image]).toEqual([null, null])
    expect(article.rights).toBe('© The Desk')
  })
  test('a shared guid or link is not handed on as identity', () => {
    const items = [1, 2].map((n) => anItem({ id: 'same', link: 'https://desk.example/', title: `T${n}`, summary: `${n}` }))
    const articles = enricher.read(itemsOf(items), context)
    expect(articles.map(({ guid, canonicalUrl, link }) => [guid, canonicalUrl, link])).toEqual([
      [null, null, 'https://desk.example/'],
      [null, null, 'https://desk.example/'],
    ])
  })
  test('characters that no feed may carry are gone everywhere', () => {
    const article = read({ title: 'a\u0000b\ud800c\u202ed', summary: '<p>x&#1;y\u0008z&#xFFFF;</p>' })
    expect(article.title).toBe('ab\ufffdcd')
    expect(article.text).toBe('xyz')
    expect(JSON.stringify(article)).not.toMatch(/\\u000[0-8]|\u202e/)
  })
})

describe('language of an article', () => {
  test('a feed in several languages is read item by item, whatever it declares', () => {
    expect(read({ title: 'Il garante apre un’istruttoria sulle spese di spedizione', summary: null }).language).toBe('it')
    expect(read({ title: 'Регулятор начал проверку стоимости доставки посылок', summary: null }).language).toBe('ru')
  })
  test('what the operator says outweighs the default of the feed’s program', () => {
    const source = { ...context.source, language: 'nb' }
    expect(read({ title: 'OK', summary: null }, { source })).toMatchObject({ declaredLanguage: 'nb', language: 'nb' })
  })
  test('a feed that declares a country is read by its texts', () => {
    const feed = { ...context.feed, language: 'US' }
    expect(read({ title: 'OK', summary: null }, { feed })).toMatchObject({ declaredLanguage: null, language: 'und' })
  })
  test('where nothing is declared, names are in the language of the other articles', () => {
    const titles = [
      'Das Gericht hat die Klage gegen den Händler abgewiesen',
      'Die Behörde prüft die Gebühren für Pakete aus dem Ausland',
      'Der Minister kündigt ein Gesetz über den Versand an',
      'Ada Lind Berlin',
    ]
    const items = titles.map((title, n) => anItem({ id: `${n}`, link: `https://desk.example/${n}`, title, summary: null }))
    const undeclared = { ...context, feed: { ...context.feed, language: null } }
    const articles = enricher.read(itemsOf(items), undeclared)
    expect(articles.map(({ language }) => language)).toEqual(['de', 'de', 'de', 'de'])
    expect(read({ title: 'Ada Lind Berlin', summary: null }, undeclared).language).not.toBe('de')
    // Read again alone, it stays what it was.
    const stored = articles.find(({ title }) => title === 'Ada Lind Berlin')!
    expect(enricher.understand(stored, [])).toMatchObject({ language: 'de', confidence: stored.confidence })
  })
  test('what the item itself says outweighs both', () => {
    const source = { ...context.source, language: 'nb' }
    expect(read({ title: 'OK', summary: null, language: 'sv' }, { source }).declaredLanguage).toBe('sv')
  })
})

test('the same item read twice is the same article', () => expect(read({})).toEqual(read({})))

test('search words hold title and text', () => {
  expect(read({}).searchText).toMatch(/regulator[\s\S]*inquiry/)
})

test('lab read answers for one line', async () => {
  const [reading] = await createLabReader(
    enricher,
    null,
  )([{ id: '7', title: 'Die Behörde prüft die Gebühren für Pakete aus dem Ausland', lang: 'de-AT' }])
  expect(reading).toMatchObject({ id: '7', language: 'de', kind: 'news', topics: [], entities: [], places: [] })
  expect(reading?.confidence).toBeGreaterThan(0.8)
})
