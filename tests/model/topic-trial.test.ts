import { describe, expect, test } from 'vitest'
import { type TrialAnswer, type TrialArticle, trialOf as trialWith } from '../../src/model/topic-trial.ts'
import { shareOf } from '../../src/lib/wilson-interval.ts'

const trialOf = (found: readonly TrialArticle[], given: readonly TrialAnswer[], least = 0.5) => trialWith(found, given, least)
const articles = (count: number, probability: number): readonly TrialArticle[] =>
  Array.from({ length: count }, (_, nth) => ({ id: `${probability}/${nth}`, probability, chosen: probability >= 0.5 }))
const answers = (right: number, wrong: number, probability: number): readonly TrialAnswer[] => [
  ...Array.from({ length: right }, () => ({ probability, isRight: true })),
  ...Array.from({ length: wrong }, () => ({ probability, isRight: false })),
]

describe('the trial of a topic', () => {
  test('asks about what is doubtful before what is sure, and never about what is unlikely', () => {
    const { next } = trialOf([...articles(3, 0.95), ...articles(5, 0.6), ...articles(9, 0.02)], [])
    expect(next.map(({ probability }) => probability)).toEqual([0.6, 0.6, 0.6, 0.6, 0.6, 0.95, 0.95, 0.95])
  })

  test('knows nothing without answers, and weighs each likelihood by its number of articles', () => {
    const found = [...articles(90, 0.9), ...articles(10, 0.6)]
    expect(trialOf(found, []).precision).toMatchObject({ low: 0, high: 1 })
    const { precision } = trialOf(found, [...answers(10, 0, 0.9), ...answers(0, 10, 0.6)])
    expect(precision.value).toBeCloseTo(100 / 120, 5)
    expect(precision.low).toBeLessThan(precision.value)
    expect(precision.high).toBeGreaterThan(precision.value)
  })

  test('recall is what has the topic, of all that is about it', () => {
    const { recall, tagged, doubtful } = trialOf(
      [...articles(30, 0.9), ...articles(40, 0.4)],
      [...answers(10, 0, 0.9), ...answers(5, 5, 0.4)],
    )
    expect(recall.value).toBeCloseTo(40 / (40 + 25), 5)
    expect([tagged, doubtful]).toEqual([30, 40])
  })

  test('stops asking when the figures are known well enough, or when nothing is left to ask about', () => {
    const found = [...articles(50, 0.9)]
    expect(trialOf(found, answers(5, 0, 0.9)).isEnough).toBe(false)
    expect(trialOf(found, answers(40, 0, 0.9))).toMatchObject({ isEnough: true, next: [] })
    expect(trialOf([], [])).toMatchObject({ isEnough: true, next: [] })
  })
})

test('a topic that demands more certainty is asked about around it, and told what a still higher one would leave', () => {
  const found = [...articles(3, 0.72), ...articles(5, 0.6), ...articles(2, 0.95)]
  const { next } = trialOf(found, [], 0.7)
  expect(next.map(({ probability }) => probability)).toEqual([0.6, 0.6, 0.6, 0.6, 0.6, 0.72, 0.72, 0.72, 0.95, 0.95])
  const { thresholds } = trialOf(found, answers(8, 2, 0.85), 0.7)
  expect(thresholds.map(({ least, tagged, right, asked, lost }) => [least, tagged, right, asked, lost])).toEqual([
    [0.8, 2, 8, 10, 0],
    [0.9, 2, 0, 0, 8],
  ])
})

test('an interval of a share by Wilson', () => {
  expect(shareOf(0, 0)).toEqual({ value: 0.5, low: 0, high: 1 })
  // As in the literature for 8 of 10 (Newcombe 1998): .490 to .943.
  expect(shareOf(8, 10).low).toBeCloseTo(0.49, 2)
  expect(shareOf(8, 10).high).toBeCloseTo(0.943, 2)
})
