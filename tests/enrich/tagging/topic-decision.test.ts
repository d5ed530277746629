import { describe, expect, test } from 'vitest'
import type { ArticleEvidence } from '../../../src/enrich/tagging/article-evidence.ts'
import { contributionsOf, readTrees, scoreOf, type Trees, type WrittenTrees } from '../../../src/lib/decision-trees.ts'
import { type GrownTrees, type Tree, type TreeNode, writeTrees } from '../../eval/decisions/grown-trees.ts'
import type { WordWeights } from '../../../src/enrich/tagging/learned-words.ts'
import { createReliability } from '../../../src/enrich/tagging/reliability.ts'
import { createTopicDecision, type DecisionTable } from '../../../src/enrich/tagging/topic-decision.ts'
import { logOddsOf, probabilityOf } from '../../../src/lib/probability.ts'
import type { EvidenceKind, Reason, TopicEvidence } from '../../../src/enrich/tagging/topic-evidence.ts'
import { FEATURES, featuresOf } from '../../../src/enrich/tagging/topic-features.ts'
import { randomFrom } from '../../bench/random.ts'
import { mention } from './a-mention.ts'
import { articleEvidence } from './an-evidence.ts'
import { taxonomy, topic } from './taxonomy.ts'

const [A, B, C, D, OWN] = [0, 1, 2, 3, 4]
const NAMES = ['a', 'b', 'c', 'd', 'own']
const KNOWN = taxonomy({ topics: NAMES.map((id) => topic(id)) })
const nameOf = (at: number): string => NAMES[at] ?? ''
/** All topics have labels but the operator's own. */
const RELIABILITY = createReliability(
  {
    topics: Object.fromEntries(NAMES.filter((id) => id !== 'own').map((id) => [id, [1, 2]] as const)),
    kinds: {},
    topicKinds: {},
    terms: {},
    entities: {},
    words: {},
  },
  KNOWN,
)

const reason = (raw: string, kind: EvidenceKind = 'strong'): Reason => ({
  kind,
  mentions: [mention(raw, { kind: kind === 'pair' ? 'a' : kind })],
  headline: true,
  foreign: false,
})
const backed = (...against: readonly string[]): TopicEvidence => ({
  reasons: [reason('term')],
  against: against.map((raw) => mention(raw, { kind: 'against' })),
})
const evidence = (topics: readonly number[], more: Partial<ArticleEvidence> = {}): ArticleEvidence =>
  articleEvidence({
    topics: new Map(topics.map((one) => [one, backed()])),
    ...more,
  })

const NO_TREES: WrittenTrees = { base: 0, trees: [] }
const TABLE: DecisionTable = {
  about: {},
  thresholds: { first: 0.6, further: 0.8, unlabelled: 0.4 },
  labelled: NO_TREES,
  unlabelled: NO_TREES,
  scale: 1,
  bias: 0,
}
const NO_WORDS: WordWeights = { general: {}, topics: {} }
const decisionFor = (table: Partial<DecisionTable> = {}, words = NO_WORDS) =>
  createTopicDecision({ ...TABLE, ...table }, { reliability: RELIABILITY, words, nameOf })
/** Each topic as likely as is said, by one word that was learned: nothing else speaks. */
const likely = (probabilities: Readonly<Record<string, number>>) =>
  decisionFor(
    {},
    {
      general: {},
      topics: {
        en: Object.fromEntries(
          Object.entries(probabilities).map(([id, share]) => [id, { word: Math.log(share / (1 - share)) }] as const),
        ),
      },
    },
  )
const SAYS_WORD: Partial<ArticleEvidence> = { words: ['word'] }
const probabilitiesOf = (decide: ReturnType<typeof decisionFor>, article: ArticleEvidence): ReadonlyMap<number, number> =>
  new Map(decide(article).map(({ topic: at, probability }) => [at, probability]))
const logOddsIn = (decide: ReturnType<typeof decisionFor>, article: ArticleEvidence, at: number): number =>
  logOddsOf(probabilitiesOf(decide, article).get(at) ?? NaN)
const chosenBy = (decide: ReturnType<typeof decisionFor>, article: ArticleEvidence): readonly string[] =>
  decide(article).flatMap(({ topic: at, chosen }) => (chosen ? [nameOf(at)] : []))

