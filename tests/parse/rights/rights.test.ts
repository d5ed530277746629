import { describe, expect, test } from 'vitest'
import { isReserved, rightsNotice } from '../../../src/model/reservation.ts'
import { headerSignals, pageSignals } from '../../../src/parse/rights/answer-signals.ts'
import { matchesPath } from '../../../src/parse/rights/path-pattern.ts'
import { mayCrawl, NO_RULES, readRobots } from '../../../src/parse/rights/robots-txt.ts'
import { readRsl, rslSignals } from '../../../src/parse/rights/rsl.ts'
import { siteSignals } from '../../../src/parse/rights/site-rights.ts'
import { readTdmRep, tdmSignals } from '../../../src/parse/rights/tdm-rep.ts'
import { readUsage } from '../../../src/parse/rights/usage-preferences.ts'
import { costGrowth, MOST_GROWTH } from '../../processor-time.ts'

const ARTICLE = 'https://paper.example/news/1'

describe('robots.txt', () => {
  const may = (text: string, path: string): boolean => mayCrawl(readRobots(text, 'polywire'), path)
  test.each([
    ['User-agent: *\nDisallow: /news/', '/news/1', false],
    ['User-agent: *\nDisallow: /news/', '/sport/1', true],
    ['User-agent: *\nDisallow: /\n\nUser-agent: Polywire\nAllow: /news/', '/news/1', true],
    ['User-agent: *\nDisallow:\n\nUser-agent: polywire\nDisallow: /', '/news/1', false],
    ['User-agent: polywire-other\nDisallow: /', '/news/1', true],
    ['User-agent: GPTBot\nUser-agent: *\nDisallow: /news', '/news/1', false],
    ['User-agent: *\nDisallow: /news/\nAllow: /news/1', '/news/1', true],
    ['User-agent: *\nDisallow: /news\nAllow: /news', '/news', true],
    ['User-agent: *\nDisallow: /*?print=$', '/a?print=', false],
    ['User-agent: *\nDisallow: /*.pdf$', '/a.pdf?x', true],
    ['\uFEFFUser-agent : *\r\nDisallow : / # all', '/x', false],
    ['Disallow: /', '/x', true],
    ['<html>not found</html>', '/x', true],
  ])('%j: may %s be read? %s', (text, path, allowed) => expect(may(text, path)).toBe(allowed))

  test('of half a megabyte everything counts, and nothing of what comes after it', () => {
    const upTo = (characters: number): string =>
      `User-agent: *\n${'#'.repeat(characters - 14 - '\nDisallow: /a'.length)}\nDisallow: /a`
    expect(upTo(512 * 1024)).toHaveLength(512 * 1024)
    expect(may(upTo(512 * 1024), '/a')).toBe(false)
    expect(may(upTo(512 * 1024 + 2), '/a')).toBe(true)
  })

  test('two thousand rules and preferences count, and no more', () => {
    const lines = (count: number, line: string): string => Array.from({ length: count }, (_, at) => `${line}${at}`).join('\n')
    const text = `User-agent: *\n${lines(3_000, 'Disallow: /')}\n${lines(3_000, 'Content-Usage: /n tdm=n; ')}`
    const { rules, preferences } = readRobots(text, 'polywire')
    expect([rules.length, preferences.length]).toEqual([2_000, 2_000])
    expect(rules.at(-1)?.pattern).toBe('/1999')
  })

  test('a pattern of more than twenty stars matches nothing', () => {
    const pattern = (stars: number): string => `/${'*a'.repeat(stars)}`
    expect([matchesPath(pattern(20), `/${'a'.repeat(99)}`), matchesPath(pattern(21), `/${'a'.repeat(99)}`)]).toEqual([
      true,
      false,
    ])
  })

  test('a pattern of many stars takes no time', async () => {
    const match = (count: number): void =>
      expect(matchesPath(`/${'*a'.repeat(count)}b`, `/${'a'.repeat(2 * count)}`)).toBe(false)
    expect(await costGrowth(200, (count) => count, match)).toBeLessThan(MOST_GROWTH)
  })

  test('preferences count for the paths that they name, licences for all', () => {
    const robots = readRobots(
      'License: https://paper.example/license.xml\nUser-agent: *\nContent-Signal: search=yes, ai-train=no\nContent-Usage: /news/ tdm=n\n',
      'polywire',
    )
    expect(robots.licenses).toEqual(['https://paper.example/license.xml'])
    const says = (url: string): readonly string[] => siteSignals({ robots, tdm: [], rsl: [] }, url).map((signal) => signal.says)
    expect(says(ARTICLE)).toEqual(['Content-Signal: ai-train=no', 'Content-Usage: tdm=n'])
    expect(says('https://paper.example/sport')).toEqual(['Content-Signal: ai-train=no'])
    expect(siteSignals({ robots: NO_RULES, tdm: [], rsl: [] }, ARTICLE)).toEqual([])
  })
})

