import { describe, expect, test } from 'vitest'
import { type ArticleEvidence, type Hint, scoreTopics, WEIGHTS, weighTopics } from '../../../src/enrich/tagging/scorer.ts'
import type { Mention } from '../../../src/enrich/tagging/mentions.ts'
import type { Reason, TopicEvidence } from '../../../src/enrich/tagging/topic-evidence.ts'
import { mention } from './a-mention.ts'

const reason = (kind: Reason['kind'], ...mentions: readonly Mention[]): Reason => ({
  kind,
  mentions,
  headline: mentions.every(({ headline }) => headline),
  foreign: false,
})
const speaks = (...reasons: readonly Reason[]): TopicEvidence => ({ reasons, against: [] })
const evidence = (topics: readonly TopicEvidence[], more: Partial<ArticleEvidence> = {}): ArticleEvidence => ({
  topics: new Map(topics.entries()),
  hints: [],
  weightOf: () => 1,
  isOutside: () => false,
  usual: new Set(),
  ...more,
})
const inTitle = (start: number) => mention('word', { start })
const inText = (start: number) => mention('word', { field: 'text', start })
const chosen = (given: ArticleEvidence) => scoreTopics(given).map(({ topic }) => topic)
const sumOf = (topic: TopicEvidence, more: Partial<ArticleEvidence> = {}) => weighTopics(evidence([topic], more))[0]?.sum ?? 0

describe('where a word stands', () => {
  test.each([
    ['the headline', inTitle(0), WEIGHTS.strong.headline],
    ['the lead', inText(10), WEIGHTS.strong.lead * WEIGHTS.alone],
    ['the text below', inText(1_000), WEIGHTS.strong.text * WEIGHTS.alone],
  ])('%s', (_, word, sum) => expect(sumOf(speaks(reason('strong', word)))).toBeCloseTo(sum))
  test('a pair counts where its later word stands', () =>
    expect(sumOf(speaks(reason('pair', inText(10), inText(1_000))))).toBeCloseTo(WEIGHTS.pair.text))
})

describe('a topic is chosen', () => {
  test('for one strong word in the headline', () =>
    expect(chosen(evidence([speaks(reason('strong', inTitle(0)))]))).toEqual([0]))
  test('not for one deep in the text', () => expect(chosen(evidence([speaks(reason('strong', inText(1_000)))]))).toEqual([]))
  test('never for one weak word', () => expect(chosen(evidence([speaks(reason('weak', inTitle(0)))]))).toEqual([]))
  test('for two in the headline', () =>
    expect(chosen(evidence([speaks(reason('weak', inTitle(0)), reason('weak', inTitle(10)))]))).toEqual([0]))
  test('never as a further one for weak words alone', () => {
    const weak = speaks(...[20, 30].map((start) => reason('weak', inTitle(start))))
    expect(chosen(evidence([speaks(reason('strong', inTitle(0))), weak]))).toEqual([0])
  })
  test('beside others, best first, three at most', () => {
    const strong = (start: number, ...more: readonly Reason[]) => speaks(reason('strong', inTitle(start)), ...more)
    const best = strong(0, reason('strong', inTitle(10)))
    expect(chosen(evidence([strong(20), best, strong(30), strong(40)]))).toEqual([1, 0, 2])
  })
})

describe('what makes a topic less sure', () => {
  const strong = speaks(reason('strong', inTitle(0)))
  test('a word against it', () =>
    expect(sumOf({ ...strong, against: [inTitle(10)] })).toBeCloseTo(WEIGHTS.strong.headline * WEIGHTS.against.headline))
  test('an article that is not of the field, unless its source is', () => {
    const isOutside = () => true
    expect(sumOf(strong, { isOutside })).toBeCloseTo(WEIGHTS.strong.headline * WEIGHTS.outside)
    expect(sumOf(strong, { isOutside, usual: new Set([0]) })).toBeCloseTo(WEIGHTS.strong.headline + WEIGHTS.prior)
  })
  test('a word of another language', () =>
    expect(sumOf(speaks({ ...reason('strong', inTitle(0)), foreign: true }))).toBeCloseTo(
      WEIGHTS.strong.headline * WEIGHTS.foreign,
    ))
  test('words that a better topic has used', () => {
    const better = speaks(reason('strong', inTitle(0)), reason('strong', inTitle(10)))
    expect(chosen(evidence([better, strong]))).toEqual([0])
  })
  test('a word that speaks for several topics', () => {
    const [first] = weighTopics(evidence([strong, strong]))
    expect(first?.sum).toBeCloseTo(WEIGHTS.strong.headline / 2 ** WEIGHTS.sharing)
  })
  test('its breadth, where a specific topic is there too', () => {
    const broad = (topic: number) => (topic === 0 ? 0.5 : 1)
    const [best, rest] = weighTopics(evidence([strong, speaks(reason('strong', inTitle(20)))], { weightOf: broad }))
    expect([best?.topic, rest?.sum]).toEqual([1, WEIGHTS.strong.headline * 0.5])
    expect(sumOf(strong, { weightOf: () => 0.5 })).toBeCloseTo(WEIGHTS.strong.headline * Math.cbrt(0.5))
  })
})

describe('what makes a topic surer', () => {
  const strong = speaks(reason('strong', inTitle(0)))
  test('each further word, less and less', () => {
    const { headline } = WEIGHTS.strong
    const three = [0, 10, 20].map((start) => reason('strong', inTitle(start)))
    expect(sumOf(speaks(...three))).toBeCloseTo(headline * (1 + WEIGHTS.further + WEIGHTS.further ** 2))
  })
  test('entities that hint at it, two at most', () => {
    const hints: readonly Hint[] = [30, 40, 50].map((start) => ({ topics: [0], mention: inTitle(start) }))
    const { headline } = WEIGHTS.hint
    expect(sumOf(strong, { hints })).toBeCloseTo(WEIGHTS.strong.headline + headline * (1 + WEIGHTS.further))
  })
})
