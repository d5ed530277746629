/** What stories lend their reports: by the plan alone, and through the grouper over a real store. */
import { describe, expect, test } from 'vitest'
import { createGrouper } from '../../src/grouping/grouper.ts'
import { tagsAfter } from '../../src/grouping/lend-tags.ts'
import type { DoubtfulTopic, ReadArticle, StoredArticle } from '../../src/model/article.ts'
import type { Filter } from '../../src/model/filter.ts'
import { entityId, placeId, sourceId, storyId, topicId } from '../../src/model/ids.ts'
import { tagsOfStory } from '../../src/model/story-tags.ts'
import { createVocabulary } from '../../src/publish/filter/filter-vocabulary.ts'
import { matchesFilter } from '../../src/publish/filter/matches-filter.ts'
import { parseFilter } from '../../src/publish/filter/parse-filter.ts'
import { withoutVectors } from '../../src/grouping/encoded-article.ts'
import { JOINS } from './joins.ts'
import { openSqlite } from '../../src/store/dialects/sqlite/open.ts'
import type { ArticlePlace, ArticleTags, GroupingPlan, ReportTags } from '../../src/store/ports/article-log.ts'
import type { Store } from '../../src/store/ports/store.ts'
import { searchText } from '../../src/text/search-words.ts'
import { randomFrom } from '../bench/random.ts'
import * as known from '../publish/filter/vocabulary.ts'
import { append, article, DAY, EVERYTHING, HOUR, MINUTE, NOON, source, storedAs, topic } from '../store/samples.ts'
import { correction, take } from './news-stream.ts'

type Said = Partial<Pick<ReportTags, 'copyOf' | 'alsoIn' | 'language'>> & {
  readonly story?: string | null
  readonly topics?: Readonly<Record<string, number>>
  readonly doubtful?: Readonly<Record<string, number>>
  readonly entities?: readonly string[]
  readonly places?: readonly string[]
  /** What it is found by before the plan; left out: what it says itself. */
  readonly found?: {
    readonly topics?: readonly string[]
    readonly entities?: readonly string[]
    readonly places?: readonly string[]
  }
}
const scored = (scores: Readonly<Record<string, number>>): readonly DoubtfulTopic[] =>
  Object.entries(scores).map(([id, score]) => ({ id: topicId(id), score }))
const report = (
  number: number,
  { story = 's1', topics = {}, doubtful = {}, entities = [], places = [], found, ...rest }: Said = {},
): ReportTags => ({
  number,
  story: story === null ? null : storyId(story),
  copyOf: null,
  source: sourceId(`source-${number}`),
  alsoIn: [],
  language: 'en',
  topics: scored(topics).map((one) => ({ ...one, evidence: [] })),
  doubtful: scored(doubtful),
  entities: entities.map((id) => ({ id: entityId(id), evidence: [] })),
  places: places.map((id) => ({ id: placeId(id), evidence: [] })),
  listed: {
    topics: (found?.topics ?? (found === undefined ? Object.keys(topics) : [])).map((id) => topicId(id)),
    entities: (found?.entities ?? (found === undefined ? entities : [])).map((id) => entityId(id)),
    places: (found?.places ?? (found === undefined ? places : [])).map((id) => placeId(id)),
  },
  ...rest,
})
const place = (number: number, story: string | null, rest: Partial<ArticlePlace> = {}): ArticlePlace => ({
  article: number,
  story: story === null ? null : storyId(story),
  copyOf: null,
  sameAs: null,
  alsoIn: [],
  ...rest,
})
const tagsFor = (number: number, topics: readonly string[], rest: Partial<ArticleTags> = {}): ArticleTags => ({
  article: number,
  language: 'en',
  sources: [sourceId(`source-${number}`)],
  topics: topics.map((id) => topicId(id)),
  entities: [],
  places: [],
  ...rest,
})
const plan = (rest: Partial<GroupingPlan>): GroupingPlan => ({ isPublished: true, now: NOON, ...rest })
/** By the number of the article: the topics under which it is found from now on. */
const topicsAfter = (
  rest: Partial<GroupingPlan>,
  ...reports: readonly ReportTags[]
): Readonly<Record<number, readonly string[]>> =>
  Object.fromEntries(tagsAfter(plan(rest), reports).map(({ article: number, topics }) => [number, topics]))

