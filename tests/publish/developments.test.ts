import { describe, expect, test } from 'vitest'
import type { StoredArticle } from '../../src/model/article.ts'
import { articleId, sourceId } from '../../src/model/ids.ts'
import { courseOf, hourly, representativeOf, storyBefore } from '../../src/publish/developments.ts'
import { article, AT, HOUR, story } from './articles.ts'

const MINUTE = 60_000
type Report = Partial<StoredArticle> & { readonly after?: number }

/** A report that came so many minutes after the first. */
const report = (title: string, { after = 0, ...over }: Report = {}): StoredArticle =>
  article(title, {
    title,
    source: sourceId(`source-${title}-${after}`),
    publishedAt: AT + after * MINUTE,
    firstSeen: AT + after * MINUTE,
    ...over,
  })
const match = (articles: readonly [StoredArticle, ...StoredArticle[]], over: Parameters<typeof story>[1] = {}) => ({
  story: story(articles, over),
  matched: articles.map(({ id }) => id),
})
const headline = (articles: readonly [StoredArticle, ...StoredArticle[]], preferred: readonly string[] = []) =>
  representativeOf(match(articles), preferred).title

const FIRST = 'Regulator opens inquiry into Acme'
const FINE = 'Acme fined 20 million euros by regulator'
const FINED = 'Regulator fines Acme 20 million euros'
const THE_FINE = 'Acme to pay fine of 20 million euros'

describe('the headline', () => {
  test('is that of the first report, in whatever order the reports are given', () => {
    const reports = [report(FIRST), report(FINE, { after: 5 })] as const
    expect([headline(reports), headline([reports[1], reports[0]])]).toEqual([FIRST, FIRST])
  })

  test('goes over to a report that is nearer to what the newest reports share', () =>
    expect(
      headline([report(FIRST), report(FINE, { after: 120 }), report(FINED, { after: 130 }), report(THE_FINE, { after: 140 })]),
    ).not.toBe(FIRST))

  test('stays where only two reports could tell', () =>
    expect(headline([report(FIRST), report('Something else entirely happened', { after: 120 })])).toBe(FIRST))

  test('stays where the newest reports share as much with it as with each other', () => {
    const alike = ['A', 'B', 'C', 'D'].map((name, index) => report(`${FIRST} ${name}`, { after: 70 * (index + 1) }))
    expect(headline([report(FIRST), ...alike])).toBe(FIRST)
  })

  test('changes at most once an hour', () => {
    const titles = [FINE, FINED, THE_FINE, 'Court stops fine', 'Court suspends the fine', 'Fine stopped by court in Brussels']
    const reports = titles.map((title, index) => report(title, { after: 61 + index }))
    const { developments } = courseOf(match([report(FIRST), ...reports]), [])
    expect(developments.filter(({ kind }) => kind === 'headline')).toHaveLength(1)
  })

  test('of copies counts for nothing', () => {
    const copies = [120, 130, 140].map((after) => report(FINE, { after, id: articleId(`c${after}`), copyOf: articleId('x') }))
    expect(headline([report(FIRST), ...copies])).toBe(FIRST)
  })

  test('goes from a copy to an original at once', () =>
    expect(headline([report('Copied', { copyOf: articleId('elsewhere') }), report('Original', { after: 1 })])).toBe('Original'))

  test('that a correction has pinned stays', () => {
    const reports = [
      report(FINE),
      report(FINED, { after: 120 }),
      report(THE_FINE, { after: 130 }),
      report('Pinned', { after: 140 }),
      report(`${FINE} today`, { after: 300 }),
    ] as const
    expect(representativeOf(match(reports, { lead: reports[3], isPinned: true }), []).title).toBe('Pinned')
  })
})

describe('the language of the headline', () => {
  const reports = [
    report('中国报道', { language: 'zh-Hans' }),
    report('Русское сообщение', { language: 'ru', after: 5 }),
    report('English report', { after: 10 }),
  ] as const

  test('is that of the first report where none is preferred', () => expect(headline(reports)).toBe('中国报道'))
  test('is the first preferred one that the story has', () =>
    expect([headline(reports, ['de', 'en']), headline(reports, ['ru', 'en']), headline(reports, ['zh'])]).toEqual([
      'English report',
      'Русское сообщение',
      '中国报道',
    ]))

  test('is asked of reports that match the filter only', () => {
    const { story: whole } = match(reports)
    expect(representativeOf({ story: whole, matched: [reports[1].id] }, ['en']).title).toBe('Русское сообщение')
  })
})

describe('developments', () => {
  const kinds = (articles: readonly [StoredArticle, ...StoredArticle[]], preferred: readonly string[] = []) =>
    courseOf(match(articles), preferred).developments.map(({ kind, at }) => `${kind} ${(at - AT) / MINUTE}`)

  test('are the beginning, a new language and every fifth source', () =>
    expect(
      kinds([
        report('a'),
        report('b', { after: 1 }),
        report('c', { after: 2, language: 'fr' }),
        report('d', { after: 3 }),
        report('e', { after: 4 }),
        report('f', { after: 5 }),
      ]),
    ).toEqual(['began 0', 'language 2', 'sources 4']))

  test('a report in a better language brings another headline', () =>
    expect(kinds([report('a', { language: 'fr' }), report('b', { after: 7 })], ['en'])).toEqual(['began 0', 'headline 7']))

  test('begin for a filter with the first report that matches it', () => {
    const [first, late] = [report('a'), report('b', { after: 30, language: 'ru' })] as const
    const { developments, updatedAt } = courseOf({ ...match([first, late]), matched: [late.id] }, [])
    expect(developments).toMatchObject([{ kind: 'began', at: AT + 30 * MINUTE }])
    expect(updatedAt).toBe(AT + 30 * MINUTE)
  })

  test('a further source alone updates nothing; a change of the text of the headline’s report does', () => {
    expect(courseOf(match([report('a'), report('b', { after: 9 })]), []).updatedAt).toBe(AT)
    expect(courseOf(match([report('a', { revisedAt: AT + HOUR })]), []).updatedAt).toBe(AT + HOUR)
  })

  test('are worth an entry of their own once an hour', () => {
    const languages = ['fr', 'de', 'ru', 'es'].map((language, index) => report(language, { language, after: 25 * (index + 1) }))
    const { developments } = courseOf(match([report('a'), ...languages]), [])
    expect(hourly(developments).map(({ at }) => (at - AT) / MINUTE)).toEqual([0, 75])
  })
})

test('a story before a time holds what had come by then, with its own lead, sources and languages', () => {
  const reports = [report('a', { after: 5 }), report('b', { after: 10, language: 'ru' }), report('c', { after: 15 })] as const
  const before = storyBefore(match(reports, { lead: reports[2] }), AT + 15 * MINUTE)
  expect(before.matched).toEqual(['a', 'b'])
  expect(before.story).toMatchObject({ lead: { title: 'a' }, languages: ['en', 'ru'] })
  expect(before.story.sources).toHaveLength(2)
})
