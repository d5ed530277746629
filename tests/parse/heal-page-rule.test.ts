import { expect, test } from 'vitest'
import { canonicalUrl } from '../../src/lib/canonical-url.ts'
import { parse } from 'yaml'
import { readDocument } from '../../src/parse/read-document.ts'
import { readPage } from '../../src/parse/page/read-page.ts'
import { healPageRule, writtenPageRule } from '../../src/parse/page/suggest-page-rule.ts'

const URL = 'https://site.example/news/'
const context = { url: URL, language: null, now: 0, maxItems: 100 }

type News = { readonly path: string; readonly title: string; readonly date: string }
type Layout = (news: readonly News[]) => string
const each = (news: readonly News[], write: (one: News) => string): string => news.map(write).join('\n')
const link = ({ path, title }: News, marks = ''): string => `<a${marks} href="${path}">${title}</a>`

/** The kinds of pages that the shipped sources read, and what sites make of such pages when they change. */
const LAYOUTS: Readonly<Record<string, Layout>> = {
  'list with a span': (news) =>
    `<ul class="newslist">${each(news, (one) => `<li>${link(one)}<span>${one.date}</span></li>`)}</ul>`,
  'list with another class': (news) =>
    `<div class="content"><ul class="page-list">${each(news, (one) => `<li><div>${link(one)}</div><span class="times">${one.date}</span></li>`)}</ul></div>`,
  'list by id': (news) =>
    `<div id="loadingInfoPage"><ul>${each(news, (one) => `<li>${link(one)}<i>${one.date}</i></li>`)}</ul></div>`,
  'title in an attribute': (news) =>
    `<ol class="txtList">${each(news, (one) => `<li><a href="${one.path}" title="${one.title}"><em>${one.title}</em></a></li>`)}</ol>`,
  'rows of a view': (news) =>
    each(
      news,
      (one) =>
        `<div class="views-row"><h3>${link(one)}</h3><time datetime="${one.date}">${one.date}</time><p>More about it.</p></div>`,
    ),
  articles: (news) => each(news, (one) => `<article><h2>${link(one)}</h2><p class="date">${one.date}</p></article>`),
  cards: (news) =>
    `<section class="cards">${each(news, (one) => `<div class="card"><a class="card-link" href="${one.path}"><img src="p.jpg"><h4>${one.title}</h4></a></div>`)}</section>`,
  table: (news) =>
    `<table class="archive">${each(news, (one) => `<tr><td>${one.date}</td><td class="headline">${link(one)}</td></tr>`)}</table>`,
  definitions: (news) =>
    `<dl class="press">${each(news, (one) => `<dt>${one.date}</dt><dd class="release">${link(one)}</dd>`)}</dl>`,
  'links alone': (news) => `<div class="links">${each(news, (one) => link(one, ' class="story"'))}</div>`,
  'made by a builder': (news) =>
    `<main>${each(news, (one) => `<div class="css-1x9k2"><div class="Teaser_root"><div class="Teaser_body">${link(one)}</div><span>${one.date}</span></div></div>`)}</main>`,
}
const AROUND = (inside: string): string =>
  `<html><body><nav><ul>${['Home', 'About this very long institution name', 'Contact and directions to us'].map((name, at) => `<li><a href="/menu/${at}">${name}</a></li>`).join('')}</ul></nav>
  <ul class="topics">${['Trade', 'Customs', 'Data'].map((name) => `<li><a href="/topic/${name}">${name}</a></li>`).join('')}</ul>${inside}
  <footer><ul><li><a href="/imprint">Imprint and legal notice of this site</a></li></ul></footer></body></html>`

const news = (from: number, count: number, title: (at: number) => string): readonly News[] =>
  Array.from({ length: count }, (_none, at) => ({
    path: `/news/${from + at}.html`,
    title: title(from + at),
    date: `2026-11-${String(10 + ((from + at) % 18))}`,
  }))
const TITLES: Readonly<Record<string, (at: number) => string>> = {
  long: (at) => `The authority opens case ${at} about the sellers of a marketplace`,
  short: (at) => `Case ${at} opened`,
  Chinese: (at) => `海关总署公布第${at}号公告`,
}

test('a page that changed gets a rule that finds its items again, and nothing else', () => {
  const wrong: string[] = []
  let tried = 0
  for (const [layout, write] of Object.entries(LAYOUTS))
    for (const [titles, title] of Object.entries(TITLES))
      for (const known of [12, 5]) {
        tried += 1
        const shown = [...news(100, 12 - known, title), ...news(0, known, title)]
        const pages = new Set(news(0, 30, title).map(({ path }) => canonicalUrl(path, URL) ?? ''))
        const html = AROUND(write(shown))
        const rule = healPageRule(html, pages, context)
        const reading = rule === null ? null : readPage(html, rule, context)
        const items = reading === null || reading === 'too-hard' ? [] : reading.items
        const found = items.map((item) => `${item.link} ${item.title}`)
        const expected = shown.map((one) => `https://site.example${one.path} ${one.title}`)
        if (found.join('\n') !== expected.join('\n'))
          wrong.push(`${layout}, ${titles}, ${known} known: ${rule === null ? 'none' : writtenPageRule(rule)} ${found.length}`)
      }
  expect(wrong).toEqual([])
  expect(tried).toBe(66)
})

test('a poll whose rule finds nothing says which rule would', async () => {
  const title = TITLES['long'] ?? String
  const html = AROUND(LAYOUTS['rows of a view']?.(news(0, 8, title)) ?? '')
  const page = { item: '.gone', title: 'a', link: 'a@href', summary: null, image: null, date: null }
  const options = { page, now: 0, maxItems: 100, fallbackParser: true, acceptTruncated: false }
  const read = async (keys: readonly string[]) => {
    const document = { bytes: Buffer.from(html), url: URL, contentType: 'text/html', language: null }
    const result = await readDocument(document, { ...options, known: new Map(keys.map((key) => [key, ''])) })
    return result.ok ? null : result.failure
  }
  expect(await read(news(0, 5, title).map(({ path }) => `link:site.example${path}`))).toEqual({
    kind: 'page-changed',
    detail: 'page: { item: "div.views-row", title: "h3", link: "h3 a@href", summary: "p", date: { select: "time" } }',
  })
  expect(await read([])).toMatchObject({ kind: 'not-a-feed' })
})

test('where no known item is left, the shape of a list of headlines decides', () => {
  const title = TITLES['long'] ?? String
  const html = AROUND(LAYOUTS['articles']?.(news(0, 8, title)) ?? '')
  expect(healPageRule(html, new Set(['https://site.example/old']), context)).toMatchObject({ item: 'article' })
  expect(healPageRule(AROUND('<p>We are moving.</p>'), new Set(), context)).toBeNull()
})

test('a rule is written as an operator pastes it', () => {
  const rule = {
    item: 'ul.news > li',
    title: 'a',
    link: 'a@href',
    summary: null,
    image: null,
    date: { select: '.d "x"', format: null },
  }
  expect(parse(writtenPageRule(rule))).toEqual({
    page: { item: 'ul.news > li', title: 'a', link: 'a@href', date: { select: '.d "x"' } },
  })
})
