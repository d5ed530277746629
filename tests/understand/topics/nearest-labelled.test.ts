/** Votes of the labelled articles that are nearest to a vector, of which only the signs are stored. */
import { expect, test } from 'vitest'
import { createVotes, writeNeighbours } from '../../../src/understand/topics/nearest-labelled.ts'
import { randomFrom } from '../../bench/random.ts'

const random = randomFrom(11)
const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const vectorNear = (centre: readonly number[], spread: number): Int8Array =>
  Int8Array.from(centre, (value) => Math.max(-127, Math.min(127, Math.round(25 * (value + spread * gauss())))))
const centres = Array.from({ length: 4 }, () => Array.from({ length: 384 }, gauss))
/** Forty articles around each centre: of topics 0, 1 and 2, and of none. */
const articles = Array.from({ length: 160 }, (_, nth) => ({
  vector: vectorNear(centres[nth % 4] ?? [], 0.8),
  topics: nth % 4 === 3 ? [] : [nth % 4],
}))
const votesOf = createVotes(writeNeighbours(articles), 3)
const near = (nth: number) => votesOf(vectorNear(centres[nth] ?? [], 0.8))

test.each([0, 1, 2])('an article among those of topic %i gets the votes of that topic', (topic) => {
  const { topics, any } = near(topic)
  expect(topics[topic]).toBeGreaterThan(0.6)
  expect(topics.filter((_, other) => other !== topic)).toEqual(Float64Array.of(0, 0))
  expect(any).toBeCloseTo(topics[topic] ?? 0, 9)
})
test('an article among those of no topic gets no votes', () => expect(near(3)).toEqual({ topics: new Float64Array(3), any: 0 }))
test('an article that is like none gets few votes', () => {
  const far = votesOf(Int8Array.from({ length: 384 }, () => Math.round(25 * gauss())))
  expect(far.any).toBeLessThan(0.2)
})
test('fifteen vote, so that a few of another topic among many do not decide', () => {
  const others = Array.from({ length: 3 }, () => ({ vector: vectorNear(centres[0] ?? [], 0.8), topics: [2] }))
  const { topics } = createVotes(writeNeighbours([...articles, ...others]), 3)(vectorNear(centres[0] ?? [], 0.8))
  expect(topics[0]).toBeGreaterThan(2 * (topics[2] ?? 1))
})
test('only the direction of a vector counts', () => {
  const small = vectorNear(centres[1] ?? [], 0.5).map((value) => Math.round(value / 2))
  const large = small.map((value) => 2 * value)
  const [one, other] = [votesOf(small), votesOf(large)]
  expect(one.any).toBeGreaterThan(0.5)
  expect(one.any).toBeCloseTo(other.any, 9)
})
test('where nothing is stored, nobody votes', () =>
  expect(createVotes(writeNeighbours([]), 2)(Int8Array.of(1, 2))).toEqual({ topics: new Float64Array(2), any: 0 }))
