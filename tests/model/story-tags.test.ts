import { describe, expect, test } from 'vitest'
import { articleId, entityId, placeId, topicId } from '../../src/model/ids.ts'
import { type StoryReport, storyTagsOf, tagsOfStory } from '../../src/model/story-tags.ts'
import { randomFrom } from '../bench/random.ts'
import { article, entityTag, placeTag, topicTag } from '../publish/articles.ts'

type Scores = Readonly<Record<string, number>>
type Said = {
  readonly topics?: Scores
  readonly doubtful?: Scores
  readonly entities?: readonly string[]
  readonly places?: readonly string[]
  readonly isCopy?: boolean
}
const scored = (scores: Scores) => Object.entries(scores).map(([id, score]) => ({ id: topicId(id), score }))
const report = ({ topics = {}, doubtful = {}, entities = [], places = [], isCopy = false }: Said = {}): StoryReport => ({
  isCopy,
  topics: scored(topics),
  doubtful: scored(doubtful),
  entities: entities.map((id) => ({ id: entityId(id) })),
  places: places.map((id) => ({ id: placeId(id) })),
})
const many = (count: number, said?: Said): readonly StoryReport[] => Array.from({ length: count }, () => report(said))
const copy = (said: Said): StoryReport => report({ ...said, isCopy: true })

/** `topic score (reports)`. */
const topicsOf = (...reports: readonly StoryReport[]): readonly string[] =>
  storyTagsOf(reports).topics.map(({ id, score, reports: count }) => `${id} ${score} (${count})`)
const namesOf = (...reports: readonly StoryReport[]): readonly string[] => {
  const { entities, places } = storyTagsOf(reports)
  return [...entities, ...places].map(({ id, reports: count }) => `${id} (${count})`)
}

describe('a single report', () => {
  test('says what it says itself, however unlikely', () => {
    const alone = report({ topics: { dns: 0.9, ai: 0.01 }, doubtful: { tax: 0.5 }, entities: ['icann'], places: ['CN'] })
    expect(topicsOf(alone)).toEqual(['dns 0.9 (1)', 'ai 0.01 (1)'])
    expect(namesOf(alone)).toEqual(['icann (1)', 'CN (1)'])
    expect(storyTagsOf([alone]).of).toBe(1)
  })
  test('is alone beside its copies, whatever they say', () => {
    const own = report({ topics: { dns: 0.9 }, entities: ['icann'] })
    const copies = [copy({ topics: { tax: 1 }, entities: ['temu'] }), copy({ topics: { tax: 1 } })]
    expect(storyTagsOf([...copies, own])).toEqual(storyTagsOf([own]))
  })
  test('nothing is known of a story without reports, or of copies alone', () => {
    const nothing = { topics: [], entities: [], places: [], of: 0 }
    expect(storyTagsOf([])).toEqual(nothing)
    expect(storyTagsOf([copy({ topics: { tax: 1 }, entities: ['temu'], places: ['CN'] })])).toEqual(nothing)
  })
})

describe('topics of several reports', () => {
  test('with the mean of what they say, and how many say so', () =>
    expect(topicsOf(report({ topics: { dns: 0.9 } }), report({ topics: { dns: 0.5 } }), report())).toEqual(['dns 0.47 (2)']))
  test('copies neither raise nor lower it', () => {
    const reports = [report({ topics: { dns: 0.9 } }), report({ topics: { dns: 0.5 } })]
    expect(topicsOf(...reports, copy({}), copy({ topics: { tax: 1, dns: 1 } }))).toEqual(topicsOf(...reports))
  })
  test('what is doubtful counts to the mean, and is no vote', () => {
    expect(topicsOf(report({ topics: { dns: 0.8 } }), report({ doubtful: { dns: 0.4 } }))).toEqual(['dns 0.6 (1)'])
    expect(topicsOf(...many(10, { doubtful: { dns: 0.5 } }))).toEqual([])
  })
  test('what one of many says is not the story’s, though the others doubt it', () => {
    expect(topicsOf(report({ topics: { dns: 1 } }), ...many(19, { doubtful: { dns: 0.5 } }))).toEqual([])
    expect(topicsOf(...many(10, { topics: { dns: 1 } }), ...many(10, { doubtful: { dns: 0.25 } }))).toEqual(['dns 0.63 (10)'])
  })
  test('what several say and the others do not know of is not, if it is unlikely on average', () => {
    expect(topicsOf(...many(3, { topics: { dns: 0.3 } }), ...many(7))).toEqual([])
    expect(topicsOf(...many(3, { topics: { dns: 1 } }), ...many(7))).toEqual(['dns 0.3 (3)'])
  })
  test('no more than three, the likeliest first, of equally likely ones by name', () =>
    expect(topicsOf(...many(2, { topics: { tax: 0.6, dns: 0.9, ai: 0.6, fakes: 0.6, sale: 0.8 } }))).toEqual([
      'dns 0.9 (2)',
      'sale 0.8 (2)',
      'ai 0.6 (2)',
    ]))
})

describe('organisations and places of several reports', () => {
  test('those that half of them name', () => {
    const withNames = (count: number, of: number) =>
      namesOf(...many(count, { entities: ['icann'], places: ['CN'] }), ...many(of - count))
    expect(withNames(2, 4)).toEqual(['icann (2)', 'CN (2)'])
    expect(withNames(2, 5)).toEqual([])
    expect(withNames(3, 5)).toEqual(['icann (3)', 'CN (3)'])
  })
  test('and at least two', () => {
    expect(namesOf(report({ entities: ['icann'] }), report())).toEqual([])
    expect(namesOf(report({ entities: ['icann'] }), report({ entities: ['icann'] }))).toEqual(['icann (2)'])
  })
  test('the most often named first, and copies name none', () =>
    expect(
      namesOf(
        ...many(2, { entities: ['icann', 'temu'] }),
        report({ entities: ['temu'] }),
        copy({ entities: ['itu'] }),
        copy({ entities: ['itu'] }),
      ),
    ).toEqual(['temu (3)', 'icann (2)']))
})

