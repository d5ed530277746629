/** Stories lend what their first reports say. The plain definition, which loads all reports of a story, has to write the same in the end. */
import { describe, expect, test } from 'vitest'
import { lendTags, tagsAfter } from '../../src/grouping/lend-tags.ts'
import { entityId, placeId, sourceId, storyId, topicId } from '../../src/model/ids.ts'
import type { ArticlePlace, ArticleTags, GroupingPlan, ReportQuery, ReportTags } from '../../src/store/ports/article-log.ts'
import { randomFrom } from '../bench/random.ts'
import { NOON } from '../store/samples.ts'

type Reports = ReadonlyMap<number, ReportTags>
type Random = () => number

const STORIES = ['s1', 's2', 's3'].map(storyId)

/** Reads as the store does, and counts what is loaded. */
const storeOf = (reports: Reports) => {
  const inOrder = [...reports.values()].toSorted((one, other) => one.number - other.number)
  const store = {
    loaded: 0,
    largest: 0,
    async reportTags(query: ReportQuery): Promise<readonly ReportTags[]> {
      const found =
        'of' in query
          ? query.of.flatMap((number) => reports.get(number) ?? [])
          : query.inStories.flatMap((id) =>
              inOrder.filter(({ story, copyOf }) => story === id && copyOf === null).slice(0, query.originals),
            )
      store.loaded += found.length
      store.largest = Math.max(store.largest, found.length)
      return found
    },
    membersOf: async (stories: readonly string[]): Promise<readonly number[]> =>
      inOrder.flatMap(({ number, story }) => (story !== null && stories.includes(story) ? [number] : [])),
  }
  return store
}

/** All reports of the stories that the plan changes are loaded, whatever they say. */
const lendPlainly = (reports: Reports, plan: GroupingPlan): GroupingPlan => {
  const named = [...(plan.places ?? []), ...(plan.tags ?? [])].map(({ article }) => article)
  const adopted = (plan.adopt ?? []).map(({ from }) => from)
  const all = [...named, ...adopted, ...(plan.withdrawn ?? [])].flatMap((number) => reports.get(number) ?? [])
  const stories = new Set([...all, ...(plan.places ?? [])].map(({ story }) => story))
  const members = [...reports.values()].filter(({ story }) => story !== null && stories.has(story))
  const asked = [...new Set([...all, ...members])].toSorted((one, other) => one.number - other.number)
  return { ...plan, tags: tagsAfter(plan, asked) }
}

/** The reports as they are when the plan is committed. */
const committed = (reports: Reports, { places = [], tags = [], adopt = [], withdrawn = [] }: GroupingPlan): Reports => {
  const after = new Map(reports)
  const change = (number: number, rest: Partial<ReportTags>): void => {
    const report = after.get(number)
    if (report !== undefined) after.set(number, { ...report, ...rest })
  }
  for (const { from, to } of adopt) {
    const {
      topics,
      doubtful,
      entities,
      places: where,
    } = reports.get(from) ?? { topics: [], doubtful: [], entities: [], places: [] }
    change(to, { topics, doubtful, entities, places: where })
  }
  for (const { article, story, copyOf } of places) change(article, { story, copyOf })
  for (const { article, topics, entities, places: where } of tags)
    change(article, { listed: { topics, entities, places: where } })
  for (const number of withdrawn) after.delete(number)
  return after
}

/** New reports, and what others say from now on. */
const written = (reports: Reports, changed: readonly ReportTags[]): Reports => {
  const after = new Map(reports)
  for (const report of changed) {
    const { topics, doubtful, entities, places } = report
    after.set(report.number, { ...(reports.get(report.number) ?? report), topics, doubtful, entities, places })
  }
  return after
}

const inOrder = (ids: readonly string[]): readonly string[] => ids.toSorted((one, other) => (one < other ? -1 : 1))

const listedIn = (reports: Reports): readonly string[] =>
  [...reports.values()].map(({ number, story, listed: { topics, entities, places } }) =>
    JSON.stringify([number, story, ...[topics, entities, places].map(inOrder)]),
  )

