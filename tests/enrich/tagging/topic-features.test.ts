import { describe, expect, test } from 'vitest'
import type { ArticleEvidence } from '../../../src/enrich/tagging/article-evidence.ts'
import type { Hint } from '../../../src/enrich/tagging/hints.ts'
import type { Mention } from '../../../src/enrich/tagging/mentions.ts'
import { createReliability } from '../../../src/enrich/tagging/reliability.ts'
import type { EvidenceKind, Reason, TopicEvidence } from '../../../src/enrich/tagging/topic-evidence.ts'
import { FEATURES, featuresOf } from '../../../src/enrich/tagging/topic-features.ts'
import { randomFrom } from '../../bench/random.ts'
import { mention } from './a-mention.ts'
import { articleEvidence } from './an-evidence.ts'
import { entity, taxonomy, topic } from './taxonomy.ts'

const [A, B, C] = [0, 1, 2]
const KNOWN = taxonomy({ topics: ['a', 'b', 'c'].map((id) => topic(id)), entities: [entity('temu'), entity('icann')] })
/** Strong words in the headline are mostly right, weak ones below mostly wrong. */
const RELIABILITY = createReliability(
  {
    topics: { a: [90, 100], b: [10, 100] },
    kinds: {
      'strong headline': [900, 1_000],
      'strong lead': [700, 1_000],
      'strong text': [500, 1_000],
      'weak headline': [300, 1_000],
      'weak lead': [200, 1_000],
      'weak text': [100, 1_000],
      'pair headline': [800, 1_000],
      'pair lead': [600, 1_000],
      'entity headline': [400, 1_000],
      'entity lead': [250, 1_000],
    },
    topicKinds: {},
    terms: {},
    entities: { temu: { a: [99, 100] } },
    words: {},
  },
  KNOWN,
)

type Place = Partial<Pick<Mention, 'field' | 'start'>>
const inTitle = (start = 0): Place => ({ field: 'title', start })
const inText = (start = 0): Place => ({ field: 'text', start })
const reason = (kind: EvidenceKind, raw: string, where: Place = inTitle()): Reason => ({
  kind,
  mentions: [mention(raw, { kind: kind === 'pair' ? 'a' : kind, ...where })],
  headline: where.field === 'title',
  foreign: false,
})
const pair = (one: string, other: string, start = 0): Reason => ({
  ...reason('pair', one),
  mentions: [mention(one, { kind: 'a', start }), mention(other, { kind: 'b', start: start + one.length + 1 })],
})
const backedBy = (reasons: readonly Reason[], against: readonly Mention[] = []): TopicEvidence => ({ reasons, against })
const hint = (at: number, topics: readonly number[], where: Place = inTitle()): Hint => ({
  entity: at,
  topics,
  mention: mention('Temu', where),
})
const named = (count: number, where: Place = inTitle()): readonly Mention[] =>
  Array.from({ length: count }, (_, nth) => mention(`name${nth}`, where))

const evidence = (topics: Readonly<Record<number, readonly Reason[]>>, more: Partial<ArticleEvidence> = {}): ArticleEvidence =>
  articleEvidence({
    topics: new Map(Object.entries(topics).map(([at, reasons]) => [Number(at), backedBy(reasons)])),
    ...more,
  })
type Feature = (typeof FEATURES)[number]
const rowOf = (article: ArticleEvidence, at = A): Float64Array => featuresOf(article, RELIABILITY).get(at) ?? new Float64Array()
/** Some features of a topic, by name. */
const featureOf = (article: ArticleEvidence, feature: Feature, at = A): number =>
  rowOf(article, at)[FEATURES.indexOf(feature)] ?? NaN
const featuresIn = (article: ArticleEvidence, features: readonly Feature[], at = A): readonly number[] =>
  features.map((feature) => featureOf(article, feature, at))

const KINDS = ['strong in headline', 'pairs in headline', 'weak in headline', 'words below'] as const

test('each topic that anything speaks for has a row, with a number for each feature', () => {
  const rows = featuresOf(evidence({ [A]: [reason('strong', 'fake')], [B]: [] }), RELIABILITY)
  expect([...rows.keys()]).toEqual([A, B])
  for (const row of rows.values()) expect(row).toHaveLength(FEATURES.length)
  expect(featuresOf(evidence({}), RELIABILITY).size).toBe(0)
})

describe('words of the topic', () => {
  test('are counted by kind in the headline, together below it', () =>
    expect(
      featuresIn(
        evidence({
          [A]: [
            reason('strong', 'fake'),
            pair('fine', 'shop', 9),
            reason('weak', 'customs'),
            reason('weak', 'bags'),
            reason('strong', 'replica', inText(10)),
            reason('weak', 'harbour', inText(900)),
          ],
        }),
        KINDS,
      ),
    ).toEqual([1, 1, 2, 2]))
  test('beyond the third add nothing', () => {
    const crowd = (where: Place): readonly Reason[] => Array.from({ length: 9 }, (_, nth) => reason('weak', `w${nth}`, where))
    expect(featuresIn(evidence({ [A]: [...crowd(inTitle()), ...crowd(inText())] }), KINDS)).toEqual([0, 0, 3, 3])
  })
  test('of another topic do not count', () =>
    expect(featuresIn(evidence({ [A]: [], [B]: [reason('strong', 'fake')] }), KINDS)).toEqual([0, 0, 0, 0]))
  test('against it are counted, no more than three', () => {
    const against = (count: number): ArticleEvidence => ({
      ...evidence({}),
      topics: new Map([[A, backedBy([reason('strong', 'fake')], named(count))]]),
    })
    expect([0, 2, 5].map((count) => featureOf(against(count), 'words against'))).toEqual([0, 2, 3])
  })
})

