/** Documents that try to cost a reader time or memory, each small enough to be let in (`fetch.max_bytes`, 15 MiB). */
import { readdirSync, readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join, resolve } from 'node:path'
import type { PageRule } from '../../src/model/source.ts'
import { TRIALS } from './attacks.ts'
import type { Attack } from './hostile-upstream.ts'
import { feed, news } from './hostile-upstream.ts'

const TEN_MB = 10_000_000
const filled = (piece: string, length = TEN_MB): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, n) => make(n)).join('')
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const item = (title: string, text: string): string =>
  `<item><title>${title}</title><link>https://upstream.example/x</link><guid>x</guid><description>${text}</description></item>`
const json = (items: string): string => `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[${items}]}`
const inItem = (title: string, text: string): string => feed(item(title, text))
/** Words that do not repeat. */
const words = (alphabet: string, length: number): string => {
  let state = 1
  let text = ''
  while (text.length < length) {
    for (let letter = 0; letter < 7; letter += 1) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      text += alphabet[state % alphabet.length] ?? ''
    }
    text += ' '
  }
  return text
}
const LATIN = 'abcdefghijklmnopqrstuvwxyz'

const markup: Readonly<Record<string, () => string>> = {
  'attributes: one element with a million': () => feed(news('a', `<x ${times(1_000_000, (n) => `a${n}=""`)}/>`)),
  'attributes: the same name': () => feed(news('a', `<x ${filled('a="1" ')}/>`)),
  'attributes: one that never ends': () => feed(news('a', `<x a="${filled('x')}`)),
  'nesting: 2 million elements deep': () => feed(news('a', filled('<x>', 6_000_000))),
  'nesting: deep HTML in a text': () => inItem('T', escaped(filled('<div>', 8_000_000))),
  'nesting: misnested tags': () => inItem('T', escaped(filled('<b><i></b></i>', 8_000_000))),
  'nesting: tables and forms': () => inItem('T', escaped(filled('<table><tr><td><form><p>', 8_000_000))),
  'nesting: end tags that end nothing': () =>
    inItem('T', escaped(`${filled('<a><b>', 1_200)}${filled('</c></d>', 8_000_000)}`)),
  'entities: a million numbers': () => inItem('T', filled('&#x41;')),
  'entities: a million names': () => inItem('T', filled('&amp;')),
  'entities: escaped again and again': () => inItem('T', `&${filled('amp;')}`),
  'entities: never finished': () => inItem(filled('&ampampamp'), filled('&#')),
  'namespaces: 200,000 declared': () =>
    feed(
      news(
        'a',
        times(200_000, (n) => `<n${n}:x xmlns:n${n}="urn:${n}"/>`),
      ),
    ),
  'namespaces: declared ever deeper': () =>
    feed(
      news(
        'a',
        times(150_000, (n) => `<x xmlns:n${n}="urn:${n}">`),
      ),
    ),
  'CDATA: one of 10 MB': () => inItem('T', `<![CDATA[${filled('<p>x</p> ')}]]>`),
  'CDATA: never closed': () => feed(`<item><title>T</title><description>${filled('<![CDATA[')}`),
  'comments: never closed': () => inItem('T', escaped(filled('<!--'))),
  'categories: a million': () => feed(news('a', filled('<category>c</category>'))),
  'enclosures and links': () => feed(news('a', filled('<enclosure url="https://a.example/x" length="1" type="a/b"/>'))),
  'items: 150,000': () => feed(filled('<item><title>T</title></item>', 29 * 150_000)),
  'items: 5,000 of compatibility characters': () =>
    feed(
      times(
        5_000,
        (n) => `<item><guid>${n}</guid><title>Report ${n}</title><description>${filled('ﷺ', 600)}</description></item>`,
      ),
    ),
  'items: 5,000 of 2 kB': () =>
    feed(
      times(
        5_000,
        (n) => `<item><guid>${n}</guid><title>Report ${n}</title><description>${words(LATIN, 1_800)}</description></item>`,
      ),
    ),
  'dates: blanks before a month': () => feed(news('a', filled(`<pubDate>1${' '.repeat(190)}x月</pubDate>`))),
  'dates: places that there are not': () =>
    feed(times(5_000, (n) => news(`a${n}`, `<pubDate>12:30 ${'Nowhere/Place '.repeat(13)}</pubDate>`.repeat(10)))),
  'dates: a place in ever other capitals': () =>
    feed(
      times(5_000, (n) => {
        const capitals = Array.from('ew_york', (letter, at) => (((n >> at) & 1) === 1 ? letter.toUpperCase() : letter)).join('')
        return news(`a${n}`, `<pubDate>1 May 2026 12:30 America/N${capitals}</pubDate>`)
      }),
    ),
  'titles: elements that are never closed': () =>
    feed(times(2_500, (n) => `<item><guid>${n}</guid><title><![CDATA[${filled('<svg>', 3_900)}]]></title></item>`)),
  'titles: a tag with ever more signs': () =>
    feed(times(2_500, (n) => `<item><guid>${n}</guid><title><![CDATA[<a${filled('=', 3_900)}<]]></title></item>`)),
  'sitemap: a title in pieces': () =>
    `<urlset xmlns:n="urn:news"><url><loc>https://a.example/</loc><n:news><n:title>${filled('x', 19_000)}${filled('x<!---->')}</n:title></n:news></url></urlset>`,
  'JSON: a million items': () => json(filled('{},', 3_000_000).slice(0, -1)),
  'JSON: long arrays in an item': () =>
    json(
      `{"id":"1","title":"T","tags":[${filled('"a",', 4_000_000).slice(0, -1)}],"authors":[${filled('{},', 3_000_000).slice(0, -1)}]}`,
    ),
  'JSON: nested': () => filled('{"a":', 5_000_000),
  'JSON: escapes': () => json(`{"id":"1","title":"T","content_html":"${filled('\\u003cp\\u003e', 9_999_996)}"}`),
}