test('usage preferences: only a no reserves, and unknown categories say nothing', () => {
  const reserves = (value: string): readonly string[] =>
    readUsage(value, 'Content-Usage', 'header').flatMap((one) => one.reserves)
  expect(reserves('train-ai=n, search=y')).toEqual(['ai'])
  expect(reserves('search=n')).toEqual(['full-text', 'excerpt'])
  expect(reserves('train-ai=y, train-ai=n')).toEqual(['ai'])
  expect(reserves('bots=n')).toEqual(['text-mining'])
  expect(reserves('train-ai=y, cooking=n, ai')).toEqual([])
})

test('TDMRep: the first location that matches decides; what is no such file says nothing', () => {
  const locations = readTdmRep(
    JSON.stringify([
      { location: '/news/free/*', 'tdm-reservation': 0 },
      { location: '/news/*', 'tdm-reservation': 1, 'tdm-policy': '/policy.json' },
    ]),
  )
  expect(tdmSignals(locations, '/news/1', ARTICLE)).toMatchObject([
    { reserves: ['text-mining'], terms: 'https://paper.example/policy.json' },
  ])
  expect(tdmSignals(locations, '/news/free/1', ARTICLE)).toEqual([])
  for (const text of ['', 'null', '{"a":1}', '[1,null,{"location":3}]', '<html>']) expect(readTdmRep(text)).toEqual([])
})

describe('RSL', () => {
  const document = (inside: string): string =>
    `<rsl xmlns="https://rslstandard.org/rsl"><content url="/news/*">${inside}</content></rsl>`
  const reserves = (inside: string, address = ARTICLE): readonly string[] =>
    rslSignals(readRsl(document(inside)), address, null).flatMap((signal) => signal.reserves)
  test.each([
    ['<license><prohibits type="usage">ai-train</prohibits></license>', ['ai']],
    ['<license><permits type="usage">search</permits></license>', ['ai']],
    ['<license><permits type="usage">all</permits></license>', []],
    ['<license><prohibits type="usage">all</prohibits></license>', ['text-mining']],
    ['<license><permits type="usage">ai-all search</permits><payment type="subscription"/></license>', ['ai', 'full-text']],
    [
      '<license><permits type="usage">ai-all</permits><payment type="purchase"/></license><license><permits type="usage">search</permits></license>',
      ['ai'],
    ],
    ['<license><permits type="geo">BE</permits></license>', []],
    ['', []],
  ])('%s reserves %j', (inside, expected) => expect(reserves(inside)).toEqual(expected))
  test('a licence is about the addresses that it names', () =>
    expect(reserves('<license><prohibits type="usage">all</prohibits></license>', 'https://paper.example/about')).toEqual([]))
  test('it is read inside a feed too, and a feed without is not parsed again', () => {
    const feed = `<rss xmlns:rsl="https://rslstandard.org/rsl"><channel><content>x</content><rsl:content url="/"><rsl:license><rsl:prohibits type="usage">ai-all</rsl:prohibits></rsl:license></rsl:content></channel></rss>`
    expect(rslSignals(readRsl(feed), ARTICLE, null)).toMatchObject([{ reserves: ['ai'] }])
    expect(readRsl('<rss/>')).toEqual([])
  })
  test('a thousand contents of a document are read', () => {
    expect(readRsl(document('<content url="/x"></content>'.repeat(1_500)))).toHaveLength(1_000)
  })
  test('half a megabyte of words, or of licences, is read as far as a licence goes', () => {
    const usages = `<license><prohibits type="usage">${'ai-train '.repeat(58_000)}</prohibits></license>`
    expect(readRsl(document(usages))[0]?.licenses[0]?.prohibits).toHaveLength(50)
    expect(readRsl(document('<license></license>'.repeat(27_000)))[0]?.licenses).toHaveLength(1_000)
  })
  // Neither is read anew for each comparison.
  test.each([
    ['the length of links', 300, (length: number) => ({ url: 'https://paper.example/x', path: 'a'.repeat(length) })],
    ['the stars of patterns', 18, (stars: number) => ({ url: '*a'.repeat(stars), path: 'a'.repeat(3_000) })],
  ])('a thousand licences are compared with the links of fifty articles at once, whatever %s', async (_, size, make) => {
    const prepare = (of: number) => {
      const { url, path } = make(of)
      const contents = `<content url="${url}"><license/></content>`.repeat(1_000)
      return { path, license: readRsl(`<rsl xmlns="https://rslstandard.org/rsl">${contents}</rsl>`) }
    }
    const compare = ({ path, license }: ReturnType<typeof prepare>): void => {
      for (let n = 0; n < 50; n += 1) rslSignals(license, `https://paper.example/${path}/${n}`, null)
    }
    expect(await costGrowth(size, prepare, compare)).toBeLessThan(3)
  })
})