/** How likely a report of the period says what: near what makes it the story's, or far from it. */
const saying = (random: Random, likely: number): Pick<ReportTags, 'topics' | 'doubtful' | 'entities' | 'places'> => ({
  topics: ['dns', 'tax'].filter(() => random() < likely).map((id) => ({ id: topicId(id), score: 0.8, evidence: [] })),
  doubtful: random() < likely ? [{ id: topicId('ai'), score: 0.4 }] : [],
  entities: ['icann', 'temu'].filter(() => random() < likely).map((id) => ({ id: entityId(id), evidence: [] })),
  places: random() < likely ? [{ id: placeId('CN'), evidence: [] }] : [],
})
const NOTHING = { topics: [], entities: [], places: [] }

const ownTags = ({ number, language, source, topics, entities, places }: ReportTags): ArticleTags => ({
  article: number,
  language,
  sources: [source],
  topics: topics.map(({ id }) => id),
  entities: entities.map(({ id }) => id),
  places: places.map(({ id }) => id),
})

/** What a newsroom does at random: batches of plans, and what is revised before the plan that tells of it. */
const createNews = (random: Random) => {
  const chance = (share: number): boolean => random() < share
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  const some = <Item>(items: readonly Item[], most: number): readonly Item[] => {
    const from = chance(0.5) ? 0 : Math.floor(random() * items.length)
    return items.slice(from, from + Math.ceil(random() * most))
  }
  let next = 1
  let likely = 0.9
  const put = (report: ReportTags, all: readonly ReportTags[], story = one(STORIES)): ArticlePlace => {
    const original = all.find((other) => other.story === story && other.number < report.number && other.copyOf === null)
    const copyOf = original !== undefined && chance(0.15) ? original.number : null
    return { article: report.number, story, copyOf, sameAs: null, alsoIn: [] }
  }
  return {
    fresh(): readonly ReportTags[] {
      if (chance(0.1)) likely = one([0.02, 0.3, 0.5, 0.7, 0.98])
      return Array.from({ length: Math.ceil(12 * random()) }, () => ({
        number: next++,
        story: null,
        copyOf: null,
        source: sourceId('paper'),
        alsoIn: [],
        language: 'en',
        listed: NOTHING,
        ...saying(random, likely),
      }))
    },
    revised: (reports: readonly ReportTags[]): readonly ReportTags[] =>
      chance(0.3) ? some(reports, 12).map((report) => ({ ...report, ...saying(random, likely) })) : [],
    plan(reports: Reports, fresh: readonly ReportTags[], told: readonly number[]): GroupingPlan {
      const all = [...reports.values()]
      const placed = all.filter(({ story }) => story !== null)
      const withdrawn = chance(0.1) ? some(placed, 30).map(({ number }) => number) : []
      const moved = chance(0.15) ? some(placed, chance(0.2) ? 60 : 5) : []
      const into = one(STORIES)
      const [from, to] = [one(placed.length === 0 ? [null] : placed), one(placed.length === 0 ? [null] : placed)]
      const isAdopted = chance(0.05) && from !== null && to !== null && from !== to && to.copyOf === null
      const stays = (number: number): boolean => !withdrawn.includes(number) && !(isAdopted && number === from.number)
      return {
        isPublished: true,
        now: NOON,
        places: [
          ...fresh.map((report) => put(report, placed)),
          ...moved.map((report) => put(report, placed, into)).filter(({ article }) => stays(article)),
          ...(isAdopted ? [{ article: from.number, story: null, copyOf: null, sameAs: to.number, alsoIn: [] }] : []),
        ],
        tags: [
          ...[...fresh.map(({ number }) => number), ...told].flatMap((number) => {
            const report = reports.get(number)
            return report?.story === undefined || !stays(number) || (isAdopted && number === to.number) ? [] : [ownTags(report)]
          }),
          ...(isAdopted ? [{ ...ownTags(from), article: to.number }] : []),
        ],
        adopt: isAdopted ? [{ from: from.number, to: to.number, words: { title: '', body: '' }, revisedAt: null }] : [],
        withdrawn: withdrawn.filter((number) => !isAdopted || (number !== to.number && number !== from.number)),
      }
    },
  }
}