const DNS = { topics: { dns: 0.9 } }

describe('what is written', () => {
  test('a report that no word tags is found under its story’s topics when it joins', () =>
    expect(
      topicsAfter(
        { places: [place(3, 's1')], tags: [tagsFor(3, [])] },
        report(1, DNS),
        report(2, DNS),
        report(3, { story: null }),
      ),
    ).toEqual({ 3: ['dns'] }))
  test('of a report that is alone, what it says itself', () =>
    expect(topicsAfter({ places: [place(1, 's1')], tags: [tagsFor(1, ['dns'])] }, report(1, { ...DNS, story: null }))).toEqual({
      1: ['dns'],
    }))
  test('of reports beside it only what changes', () => {
    const reports = [report(1, DNS), report(2, DNS), report(3, { story: null, ...DNS })]
    expect(topicsAfter({ places: [place(3, 's1')], tags: [tagsFor(3, ['dns'])] }, ...reports)).toEqual({ 3: ['dns'] })
    const tax = [report(1, { topics: { tax: 0.9 } }), report(2, { story: null, ...DNS })]
    expect(topicsAfter({ places: [place(2, 's1')], tags: [tagsFor(2, ['dns'])] }, ...tax)).toEqual({
      1: ['dns', 'tax'],
      2: ['dns', 'tax'],
    })
  })
  test('nothing where every report is found by what the story says already, in whatever order', () => {
    const both = { topics: { dns: 0.9, tax: 0.8 }, found: { topics: ['tax', 'dns'] } }
    expect(tagsAfter(plan({}), [report(1, both), report(2, both)])).toEqual([])
  })
  test('the same again writes nothing', () => {
    const before = [report(1, DNS), report(2, { entities: ['icann'] }), report(3, { ...DNS, places: ['CN'] })]
    const written = new Map(tagsAfter(plan({}), before).map((tags) => [tags.article, tags]))
    expect([...written.keys()]).toEqual([2])
    const after = before.map((one) => ({ ...one, listed: written.get(one.number) ?? one.listed }))
    expect(tagsAfter(plan({}), after)).toEqual([])
  })
  test('language and sources of those that the plan did not name are their own', () =>
    expect(tagsAfter(plan({}), [report(1, DNS), report(2, { language: 'de', alsoIn: [sourceId('mirror')] })])).toEqual([
      tagsFor(2, ['dns'], { language: 'de', sources: [sourceId('source-2'), sourceId('mirror')] }),
    ]))
  test('language and sources that the plan gives stay', () => {
    const given = tagsFor(2, [], { language: 'fr', sources: [sourceId('new')] })
    expect(tagsAfter(plan({ tags: [given] }), [report(1, DNS), report(2)])).toEqual([{ ...given, topics: ['dns'] }])
  })
  test('what the plan writes of articles in no story is left as it is', () =>
    expect(
      tagsAfter(plan({ places: [place(2, null, { sameAs: 1 })], tags: [tagsFor(2, ['tax'])] }), [
        report(1, DNS),
        report(2, { story: null }),
      ]),
    ).toEqual([tagsFor(2, ['tax'])]))
})

describe('a story’s copies', () => {
  test('are found under its topics, and say nothing', () =>
    expect(topicsAfter({}, report(1, DNS), report(2, { copyOf: 1, topics: { tax: 1 } }))).toEqual({ 2: ['dns'] }))
  test('alone are found by what they say', () =>
    expect(
      topicsAfter(
        {},
        report(1, { copyOf: 9, topics: { tax: 1 }, found: { topics: ['dns'] } }),
        report(2, { copyOf: 9, found: { topics: ['dns'] } }),
      ),
    ).toEqual({ 1: ['tax'], 2: [] }))
  test('say something from when the plan makes them reports', () =>
    expect(
      topicsAfter(
        { places: [place(2, 's1', { copyOf: null })] },
        report(1),
        report(2, { copyOf: 1, ...DNS, found: {} }),
        report(3),
      ),
    ).toEqual({ 1: ['dns'], 2: ['dns'], 3: ['dns'] }))
})

