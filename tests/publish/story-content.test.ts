import { describe, expect, test } from 'vitest'
import type { StoredArticle } from '../../src/model/article.ts'
import { sourceId } from '../../src/model/ids.ts'
import { articleEntry, storyEntry } from '../../src/publish/entry.ts'
import { INTERFACE_LANGUAGES, localeFor } from '../../src/web/locale.ts'
import { entryWordsIn } from '../../src/web/feeds/entry-locale.ts'
import { article, AT, context, HOUR, story, topicTag } from './articles.ts'

const report = (id: string, language: string, over: Partial<StoredArticle> = {}) =>
  article(id, { source: sourceId(`source-${id}`), link: `https://${id}.example/a?b=1&c=2`, language, ...over })
const entryOf = (articles: readonly [StoredArticle, ...StoredArticle[]], over: Partial<typeof context> = {}) =>
  storyEntry({ story: story(articles), matched: articles.map(({ id }) => id) }, { ...context, ...over })

const told = [
  report('lead', 'en', { title: 'Parcels <to> pay & duty', topics: [topicTag('ec.cross-border', 0.9, 'parcel*')] }),
  report('zh', 'zh-Hans', { title: '小额包裹将征税', firstSeen: AT + HOUR, publishedAt: AT + HOUR }),
  report('ru', 'ru', { title: 'Посылки обложат пошлиной', firstSeen: AT + 2 * HOUR }),
  report('zh2', 'zh-Hans', { title: '包裹征税', firstSeen: AT + 3 * HOUR, publishedAt: AT + 3 * HOUR }),
  report('us', 'en', { title: 'Duty on parcels', firstSeen: AT + 4 * HOUR }),
] as const

