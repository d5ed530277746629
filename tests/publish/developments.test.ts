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

const OPEN = 'Acme faces fine as regulator ends inquiry'
const FINE = 'Acme fined 20 million euros by regulator'
const FINED = 'Regulator fines Acme 20 million euros'
const tells = (first: string): Report => ({ tells: articleId(first) })

describe('the headline', () => {
  test('is that of the first report, in whatever order the reports are given', () => {
    const reports = [report(OPEN), report('Inquiry into Acme ends', { after: 5, ...tells(OPEN) })] as const
    expect([headline(reports), headline([reports[1], reports[0]])]).toEqual([OPEN, OPEN])
  })

  test('tells the newest phase of the event once a second source reports it', () => {
    const one = [report(OPEN), report(FINE, { after: 120, ...tells(FINE) })] as const
    expect(headline(one)).toBe(OPEN)
    expect(headline([...one, report(FINED, { after: 130, ...tells(FINE) })])).toBe(FINE)
  })

  test('does not take two reports of one source, or a copy, for two', () => {
    const source = sourceId('one')
    const twice = [report(FINE, { after: 120, source, ...tells(FINE) }), report(FINED, { after: 130, source, ...tells(FINE) })]
    expect(headline([report(OPEN), ...twice])).toBe(OPEN)
    expect(
      headline([report(OPEN), report(FINE, { after: 9, ...tells(FINE) }), report('c', { after: 10, copyOf: articleId(FINE) })]),
    ).toBe(OPEN)
  })

  test('tells the newest phase even where only an older one is told in the reader’s language', () => {
    const decided = [
      report('Бу', { after: 120, language: 'ru', ...tells('Бу') }),
      report('Strafe', { after: 130, language: 'de', ...tells('Бу') }),
    ]
    const reports = [report(OPEN), ...decided] as const
    expect([headline(reports, ['en']), headline(reports, ['de', 'en'])]).toEqual(['Бу', 'Strafe'])
  })

  test('does not go back to an older phase that is reported late', () => {
    const late = ['x', 'y', 'z'].map((title, nth) => report(title, { after: 300 + nth, publishedAt: AT + nth, ...tells('x') }))
    expect(
      headline([
        report(OPEN),
        report(FINE, { after: 120, ...tells(FINE) }),
        report(FINED, { after: 130, ...tells(FINE) }),
        ...late,
      ]),
    ).toBe(FINE)
  })

  test('changes within an hour only for a phase that three sources report', () => {
    const changed = [
      report(OPEN),
      report(FINE, { after: 60, ...tells(FINE) }),
      report(FINED, { after: 61, ...tells(FINE) }),
    ] as const
    const again = ['Court stops fine', 'Fine stopped', 'Acme need not pay'].map((title, nth) =>
      report(title, { after: 70 + nth, ...tells('Court stops fine') }),
    )
    expect([headline([...changed, ...again.slice(0, 2)]), headline([...changed, ...again])]).toEqual([FINE, 'Court stops fine'])
  })

  test('goes from a copy to an original at once', () =>
    expect(
      headline([report('Copied', { copyOf: articleId('elsewhere') }), report('Original', { after: 1, ...tells('elsewhere') })]),
    ).toBe('Original'))

  test('that a correction has pinned stays', () => {
    const reports = [
      report(OPEN),
      report('Pinned', { after: 5 }),
      report(FINE, { after: 120, ...tells(FINE) }),
      report(FINED, { after: 130, ...tells(FINE) }),
    ] as const
    expect(representativeOf(match(reports, { lead: reports[1], isPinned: true }), []).title).toBe('Pinned')
  })

  test('has the time at which its phase began, unless it is the first', () => {
    const reports = [
      report(OPEN),
      report(FINE, { after: 120, ...tells(FINE) }),
      report(FINED, { after: 130, ...tells(FINE) }),
    ] as const
    expect(courseOf(match([reports[0], reports[1]]), []).latestSince).toBeNull()
    expect(courseOf(match(reports), []).latestSince).toBe(AT + 120 * MINUTE)
    expect(courseOf(match(reports), []).developments.map(({ kind }) => kind)).toEqual(['began', 'phase'])
  })
})

describe('the language of the headline', () => {
  const reports = [
    report('中国报道', { language: 'zh-Hans' }),
    report('Русское сообщение', { language: 'ru', after: 5, tells: articleId('中国报道') }),
    report('English report', { after: 10, tells: articleId('中国报道') }),
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
    expect(kinds([report('a', { language: 'fr' }), report('b', { after: 7, tells: articleId('a') })], ['en'])).toEqual([
      'began 0',
      'headline 7',
    ]))

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
