import { describe, expect, test } from 'vitest'
import type { StoredArticle } from '../../../src/model/article.ts'
import { sourceId, storyId } from '../../../src/model/ids.ts'
import { filterText, matchesFilter } from '../../../src/publish/filter/matches-filter.ts'
import { parseFilter } from '../../../src/publish/filter/parse-filter.ts'
import { article, context, entityTag, placeTag, topicTag } from '../articles.ts'
import { vocabulary } from './vocabulary.ts'

const filterOf = (text: string) => {
  const result = parseFilter(text, vocabulary)
  if (!result.ok) throw new Error(`${result.column}: ${result.message}`)
  return result.filter
}
const verdict = (text: string, over: Partial<StoredArticle> = {}) =>
  matchesFilter(filterOf(text), article('a', over), {
    vocabulary,
    sources: context.sources,
    changed: [],
    affair: [storyId('s1'), storyId('s2')],
    origins: 3,
    languages: ['zh-Hant', 'fr'],
  })

const parcel: Partial<StoredArticle> = {
  title: 'Temu must pay duty on parcels',
  text: 'The Digital Services Act applies. 跨境电商平台 must answer.',
  language: 'zh-Hant',
  publishedAt: Date.parse('2026-11-20T00:00:00Z'),
  topics: [topicTag('ec.cross-border.duty')],
  entities: [entityTag('temu')],
  places: [placeTag('CN-GD-shenzhen')],
  alsoIn: [sourceId('lenta')],
  kind: 'news',
}

describe('an article is in the feed', () => {
  test.each([
    '',
    'temu',
    'DUTY parcels',
    '"digital services act"',
    '"digital serv"*',
    '跨境电商',
    'title:parcel*',
    '/Temu|Shein/',
    '/(?i)digital\\s+services/',
    'topic:e-commerce',
    'entity:temu',
    'place:CN',
    'lang:zh',
    'lang:zh-TW',
    'source:lenta',
    'source:ripe-labs',
    'country:RU',
    'after:2026-11-20 before:2026-11-21',
    'kind:news,other',
    '-kind:deal',
    'origins:>2',
    'origins:3',
    'missing:en',
    'affair:s2',
    'shein OR temu',
    '-shein',
    'shein,temu -topic:ec.consumer',
    'source:lenta -source:ripe-labs',
    '-country:RU',
    '-source:ripe-labs',
  ])('with %s', (text) => expect(verdict(text, parcel).matches).toBe(true))
})

describe('an article is not in the feed', () => {
  test.each([
    'shein',
    'temu shein',
    '"services digital"',
    'parcel',
    'title:digital',
    '/temu/',
    'topic:ec.consumer',
    'entity:icann',
    'place:RU',
    'lang:zh-Hans',
    'source:pr-wire',
    'country:US',
    'after:2026-11-21',
    'before:2026-11-20',
    'kind:deal',
    'origins:<3',
    'missing:zh',
    '-kind:news',
    'affair:s9',
    '-temu',
    '-(shein OR temu)',
    '-source:ripe-labs,lenta',
    '-source:ripe-labs -source:lenta',
    '-(source:ripe-labs OR country:RU)',
  ])('with %s', (text) => expect(verdict(text, parcel).matches).toBe(false))
})

describe('a plain word stands for its forms in the article’s language', () => {
  const report: Partial<StoredArticle> = {
    title: 'Ministers agree',
    text: 'A cross-border data centre was fined.',
    language: 'en',
  }
  test.each(['minister', 'agreed', 'data-centres', 'title:minister', 'fines', 'minister,nobody'])('%s', (text) =>
    expect(verdict(text, report).matches).toBe(true),
  )
  test.each(['"minister"', 'title:"minister"', 'agreed*', '/minister /'])('%s is exact', (text) =>
    expect(verdict(text, report).matches).toBe(false),
  )
  test('an exclusion takes out no more than what it says', () => {
    expect(verdict('-minister', report).matches).toBe(true)
    expect(verdict('-ministers', report).matches).toBe(false)
    expect(verdict('--minister', report).matches).toBe(true)
  })
  test('in a language without such endings it is another word', () =>
    expect(verdict('minister', { ...report, language: 'zh-Hans' }).matches).toBe(false))
})

test('an article that nobody has judged has no kind', () => {
  expect(verdict('kind:news').matches).toBe(false)
  expect(verdict('-kind:news').matches).toBe(true)
})

test('every part shows what it found, in the words of the filter', () => {
  expect(verdict('topic:e-commerce -source:pr-wire (shein OR title:temu)', parcel)).toEqual({
    matches: true,
    part: 'topic:e-commerce -source:pr-wire (shein OR title:temu)',
    why: '',
    of: [
      { matches: true, part: 'topic:e-commerce', why: 'topics: ec.cross-border.duty', of: [] },
      {
        matches: true,
        part: '-source:pr-wire',
        why: '',
        of: [{ matches: false, part: 'source:pr-wire', why: 'published by ripe-labs, lenta', of: [] }],
      },
      {
        matches: true,
        part: 'shein OR title:temu',
        why: '',
        of: [
          { matches: false, part: 'shein', why: 'neither in title nor text', of: [] },
          { matches: true, part: 'title:temu', why: 'found in the title', of: [] },
        ],
      },
    ],
  })
})

describe('a filter written out', () => {
  test.each([
    ['', ''],
    ['temu   AND fine', 'temu fine'],
    ['topic：e-commerce，ig.dns', 'topic:e-commerce,ig.dns'],
    ['topic:ec.consumer,e-commerce', 'topic:e-commerce'],
    ['place:cn', 'place:CN'],
    ['kind：NEWS, deal', 'kind:news,deal'],
    ['affair:S12', 'affair:s12'],
    ['origins:>2', 'origins:>=3'],
    ['origins:<3', 'origins:<=2'],
    ['missing:EN', 'missing:en'],
    ['NOT (a b)', '-(a b)'],
    ['a (b OR c) d', 'a (b OR c) d'],
    ['(a b) OR c', 'a b OR c'],
    ['-(a OR b) OR -c', '-(a OR b) OR -c'],
    ['NOT NOT a', '--a'],
    ['“data act”*', '"data act"*'],
    ['"minister" minister market*', '"minister" minister market*'],
    ['"OR" "topic:x"', '"OR" "topic:x"'],
    ['title:a,"b c"', 'title:a OR title:"b c"'],
    [String.raw`"say \"hi\""`, String.raw`"say \"hi\""`],
    [String.raw`/a\/b [/]\]/i`, String.raw`/(?i)a\/b [/]\]/`],
    ['lang:ZH-tw after:2026-11-24', 'lang:zh-Hant after:2026-11-24T00:00:00.000Z'],
    ['country:uk source:PR-Wire', 'country:GB source:pr-wire'],
  ])('%s is %s, and means the same', (text, expected) => {
    const written = filterText(filterOf(text), vocabulary)
    expect(written).toBe(expected)
    const again = filterOf(written)
    expect(filterText(again, vocabulary)).toBe(expected)
    expect(new Set(JSON.stringify(again).split(/[[\],]/))).toEqual(new Set(JSON.stringify(filterOf(text)).split(/[[\],]/)))
  })
})
