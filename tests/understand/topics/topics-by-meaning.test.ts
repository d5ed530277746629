/** The second step of the decision about topics: what words said, weighed again with the direction of the vector. */
import { describe, expect, test } from 'vitest'
import { type TopicId, topicId } from '../../../src/model/ids.ts'
import { LEARNED_MEANING } from '../../../src/understand/topics/learned-meaning.ts'
import type { WordTopics } from '../../../src/understand/topics/meaning-features.ts'
import { writeWeights } from '../../../src/understand/topics/meaning-weights.ts'
import { writeNeighbours } from '../../../src/understand/topics/nearest-labelled.ts'
import {
  createTopicsByMeaning,
  type MeaningTable,
  type TopicsByMeaning,
} from '../../../src/understand/topics/topics-by-meaning.ts'

const TOPICS = ['dns', 'ai', 'tax', 'sale', 'law']
const SILENT: WordTopics = { topics: [], doubtful: [] }
/** One direction a topic, in their order, and one of no topic. */
const axis = (nth: number, length = 100): Int8Array => Int8Array.from({ length: 6 }, (_, at) => (at === nth ? length : 0))
const unit = (nth: number): Float64Array => Float64Array.from(axis(nth, 1))
const said = (id: string, score: number): { readonly id: TopicId; readonly score: number } => ({ id: topicId(id), score })

/** Words from even odds on, or linear weights above a half, are worth 3 each; both are needed for a topic that is no more than possible. */
const TABLE: MeaningTable = {
  about: {},
  thresholds: { first: 0.5, further: 0.9 },
  weights: writeWeights({
    topics: TOPICS,
    languages: ['en', 'pt'],
    linear: [...TOPICS.map((_, nth) => unit(nth)), new Float64Array(6)],
    biases: [0, 0, 0, 0, 0, 0],
    neighbours: writeNeighbours([]),
    prototypes: TOPICS.map((_, nth) => unit(nth)),
  }),
  trees: {
    base: -2,
    trees: [
      [[0, 'by words', -0.01, 1, 2], [-1], [3]],
      [[0, 'by meaning', 0.5, 1, 2], [-1], [3]],
    ],
  },
  scale: 1,
  bias: 0,
}
/** With the reasons, which are found when they are asked for. */
const decide = (...args: Parameters<TopicsByMeaning>) =>
  createTopicsByMeaning(TABLE)(...args).map((topic) => ({ ...topic, because: topic.because() }))
const chosen = (words: WordTopics, vector: Int8Array, table = TABLE): readonly string[] =>
  createTopicsByMeaning(table)(words, vector, 'en').flatMap((one) => (one.chosen ? [one.id] : []))

describe('topics by meaning', () => {
  test('a topic without any word is found by its meaning alone', () => {
    expect(chosen(SILENT, axis(5))).toEqual([])
    expect(chosen(SILENT, axis(0), { ...TABLE, bias: 0.5 })).toEqual(['dns'])
  })
  test('words that the meaning agrees with make a topic sure', () => {
    const [first] = decide({ topics: [said('ai', 0.7)], doubtful: [] }, axis(1), 'en')
    expect(first).toMatchObject({ id: 'ai', chosen: true })
    expect(first?.probability).toBeCloseTo(1 / (1 + Math.exp(-4)), 6)
  })
  test('a topic that the words chose is dropped where the meaning is another', () => {
    const words = { topics: [said('ai', 0.7)], doubtful: [] }
    const told = createTopicsByMeaning({ ...TABLE, bias: -0.5 })(words, axis(5), 'en')
    expect(told.find(({ id }) => id === 'ai')).toMatchObject({ chosen: false })
  })
  test('topics that the words doubted are weighed as those that they chose', () => {
    const one = decide({ topics: [], doubtful: [said('tax', 0.6)] }, axis(2), 'en')
    expect(one).toEqual(decide({ topics: [said('tax', 0.6)], doubtful: [] }, axis(2), 'en'))
  })
  test('only the direction of a vector counts', () =>
    expect(decide(SILENT, axis(3, 20), 'en')).toEqual(decide(SILENT, axis(3, 120), 'en')))
  test('the likeliest topic comes first, topics below a twentieth are left out', () => {
    const told = decide({ topics: [said('law', 0.9)], doubtful: [said('sale', 0.2)] }, axis(4), 'en')
    expect(told.map(({ id }) => id)).toEqual(['law'])
    const [more, less] = createTopicsByMeaning({ ...TABLE, bias: 2 })(SILENT, axis(4), 'en')
    expect(more?.id).toBe('law')
    expect(less?.probability).toBeLessThan(more?.probability ?? 0)
  })
  test('a further topic needs more than the first, and there are three at most', () => {
    const words = { topics: TOPICS.map((id) => said(id, 0.9)), doubtful: [] }
    expect(chosen(words, axis(0))).toEqual(['dns'])
    expect(chosen(words, axis(0), { ...TABLE, bias: 3 })).toHaveLength(3)
  })
  test("an operator's own topic stays as the words have it", () => {
    const words = { topics: [said('zeppelins', 0.4)], doubtful: [said('balloons', 0.1)] }
    expect(decide(words, axis(5), 'en')).toEqual([
      { id: 'zeppelins', probability: 0.4, chosen: true, because: [] },
      { id: 'balloons', probability: 0.1, chosen: false, because: [] },
    ])
  })
  test('says what moved it most', () => {
    const [first] = decide({ topics: [said('ai', 0.7)], doubtful: [] }, axis(1), 'en')
    expect(first?.because).toEqual([
      { what: 'by words 0.85', moved: 3 },
      { what: 'by meaning 1', moved: 3 },
    ])
  })
  test('a table for other features is refused', () =>
    expect(() =>
      createTopicsByMeaning({ ...TABLE, trees: { base: 0, trees: [[[0, 'phase of the moon', 1, 1, 2], [0], [1]]] } }),
    ).toThrow('"phase of the moon", which is no feature'))
})

describe('the learned table', () => {
  const learned = createTopicsByMeaning(LEARNED_MEANING)
  const [topic = '', other = ''] = LEARNED_MEANING.weights.topics
  const prototype = (nth: number): Int8Array => {
    const bytes = new Int8Array(Buffer.from(LEARNED_MEANING.weights.prototypes.bytes, 'base64'))
    return bytes.slice(384 * nth, 384 * (nth + 1))
  }
  const probability = (score: number, vector: Int8Array, id = topic): number =>
    learned({ topics: [said(id, score)], doubtful: [] }, vector, 'en').find((one) => one.id === id)?.probability ?? 0

  test('is of the vectors that reports have', () =>
    expect(Buffer.from(LEARNED_MEANING.weights.linear.bytes, 'base64')).toHaveLength(
      384 * (LEARNED_MEANING.weights.topics.length + 1),
    ))
  test('the more the words say, the likelier a topic is, whatever else is known', () => {
    const scores = [0.05, 0.2, 0.4, 0.6, 0.8, 1]
    for (const nth of [0, 1, 5]) {
      const said = scores.map((score) => probability(score, prototype(nth)))
      expect(said).toEqual(said.toSorted((one, another) => one - another))
      expect(said[5]).toBeGreaterThan(said[0] ?? 1)
    }
  })
  test('the nearer the vector is to a topic, the likelier it is', () => {
    expect(probability(0.6, prototype(0))).toBeGreaterThan(
      probability(
        0.6,
        prototype(0).map((value) => -value),
      ),
    )
    expect(probability(0.6, prototype(1), other)).toBeGreaterThan(probability(0.6, prototype(0), other))
  })
})