/** Whole trees of some depth, with values and cuts by chance; of any number of features. */
const randomTrees = (seed: number, { rootIs }: { readonly rootIs?: number } = {}): GrownTrees => {
  const random = randomFrom(seed)
  const value = (): number => Math.round(1e4 * (random() - 0.5)) / 1e3
  const growTree = (): Tree => {
    const nodes: TreeNode[] = []
    const grow = (depth: number): number => {
      const own = nodes.push({ value: nodes.length === 0 ? (rootIs ?? value()) : value(), split: null }) - 1
      if (depth === 0 || random() < 0.2) return own
      const feature = Math.floor(random() * FEATURES.length)
      const at = value()
      const split = { feature, at, low: grow(depth - 1), high: grow(depth - 1) }
      nodes[own] = { value: nodes[own]?.value ?? 0, split }
      return own
    }
    grow(4)
    return nodes
  }
  return { base: value(), trees: Array.from({ length: 12 }, growTree) }
}
const packed = (grown: GrownTrees): Trees => readTrees(writeTrees(grown, FEATURES), FEATURES)
const randomRow = (random: () => number): Float64Array => Float64Array.from(FEATURES, () => 12 * (random() - 0.5))
const sum = (values: Iterable<number>): number => [...values].reduce((before, one) => before + one, 0)

describe('decision trees', () => {
  const stump: Tree = [
    { value: 0, split: { feature: 1, at: 0.5, low: 1, high: 2 } },
    { value: -1, split: null },
    { value: 2, split: null },
  ]
  test('a row goes low where its feature is at most the cut, high above it', () => {
    const one = packed({ base: 0, trees: [stump] })
    expect([-9, 0.5, 0.51, 9].map((value) => scoreOf(one, Float64Array.of(7, value)))).toEqual([-1, -1, 2, 2])
    expect(scoreOf(packed({ base: 0.25, trees: [stump, stump] }), Float64Array.of(0, 1))).toBe(4.25)
  })
  test('without trees the base is the score', () =>
    expect(scoreOf(packed({ base: -2, trees: [] }), new Float64Array(3))).toBe(-2))
  test('what moved a score belongs to the features that were asked', () =>
    expect([...contributionsOf(packed({ base: 3, trees: [stump, stump] }), Float64Array.of(7, 1))]).toEqual([0, 4]))

  test('contributions are the score without base and roots, whatever the trees', () => {
    const random = randomFrom(1)
    for (let seed = 0; seed < 60; seed++) {
      const grown = randomTrees(seed)
      const trees = packed(grown)
      const row = randomRow(random)
      const roots = sum(grown.trees.map(([root]) => root?.value ?? 0))
      expect(sum(contributionsOf(trees, row))).toBeCloseTo(scoreOf(trees, row) - trees.base - roots, 9)
      const flat = packed(randomTrees(seed, { rootIs: 0 }))
      expect(sum(contributionsOf(flat, row))).toBeCloseTo(scoreOf(flat, row) - flat.base, 9)
    }
  })
  test('a feature that no tree asks for moves nothing', () => {
    const random = randomFrom(2)
    for (let seed = 0; seed < 20; seed++) {
      const trees = randomTrees(seed)
      const asked = new Set(trees.trees.flat().flatMap(({ split }) => (split === null ? [] : [split.feature])))
      const moved = contributionsOf(packed(trees), randomRow(random))
      const idle = [...FEATURES.keys()].filter((feature) => !asked.has(feature))
      expect(idle.map((feature) => moved[feature])).toEqual(idle.map(() => 0))
    }
  })
})

describe('trees as they are written', () => {
  const article = evidence([A, B, OWN], { titleLength: 3, textLength: 900, weightOf: (at) => 1 / (at + 1) })
  test('say the same of every article when they are read again', () => {
    const rows = featuresOf(article, RELIABILITY)
    for (let seed = 0; seed < 40; seed++) {
      const [labelled, unlabelled] = [randomTrees(seed), randomTrees(seed + 1_000)]
      const written = JSON.stringify({ labelled: writeTrees(labelled, FEATURES), unlabelled: writeTrees(unlabelled, FEATURES) })
      const read = JSON.parse(written) as Pick<DecisionTable, 'labelled' | 'unlabelled'>
      const found = probabilitiesOf(decisionFor({ ...read, scale: 0.5, bias: 0.1 }), article)
      const row = (at: number): Float64Array => rows.get(at) ?? new Float64Array()
      expect(found.get(A)).toBeCloseTo(probabilityOf(0.5 * scoreOf(packed(labelled), row(A)) + 0.1), 9)
      expect(found.get(B)).toBeCloseTo(probabilityOf(0.5 * scoreOf(packed(labelled), row(B)) + 0.1), 9)
      expect(found.get(OWN)).toBeCloseTo(probabilityOf(scoreOf(packed(unlabelled), row(OWN)) + Math.log(1 / (OWN + 1))), 9)
    }
  })
  test('name each feature, so that another order of features changes nothing', () => {
    const { trees } = writeTrees(randomTrees(3), FEATURES)
    const named = trees.flat().flatMap((node) => (node.length > 1 ? [node[1]] : []))
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((name) => !FEATURES.some((feature) => feature === name))).toEqual([])
  })
  test.each(['labelled', 'unlabelled'] as const)(
    'for a feature that there is none of, %s trees are refused by its name',
    (kind) => {
      const unknown: WrittenTrees = { base: 0, trees: [[[0, 'phase of the moon', 1, 1, 2], [0], [1]]] }
      expect(() => decisionFor({ [kind]: unknown })).toThrow('"phase of the moon", which is no feature')
    },
  )
})

