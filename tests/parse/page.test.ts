import { describe, expect, test } from 'vitest'
import type { PageRule } from '../../src/model/source.ts'
import { failureOf, iso, readFeed } from './reading.ts'

const rule: PageRule = {
  item: 'ul.news > li',
  title: 'a',
  link: 'a@href',
  summary: 'p',
  image: 'img@data-src',
  date: { select: 'span', format: null },
}
const page = (items: string): string =>
  `<html lang="zh"><head><title>新闻</title><base href="https://site.example/cn/"></head><body><ul class="news">${items}</ul></body></html>`

test('items are read by selectors; references follow the page’s base', async () => {
  const feed = await readFeed(
    page(
      '<li><a href="1.html">跨境 <b>电商</b></a><p>A &lt; B</p><img data-src="/p.jpg"><span>2026-11-24</span></li><li>no link</li>',
    ),
    { page: rule },
  )
  expect(feed).toMatchObject({ format: 'page', title: '新闻', language: 'zh' })
  expect(feed.items).toHaveLength(1)
  expect(feed.items[0]).toMatchObject({
    id: 'https://site.example/cn/1.html',
    title: '跨境 电商',
    summary: 'A &lt; B',
    image: 'https://site.example/p.jpg',
    published: Date.UTC(2026, 10, 24),
  })
})

test.each([
  ['<span>2026年11月24日 08:30</span>', '2026-11-24T00:30:00.000Z'],
  ['<span>3小时前</span>', '2026-11-24T09:00:00.000Z'],
  ['<span>11-20</span>', '2026-11-20T00:00:00.000Z'],
  ['<span datetime="2026-11-24T08:30:00Z">now</span>', '2026-11-24T08:30:00.000Z'],
  ['<span>unknown</span>', null],
])('%s on a Chinese page', async (date, expected) => {
  const feed = await readFeed(page(`<li><a href="1">t</a>${date}</li>`), { page: rule, language: 'zh-Hans' })
  expect(iso(feed.items[0]?.published ?? null)).toBe(expected)
})

test('a format that is given is the only one', async () => {
  const dated: PageRule = { ...rule, date: { select: 'span', format: 'dd/MM/yyyy' } }
  const feed = await readFeed(
    page('<li><a href="1">t</a><span>03/04/2026</span></li><li><a href="2">u</a><span>2026-04-03</span></li>'),
    { page: dated },
  )
  expect(feed.items.map(({ published }) => iso(published))).toEqual(['2026-04-03T00:00:00.000Z', null])
})

test('the same link twice is one item; a page where nothing matches is no feed', async () => {
  const twice = await readFeed(page('<li><a href="1">t</a></li><li><a href="1">t again</a></li>'), { page: rule })
  expect(twice.items.map(({ title }) => title)).toEqual(['t'])
  expect(await failureOf(page(''), { page: rule })).toBe('an HTML page titled «新闻»; it names no feed')
})

describe('selectors that cost a power of what a page holds', () => {
  const chains = '<div>'.repeat(240) + '<a href="/x">t</a>' + '</div>'.repeat(240)
  const deep = `<html><body>${chains.repeat(100)}</body></html>`
  const long = `<html><body>${'<p>t</p>'.repeat(40_000)}</body></html>`
  // Without an end to them, the first would take hours.
  test.each([
    ['main div div div div', deep],
    ['h1 ~ p ~ p', long],
  ])('%s ends', async (item, html) => expect(await failureOf(html, { page: { ...rule, item } })).toBe('too-hard'))
  test('a rule in every item does too', async () => {
    const twice = deep.replace('<body>', `<body>${chains.repeat(100)}`)
    expect(await failureOf(twice, { page: { ...rule, item: 'div', title: 'main div div h1' } })).toBe('too-hard')
  })
  test('a long list on a page of usual depth does not', async () => {
    const list = `<main>${'<div>'.repeat(20)}${Array.from({ length: 3_000 }, (_, at) => `<div><h2><a href="${at}">t</a></h2></div>`).join('')}`
    const feed = await readFeed(list, { page: { ...rule, item: 'main div div div h2', title: 'a', link: 'a@href' } })
    expect(feed.items).toHaveLength(3_000)
  })
})
