import { describe, expect, test } from 'vitest'
import { inOneGo } from '../../src/lib/steps.ts'
import type { StoredArticle } from '../../src/model/article.ts'
import { articleId, sourceId } from '../../src/model/ids.ts'
import { articleEntry, developmentEntries, storyEntry } from '../../src/publish/entry.ts'
import { createPublishContext } from '../../src/publish/publish-context.ts'
import { article, AT, context, entityTag, HOUR, placeTag, story, topicTag } from './articles.ts'
import { taxonomy, source } from './filter/vocabulary.ts'

const lenta = (id: string, over: Partial<StoredArticle> = {}) =>
  article(id, { source: sourceId('lenta'), language: 'ru', link: `https://lenta.example/${id}`, ...over })
const match = (articles: readonly [StoredArticle, ...StoredArticle[]], matched = articles.map(({ id }) => id)) => ({
  story: story(articles),
  matched,
})

describe('ids', () => {
  // These two are in readers' databases: a change here is a mistake.
  test('never change', () => {
    expect(storyEntry(match([article('a')]), context).id).toBe('urn:uuid:fd65d270-0ac3-550d-9e0d-fcf0304f3f98')
    expect(articleEntry(article('a'), context).id).toBe('urn:uuid:ba84ae34-4d7b-524c-8ba1-6acffd5e200c')
  })

  test('stay when the story grows, gets another representative language, or the service moves to another address', () => {
    const { id } = storyEntry(match([article('a')]), context)
    const moved = { ...context, publicUrl: 'https://other.example', preferred: ['ru'] }
    expect(storyEntry(match([article('a'), lenta('b')]), moved).id).toBe(id)
  })
})

describe('the representative article of a story', () => {
  const articles = [article('a'), lenta('b', { publishedAt: AT + 2 }), lenta('c', { publishedAt: AT + 1 })] as const

  test('is its lead', () => expect(storyEntry(match(articles), context).title).toBe('Title of a'))

  test('is the earliest in the first preferred language that the story has', () =>
    expect(storyEntry(match(articles), { ...context, preferred: ['de', 'ru', 'en'] }).about?.article).toBe('c'))

  test('is one that matches the filter', () => {
    expect(storyEntry(match(articles, [articleId('b')]), context).about?.article).toBe('b')
    expect(storyEntry(match(articles, [articleId('b')]), { ...context, preferred: ['en'] }).about?.article).toBe('b')
  })

  test('is an original rather than a copy', () => {
    const copied = [article('z'), lenta('b', { copyOf: articleId('z') }), lenta('c', { publishedAt: AT + 9 })] as const
    expect(storyEntry(match(copied), { ...context, preferred: ['ru'] }).about?.article).toBe('c')
  })

  test('is Chinese of either script where zh is preferred', () => {
    const both = [article('a'), lenta('b', { language: 'zh-Hant' })] as const
    expect(storyEntry(match(both), { ...context, preferred: ['zh'] }).language).toBe('zh-Hant')
  })
})

describe('what may be republished', () => {
  const full = {
    image: 'https://x.example/i.png',
    enclosures: [{ url: 'https://x.example/a.mp3', type: 'audio/mpeg', length: 1 }],
  }

  test('full: text and all', () =>
    expect(articleEntry(article('a', full), context)).toMatchObject({
      summary: 'Summary of a',
      html: expect.stringMatching(/^<p>Text of a<\/p><div /),
      image: full.image,
    }))

  test('excerpt: the summary, not the text', () =>
    expect(articleEntry(lenta('a', full), context)).toMatchObject({
      summary: 'Summary of a',
      html: expect.stringMatching(/^<p lang="ru" dir="ltr">Summary of a<\/p><div /),
      enclosures: full.enclosures,
    }))

  test('an excerpt is as long as the source allows, in whole words', () => {
    const id = sourceId('lenta')
    const sources = new Map([
      ...context.sources,
      [id, { ...source('lenta', 'Lenta'), republish: 'excerpt', excerpt: 30 } as const],
    ])
    const long = lenta('a', { summary: 'The marketplace opens in the north of the country today.' })
    expect(articleEntry(long, { ...context, sources })).toMatchObject({
      summary: 'The marketplace opens in the…',
      html: expect.not.stringContaining('country'),
    })
  })

  test('title: only title and link', () =>
    expect(articleEntry(article('a', { ...full, source: sourceId('pr-wire') }), context)).toMatchObject({
      title: 'Title of a',
      summary: '',
      html: expect.stringMatching(/^<div /),
      image: null,
      enclosures: [],
    }))

  test('a source that has left the configuration: an excerpt, attributed to its id', () =>
    expect(articleEntry(article('a', { source: sourceId('gone') }), context)).toMatchObject({
      html: expect.not.stringContaining('Text of a'),
      source: { title: 'gone', url: 'https://news.example/sources?q=gone#gone', site: null },
    }))
})

test('an item without a title is titled by its summary, then by its address', () => {
  expect(articleEntry(article('a', { title: '' }), context).title).toBe('Summary of a')
  expect(articleEntry(article('a', { title: '', summary: '' }), context).title).toBe('https://ripe-labs.example/a')
})

test('the attribution never shows the password or key of a paid feed', () => {
  const paid = source('paid', 'Paid', { url: 'https://me:secret@paid.example/feed?format=rss&api_key=abc&Token=x' })
  const withPaid = createPublishContext(
    { publicUrl: 'https://n.example', serviceTitle: 'N', hub: null, language: 'en', words: context.words },
    taxonomy,
    [paid],
  )
  expect(articleEntry(article('a', { source: sourceId('paid') }), withPaid).source.url).toBe(
    'https://paid.example/feed?format=rss',
  )
})