describe('organisations and places', () => {
  test('are a report’s own and the story’s', () => {
    const naming = { entities: ['icann'], places: ['CN'] }
    const [last] = tagsAfter(plan({}), [
      report(1, naming),
      report(2, naming),
      report(3, { entities: ['temu'], places: ['CN', 'RU'] }),
    ])
    expect(last).toMatchObject({ article: 3, entities: ['temu', 'icann'], places: ['CN', 'RU'] })
  })
  test('that one of three names are not lent', () =>
    expect(tagsAfter(plan({}), [report(1, { entities: ['icann'] }), report(2), report(3)])).toEqual([]))
})

describe('a report that moves', () => {
  const lent = { found: { topics: ['dns'] } }
  test('leaves its topics where it goes alone, and takes those of the story that it joins', () => {
    const reports = [report(1, DNS), report(2, DNS), report(3, lent)]
    expect(topicsAfter({ places: [place(3, 's3')] }, ...reports)).toEqual({ 3: [] })
    const tax = { story: 's2', topics: { tax: 0.9 } }
    expect(topicsAfter({ places: [place(3, 's2')] }, ...reports, report(4, tax), report(5, tax))).toEqual({ 3: ['tax'] })
  })
  test('takes away from the story that it leaves what only it said', () =>
    expect(topicsAfter({ places: [place(1, 's9')] }, report(1, DNS), report(2, lent), report(3, lent))).toEqual({
      2: [],
      3: [],
    }))
  test('two stories that become one are found alike', () => {
    const tax = { story: 's2', topics: { tax: 0.9 } }
    const reports = [report(1, DNS), report(2, DNS), report(3, tax), report(4, tax)]
    const both = ['dns', 'tax']
    expect(topicsAfter({ places: [place(3, 's1'), place(4, 's1')] }, ...reports)).toEqual({
      1: both,
      2: both,
      3: both,
      4: both,
    })
  })
})

describe('withdrawn reports', () => {
  const lent = { found: { topics: ['dns'] } }
  test('say nothing any more, and get nothing', () =>
    expect(topicsAfter({ withdrawn: [1, 2] }, report(1, DNS), report(2, DNS), report(3, lent))).toEqual({ 3: [] }))
  test('change nothing where the others say the same', () =>
    expect(topicsAfter({ withdrawn: [1] }, report(1, DNS), report(2, DNS), report(3, lent))).toEqual({}))
})

describe('an adopted wording', () => {
  test('speaks from the article that takes it over, which is listed by it', () => {
    const old = report(1, { topics: { tax: 0.9 } })
    const words = { title: '', body: '' }
    const adopt = [{ from: 7, to: 1, words, revisedAt: null }]
    const tags = [tagsFor(1, ['dns'])]
    const moved = report(7, { ...DNS, story: null })
    expect(topicsAfter({ adopt, tags, places: [place(7, null, { sameAs: 1 })] }, old, moved)).toEqual({ 1: ['dns'] })
    const beside = report(2, { found: { topics: ['tax'] } })
    expect(topicsAfter({ adopt, tags, places: [place(7, null, { sameAs: 1 })] }, old, beside, moved)).toEqual({
      1: ['dns'],
      2: ['dns'],
    })
  })
})