describe('the content of a story’s entry', () => {
  test('tells the story in HTML: excerpt, counts, a headline a language with source, time and link, topics, the story’s page', () =>
    expect(entryOf(told).html?.split(/(?<=<\/li>|<\/p>|<ul>|<\/ul>)/)).toEqual([
      '<p lang="en" dir="ltr">Summary of lead</p>',
      '<div lang="en" dir="ltr"><p>Reported in 3 languages by 5 sources</p>',
      '<p>5 origins: source-lead, source-zh, source-ru, source-zh2, source-us</p>',
      '<ul>',
      '<li>English: <a href="https://lead.example/a?b=1&amp;c=2" lang="en" dir="auto">Parcels &lt;to&gt; pay &amp; duty</a> (source-lead, 23 Nov 2026, 08:30 UTC)</li>',
      '<li>Simplified Chinese: <a href="https://zh.example/a?b=1&amp;c=2" lang="zh-Hans" dir="auto">小额包裹将征税</a> (source-zh, 23 Nov 2026, 09:30 UTC)</li>',
      '<li>Russian: <a href="https://ru.example/a?b=1&amp;c=2" lang="ru" dir="auto">Посылки обложат пошлиной</a> (source-ru, 23 Nov 2026, 08:30 UTC)</li>',
      '</ul>',
      '<p>Latest:</p>',
      '<ul>',
      '<li><a href="https://us.example/a?b=1&amp;c=2" lang="en" dir="auto">Duty on parcels</a> (source-us, 23 Nov 2026, 08:30 UTC)</li>',
      '<li><a href="https://zh2.example/a?b=1&amp;c=2" lang="zh-Hans" dir="auto">包裹征税</a> (source-zh2, 23 Nov 2026, 11:30 UTC)</li>',
      '</ul>',
      '<p>Topics: Cross-border e-commerce (“Parcels”)</p>',
      '<p><a href="https://news.example/stories/s1">All 5 reports and why they are one story</a></p>',
      '</div>',
    ]))

  test('names the newest reports first, those of the headline’s source too, then older ones in its language, one a source', () => {
    const early = report('early', 'en', { title: 'early', source: sourceId('source-us'), firstSeen: AT + HOUR })
    const middle = report('middle', 'en', { title: 'middle', firstSeen: AT + 2 * HOUR })
    const later = ['first', 'second', 'third', 'fourth', 'fifth'].map((title, nr) =>
      report(`later${nr}`, 'en', { title, source: sourceId('source-lead'), firstSeen: AT + (5 + nr) * HOUR }),
    )
    const html = entryOf([...told, early, middle, ...later]).html ?? ''
    const [, latest = '', further = ''] = /Latest:<\/p>(.*)<p>More in English:<\/p>(.*?)<p>Topics/.exec(html) ?? []
    const titles = (list: string) => [...list.matchAll(/dir="auto">(.*?)</g)].map(([, title]) => title)
    expect([titles(latest), titles(further)]).toEqual([
      ['fifth', 'fourth', 'third'],
      ['second', 'Duty on parcels', 'middle'],
    ])
  })

  test('tells the same as plain text', () => {
    const lines = entryOf(told).text?.split('\n')
    expect(lines).toContain(
      '• English: Parcels <to> pay & duty (source-lead, 23 Nov 2026, 08:30 UTC): https://lead.example/a?b=1&c=2',
    )
    expect(lines).toContain('All 5 reports and why they are one story: https://news.example/stories/s1')
  })

  test('keeps names and titles that run from right to left apart from what stands around them', () => {
    const arabic = report('ar', 'ar', { title: 'ضريبة', source: sourceId('صحيفة'), firstSeen: AT + HOUR })
    const { html, text } = entryOf([told[0], arabic])
    expect(html).toContain('dir="auto">\u2068ضريبة\u2069</a> (\u2068صحيفة\u2069, 23 Nov 2026')
    expect(text).toContain('Arabic: \u2068ضريبة\u2069 (\u2068صحيفة\u2069, 23 Nov 2026, 08:30 UTC): https://')
    const words = entryWordsIn(localeFor('ar', undefined))
    expect(entryOf([told[0], arabic], { language: 'ar', words }).text).toContain('(\u2068source-lead\u2069، 23 نوفمبر')
  })

  test('puts the languages of its readers first', () => {
    const html = entryOf(told, { preferred: ['ru', 'zh'] }).html ?? ''
    const order = ['Russian:', 'Simplified Chinese:', 'English:'].map((name) => html.indexOf(name))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(html).toContain('dir="ltr">Summary of ru</p>')
  })

  test('has less than 8 kB however many report it, and counts the languages that it does not list', () => {
    const tags = ['ar', 'de', 'es', 'fr', 'hi', 'id', 'ja', 'pt', 'th', 'tr', 'uk', 'vi', 'ko', 'it', 'nl', 'pl', 'fa', 'he']
    const many = tags.flatMap((language, at) =>
      [0, 1, 2].map((nr) =>
        report(`${language}${nr}`, language, {
          title: '長い見出し'.repeat(60),
          firstSeen: AT + at * HOUR,
          link: `https://x.example/${'a'.repeat(150)}${at}${nr}`,
        }),
      ),
    )
    const { html, text } = entryOf([...told, ...many])
    expect(Buffer.byteLength(html ?? '')).toBeLessThan(8_000)
    expect(Buffer.byteLength(text ?? '')).toBeLessThan(8_000)
    expect(html).toMatch(/Also in (\w+ \(3\), )+[\w ]+ \(2\), and \w+ \(1\)\./)
  })

  test('of a single report names its source, time and topics', () =>
    expect(entryOf([told[0]]).html).toBe(
      '<p lang="en" dir="ltr">Summary of lead</p><div lang="en" dir="ltr"><p>source-lead, 23 Nov 2026, 08:30 UTC</p>' +
        '<p>Topics: Cross-border e-commerce (“Parcels”)</p>' +
        '<p><a href="https://news.example/stories/s1">Why you see this</a></p></div>',
    ))

  test('an entry of an article has the same parts', () =>
    expect(articleEntry(told[0], context).html).toContain('<p>Topics: Cross-border e-commerce (“Parcels”)</p>'))

  test.each(INTERFACE_LANGUAGES)('is written in %s', (language) => {
    const locale = localeFor(language, undefined)
    const { html } = entryOf(told, { language, words: entryWordsIn(locale) })
    expect(html).toContain(`<div lang="${language}" dir="${locale.direction}">`)
    expect(html).toContain(locale.languageName('ru'))
    // “All 1 reports and why they are one story” says nothing.
    expect(entryOf([told[0]], { language, words: entryWordsIn(locale) }).html).not.toMatch(/stories\/s1">[^<]*1/)
  })
})