const runs: Readonly<Record<string, () => string>> = Object.fromEntries(
  [
    [' ', 'spaces'],
    ['\n', 'line ends'],
    ['\t \n', 'blanks'],
    ['\u00a0', 'no-break spaces'],
    ['-', 'dashes'],
    ['.', 'full stops'],
    ['&', 'ampersands'],
    ['<', 'angle brackets'],
    ['(', 'brackets'],
    ['"', 'quotes'],
    ['1', 'digits'],
    ['1.', 'digits and stops'],
    ['a', 'one letter'],
    ['a.', 'abbreviations'],
    ['http://a.', 'addresses'],
    ['a@b.', 'mail addresses'],
    ['$1 million ', 'amounts'],
    ['Mr. A B ', 'names'],
    ['by A B, ', 'bylines'],
    ['Reuters - ', 'datelines'],
    ['/', 'slashes'],
    ['%41', 'percent signs'],
  ].flatMap(([piece = '', name = '']) => [
    [`run of ${name} in a text`, () => inItem('T', escaped(filled(piece, 2_000_000)))],
    [`run of ${name} in a title`, () => inItem(escaped(filled(piece, 2_000_000)), 'x')],
    [
      `run of ${name} in other fields`,
      () =>
        feed(
          `<item><title>T</title><link>${escaped(filled(piece, 1_000_000))}</link><guid>${escaped(filled(piece, 1_000_000))}</guid><pubDate>${escaped(filled(piece, 1_000_000))}</pubDate><author>${escaped(filled(piece, 1_000_000))}</author><category>${escaped(filled(piece, 1_000_000))}</category></item>`,
        ),
    ],
  ]),
)

