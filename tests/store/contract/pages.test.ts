import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Filter } from '../../../src/model/filter.ts'
import { entityId, placeId, topicId } from '../../../src/model/ids.ts'
import { cursorText, parseCursor } from '../../../src/publish/feed-document.ts'
import type { Cursor, MatchedStory, Page } from '../../../src/store/ports/story-search.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import {
  all,
  always,
  any,
  article,
  DAY,
  EVERYTHING,
  HOUR,
  idOf,
  keysOf,
  not,
  NOON,
  publish,
  source,
  topic,
  words,
} from '../samples.ts'
import { engines } from './engines.ts'

describe.each(engines)('what readers ask for, on $name', ({ open }) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
    await store.syncSources([source('agency', { country: 'CH' }), source('paper', { country: 'CN' }), source('quiet')], NOON)
  })
  afterEach(async () => await store.close())

  describe('filters', () => {
    beforeEach(async () => {
      await publish(store, 'agency', [
        article('tax', { title: 'Parcels are taxed', topics: ['ec.tax'], entities: ['wto'], publishedAt: NOON - 5 * HOUR }),
        article('trade', {
          title: '跨境电商平台',
          topics: ['ec.trade', 'ec.tax'],
          language: 'zh-Hant',
          publishedAt: NOON - 4 * HOUR,
        }),
        article('names', {
          title: 'Élections à l’ICANN',
          text: 'About parcels.',
          places: ['CH'],
          language: 'fr',
          publishedAt: NOON - 3 * HOUR,
        }),
      ])
      await publish(store, 'paper', [
        article('tax'),
        article('thai', { title: 'ตลาดอีคอมเมิร์ซไทย', language: 'th', publishedAt: NOON - 2 * HOUR }),
        article('arabic', { title: 'نمو التجارة الإلكترونية', text: 'a.b.c 😀', language: 'ar', publishedAt: NOON - HOUR }),
      ])
    })

    const source_ = (...ids: string[]): Filter => ({ kind: 'source', anyOf: ids.map(idOf) })
    const language = (...anyOf: string[]): Filter => ({ kind: 'language', anyOf })
    const country = (...anyOf: string[]): Filter => ({ kind: 'country', anyOf })
    const regex = (pattern: string): Filter => ({ kind: 'regex', pattern })
    const nested = Array.from({ length: 201 }).reduce<Filter>((inner) => not(inner), topic('ec.tax'))
    const zigzag = Array.from({ length: 150 }).reduce<Filter>(
      (inner, _, index) => (index % 2 === 0 ? any(topic('none'), inner) : all(not(topic('none')), inner)),
      topic('ec.trade'),
    )

    test.each<[string, Filter, string]>([
      ['everything', EVERYTHING, 'arabic thai names trade tax'],
      ['a topic', topic('ec.tax'), 'trade tax'],
      ['one of several topics', topic('ec.trade', 'ec.unknown', 'ec.tax'), 'trade tax'],
      ['a topic that nothing has', topic('ec.unknown'), ''],
      ['without a topic that nothing has', not(topic('ec.unknown')), 'arabic thai names trade tax'],
      ['without a topic', not(topic('ec.tax')), 'arabic thai names'],
      ['an entity', { kind: 'entity', anyOf: [entityId('wto')] }, 'tax'],
      ['a place', { kind: 'place', anyOf: [placeId('CH'), placeId('DE')] }, 'names'],
      ['a language finds its scripts', language('zh'), 'trade'],
      ['a script finds itself only', language('zh-Hans', 'z'), ''],
      ['several languages', language('fr', 'th'), 'thai names'],
      ['the owner of an article', source_('agency'), 'names trade tax'],
      ['a source that published it too', source_('paper'), 'arabic thai tax'],
      ['the country of any source that published it', country('CN'), 'arabic thai tax'],
      ['a country without sources', country('NZ'), ''],
      ['a word, whatever its case and accents', words('ELECTIONS'), 'names'],
      ['a word of title or text', words('parcels'), 'names tax'],
      ['a word of the title', words('parcels', 'title'), 'tax'],
      ['the beginning of a word', words('parc', 'anywhere', true), 'names tax'],
      ['not the middle of one', words('arcels'), ''],
      ['a phrase', words('are taxed'), 'tax'],
      ['not its words in another order', words('taxed are'), ''],
      ['Chinese in the other script', words('電商'), 'trade'],
      ['one Chinese character', words('境'), 'trade'],
      ['Thai', words('อีคอมเมิร์ซ'), 'thai'],
      ['Arabic without its article', words('تجارة'), 'arabic'],
      ['signs that are no words', words('«—»'), ''],
      ['without signs that are no words', not(words('😀')), 'arabic thai names trade tax'],
      ['words beside each other', all(words('elections'), words('parcels')), 'names'],
      ['either word', any(words('taxed'), words('elections')), 'names tax'],
      ['a word and not another', all(words('parcels'), not(words('taxed'))), 'names'],
      ['a word and a topic', all(words('parcels'), topic('ec.tax')), 'tax'],
      ['a word or a topic', any(words('elections'), topic('ec.trade')), 'names trade'],
      ['a regular expression over the title', regex('Par[ck]els? are'), 'tax'],
      ['and over the text', regex('(?i)ABOUT PAR'), 'names'],
      ['a topic and a regular expression', all(regex('电商'), topic('ec.tax')), 'trade'],
      ['after an instant, itself included', { kind: 'after', at: NOON - 2 * HOUR }, 'arabic thai'],
      ['before an instant, itself excluded', { kind: 'before', at: NOON - 4 * HOUR }, 'tax'],
      ['nothing of nothing', any(), ''],
      ['all of nothing', all(), 'arabic thai names trade tax'],
      ['not, 201 times', nested, 'arabic thai names'],
      ['or and not in turns, 150 deep', zigzag, 'trade'],
      ['thousands of topics', topic(...Array.from({ length: 5_000 }, (_, index) => `t${index}`), 'ec.trade'), 'trade'],
      ['thousands of words', any(...Array.from({ length: 3_000 }, (_, index) => words(`w${index}`)), words('taxed')), 'tax'],
    ])('%s', async (_, filter, keys) => {
      expect((await keysOf(store, filter)).join(' ')).toBe(keys)
      const { rows } = await store.stories({ filter, limit: 100, before: null })
      expect(rows.map(({ story }) => story.lead.key).join(' ')).toBe(keys)
    })

    test('quotation marks and signs of query languages are only text', async () => {
      for (const text of [`parcels" OR "a`, `') OR 1=1 --`, 'title : *', '%', '" *']) {
        expect(await keysOf(store, words(text))).toEqual([])
      }
    })
  })

  const several = (count: number, rest: (index: number) => object = () => ({})) =>
    Array.from({ length: count }, (_, index) => article(`n${index}`, { publishedAt: NOON - index * HOUR, ...rest(index) }))

  const readAll = async (ask: (before: Cursor | null) => Promise<{ rows: readonly string[]; next: Cursor | null }>) => {
    const keys: string[] = []
    for (let before: Cursor | null = null, pages = 0; pages < 200; pages += 1) {
      const { rows, next } = await ask(before)
      keys.push(...rows)
      if (next === null) return keys
      before = parseCursor(cursorText(next))
      expect(before).toEqual(next)
    }
    throw new Error('the pages never end')
  }

  describe('pages', () => {
    test.each<[string, Filter]>([
      ['everything', EVERYTHING],
      ['a topic', topic('even', 'odd')],
      ['a word', words('known')],
      ['a word or a topic', any(words('n3'), topic('even'), topic('odd'))],
      ['without a topic', not(topic('none'))],
    ])('of %s follow each other without gap or repetition', async (_, filter) => {
      const articles = several(61, (index) => ({
        topics: [index % 2 === 0 ? 'even' : 'odd'],
        publishedAt: NOON - (index >> 2) * HOUR,
      }))
      await publish(store, 'agency', articles)
      const whole = await keysOf(store, filter)
      expect(new Set(whole).size).toBe(61)
      const byPage = await readAll(async (before) => {
        const { rows, next } = await store.articles({ filter, limit: 7, before })
        return { rows: rows.map(({ key }) => key), next }
      })
      expect(byPage).toEqual(whole)
      const stories = await readAll(async (before) => {
        const { rows, next } = await store.stories({ filter, limit: 7, before })
        return { rows: rows.map(({ story }) => story.lead.key), next }
      })
      expect(stories).toEqual(whole)
    })

    test('stay where they were while new articles arrive', async () => {
      await publish(store, 'agency', several(20))
      const first = await store.articles({ filter: EVERYTHING, limit: 10, before: null })
      await publish(store, 'paper', [article('new', { publishedAt: NOON })])
      const second = await store.articles({ filter: EVERYTHING, limit: 10, before: first.next })
      expect(second.rows.map(({ key }) => key)).toEqual(Array.from({ length: 10 }, (_, index) => `n${index + 10}`))
      expect(second.next).toBeNull()
    })

    test('a story stands at its first article, whoever joins later, and tells which articles met the filter', async () => {
      await publish(
        store,
        'agency',
        several(3, (index) => ({ topics: index === 2 ? ['x'] : [] })),
      )
      const [, , oldest] = (await store.articles({ filter: EVERYTHING, limit: 3, before: null })).rows
      const joins = always({ kind: 'joins', story: oldest!.story, reasons: [] })
      await publish(store, 'paper', [article('late', { topics: ['y'], language: 'ru' })], { place: joins, now: NOON + DAY })
      const { rows } = await store.stories({ filter: EVERYTHING, limit: 9, before: null })
      expect(rows.map(({ story }) => story.articles.map(({ key }) => key))).toEqual([['n0'], ['n1'], ['n2', 'late']])
      const ofY = await store.stories({ filter: topic('y'), limit: 9, before: null })
      const late = rows[2]!.story.articles[1]!
      expect(ofY.rows.map(({ story, matched }) => [story.lead.key, matched])).toEqual([['n2', [late.id]]])
      const byWord = await store.stories({ filter: words('late'), limit: 9, before: null })
      expect(byWord.rows.map(({ story }) => story.lead.key)).toEqual(['n2'])
    })

    test('older stories that went on are found beyond a page', async () => {
      await publish(
        store,
        'agency',
        several(6, (index) => ({ topics: [index % 2 === 0 ? 'even' : 'odd'] })),
      )
      const all = await store.stories({ filter: EVERYTHING, limit: 9, before: null })
      for (const at of [3, 4, 5]) {
        const joins = always({ kind: 'joins', story: all.rows[at]!.story.id, reasons: [] })
        await publish(store, 'paper', [article(`late${at}`)], { place: joins, now: NOON + at * DAY })
      }
      const { next } = await store.stories({ filter: EVERYTHING, limit: 4, before: null })
      const ask = async (filter: Filter, since: number, limit = 9) =>
        (await store.ongoingStories({ filter, before: next!, since, limit })).map(({ story }) => story.lead.key)
      expect(await ask(EVERYTHING, NOON)).toEqual(['n4', 'n5'])
      expect(await ask(EVERYTHING, NOON, 1)).toEqual(['n4'])
      expect(await ask(EVERYTHING, NOON + 5 * DAY)).toEqual(['n5'])
      expect(await ask(topic('even'), NOON)).toEqual(['n4'])
      expect(await ask(EVERYTHING, NOON + 9 * DAY)).toEqual([])
    })

    test('a story that began with its only report has not gone on', async () => {
      const ahead = article('ahead', { publishedAt: NOON + 2 * HOUR })
      await publish(store, 'agency', [ahead, ...several(4)], { now: NOON + DAY })
      const { next } = await store.stories({ filter: EVERYTHING, limit: 1, before: null })
      expect(await store.ongoingStories({ filter: EVERYTHING, before: next!, since: 0, limit: 9 })).toEqual([])
    })

    test('stories with a report after a time come with their older reports that the filter meets', async () => {
      const at = (days: number, topics: readonly string[]) => ({ topics, publishedAt: NOON - days * DAY })
      await publish(store, 'agency', [article('gone', at(9, ['even'])), article('old', at(8, ['even']))])
      const { rows } = await store.stories({ filter: EVERYTHING, limit: 1, before: null })
      const joins = always({ kind: 'joins', story: rows[0]!.story.id, reasons: [] })
      await publish(store, 'paper', [article('other', at(5, ['odd'])), article('new', at(1, ['odd']))], { place: joins })
      const ask = async (filter: Filter, reportedAfter: number) =>
        (await store.stories({ filter, reportedAfter, limit: 9, before: null })).rows.map(({ story, matched }) =>
          story.articles.filter(({ id }) => matched.includes(id)).map(({ key }) => key),
        )
      expect(await ask(EVERYTHING, NOON - 2 * DAY)).toEqual([['old', 'other', 'new']])
      expect(await ask({ kind: 'language', anyOf: ['fr'] }, NOON - 2 * DAY)).toEqual([])
      expect(await ask(EVERYTHING, NOON)).toEqual([])
    })

    test('an article that its publisher dated up to two days ahead is after a time between', async () => {
      await publish(store, 'agency', [article('ahead', { publishedAt: NOON + 47 * HOUR })], { now: NOON })
      expect(await keysOf(store, { kind: 'after', at: NOON + 40 * HOUR })).toEqual(['ahead'])
      const counted = await store.countBy({
        filter: { kind: 'after', at: NOON + 40 * HOUR },
        by: [],
        above: { topic: new Map(), place: new Map() },
      })
      expect(counted.articles).toBe(1)
    })

    test('a word is found in published order, not in order of arrival', async () => {
      await publish(store, 'agency', [article('newer', { publishedAt: NOON - HOUR })])
      await publish(store, 'paper', [article('older', { publishedAt: NOON - 40 * DAY })], { now: NOON + HOUR })
      await publish(store, 'quiet', [article('between', { publishedAt: NOON - DAY })], { now: NOON + 2 * HOUR })
      expect(await keysOf(store, words('known'))).toEqual(['newer', 'between', 'older'])
      expect(await keysOf(store, words('known'), 1)).toEqual(['newer'])
    })

    test.each(['', 'x', '-', '1-', '1-A', '../1-a', `1-${'a'.repeat(65)}`, '9999999999999-a', 'zzzzzzzzzzz-a'])(
      '%j is no cursor',
      (text) => expect(parseCursor(text)).toBeNull(),
    )
  })

  test('articles are found by id, address, and other spellings of the address', async () => {
    await publish(store, 'agency', [
      article('one', { link: 'https://news.example/one?utm_source=rss', canonicalUrl: 'https://news.example/one' }),
    ])
    const held = (await store.articles({ filter: EVERYTHING, limit: 1, before: null })).rows[0]!
    expect(await store.findArticle(held.id)).toEqual(held)
    expect((await store.story(held.story))?.lead).toEqual(held)
    for (const name of [
      held.id,
      'https://news.example/one',
      'https://news.example/one?utm_source=rss',
      'http://www.news.example/one/#top',
    ]) {
      expect((await store.findArticle(name))?.id).toBe(held.id)
    }
    expect(await store.findArticle('https://news.example/two')).toBeNull()
    expect(await store.findArticle('nonsense')).toBeNull()
    expect(await store.story('nonsense' as never)).toBeNull()
  })

  describe('counts', () => {
    beforeEach(async () => {
      await publish(
        store,
        'agency',
        several(30, (index) => ({ topics: index < 10 ? ['x'] : [], language: index % 3 === 0 ? 'de' : 'en' })),
      )
    })

    test('articles per day and language, between two instants', async () => {
      const days = await store.countByDay(EVERYTHING, 'article', NOON - 2 * DAY, NOON + 1)
      expect(days).toEqual([
        { day: '2026-06-14', language: 'de', articles: 5 },
        { day: '2026-06-14', language: 'en', articles: 12 },
        { day: '2026-06-15', language: 'de', articles: 5 },
        { day: '2026-06-15', language: 'en', articles: 8 },
      ])
      expect(await store.countByDay(topic('x'), 'story', NOON - 3 * HOUR, NOON)).toEqual([
        { day: '2026-06-15', language: 'de', articles: 1 },
        { day: '2026-06-15', language: 'en', articles: 2 },
      ])
    })

    test('stories per day, with the nearest days outside that have any', async () => {
      const noon = Math.floor(NOON / DAY) * DAY
      expect(await store.storyCalendar(noon, noon + DAY)).toEqual({
        days: [{ day: '2026-06-15', stories: 13 }],
        earlier: '2026-06-14',
        later: null,
      })
      expect(await store.storyCalendar(noon - 9 * DAY, noon)).toEqual({
        days: [{ day: '2026-06-14', stories: 17 }],
        earlier: null,
        later: '2026-06-15',
      })
      expect(await store.storyCalendar(noon + DAY, noon + 2 * DAY)).toEqual({ days: [], earlier: '2026-06-15', later: null })
    })

    test('a page of stories from a day on is as long as the calendar says', async () => {
      const noon = Math.floor(NOON / DAY) * DAY
      const found: string[] = []
      for (let before: Cursor | null = { at: noon - 1, id: '' }; before !== null; ) {
        const page: Page<MatchedStory> = await store.stories({ filter: EVERYTHING, limit: 5, before, from: noon - DAY })
        found.push(...page.rows.map(({ story }) => story.id))
        before = page.next
      }
      expect(new Set(found).size).toBe(17)
      expect(found).toHaveLength(17)
    })

    test('articles per tag', async () => {
      await publish(store, 'paper', [article('p', { topics: ['x', 'y'], entities: ['e'], publishedAt: NOON })])
      expect(await store.tagCounts('topic', 0)).toEqual([
        { id: topicId('x'), articles: 11 },
        { id: topicId('y'), articles: 1 },
      ])
      expect(await store.tagCounts('topic', NOON - 2 * HOUR)).toEqual([
        { id: topicId('x'), articles: 4 },
        { id: topicId('y'), articles: 1 },
      ])
      expect(await store.tagCounts('entity', 0)).toEqual([{ id: entityId('e'), articles: 1 }])
    })

    test('an id outlives its last mention, whatever the case it is written in', async () => {
      await publish(store, 'paper', [article('p', { topics: ['Ec.x'], places: ['CN-GD'] })])
      expect(await store.formerIds('topic', ['eC.x'])).toEqual(new Map([['eC.x', 'Ec.x']]))
      expect(await store.formerIds('place', ['cn-gd'])).toEqual(new Map([['cn-gd', 'CN-GD']]))
      expect(await store.formerIds('topic', ['cn-gd'])).toEqual(new Map())
      await store.syncSources([], NOON)
      expect(await store.formerIds('source', ['quiet'])).toEqual(new Map([['quiet', 'quiet']]))
      expect(await store.formerIds('source', ['loud'])).toEqual(new Map())
    })

    test('a summary of each source: items, articles, days, languages', async () => {
      await publish(store, 'paper', [article('n0'), article('own')], { now: NOON + DAY })
      const [agency, paper, quiet] = await store.sourceSummaries(NOON + DAY)
      expect(agency).toMatchObject({ id: 'agency', name: 'The agency', items: 30, articles: 30, newestAt: NOON, etag: '"v1"' })
      expect(agency?.languages).toEqual([
        { language: 'en', articles: 20 },
        { language: 'de', articles: 10 },
      ])
      expect(agency?.perDay).toEqual([...Array.from({ length: 28 }).fill(0), 30, 0])
      expect(paper).toMatchObject({ items: 2, articles: 1, languages: [{ language: 'en', articles: 1 }] })
      expect(paper?.perDay.slice(-2)).toEqual([0, 2])
      expect(quiet).toMatchObject({ items: 0, articles: 0, newestAt: null, languages: [] })
    })
  })
})