describe('reliability', () => {
  test('of the best in the headline, and anywhere', () => {
    const [weak, strong] = [reason('weak', 'customs'), reason('strong', 'replica', inText())]
    const article = evidence({ [A]: [weak, strong] })
    expect(featureOf(article, 'reliability in headline')).toBe(RELIABILITY.ofReason(weak, A))
    expect(featureOf(article, 'reliability of the best')).toBe(RELIABILITY.ofReason(strong, A))
    expect(RELIABILITY.ofReason(strong, A)).toBeGreaterThan(RELIABILITY.ofReason(weak, A))
  })
  test('of the best organisation that hints at the topic', () => {
    const hints = [hint(1, [A, B]), hint(0, [A]), hint(0, [C])]
    const article = evidence({ [A]: [], [B]: [], [C]: [] }, { hints })
    const [of] = [hints.map((one) => RELIABILITY.ofHint(one, A))]
    expect(featureOf(article, 'reliability of entities')).toBe(Math.max(of[0] ?? NaN, of[1] ?? NaN))
    expect(featureOf(article, 'reliability of entities', B)).toBe(RELIABILITY.ofHint(hint(1, [A, B]), B))
  })
  test('of an organisation that hints at another topic says nothing of this one', () => {
    const article = evidence({ [A]: [], [B]: [] }, { hints: [hint(0, [B])] })
    const features = ['reliability of entities', 'support'] as const
    expect(featuresIn(article, features, A)).toEqual(featuresIn(evidence({ [A]: [] }), features, A))
    expect(featureOf(article, 'support', B)).toBeGreaterThan(featureOf(article, 'support', A))
  })
  test('where there is none, is less than any that could be', () => {
    const [bare] = [evidence({ [A]: [] })]
    const none = featuresIn(bare, ['reliability in headline', 'reliability of the best', 'reliability of entities'])
    expect(new Set(none).size).toBe(1)
    const worst = createReliability(
      {
        topics: {},
        kinds: { 'weak text': [0, 1e6] },
        topicKinds: {},
        terms: { any: { a: { w: [0, 1e6, 0, 0] } } },
        entities: {},
        words: {},
      },
      KNOWN,
    )
    expect(none[0]).toBeLessThan(worst.ofReason(reason('weak', 'w', inText(900)), A))
  })
  test('of the topic itself', () => {
    const article = evidence({ [A]: [], [B]: [] })
    expect(featureOf(article, 'topic', A)).toBe(RELIABILITY.ofTopic(A))
    expect(featureOf(article, 'topic', A)).toBeGreaterThan(featureOf(article, 'topic', B))
  })
})

describe('support', () => {
  test('of one reason is its reliability', () => {
    const one = reason('strong', 'fake')
    expect(featureOf(evidence({ [A]: [one] }), 'support')).toBeCloseTo(RELIABILITY.ofReason(one, A), 6)
  })
  test('grows with each reason and each hint, in whatever order', () => {
    const reasons = [
      reason('strong', 'fake'),
      reason('weak', 'customs'),
      pair('fine', 'shop'),
      reason('weak', 'bags', inText(900)),
    ]
    const grown = reasons.map((_, nth) => featureOf(evidence({ [A]: reasons.slice(0, nth + 1) }), 'support'))
    expect(grown).toEqual(grown.toSorted((one, other) => one - other))
    expect(new Set(grown).size).toBe(reasons.length)
    expect(featureOf(evidence({ [A]: reasons.toReversed() }), 'support')).toBeCloseTo(grown.at(-1) ?? NaN, 9)
    expect(featureOf(evidence({ [A]: reasons }, { hints: [hint(0, [A])] }), 'support')).toBeGreaterThan(grown.at(-1) ?? NaN)
  })
  test('of hundreds of reasons is a number still', () => {
    const reasons = Array.from({ length: 500 }, (_, nth) => reason('strong', `w${nth}`))
    expect(rowOf(evidence({ [A]: reasons })).every(Number.isFinite)).toBe(true)
    expect(featureOf(evidence({ [A]: reasons }), 'support')).toBeGreaterThan(10)
  })
})