describe('whatever a plan does', () => {
  const random = randomFrom(17)
  const chance = (share: number): boolean => random() < share
  const some = (ids: readonly string[]): readonly string[] => ids.filter(() => chance(0.4))
  /** In sixteenths, whose sums are exact. */
  const scores = (ids: readonly string[]) => Object.fromEntries(some(ids).map((id) => [id, Math.round(16 * random()) / 16]))
  const anyStory = (): string => `s${Math.floor(3 * random())}`
  const anyReport = (number: number): ReportTags =>
    report(number, {
      story: chance(0.8) ? anyStory() : null,
      copyOf: chance(0.2) ? 1 : null,
      topics: scores(['dns', 'tax']),
      doubtful: scores(['ai']),
      entities: some(['icann', 'temu']),
      places: some(['CN']),
      found: { topics: some(['dns', 'tax', 'ai']), entities: some(['icann', 'temu']), places: some(['CN']) },
    })
  const anyPlan = (reports: readonly ReportTags[]): GroupingPlan => {
    const moved = reports.filter(() => chance(0.3)).map(({ number }) => place(number, chance(0.9) ? anyStory() : null))
    const tags = reports.filter(() => chance(0.2)).map(({ number }) => tagsFor(number, some(['dns', 'tax'])))
    return plan({ places: moved, tags, withdrawn: reports.filter(() => chance(0.1)).map(({ number }) => number) })
  }
  /** The reports as they are when the plan is committed. */
  const committed = (
    reports: readonly ReportTags[],
    { places = [], withdrawn = [], ...rest }: GroupingPlan,
  ): readonly ReportTags[] => {
    const written = new Map((rest.tags ?? []).map((tags) => [tags.article, tags]))
    const placeOf = new Map(places.map((one) => [one.article, one]))
    return reports
      .filter(({ number }) => !withdrawn.includes(number))
      .map((one) => {
        const { story, copyOf } = placeOf.get(one.number) ?? one
        return { ...one, story, copyOf, listed: written.get(one.number) ?? one.listed }
      })
  }
  const cases = Array.from({ length: 300 }, () => {
    const reports = Array.from({ length: 2 + Math.floor(9 * random()) }, (_, nth) => anyReport(nth + 1))
    const before = anyPlan(reports)
    return { reports, before, after: committed(reports, { ...before, tags: tagsAfter(before, reports) }) }
  })

  test('once it is committed, nothing is left to write', () => {
    for (const { after } of cases) expect(tagsAfter(plan({}), after)).toEqual([])
  })
  test('all reports of a story are found under the same topics, and under no others than its reports name', () => {
    for (const { after } of cases) {
      const stories = Map.groupBy(
        after.filter(({ story }) => story !== null),
        ({ story }) => story,
      )
      for (const members of stories.values()) {
        const said = members.filter(({ copyOf }) => copyOf === null)
        const lists = new Set(members.map(({ listed }) => listed.topics.toSorted().join(' ')))
        expect(lists.size).toBe(said.length === 0 ? new Set(members.map(ownTopics)).size : 1)
        const named = new Set((said.length === 0 ? members : said).flatMap(({ topics }) => topics.map(({ id }) => id)))
        expect(members.flatMap(({ listed }) => listed.topics).filter((id) => !named.has(id))).toEqual([])
      }
    }
  })
  test('each report is found by the organisations and places that it names', () => {
    for (const { after } of cases)
      for (const { story, entities, places, listed } of after) {
        const found = story === null ? [] : [...listed.entities, ...listed.places]
        const own = story === null ? [] : [...entities, ...places].map(({ id }) => id)
        expect(own.filter((id) => !found.some((one) => one === id))).toEqual([])
      }
  })
  test('each article is written once at most', () => {
    for (const { reports, before } of cases) {
      const written = tagsAfter(before, reports).map(({ article: number }) => number)
      expect(written).toHaveLength(new Set(written).size)
    }
  })
})
const ownTopics = ({ topics }: ReportTags): string =>
  topics
    .map(({ id }) => id)
    .toSorted()
    .join(' ')

// ── over a real store, through the grouper ──

const SITES = ['one', 'two', 'three', 'four'].map((id) => source(id))
const EVENING = NOON + DAY
const openNews = async (): Promise<Store> => {
  const store = await openSqlite({ folder: ':memory:', now: () => EVENING })
  await store.syncSources(SITES, NOON)
  return store
}
const grouperOf = (store: Store) =>
  createGrouper({
    store,
    joins: JOINS,
    model: () => null,
    understand: withoutVectors,
    rules: () => ({ isAtHome: () => false, grouped: 'all' }),
    now: () => EVENING,
    elapsed: () => performance.now(),
    published: () => {},
    corrected: () => {},
    renewing: () => {},
  })

type Sample = NonNullable<Parameters<typeof article>[1]>
const news = (key: string, title: string, text: string, more: Sample = {}): ReadArticle =>
  article(key, { title, text, searchText: searchText(title, text), ...more })
