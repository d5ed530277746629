import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StoredArticle } from '../../../src/model/article.ts'
import type { Filter } from '../../../src/model/filter.ts'
import type { ArticleId, StoryId } from '../../../src/model/ids.ts'
import { KINDS } from '../../../src/model/kind.ts'
import { originsOf, type Owners } from '../../../src/model/origins.ts'
import type { Story } from '../../../src/model/story.ts'
import type { Cursor } from '../../../src/store/ports/story-search.ts'
import type { Store } from '../../../src/store/ports/store.ts'
import { article, byUrl, DAY, EVERYTHING, HOUR, idOf, NOON, publish, source, topic, words } from '../samples.ts'
import { engines } from './engines.ts'

/** The same numbers in every run. */
const createDice = (seed: number) => {
  let state = seed
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}
type Dice = ReturnType<typeof createDice>

const TOPICS = ['t0', 't1', 't2', 't3', 'none']
const WORDS = ['apple', 'pear', 'plum', 'fig']
const LANGUAGES = ['en', 'de', 'zh-Hans', 'zh-Hant']
const SOURCES = ['s0', 's1', 's2']
/** Two of the sources have one owner. */
const OWNERS: Owners = new Map(SOURCES.slice(1).map((id) => [idOf(id), { owner: 'House' }]))
const AGENCIES = ['AFP', 'Reuters']
const pick = <Entry>(dice: Dice, list: readonly Entry[]): Entry => list[dice(list.length)]!

/** `begun`: stories to ask for the affairs of. */
const randomFilter = (dice: Dice, depth: number, begun: readonly StoryId[]): Filter => {
  const inner = (): Filter => randomFilter(dice, depth - 1, begun)
  switch (dice(depth > 0 ? 14 : 11)) {
    case 0:
      return topic(pick(dice, TOPICS))
    case 1:
      return topic(pick(dice, TOPICS), pick(dice, TOPICS), pick(dice, TOPICS))
    case 2:
      return words(pick(dice, WORDS), dice(2) === 0 ? 'title' : 'anywhere')
    case 3:
      return { kind: 'language', anyOf: [pick(dice, ['en', 'de', 'zh', 'zh-Hant'])] }
    case 4:
      return { kind: 'source', anyOf: [idOf(pick(dice, SOURCES))] }
    case 5:
      return { kind: pick(dice, ['after', 'before']), at: NOON + dice(100) * HOUR }
    case 6:
      return dice(3) === 0 ? EVERYTHING : { kind: 'regex', pattern: pick(dice, ['app?le', '^p', 'f.g']) }
    case 7:
      return { kind: 'kind', anyOf: [pick(dice, KINDS), pick(dice, KINDS)] }
    case 8:
      return { kind: 'affair', anyOf: [pick(dice, begun)] }
    case 9:
      return { kind: 'origins', least: dice(4), most: dice(2) === 0 ? null : 1 + dice(3) }
    case 10:
      return { kind: 'missing', anyOf: [pick(dice, ['en', 'zh']), pick(dice, LANGUAGES)] }
    case 11:
      return { kind: 'not', of: inner() }
    default:
      return { kind: pick(dice, ['and', 'or']), of: Array.from({ length: 1 + dice(3) }, inner) }
  }
}

type Stories = ReadonlyMap<
  StoryId,
  { readonly affair: StoryId; readonly origins: number; readonly languages: readonly string[] }
>

const meets = (filter: Filter, held: StoredArticle, stories: Stories): boolean => {
  switch (filter.kind) {
    case 'everything':
      return true
    case 'and':
      return filter.of.every((part) => meets(part, held, stories))
    case 'or':
      return filter.of.some((part) => meets(part, held, stories))
    case 'not':
      return !meets(filter.of, held, stories)
    case 'text':
      return `${held.title} ${filter.in === 'title' ? '' : held.text}`.split(' ').includes(filter.text)
    case 'regex':
      return new RegExp(filter.pattern).test(`${held.title}\n${held.text}`)
    case 'topic':
      return held.topics.some(({ id }) => filter.anyOf.includes(id))
    case 'language':
      return filter.anyOf.some((language) => held.language === language || held.language.startsWith(`${language}-`))
    case 'source':
      return [held.source, ...held.alsoIn].some((id) => filter.anyOf.includes(id))
    case 'kind':
      return held.kind !== null && filter.anyOf.includes(held.kind)
    case 'affair':
      return filter.anyOf.some((story) => stories.get(story)?.affair === stories.get(held.story)?.affair)
    case 'missing': {
      const { languages } = stories.get(held.story) ?? { languages: [] }
      return filter.anyOf.some((wanted) => !languages.some((one) => one === wanted || one.startsWith(`${wanted}-`)))
    }
    case 'origins': {
      const { origins } = stories.get(held.story) ?? { origins: 0 }
      return origins >= filter.least && origins <= (filter.most ?? origins)
    }
    case 'after':
      return held.publishedAt >= filter.at
    case 'before':
      return held.publishedAt < filter.at
    case 'entity':
    case 'place':
    case 'country':
    case 'like':
    case 'changed':
      throw new Error('not rolled')
  }
}