describe('rivals', () => {
  const article = evidence({
    [A]: [reason('strong', 'fake')],
    [B]: [reason('weak', 'customs')],
    [C]: [reason('strong', 'fake'), pair('fine', 'shop')],
  })
  test('the strongest other topic, and the lead over it', () => {
    const support = (at: number): number => featureOf(article, 'support', at)
    expect(featuresIn(article, ['rival', 'lead over rivals', 'topics considered'], A)).toEqual([
      support(C),
      support(A) - support(C),
      3,
    ])
    expect(featuresIn(article, ['rival', 'lead over rivals', 'topics considered'], C)).toEqual([
      support(A),
      support(C) - support(A),
      3,
    ])
  })
  test('there is none beside a single topic', () => {
    const alone = evidence({ [A]: [reason('strong', 'fake')] })
    expect(featureOf(alone, 'rival')).toBeLessThan(-5)
    expect(featureOf(alone, 'topics considered')).toBe(1)
  })
  test('change nothing else of a topic', () => {
    const ofRivals: ReadonlySet<Feature> = new Set(['rival', 'lead over rivals', 'topics considered'])
    const others = FEATURES.filter((feature) => !ofRivals.has(feature))
    expect(featuresIn(article, others)).toEqual(featuresIn(evidence({ [A]: [reason('strong', 'fake')] }), others))
  })
})

describe('the title', () => {
  const article = (reasons: readonly Reason[], titleLength = 40) => evidence({ [A]: reasons }, { titleLength })
  test('how much of it the words take, and where the first stands', () => {
    const reasons = [reason('strong', 'counterfeit', inTitle(20)), reason('weak', 'bags', inTitle(10))]
    expect(featuresIn(article(reasons), ['share of the title', 'first place'])).toEqual([15 / 40, 10 / 40])
  })
  test('words of the text take none of it, and stand behind it', () =>
    expect(featuresIn(article([reason('strong', 'fake', inText(3))]), ['share of the title', 'first place'])).toEqual([0, 1]))
  test('an article without one divides by nothing', () =>
    expect(
      featuresIn(article([reason('strong', 'fake', inText())], 0), ['title length', 'share of the title', 'first place']),
    ).toEqual([0, 0, 0]))
  test('its length counts as it is, that of the text by magnitude', () => {
    const long = evidence({ [A]: [] }, { titleLength: 120, textLength: 1e6 })
    expect(featuresIn(long, ['title length', 'text length'])).toEqual([120, expect.closeTo(Math.log(1e6 + 1))])
    expect(featureOf(evidence({ [A]: [] }, { textLength: 0 }), 'text length')).toBe(0)
  })
})

describe('the article', () => {
  test('authorities and words of the field are counted in the headline and below, companies and places in the headline', () => {
    const article = evidence(
      { [A]: [] },
      {
        authorities: [...named(1), ...named(1, inText())],
        companies: [...named(2), ...named(3, inText())],
        places: [...named(1), ...named(3, inText())],
        fieldWords: [...named(1), ...named(2, inText())],
      },
    )
    const features = [
      'authority in headline',
      'authority below',
      'company in headline',
      'place in headline',
      'field words in headline',
      'field words below',
    ] as const
    expect(featuresIn(article, features)).toEqual([1, 1, 2, 1, 1, 2])
  })
  test('is the same for all its topics', () => {
    const article = evidence({ [A]: [reason('strong', 'fake')], [B]: [] }, { companies: named(2), fieldWords: named(1) })
    const shared = FEATURES.slice(FEATURES.indexOf('authority in headline'))
    expect(featuresIn(article, shared, B)).toEqual(featuresIn(article, shared, A))
  })
  test('weight and field are the topic’s own', () => {
    const article = evidence({ [A]: [], [B]: [] }, { weightOf: (at) => (at === A ? 0.5 : 1), isOutside: (at) => at === A })
    expect([A, B].map((at) => featuresIn(article, ['weight', 'outside'], at))).toEqual([
      [0.5, 1],
      [1, 0],
    ])
  })
})

test('whatever is found, every feature is a number, and the order in which it was found does not matter', () => {
  const random = randomFrom(5)
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[Math.floor(random() * items.length)] ?? items[0]
  const anyReason = (): Reason =>
    random() < 0.3
      ? pair('fine', 'shop', Math.floor(random() * 60))
      : reason(pick(['strong', 'weak']), pick(['fake', 'customs', '电商']), pick([inTitle(4), inText(2), inText(800)]))
  const some = <Item>(make: () => Item): readonly Item[] => Array.from({ length: Math.floor(random() * 6) }, make)
  for (let round = 0; round < 200; round++) {
    const article = evidence(
      { [A]: some(anyReason), [B]: some(anyReason), [C]: some(anyReason) },
      {
        hints: some(() => hint(pick([0, 1]), pick([[A], [B, C]]))),
        authorities: named(Math.floor(random() * 9)),
        titleLength: pick([0, 1, 90]),
        textLength: pick([0, 1e7]),
      },
    )
    const reversed = {
      ...article,
      hints: article.hints.toReversed(),
      topics: new Map(
        [...article.topics].toReversed().map(([at, { reasons, against }]) => [at, backedBy(reasons.toReversed(), against)]),
      ),
    }
    for (const at of [A, B, C]) {
      const row = [...rowOf(article, at)]
      expect(row.filter((value) => !Number.isFinite(value))).toEqual([])
      expect([...rowOf(reversed, at)]).toEqual(row.map((value) => expect.closeTo(value, 6)))
    }
  }
})