/** Where the log is read to its end: what reports are found by in both ways. */
const replay = async (
  seed: number,
  batches: number,
): Promise<readonly { readonly inPart: readonly string[]; readonly plain: readonly string[] }[]> => {
  const random = randomFrom(seed)
  const news = createNews(random)
  let [plain, inPart]: [Reports, Reports] = [new Map(), new Map()]
  const ends: { readonly inPart: readonly string[]; readonly plain: readonly string[] }[] = []
  /** Revised, and the log does not yet say so. */
  const untold = new Set<number>()
  const store = (changed: readonly ReportTags[]): void => {
    plain = written(plain, changed)
    inPart = written(inPart, changed)
  }
  for (let batch = 0; batch < batches; batch += 1) {
    const fresh = news.fresh()
    store(fresh)
    const revised = news.revised([...plain.values()].filter(({ story }) => story !== null))
    store(revised)
    for (const { number } of revised) untold.add(number)
    const told = [...untold].slice(0, Math.ceil(random() * 20))
    for (const number of told) untold.delete(number)
    const plan = news.plan(plain, fresh, told)
    const lent = await lendTags(storeOf(inPart), plan)
    plain = committed(plain, lendPlainly(plain, plan))
    inPart = committed(inPart, lent)
    if (untold.size === 0) ends.push({ inPart: listedIn(inPart), plain: listedIn(plain) })
  }
  return ends
}

test('reports of large stories are found by the same as if all of their reports were asked each time', async () => {
  const ends = (await Promise.all([1, 2, 3, 4].map(async (seed) => await replay(seed, 60)))).flat()
  expect(ends.length).toBeGreaterThan(100)
  for (const { inPart, plain } of ends) expect(inPart).toEqual(plain)
})

describe('of a story with thousands of reports', () => {
  const MANY = 2_000
  const named = (number: number, ...ids: readonly string[]): ReportTags => ({
    number,
    story: STORIES[0]!,
    copyOf: null,
    source: sourceId('paper'),
    alsoIn: [],
    language: 'en',
    topics: [],
    doubtful: [],
    entities: ids.map((id) => ({ id: entityId(id), evidence: [] })),
    places: [],
    listed: { topics: [], entities: ids.map(entityId), places: [] },
  })
  const storyOf = (idsOf: (number: number) => readonly string[]): Reports =>
    new Map(Array.from({ length: MANY }, (_, nth) => [nth + 1, named(nth + 1, ...idsOf(nth + 1))]))
  const plan = (rest: Partial<GroupingPlan>): GroupingPlan => ({ isPublished: true, now: NOON, ...rest })

  test('the first are loaded where one more comes, and where one of the first says the same', async () => {
    const reports = new Map(storyOf(() => ['icann'])).set(MANY + 1, { ...named(MANY + 1), story: null })
    const joins = { article: MANY + 1, story: STORIES[0]!, copyOf: null, sameAs: null, alsoIn: [] }
    for (const one of [
      plan({ places: [joins], tags: [ownTags(named(MANY + 1))] }),
      plan({ tags: [ownTags(named(7, 'icann'))] }),
    ]) {
      const store = storeOf(reports)
      expect(await lendTags(store, one)).toEqual(lendPlainly(reports, one))
      expect(store.loaded).toBeLessThan(50)
    }
  })
  test('all are written where the first say something else, and loaded some at a time', async () => {
    const reports = storyOf((number) => (number <= 40 ? ['icann'] : []))
    const tags = [ownTags(named(7, 'icann'))]
    const store = storeOf(reports)
    expect((await lendTags(store, plan({ tags }))).tags).toHaveLength(MANY - 40 + tags.length)
    expect(store.largest).toBeLessThanOrEqual(256)
  })
  test('all are asked where most of the first go: the next may all name what the story did not', async () => {
    const reports = storyOf((number) => (number > 30 && number <= 70 ? ['icann'] : []))
    const leaving = plan({ withdrawn: Array.from({ length: 30 }, (_, nth) => nth + 1) })
    const { tags } = await lendTags(storeOf(reports), leaving)
    expect(tags).toHaveLength(MANY - 70)
    expect(tags).toEqual(lendPlainly(reports, leaving).tags)
  })
})