const TAGS = { topics: [], doubtful: [], entities: [], places: [] }
/** Judges two of three articles by their meaning. */
const judge = async (store: Store, dice: Dice): Promise<void> => {
  const logged = (await store.logged({ after: 0, limit: 1_000 })).filter(() => dice(3) > 0)
  const understood = logged.map(({ number, topics, entities, places }) => ({
    article: number,
    kind: pick(dice, KINDS),
    tags: { ...TAGS, topics, entities, places },
  }))
  await store.commit({ understood, isPublished: true, now: NOON })
}
/** Makes one of four stories continue another. */
const chain = async (store: Store, dice: Dice): Promise<void> => {
  const { rows } = await store.stories({ filter: EVERYTHING, limit: 1_000, before: null })
  const first = rows.slice(0, 5).map(({ story }) => story.id)
  const later = rows.slice(5).flatMap(({ story }) => (dice(4) === 0 ? [story.id] : []))
  const states = await store.storyStates(later)
  const continued = states.map((state) => {
    const affair = pick(dice, first)
    return { ...state, continues: affair, affair }
  })
  await store.commit({ stories: continued, isPublished: true, now: NOON })
}

describe.each(engines)('what a filter means, on $name', ({ open }) => {
  let store: Store
  let articles: readonly StoredArticle[] = []
  let stories: readonly Story[] = []
  beforeAll(async () => {
    store = await open()
    await store.syncSources(
      SOURCES.map((id) => ({ ...source(id), ...OWNERS.get(idOf(id)) })),
      NOON,
    )
    const dice = createDice(20_261_124)
    const heads: string[] = []
    const leads = new Map<string, ArticleId>()
    for (let batch = 0; batch < 60; batch += 1) {
      const now = NOON + batch * 2 * HOUR
      const fresh = Array.from({ length: 6 }, (_, index) =>
        article(`k${dice(9) === 0 ? dice(batch * 6 + 1) : batch * 6 + index}`, {
          title: `${pick(dice, WORDS)} ${batch}`,
          text: `${pick(dice, WORDS)} and ${pick(dice, WORDS)}`,
          topics: [...new Set(TOPICS.slice(0, 4).filter(() => dice(3) === 0))],
          language: pick(dice, LANGUAGES),
          origin: dice(3) === 0 ? { title: null, link: null, agency: pick(dice, AGENCIES) } : null,
          publishedAt: now - dice(3) * HOUR - dice(9) * DAY,
        }),
      )
      await publish(store, pick(dice, SOURCES), fresh, {
        now,
        place: (read, candidates) => {
          const placed = byUrl(read, candidates)
          const story = heads.length > 0 && dice(3) === 0 ? pick(dice, heads) : null
          if (placed.kind === 'same' || story === null) return placed
          const of = leads.get(story)
          return of !== undefined && dice(3) === 0
            ? { kind: 'copy', of, story: story as never, reasons: [] }
            : { kind: 'joins', story: story as never, reasons: [] }
        },
      })
      const { rows } = await store.stories({ filter: EVERYTHING, limit: 1_000, before: null })
      heads.splice(0, heads.length, ...rows.map(({ story }) => story.id).toSorted())
      for (const { story } of rows) leads.set(story.id, story.lead.id)
    }
    await judge(store, dice)
    await chain(store, dice)
    articles = (await store.articles({ filter: EVERYTHING, limit: 1_000, before: null })).rows
    stories = (await store.stories({ filter: EVERYTHING, limit: 1_000, before: null })).rows.map(({ story }) => story)
  })
  afterAll(async () => await store.close())

  const inPages = async <Row>(ask: (before: Cursor | null) => Promise<{ rows: readonly Row[]; next: Cursor | null }>) => {
    const rows: Row[] = []
    let before: Cursor | null = null
    do {
      const page = await ask(before)
      rows.push(...page.rows)
      before = page.next
    } while (before !== null)
    return rows
  }

  test('there is something to ask', () => {
    expect(articles.length).toBeGreaterThan(250)
    expect(stories.length).toBeLessThan(articles.length)
    expect(articles.some(({ alsoIn }) => alsoIn.length > 0)).toBe(true)
    expect(articles.some(({ copyOf }) => copyOf !== null)).toBe(true)
    const counts = stories.map((story) => [originsOf(story.articles, OWNERS).length, story.sources.length] as const)
    expect(counts.filter(([origins, sources]) => origins > 1 && origins < sources).length).toBeGreaterThan(5)
    expect(new Set(articles.map(({ kind }) => kind)).size).toBe(KINDS.length + 1)
    expect(stories.filter(({ id, affair }) => id !== affair).length).toBeGreaterThan(20)
  })

  test.each(Array.from({ length: 100 }, (_, index) => index))(
    'filter %i gives what each article says of itself, in order',
    async (seed) => {
      const dice = createDice(seed + 1)
      const known = new Map(
        stories.map(({ id, affair, languages, articles: of }) => [
          id,
          { affair, languages, origins: originsOf(of, OWNERS).length },
        ]),
      )
      const filter = randomFilter(
        dice,
        3,
        stories.map(({ id }) => id),
      )
      const limit = pick(dice, [11, 60, 400])
      const wanted = articles.filter((held) => meets(filter, held, known)).map(({ id }) => id)
      const found = await inPages((before) => store.articles({ filter, limit, before }))
      expect(found.map(({ id }) => id)).toEqual(wanted)

      const met = new Set(wanted)
      const expected = stories
        .map((story) => [story.id, story.articles.map(({ id }) => id).filter((id) => met.has(id))] as const)
        .filter(([, matched]) => matched.length > 0)
      const grouped = await inPages((before) => store.stories({ filter, limit, before }))
      expect(grouped.map(({ story, matched }) => [story.id, matched])).toEqual(expected)

      const days = await store.countByDay(filter, 'story', 0, NOON + 99 * DAY)
      expect(days.reduce((sum, { articles }) => sum + articles, 0)).toBe(expected.length)
    },
  )
})