describe('how likely a topic is', () => {
  test('log-odds and probabilities belong together', () => {
    expect([-Infinity, 0, Infinity].map(probabilityOf)).toEqual([0, 0.5, 1])
    for (const share of [0.01, 0.3, 0.99]) expect(probabilityOf(logOddsOf(share))).toBeCloseTo(share, 12)
  })
  test('topics that nothing speaks for are not weighed', () =>
    expect(decisionFor()(evidence([], { usual: new Set([A, OWN]) }))).toEqual([]))
  test('a topic with labels: the trees, scaled, with bias and the words that were learned', () => {
    const trees: WrittenTrees = { base: 2, trees: [] }
    const words: WordWeights = { general: { en: { word: 0.25 } }, topics: { en: { a: { word: 0.5 } } } }
    const decide = decisionFor({ labelled: trees, scale: 0.5, bias: -0.75 }, words)
    expect(logOddsIn(decide, evidence([A], SAYS_WORD), A)).toBeCloseTo(2 * 0.5 - 0.75 + 0.25 + 0.5)
    expect(logOddsIn(decide, evidence([B], SAYS_WORD), B)).toBeCloseTo(2 * 0.5 - 0.75 + 0.25)
    expect(logOddsIn(decide, evidence([A], { ...SAYS_WORD, language: 'de' }), A)).toBeCloseTo(2 * 0.5 - 0.75)
  })
  test('an operator’s own topic: its trees alone', () => {
    const words: WordWeights = { general: { en: { word: 9 } }, topics: { en: { own: { word: 9 } } } }
    const decide = decisionFor({ unlabelled: { base: -1, trees: [] }, scale: 7, bias: 7 }, words)
    expect(logOddsIn(decide, evidence([OWN], SAYS_WORD), OWN)).toBeCloseTo(-1)
  })
  test('what a source mostly writes of is a little likelier, other topics are not', () => {
    for (const at of [A, OWN]) {
      const article = evidence([A, OWN])
      const usual = evidence([A, OWN], { usual: new Set([at]) })
      for (const one of [A, OWN])
        expect(logOddsIn(decisionFor(), usual, one) - logOddsIn(decisionFor(), article, one)).toBeCloseTo(one === at ? 0.5 : 0)
    }
  })
  test('each word against an operator’s own topic makes it less likely, by as much each', () => {
    const article = (at: number, ...against: readonly string[]): ArticleEvidence =>
      evidence([], { topics: new Map([[at, backed(...against)]]) })
    const own = [[], ['carrot'], ['carrot', 'leek']].map((against) => logOddsIn(decisionFor(), article(OWN, ...against), OWN))
    expect(own.map((one) => one - (own[0] ?? NaN))).toEqual([0, expect.closeTo(-1.5), expect.closeTo(-3)])
    expect(logOddsIn(decisionFor(), article(A, 'carrot'), A)).toBeCloseTo(0)
  })
  test('an operator’s own topic is unlikely outside its field, unless the source mostly writes of it', () => {
    const isOutside = (): boolean => true
    expect(logOddsIn(decisionFor(), evidence([OWN], { isOutside }), OWN)).toBeCloseTo(-3)
    expect(logOddsIn(decisionFor(), evidence([OWN], { isOutside, usual: new Set([OWN]) }), OWN)).toBeCloseTo(0.5)
    expect(logOddsIn(decisionFor(), evidence([OWN], { isOutside: (at) => at === A }), OWN)).toBeCloseTo(0)
    expect(logOddsIn(decisionFor(), evidence([A], { isOutside }), A)).toBeCloseTo(0)
  })
  test('a broad topic of an operator’s own is less likely beside another, and only there', () => {
    const weightOf = (at: number): number => (at === OWN ? 0.5 : 1)
    expect(logOddsIn(decisionFor(), evidence([OWN], { weightOf }), OWN)).toBeCloseTo(0)
    expect(logOddsIn(decisionFor(), evidence([OWN, A], { weightOf }), OWN)).toBeCloseTo(Math.log(0.5))
  })
})