test('headers: what is said to another crawler does not concern us', () => {
  const from = (headers: Record<string, string>): readonly string[] =>
    headerSignals(headers, ARTICLE).signals.flatMap((one) => one.reserves)
  expect(from({ 'x-robots-tag': 'noindex, noai' })).toEqual(['full-text', 'ai'])
  expect(from({ 'x-robots-tag': 'googlebot: noindex, nofollow, polywire: noai' })).toEqual(['ai'])
  expect(from({ 'x-robots-tag': 'max-snippet: 20, noai' })).toEqual(['ai'])
  expect(from({ 'tdm-reservation': '1', 'content-usage': 'ai=n' })).toEqual(['text-mining', 'ai'])
  expect(from({ 'tdm-reservation': '0' })).toEqual([])
  expect(headerSignals({ link: '</l.xml>; rel="license"; type="application/rsl+xml"' }, ARTICLE).licenses).toEqual([
    'https://paper.example/l.xml',
  ])
})

test('a page: meta elements and the link to its licence, in its head only', () => {
  const html = `<html><head><meta name="robots" content="none"><META NAME="TDM-Reservation" content="1"><meta name="tdm-policy" content="https://paper.example/tdm">
    <link rel="license" type="application/rsl+xml" href="/l.xml"></head><body><meta name="polywire" content="noai"></body></html>`
  const { signals, licenses } = pageSignals(html, ARTICLE)
  expect(signals.flatMap(({ reserves }) => reserves)).toEqual(['full-text', 'text-mining'])
  expect(signals[1]?.terms).toBe('https://paper.example/tdm')
  expect(licenses).toEqual(['https://paper.example/l.xml'])
})

test('one question for all stages: text and data mining covers both uses, and what was not read yet allows nothing', () => {
  const signal = (...reserves: ('ai' | 'text-mining' | 'full-text')[]) => [{ from: '', says: 'x', reserves, terms: null }]
  expect([isReserved(null, 'ai'), isReserved([], 'ai')]).toEqual([true, false])
  expect(isReserved(signal('text-mining'), 'full-text')).toBe(true)
  expect(isReserved(signal('ai'), 'full-text')).toBe(false)
  expect(
    rightsNotice([{ from: '', says: 'tdm-reservation: 1', reserves: ['text-mining'], terms: 'https://a.example/p' }]),
  ).toBe('Text and data mining reserved by the publisher (tdm-reservation: 1). Terms: https://a.example/p')
  expect(rightsNotice(signal('full-text'))).toBeNull()
})
