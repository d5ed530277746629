import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { DIMENSIONS, quantize } from '../../../src/lib/unit-vectors.ts'
import { topicId } from '../../../src/model/ids.ts'
import type { Topic } from '../../../src/model/taxonomy.ts'
import { exampleTopics } from '../../../src/understand/topics/by-example/example-topics.ts'
import { learnTopics } from '../../../src/understand/topics/by-example/likeness.ts'
import { tagByExample } from '../../../src/understand/topics/by-example/tag-by-example.ts'
import { toUnitLength } from '../../../src/understand/encoder/centring.ts'

/** `ship fire`: a text is the sum of its words, and each word is a direction of its own. */
const words = new Map<string, number>()
const vectorOf = (text: string): Int8Array => {
  const vector = new Float64Array(DIMENSIONS)
  for (const word of text.split(' ')) {
    if (!words.has(word)) words.set(word, words.size * 2)
    const at = words.get(word) ?? 0
    vector[at] = (vector[at] ?? 0) + 1
    vector[at + 1] = (vector[at + 1] ?? 0) - 1
  }
  return quantize(toUnitLength(vector).map((value) => value * 0.2))
}
const topic = (id: string, match: readonly string[], { miss = [], parent }: Shape = {}): Topic => ({
  id: topicId(id),
  parent: parent === undefined ? null : topicId(parent),
  label: { en: id },
  scope: { in: null, out: null },
  iptc: [],
  examples: {
    match: match.map((text) => ({ language: 'en', text })),
    miss: miss.map((text) => ({ language: 'en', text })),
  },
})
type Shape = { readonly miss?: readonly string[]; readonly parent?: string }
const likenessOf = (...topics: readonly Topic[]) => learnTopics(exampleTopics(topics, known()), ({ text }) => vectorOf(text))
const known = (learned: readonly string[] = [], worded: readonly string[] = []) => ({
  learned: new Set(learned.map(topicId)),
  hasWords: (id: string) => worded.includes(id),
})
const nothing = { topics: [], doubtful: [] }
const tagsOf = (text: string, topics: readonly Topic[], said: Parameters<typeof tagByExample>[0] = nothing) =>
  tagByExample(said, likenessOf(...topics), vectorOf(text), text)

const FIRES = topic('fires', ['ship fire', 'ship blaze', 'ferry fire'])
const PORTS = topic('ports', ['port strike', 'port closed', 'harbour closed'])

describe('topics by example', () => {
  test('an article gets the topic whose examples it is like, with the nearest as evidence', () => {
    const { topics } = tagsOf('ferry blaze', [FIRES, PORTS])
    expect(topics.map(({ id }) => id)).toEqual(['fires'])
    expect(topics[0]?.evidence).toEqual([{ term: expect.any(String), field: 'title', start: 0, end: 11, kind: 'example' }])
  })
  test('of two topics that it is like it gets the likelier one', () =>
    expect(tagsOf('ship fire port', [FIRES, PORTS]).topics.map(({ id }) => id)).toEqual(['fires']))
  test('a topic that demands more certainty gives up what is less likely, which stays doubtful', () => {
    const [found] = likenessOf(FIRES)(vectorOf('ferry blaze'))
    const probability = found?.probability ?? 0
    const demanding = { ...FIRES, certainty: Math.min(0.99, probability + 0.01) }
    expect(tagsOf('ferry blaze', [demanding])).toMatchObject({ topics: [], doubtful: [{ id: 'fires' }] })
    expect(tagsOf('ferry blaze', [{ ...FIRES, certainty: probability - 0.01 }]).topics).toHaveLength(1)
  })
  test('what is surely less likely than sought is not compared with other topics, and nothing else is left out', () => {
    const likeness = likenessOf(FIRES, PORTS)
    const texts = ['ferry blaze', 'ship fire port', 'port strike', 'garden show', 'ship garden lamp']
    const wrong = texts.flatMap((text) =>
      [0.02, 0.15, 0.5, 0.9].filter((probability) => {
        const all = likeness(vectorOf(text))
        const sought = likeness(vectorOf(text), { id: topicId('fires'), probability })
        const own = all.find(({ id }) => id === 'fires')?.probability ?? 0
        return sought.length > 0 ? !isDeepStrictEqual(sought, all) : own >= probability
      }),
    )
    expect(wrong).toEqual([])
    expect(likeness(vectorOf('garden show'), { id: topicId('fires'), probability: 0.5 })).toEqual([])
  })
  test('what is like no example gets none', () => expect(tagsOf('garden show', [FIRES, PORTS]).topics).toEqual([]))
  test('a miss takes likeness away', () => {
    const text = 'ship launch'
    const [plain] = likenessOf(FIRES)(vectorOf(text))
    const [missed] = likenessOf(topic('fires', ['ship fire', 'ship blaze', 'ferry fire'], { miss: ['ship launch'] }))(
      vectorOf(text),
    )
    expect(missed?.likeness).toBeLessThan((plain?.likeness ?? 0) - 0.1)
  })
  test('a topic does not compete with its parent', () => {
    const parent = topic('sea', ['ship fire', 'port strike'])
    const child = likenessOf(parent, { ...FIRES, parent: topicId('sea') })(vectorOf('ferry fire'))
    const stranger = likenessOf(parent, FIRES)(vectorOf('ferry fire'))
    const of = (likes: typeof child) => likes.find(({ id }) => id === 'fires')?.likeness ?? 0
    expect(of(child)).toBeGreaterThan(of(stranger))
  })
  test('words that speak for a topic beside a likeness decide together', () => {
    const text = 'ship garden lamp tree road hill wall'
    const id = topicId('fires')
    const alone = tagsOf(text, [FIRES])
    const beside = tagsOf(text, [FIRES], { ...nothing, topics: [{ id, score: 0.6, evidence: [] }] })
    expect(alone.topics).toEqual([])
    expect(beside.topics.map((tag) => tag.id)).toEqual(['fires'])
  })
  test('topics that the shipped decision knows, or with words or one example and no sentence, are none', () => {
    const single = topic('single', ['one'])
    const found = exampleTopics([FIRES, PORTS, single, { ...single, about: 'What it is' }], known(['fires'], ['ports']))
    expect(found.map(({ texts }) => texts.length)).toEqual([3])
  })
})