describe('a long story', () => {
  test('is what its first forty reports say', () => {
    const first = many(40, { topics: { dns: 0.9 }, entities: ['icann'] })
    const later = many(200, { topics: { tax: 0.9 }, entities: ['temu'] })
    expect(storyTagsOf([...first, ...later])).toEqual(storyTagsOf(first))
    expect(storyTagsOf([...first, ...later]).of).toBe(40)
    expect(topicsOf(...later, ...first)).toEqual(['tax 0.9 (40)'])
  })
  test('copies take no place among the forty', () => {
    const copies = Array.from({ length: 100 }, () => copy({ topics: { tax: 1 } }))
    const reports = [...many(39, { topics: { dns: 0.9 } }), report({ topics: { dns: 0.1 } })]
    expect(storyTagsOf([...copies, ...reports])).toEqual(storyTagsOf(reports))
  })
})

describe('whatever reports say', () => {
  const random = randomFrom(3)
  const some = <Id extends string>(ids: readonly Id[]): readonly Id[] => ids.filter(() => random() < 0.4)
  /** In sixteenths, whose sums are exact. */
  const scores = (ids: readonly string[]): Scores =>
    Object.fromEntries(some(ids).map((id) => [id, Math.round(16 * random()) / 16]))
  const anyStory = (): readonly StoryReport[] =>
    Array.from({ length: 1 + Math.floor(random() * 12) }, () =>
      report({
        topics: scores(['dns', 'tax', 'ai']),
        doubtful: scores(['fakes', 'sale']),
        entities: some(['icann', 'temu']),
        places: some(['CN']),
        isCopy: random() < 0.3,
      }),
    )
  const stories = Array.from({ length: 300 }, anyStory)

  test('a story has no topic, organisation or place that no report names', () => {
    for (const reports of stories) {
      const said = reports.filter(({ isCopy }) => !isCopy)
      const { topics, entities, places } = storyTagsOf(reports)
      for (const { id, score, reports: count } of topics) {
        expect(count).toBe(said.filter((one) => one.topics.some((topic) => topic.id === id)).length)
        expect(count).toBeGreaterThan(0)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
      }
      for (const { id, reports: count } of entities)
        expect(count).toBe(said.filter((one) => one.entities.some((name) => name.id === id)).length)
      for (const { reports: count } of places) expect(count).toBeGreaterThan(0)
    }
  })
  test('the order of a few reports does not matter', () => {
    for (const reports of stories) expect(storyTagsOf(reports.toReversed())).toEqual(storyTagsOf(reports))
  })
})

describe('what a stored story is found by', () => {
  const listed = (...topics: readonly string[]) => ({ topics: topics.map((id) => topicId(id)), entities: [], places: [] })
  const stored = (id: string, topics: Scores, found: readonly string[], copyOf: string | null = null) =>
    article(id, {
      topics: Object.entries(topics).map(([one, score]) => topicTag(one, score)),
      listed: listed(...found),
      copyOf: copyOf === null ? null : articleId(copyOf),
    })

  test('the topics under which its articles are listed, with the mean of what they say', () => {
    const { topics, of } = tagsOfStory({ articles: [stored('a', { dns: 0.9, tax: 0.9 }, ['dns']), stored('b', {}, ['dns'])] })
    expect(topics).toEqual([{ id: 'dns', score: 0.45, reports: 1 }])
    expect(of).toBe(2)
  })
  test('a listed topic that none at hand says comes last, without a score', () =>
    expect(tagsOfStory({ articles: [stored('a', { dns: 0.1 }, ['tax', 'dns'])] }).topics).toEqual([
      { id: 'dns', score: 0.1, reports: 1 },
      { id: 'tax', score: 0, reports: 0 },
    ]))
  test('a doubtful topic counts to the mean', () => {
    const doubting = article('b', { doubtful: [{ id: topicId('dns'), score: 0.3 }], listed: listed('dns') })
    expect(tagsOfStory({ articles: [stored('a', { dns: 0.9 }, ['dns']), doubting] }).topics).toEqual([
      { id: 'dns', score: 0.6, reports: 1 },
    ])
  })
  test('copies say nothing, but are listed', () =>
    expect(
      tagsOfStory({ articles: [stored('a', { dns: 0.9 }, ['dns']), stored('b', { ai: 1 }, ['dns', 'ai'], 'a')] }),
    ).toMatchObject({
      topics: [
        { id: 'dns', score: 0.9, reports: 1 },
        { id: 'ai', score: 0, reports: 0 },
      ],
      of: 1,
    }))
  test('every organisation and place that a report names, with how many name it', () => {
    const naming = (id: string, entities: readonly string[]) =>
      article(id, { entities: entities.map(entityTag), places: [placeTag('CN')] })
    const { entities, places } = tagsOfStory({
      articles: [naming('a', ['icann']), naming('b', ['icann', 'temu']), naming('c', [])],
    })
    expect(entities).toEqual([
      { id: 'icann', reports: 2 },
      { id: 'temu', reports: 1 },
    ])
    expect(places).toEqual([{ id: 'CN', reports: 3 }])
  })
})
