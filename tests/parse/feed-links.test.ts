import { expect, test } from 'vitest'
import { feedLinks } from '../../src/parse/page/feed-links.ts'
import { suggestPageRule } from '../../src/parse/page/suggest-page-rule.ts'

const URL = 'https://site.example/news/'
const found = (html: string) => feedLinks(html, URL).map(({ url }) => url)

test('feeds of the head come first, then links that look like one; addresses follow the page’s base', () => {
  expect(
    found(
      '<base href="/de/"><a href="rss">RSS</a><a href="/feeds/all.xml">x</a><a href="feed:https://site.example/2.rss">y</a><link rel="alternate" type="application/atom+xml" href="atom" title="News">',
    ),
  ).toEqual([
    'https://site.example/de/atom',
    'https://site.example/de/rss',
    'https://site.example/feeds/all.xml',
    'https://site.example/2.rss',
  ])
})

test('what is no feed is left out: other languages, oEmbed, articles about feeding', () => {
  expect(
    found(
      '<link rel="alternate" hreflang="fr" href="/fr"><link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts"><a href="/how-to-feed-cats">cats</a><a href="javascript:void(0)">.rss</a>',
    ),
  ).toEqual([])
})

const context = { url: URL, language: null, now: 0, maxItems: 100 }
test('headlines of a script without spaces are short, and found', () => {
  const item = (n: number): string =>
    `<li><a href="/${n}.html">跨境电商新规今日起施行</a><span class="date">2026-11-2${n}</span></li>`
  const html = `<ul class="menu"><li><a href="/a">首页</a></li></ul><ul class="news">${[1, 2, 3, 4].map(item).join('')}</ul>`
  expect(suggestPageRule(html, context)).toMatchObject({
    item: 'ul.news > li',
    title: 'a',
    link: 'a@href',
    date: { select: '.date' },
  })
})
test('a page without repeated headlines has no rule, and a hostile one is read in time', () => {
  expect(suggestPageRule('<p><a href="/one">The only headline on this page</a></p>', context)).toBeNull()
  const deep = `${'<div>'.repeat(20_000)}<a href="/1">A headline that is deep inside</a>`
  expect(suggestPageRule(deep, context)).toBeNull()
})