test('categories are those of all articles of the story, the strongest first, with labels', () => {
  const first = article('a', { topics: [topicTag('ec.consumer', 0.9)], places: [placeTag('RU')] })
  const second = lenta('b', {
    topics: [topicTag('ec.cross-border', 0.8), topicTag('ec.consumer', 0.4)],
    entities: [entityTag('temu')],
  })
  expect(storyEntry(match([first, second]), context).categories).toEqual([
    { term: 'ec.consumer', scheme: 'https://news.example/topics/', label: 'Consumer protection' },
    { term: 'ec.cross-border', scheme: 'https://news.example/topics/', label: 'Cross-border e-commerce' },
    { term: 'temu', scheme: 'https://news.example/entities/', label: 'Temu' },
    { term: 'RU', scheme: 'https://news.example/places/', label: 'Russia' },
  ])
  const inChinese = storyEntry(match([first, second]), { ...context, language: 'zh-Hans' })
  expect(inChinese.categories.map(({ label }) => label)).toEqual(['Consumer protection', '跨境电商', 'Temu', 'Russia'])
})

test('the evidence for a topic is published with it; evidence against it is not', () => {
  const [tag] = [topicTag('ec.consumer', 0.9, 'returns')]
  const evidence = [...(tag?.evidence ?? []), { term: 'tax returns', field: 'text' as const, start: 0, end: 1, kind: 'not' }]
  expect(
    articleEntry(article('a', { title: 'Returns cost', topics: tag === undefined ? [] : [{ ...tag, evidence }] }), context)
      .evidence,
  ).toEqual([{ topic: 'ec.consumer', score: 0.9, terms: ['Returns'] }])
})

describe('alternates', () => {
  test('are one per source and language, other languages first, never the representative article itself', () => {
    const entry = storyEntry(
      match([
        article('a'),
        article('a2', { publishedAt: AT + 1 }),
        article('us', { source: sourceId('pr-wire'), link: 'https://pr.example/1', publishedAt: AT + 2 }),
        lenta('b', { publishedAt: AT + 3 }),
        lenta('b2', { publishedAt: AT + 4 }),
        lenta('nowhere', { link: null, language: 'kk', publishedAt: AT + 5 }),
      ]),
      context,
    )
    expect(entry.alternates).toEqual([
      { url: 'https://lenta.example/b', language: 'ru', title: 'Title of b', source: 'Лента' },
      { url: 'https://pr.example/1', language: 'en', title: 'Title of us', source: 'PR Wire' },
    ])
  })

  test('are at most forty, and no language is left out for another source of a known one', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      article(`m${index}`, { source: sourceId(`s${index}`), link: `https://s${index}.example/`, publishedAt: AT + index }),
    )
    const entry = storyEntry(match([article('a'), ...many, lenta('late', { publishedAt: AT + HOUR })]), context)
    expect(entry.alternates).toHaveLength(40)
    expect(entry.alternates[0]?.language).toBe('ru')
  })
})

describe('dates', () => {
  test('a story is dated by its first article and updated when another language joins it', () => {
    const grown = match([article('a'), lenta('b', { firstSeen: AT + HOUR })])
    expect(storyEntry(grown, context)).toMatchObject({ publishedAt: AT, updatedAt: AT + HOUR })
  })

  test("an article is updated when we saw it change, not when its publisher's clock says", () => {
    expect(articleEntry(article('a', { updatedAt: AT + 99 * HOUR }), context).updatedAt).toBe(AT)
    expect(articleEntry(article('a', { revisedAt: AT + HOUR }), context).updatedAt).toBe(AT + HOUR)
  })

  test('nothing is updated before it was published', () =>
    expect(articleEntry(article('a', { publishedAt: AT + HOUR, revisedAt: AT }), context).updatedAt).toBe(AT + HOUR))
})

test('a story has the evidence of all its articles for each topic: the representative article’s words first, as they are spelled, each once', () => {
  const first = article('a', { title: 'Returns cost', topics: [topicTag('ec.consumer', 0.7, 'return*')] })
  const ofCustoms = {
    title: 'Таможня',
    topics: [topicTag('ec.consumer', 0.9, 'таможн*'), topicTag('ec.cross-border', 0.6, 'таможня')],
  }
  const second = lenta('b', ofCustoms)
  const third = lenta('c', { title: 'Returns', topics: [topicTag('ec.consumer', 0.4, 'returns')] })
  expect(storyEntry(match([first, second, third]), context).evidence).toEqual([
    { topic: 'ec.consumer', score: 0.9, terms: ['Returns', 'Таможня'] },
    { topic: 'ec.cross-border', score: 0.6, terms: ['Таможня'] },
  ])
})

test('of a story that developed for days, only what is shown is written', () => {
  const hours = Array.from({ length: 100 }, (_, hour) =>
    article(`h${hour}`, { language: `x${hour}`, firstSeen: AT + hour * HOUR, publishedAt: AT + hour * HOUR }),
  )
  let written = 0
  const headed = (...of: Parameters<typeof context.words.storyPage>): string => {
    written += 1
    return context.words.storyPage(...of)
  }
  const entries = inOneGo(
    developmentEntries(match([article('a'), ...hours]), { ...context, words: { ...context.words, storyPage: headed } }),
  )
  expect(entries.map(({ publishedAt }) => (publishedAt - AT) / HOUR)).toEqual(Array.from({ length: 20 }, (_, nth) => 99 - nth))
  expect(entries.at(-1)?.title).toContain('82 languages')
  expect(written).toBeLessThan(25)
})