describe('which topics are chosen', () => {
  test('the likeliest needs less than a further one', () => {
    const article = evidence([A, B], SAYS_WORD)
    expect(chosenBy(likely({ a: 0.61, b: 0.3 }), article)).toEqual(['a'])
    expect(chosenBy(likely({ a: 0.59, b: 0.3 }), article)).toEqual([])
    expect(chosenBy(likely({ a: 0.9, b: 0.79 }), article)).toEqual(['a'])
    expect(chosenBy(likely({ a: 0.9, b: 0.81 }), article)).toEqual(['a', 'b'])
  })
  test('a topic is chosen from its threshold on', () => {
    const decide = decisionFor({ thresholds: { first: 0.5, further: 0.5, unlabelled: 0.5 } })
    expect(chosenBy(decide, evidence([A, OWN]))).toEqual(['a', 'own'])
  })
  test('an operator’s own topic has a threshold of its own, first or further', () => {
    const at = (share: number) => decisionFor({ unlabelled: { base: logOddsOf(share), trees: [] } }, ofA(0.9))
    const ofA = (share: number): WordWeights => ({ general: {}, topics: { en: { a: { word: logOddsOf(share) } } } })
    expect(chosenBy(at(0.41), evidence([OWN]))).toEqual(['own'])
    expect(chosenBy(at(0.39), evidence([OWN]))).toEqual([])
    expect(chosenBy(at(0.41), evidence([A, OWN], SAYS_WORD))).toEqual(['a', 'own'])
    expect(chosenBy(at(0.39), evidence([A, OWN], SAYS_WORD))).toEqual(['a'])
  })
  test('no more than three, the likeliest', () => {
    const article = evidence([A, B, C, D], SAYS_WORD)
    expect(chosenBy(likely({ a: 0.9, b: 0.99, c: 0.95, d: 0.97 }), article)).toEqual(['b', 'd', 'c'])
  })
  test('the likeliest comes first; of equally likely ones the first that is configured', () => {
    const decide = likely({ a: 0.3, b: 0.7, c: 0.3, d: 0.7 })
    const order = decide(evidence([D, C, B, A], SAYS_WORD)).map(({ topic: at }) => nameOf(at))
    expect(order).toEqual(['b', 'd', 'a', 'c'])
  })
  test('whatever the probabilities, those chosen are likelier than those of their kind that are not', () => {
    const random = randomFrom(11)
    for (let round = 0; round < 300; round++) {
      const decide = likely({ a: random(), b: random(), c: random(), d: random() })
      const weighed = decide(evidence([A, B, C, D], SAYS_WORD))
      const chosen = weighed.filter((one) => one.chosen)
      expect(chosen.length).toBeLessThanOrEqual(3)
      expect(weighed.map(({ probability }) => probability)).toEqual(
        weighed.map(({ probability }) => probability).toSorted((one, other) => other - one),
      )
      expect(weighed.slice(0, chosen.length)).toEqual(chosen)
    }
  })
})

describe('because', () => {
  const stump = (feature: string, atMost: number, low: number, high: number) => [[0, feature, atMost, 1, 2], [low], [high]]
  const labelled: WrittenTrees = {
    base: 0,
    trees: [
      stump('strong in headline', 0.5, -1, 1.5),
      stump('title length', 50, -0.5, 0.5),
      stump('weak in headline', 0.5, -0.25, 1),
      stump('topics considered', 5, 0.1, 0),
    ],
  }
  const words: WordWeights = { general: { en: { sale: -2 } }, topics: { en: { a: { customs: 0.75 } } } }
  const becauseOf = (decide: ReturnType<typeof decisionFor>, article: ArticleEvidence) => decide(article)[0]?.because()

  test('names the heaviest, for the topic or against it, with what each feature was', () =>
    expect(becauseOf(decisionFor({ labelled }, words), evidence([A], { words: ['sale', 'customs', 'bags'] }))).toEqual([
      { what: 'word «sale»', moved: -2 },
      { what: 'strong in headline 1', moved: 1.5 },
      { what: 'word «customs»', moved: 0.75 },
    ]))
  test('weighs the trees as the decision does', () =>
    expect(becauseOf(decisionFor({ labelled, scale: 2 }), evidence([A]))?.map(({ moved }) => moved)).toEqual([3, -1, -0.5]))
  test('of an operator’s own topic knows no learned words and no scale', () =>
    expect(becauseOf(decisionFor({ unlabelled: labelled, scale: 2 }, words), evidence([OWN], { words: ['sale'] }))).toEqual([
      { what: 'strong in headline 1', moved: 1.5 },
      { what: 'title length 40', moved: -0.5 },
      { what: 'weak in headline 0', moved: -0.25 },
    ]))
})