const TAGGED: Sample = { topics: ['ig.dns'], entities: ['icann'], places: ['CN-GD-shenzhen'] }
const REPORTS: readonly (readonly [from: string, now: number, article: ReadArticle])[] = [
  [
    'one',
    NOON,
    news(
      'first',
      'Shenzhen registry of 14,300 domain names fails for nine hours',
      'The Shenzhen registry Nanshan Names lost all 14,300 domain names for nine hours on Monday after a failed key rollover, ICANN said. Engineers in Shenzhen restored the zone at dawn.',
      TAGGED,
    ),
  ],
  [
    'two',
    NOON + MINUTE,
    news(
      'second',
      'Nanshan Names registry in Shenzhen: 14,300 domain names offline for nine hours',
      'A failed key rollover took 14,300 domain names of the Shenzhen registry Nanshan Names offline for nine hours on Monday. ICANN asks for a report on the zone.',
      TAGGED,
    ),
  ],
  [
    'three',
    NOON + HOUR,
    news(
      'bare',
      'Nine hours offline: Nanshan Names restores 14,300 domain names after failed rollover',
      'Nanshan Names restored its zone on Monday, nine hours after a failed key rollover had taken 14,300 domain names offline. Shops in Shenzhen counted their losses.',
    ),
  ],
  [
    'four',
    NOON + HOUR,
    news('other', 'Mayor of Riga opens a bridge', 'The bridge over the Daugava took four years and cost 90 million.'),
  ],
]
const publishAll = async (store: Store): Promise<void> => {
  for (const [from, now, read] of REPORTS) await append(store, from, [read], { now })
  await grouperOf(store).catchUp()
}
const keysFound = async (store: Store, filter: Filter): Promise<readonly string[]> =>
  (await store.articles({ filter, limit: 100, before: null })).rows.map(({ key }) => key).toSorted()

const filterOf = (text: string): Filter => {
  const parsed = parseFilter(text, known.vocabulary)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.filter
}
const FILTERS = [
  'topic:ig.dns',
  'topic:ig',
  '-topic:ig.dns',
  'topic:e-commerce',
  'entity:icann',
  'place:CN',
  'topic:ig.dns -entity:icann',
  'topic:ig.dns source:three',
  'topic:ig lang:en -bridge',
]
const VOCABULARY = createVocabulary(known.taxonomy, SITES, EVENING)
/** What the store finds, and what a look at each stored article finds. */
const bothWays = async (store: Store) => {
  const { rows } = await store.articles({ filter: EVERYTHING, limit: 100, before: null })
  const context = {
    vocabulary: VOCABULARY,
    sources: new Map(SITES.map((one) => [one.id, one])),
    affair: [],
    origins: 1,
    languages: [],
    changed: [],
  }
  return await Promise.all(
    FILTERS.map(async (text) => {
      const parsed = parseFilter(text, VOCABULARY)
      if (!parsed.ok) throw new Error(parsed.message)
      const { filter } = parsed
      const isFound = (one: StoredArticle): boolean => matchesFilter(filter, one, context).matches
      const inMemory = rows.filter(isFound).map(({ key }) => key)
      return { text, inStore: await keysFound(store, filter), inMemory: inMemory.toSorted() }
    }),
  )
}
const agrees = async (store: Store): Promise<void> => {
  const found = await bothWays(store)
  expect(found.map(({ text, inStore }) => [text, inStore])).toEqual(found.map(({ text, inMemory }) => [text, inMemory]))
}