const texts: Readonly<Record<string, () => string>> = Object.fromEntries(
  (
    [
      ['Latin words', () => words(LATIN, TEN_MB)],
      ['one Latin word', () => filled('abcdefghij')],
      [
        'Chinese',
        () =>
          words(
            '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经',
            TEN_MB / 3,
          ).replaceAll(' ', ''),
      ],
      ['Japanese', () => words('あいうえおかきくけこさしすせそ日本国会年大十二本中長出三同', TEN_MB / 3).replaceAll(' ', '')],
      ['Thai', () => words('กขคงจฉชซญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะาิีึืุู', TEN_MB / 3).replaceAll(' ', '')],
      ['Korean', () => words('가나다라마바사아자차카타파하거너더러', TEN_MB / 3)],
      ['Arabic', () => words('ابتثجحخدذرزسشصضطظعغفقكلمنهوي', TEN_MB / 2)],
      ['Hindi', () => words('कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसहािीुूेैोौ', TEN_MB / 3)],
      ['Finnish endings', () => words('aeioukstnl', TEN_MB)],
      ['combining marks', () => `a${filled('\u0301', TEN_MB / 2)}`],
      ['combining marks of many classes', () => `a${filled('\u0316\u0301\u0327\u0300\u0345\u05b0\u064b', TEN_MB / 2)}`],
      ['bidi controls', () => filled('\u202e\u2066x\u2069\u202c', TEN_MB / 3)],
      ['zero-width joiners', () => filled('👩\u200d', TEN_MB / 4)],
      ['compatibility characters', () => filled('ﷺ㍿', TEN_MB / 3)],
      ['lone surrogates', () => filled('&#xd800;')],
      ['capitals with dots', () => filled('İẞŉ', TEN_MB / 3)],
    ] as const
  ).flatMap(([name, text]) => [
    [`10 MB of ${name} in a text`, () => inItem('T', text())],
    [`10 MB of ${name} in a title`, () => inItem(text(), 'x')],
  ]),
)

/** What an attack on the network answers, as far as it is a document. */
const answered = (attack: Attack): Buffer | null => {
  const pieces: Buffer[] = []
  const take = (bytes: unknown): boolean => {
    if (typeof bytes === 'string' || Buffer.isBuffer(bytes)) pieces.push(Buffer.from(bytes))
    return false
  }
  // An endless one stops at its first piece, since the socket is gone.
  attack({ write: take, end: take, destroyed: true, once: () => {}, resetAndDestroy: () => {} } as unknown as Socket, '')
  const all = Buffer.concat(pieces)
  const head = all.indexOf('\r\n\r\n')
  return head === -1 || head + 4 === all.length ? null : all.subarray(head + 4)
}

const FIXTURES = resolve(import.meta.dirname, '../parse/fixtures')

/** Pages for rules whose selectors cost most there. */
const PAGE: PageRule = { item: 'div', title: 'a', link: 'a@href', summary: null, image: null, date: null }
const deepPage = (): string => filled(`${'<div>'.repeat(240)}<a href="/x">t</a>${'</div>'.repeat(240)}`, 550_000)
const longPage = (): string => filled('<p>t</p>', 400_000)
const pages: Readonly<Record<string, readonly [() => string, PageRule]>> = {
  'page: five elements around each other': [deepPage, { ...PAGE, item: 'main div div div div' }],
  'page: items in items': [deepPage, { ...PAGE, title: 'main div div h1' }],
  'page: elements behind each other': [longPage, { ...PAGE, item: 'h1 ~ p ~ p' }],
  'page: what is counted from the end': [longPage, { ...PAGE, item: 'p:nth-last-of-type(3)' }],
}

export type NamedDocument = {
  readonly name: string
  readonly bytes: () => Buffer
  /** How it is read; left out: as a feed. */
  readonly page?: PageRule
}

export const slowDocuments = (): readonly NamedDocument[] => [
  ...Object.entries({ ...markup, ...runs, ...texts }).map(([name, make]) => ({ name, bytes: () => Buffer.from(make()) })),
  ...Object.entries(pages).map(([name, [make, page]]) => ({ name, page, bytes: () => Buffer.from(make()) })),
  ...Object.entries(TRIALS).flatMap(([name, { attack }]) => {
    const bytes = answered(attack)
    return bytes === null ? [] : [{ name: `attack ${name}`, bytes: () => bytes }]
  }),
  ...readdirSync(FIXTURES)
    .filter((name) => !name.endsWith('.expected.json'))
    .map((name) => ({ name: `fixture ${name}`, bytes: () => readFileSync(join(FIXTURES, name)) })),
]