describe('over a real store', () => {
  test('a report that no word tags is found under its story’s topic, organisation and place', async () => {
    const store = await openNews()
    await publishAll(store)
    const bare = await storedAs(store, 'bare')
    expect(bare.story).toBe((await storedAs(store, 'first')).story)
    expect(bare.copyOf).toBeNull()
    expect(bare.topics).toEqual([])
    expect(bare.listed).toEqual({ topics: ['ig.dns'], entities: ['icann'], places: ['CN-GD-shenzhen'] })
    expect(await keysFound(store, topic('ig.dns'))).toEqual(['bare', 'first', 'second'])
    expect(await keysFound(store, filterOf('entity:icann place:CN'))).toEqual(['bare', 'first', 'second'])
    await agrees(store)
    await store.close()
  })

  test('the story is found by its topics once, with how many of its reports say so', async () => {
    const store = await openNews()
    await publishAll(store)
    const { rows } = await store.stories({ filter: topic('ig.dns'), limit: 10, before: null })
    expect(rows).toHaveLength(1)
    const [found] = rows
    expect(found?.story.articles).toHaveLength(3)
    expect(tagsOfStory(found?.story ?? { articles: [] })).toMatchObject({ topics: [{ id: 'ig.dns', reports: 2 }], of: 3 })
    await store.close()
  })

  test('after the others are withdrawn it is not', async () => {
    const store = await openNews()
    await publishAll(store)
    expect(await store.withdrawOld({ articles: NOON + 2 * MINUTE, untagged: NOON + 2 * MINUTE }, 64, EVENING)).toBe(2)
    await grouperOf(store).catchUp()
    expect(await keysFound(store, EVERYTHING)).toEqual(['bare', 'other'])
    expect(await keysFound(store, topic('ig.dns'))).toEqual([])
    expect((await storedAs(store, 'bare')).listed).toEqual({ topics: [], entities: [], places: [] })
    await agrees(store)
    await store.close()
  })

  test('retention counts what it is found by: as long as the story has a topic, so has it', async () => {
    const store = await openNews()
    await publishAll(store)
    await store.withdrawOld({ articles: 0, untagged: EVENING }, 64, EVENING)
    await grouperOf(store).catchUp()
    expect(await keysFound(store, EVERYTHING)).toEqual(['bare', 'first', 'second'])
    await store.close()
  })

  test('a person who takes it out of the story takes the topic from it, and gives it back with the story', async () => {
    const store = await openNews()
    await publishAll(store)
    const { id } = await storedAs(store, 'bare')
    const corrected = async (...corrections: readonly ReturnType<typeof correction>[]): Promise<void> => {
      await take(store, { kind: 'corrections', corrections, now: EVENING })
      await grouperOf(store).catchUp()
    }
    await corrected(correction('split', 1, id))
    expect((await storedAs(store, 'bare')).story).not.toBe((await storedAs(store, 'first')).story)
    expect(await keysFound(store, topic('ig.dns'))).toEqual(['first', 'second'])
    await agrees(store)
    await corrected()
    expect(await keysFound(store, topic('ig.dns'))).toEqual(['bare', 'first', 'second'])
    const other = await storedAs(store, 'other')
    await corrected(correction('join', 1, id, other.id))
    expect(await keysFound(store, topic('ig.dns'))).toEqual(['bare', 'first', 'other', 'second'])
    await agrees(store)
    await store.close()
  })

  test('a report that is tagged anew changes what all of its story are found by', async () => {
    const store = await openNews()
    await publishAll(store)
    const retag = async (key: string, topics: readonly string[]): Promise<void> => {
      const { id, language, confidence, entities, places } = await storedAs(store, key)
      const tags = { topics: article('x', { topics }).topics, doubtful: [], entities, places }
      await store.replaceTags([{ id, language, confidence, tags }], EVENING)
      await grouperOf(store).catchUp()
    }
    await retag('first', ['ec.consumer'])
    await retag('second', ['ec.consumer'])
    expect(await keysFound(store, topic('ig.dns'))).toEqual([])
    expect(await keysFound(store, topic('ec.consumer'))).toEqual(['bare', 'first', 'second'])
    await agrees(store)
    await store.close()
  })

  test('grouped article by article, all at once, or in another run of the grouper, they are found alike', async () => {
    const listedIn = async (store: Store) => {
      const { rows } = await store.articles({ filter: EVERYTHING, limit: 100, before: null })
      const listed = rows.map(({ key, listed: { topics, entities, places } }) => [key, topics, entities, places])
      await store.close()
      return listed
    }
    const atOnce = await openNews()
    await publishAll(atOnce)
    const oneByOne = await openNews()
    for (const [from, now, read] of REPORTS) {
      await append(oneByOne, from, [read], { now })
      await grouperOf(oneByOne).catchUp()
    }
    expect(await listedIn(oneByOne)).toEqual(await listedIn(atOnce))
  })
})
