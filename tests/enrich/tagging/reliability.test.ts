import { describe, expect, test } from 'vitest'
import type { ArticleEvidence } from '../../../src/enrich/tagging/article-evidence.ts'
import {
  countEvidence,
  createReliability,
  type Judged,
  type ReliabilityTable,
  withoutTopics,
} from '../../../src/enrich/tagging/reliability.ts'
import { createEvidenceReader } from '../../../src/enrich/tagging/tagger.ts'
import type { Reason } from '../../../src/enrich/tagging/topic-evidence.ts'
import { topicId } from '../../../src/model/ids.ts'
import { entity, lexicon, taxonomy, topic, words } from './taxonomy.ts'

const [FAKES, FINES] = [0, 1]
const KNOWN = taxonomy({
  topics: [topic('fakes'), topic('fines')],
  entities: [entity('temu', { kind: 'marketplace', topics: [topicId('fakes')], names: { en: ['Temu'] } })],
  lexicons: [
    lexicon('en', {
      fakes: words({ terms: ['counterfeit', 'replica'], weak: ['customs'] }),
      fines: words({ pairs: [{ a: ['fine', 'penalty'], b: ['shop', 'market'] }] }),
    }),
    lexicon('de', { fakes: words({ terms: ['replica'] }) }),
  ],
})
const read = createEvidenceReader(KNOWN)
const evidenceIn = (title: string, text = '', language = 'en'): ArticleEvidence =>
  read({ title, text, language, sourceTopics: [] }).evidence
/** An article that is right about all its topics, about none, or that nobody has judged. */
const judged = (isRight: boolean | null, ...article: Parameters<typeof evidenceIn>): Judged => ({
  evidence: evidenceIn(...article),
  isRight: () => isRight,
})
const countsOf = (...articles: readonly Judged[]): ReliabilityTable => countEvidence(articles, KNOWN)
const many = (count: number, article: Judged): readonly Judged[] => Array.from({ length: count }, () => article)

const reasonsIn = (topicAt: number, ...article: Parameters<typeof evidenceIn>): readonly Reason[] =>
  evidenceIn(...article).topics.get(topicAt)?.reasons ?? []
const only = <Item>(items: readonly Item[]): Item => {
  const [item] = items
  if (item === undefined || items.length > 1) throw new Error(`${items.length} where one was meant`)
  return item
}
/** What the only reason in an article is worth, in log-odds. */
const worth = (table: ReliabilityTable, topicAt: number, ...article: Parameters<typeof evidenceIn>): number =>
  createReliability(table, KNOWN).ofReason(only(reasonsIn(topicAt, ...article)), topicAt)

const NOTHING: ReliabilityTable = { topics: {}, kinds: {}, topicKinds: {}, terms: {}, entities: {}, words: {} }
const shareFrom = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds))

describe('what is counted of labelled articles', () => {
  test('a word in the headline: of its topic, its kind, and itself in its language', () =>
    expect(countsOf(judged(true, 'Counterfeit bags'), judged(false, 'Counterfeit news'))).toEqual({
      topics: { fakes: [1, 2] },
      kinds: { 'strong headline': [1, 2] },
      topicKinds: { fakes: { 'strong headline': [1, 2] } },
      terms: { en: { fakes: { counterfeit: [1, 2, 1, 2] } } },
      entities: {},
      words: Object.fromEntries(['en', 'any'].map((language) => [language, { articles: '2 * 1 fakes 1 fines 1', words: {} }])),
    }))

  test('a word of the text counts below the headline only', () => {
    const { kinds, terms } = countsOf(judged(true, 'Raid in the harbour', 'Bags that were counterfeit.'))
    expect(kinds).toEqual({ 'strong lead': [1, 1] })
    expect(terms.en?.fakes).toEqual({ counterfeit: [1, 1, 0, 0] })
  })

  test('the same word counts once for an article, where it stands first', () => {
    const { evidence } = judged(true, 'Counterfeit bags')
    const below = reasonsIn(FAKES, 'Raid', 'Bags that were counterfeit.')
    const reasons = [...(evidence.topics.get(FAKES)?.reasons ?? []), ...below, ...below]
    const repeated = { ...evidence, topics: new Map([[FAKES, { reasons, against: [] }]]) }
    expect(reasons).toHaveLength(3)
    expect(countsOf({ evidence: repeated, isRight: () => true })).toEqual(countsOf(judged(true, 'Counterfeit bags')))
  })

  test('a pair counts as itself and by each of its operands', () =>
    expect(countsOf(judged(true, 'A fine for a shop'), judged(false, 'A fine for a market')).terms.en?.fines).toEqual({
      'fine + shop': [1, 1, 1, 1],
      'fine + market': [0, 1, 0, 1],
      'fine + *': [1, 2, 1, 2],
      '* + shop': [1, 1, 1, 1],
      '* + market': [0, 1, 0, 1],
    }))

  test('an entity counts for the topics that it hints at, by its place', () => {
    const { entities, kinds, topicKinds } = countsOf(judged(true, 'Temu grows'), judged(false, 'A day out', 'Temu sells.'))
    expect(entities).toEqual({ temu: { fakes: [1, 2] } })
    expect(kinds).toEqual({ 'entity headline': [1, 1], 'entity lead': [0, 1] })
    expect(topicKinds).toEqual({ fakes: kinds })
  })

  test('a language counts for itself', () => {
    const { terms } = countsOf(judged(true, 'A replica', '', 'en'), judged(false, 'Eine Replica', '', 'de'))
    expect([terms.en?.fakes?.replica, terms.de?.fakes?.replica]).toEqual([
      [1, 1, 1, 1],
      [0, 1, 0, 1],
    ])
  })

  test('a topic that nobody has judged is left out, what was judged beside it is not', () => {
    const evidence = evidenceIn('Counterfeit bags: a fine for a shop, Temu waits')
    expect(countsOf({ evidence, isRight: () => null })).toEqual(NOTHING)
    const { topics, terms, entities } = countsOf({ evidence, isRight: (one) => (one === FINES ? true : null) })
    expect(topics).toEqual({ fines: [1, 1] })
    expect(Object.keys(terms.en ?? {})).toEqual(['fines'])
    expect(entities).toEqual({})
  })

  test('no count is right more often than it was met, and the order of articles does not matter', () => {
    const articles = [
      'Counterfeit bags',
      'Customs: a replica',
      'A fine for a shop',
      'A penalty, a market',
      'Temu grows',
    ].flatMap((title, nth) => [judged(nth % 2 === 0, title), judged(nth % 3 === 0, 'News', `${title}.`)])
    const table = countsOf(...articles)
    const counts = Object.values(table.terms.en ?? {}).flatMap((one) => Object.values(one))
    expect(counts.length).toBeGreaterThan(8)
    for (const [right, all, headlineRight, headlines] of counts) {
      expect(right).toBeLessThanOrEqual(all)
      expect(headlineRight).toBeLessThanOrEqual(headlines)
      expect(headlines).toBeLessThanOrEqual(all)
      expect(headlineRight).toBeLessThanOrEqual(right)
    }
    expect(countsOf(...articles.toReversed())).toEqual(table)
  })
})

describe('from the general to the special', () => {
  test('a word that was never met is worth what its kind is worth for its topic', () => {
    const table = countsOf(...many(30, judged(true, 'Counterfeit bags')), ...many(10, judged(false, 'Customs day')))
    const kind = worth({ ...table, terms: {} }, FAKES, 'A replica')
    expect(worth(table, FAKES, 'A replica')).toBeCloseTo(kind, 10)
    expect(worth(table, FAKES, 'Customs')).toBeLessThan(kind)
  })

  test('a topic without labels is worth what the kind is worth for all', () => {
    const table = countsOf(...many(30, judged(true, 'Counterfeit bags')))
    const other = withoutTopics(table, (id) => id === 'fakes')
    const kindAlone: ReliabilityTable = { ...NOTHING, kinds: table.kinds }
    expect(worth(other, FAKES, 'Counterfeit bags')).toBeCloseTo(worth(kindAlone, FAKES, 'Counterfeit bags'), 10)
  })

  test('with nothing labelled at all, everything is worth the same, and little', () => {
    const all = [
      worth(NOTHING, FAKES, 'Counterfeit bags'),
      worth(NOTHING, FAKES, 'Customs'),
      worth(NOTHING, FINES, 'A fine for a shop'),
    ]
    const { ofTopic, isLabelled } = createReliability(NOTHING, KNOWN)
    expect(new Set([...all, ofTopic(FAKES)].map((one) => one.toFixed(6))).size).toBe(1)
    expect(ofTopic(FAKES)).toBeLessThan(0)
    expect(isLabelled(FAKES)).toBe(false)
  })

  test('few articles move a word a little, many move it to its own share', () => {
    const kinds: ReliabilityTable = { ...NOTHING, kinds: { 'strong headline': [500, 1_000] } }
    const withCount = (right: number, all: number): number =>
      worth({ ...kinds, terms: { en: { fakes: { counterfeit: [right, all, right, all] } } } }, FAKES, 'Counterfeit bags')
    const before = worth(kinds, FAKES, 'Counterfeit bags')
    const shares = [1, 3, 10, 100, 1_000].map((all) => shareFrom(withCount(all, all)))
    expect(shares).toEqual(shares.toSorted((one, other) => one - other))
    expect(shares[0]).toBeGreaterThan(shareFrom(before))
    expect(shares[0]).toBeLessThan(0.8)
    expect(shares.at(-1)).toBeGreaterThan(0.99)
    expect(shareFrom(withCount(1_000, 10_000))).toBeCloseTo(0.1, 2)
  })

  test('what was right without an exception, or never, stays finite', () => {
    const count = (right: number): ReliabilityTable => ({
      topics: { fakes: [right, 1e6] },
      kinds: { 'strong headline': [right, 1e6] },
      topicKinds: { fakes: { 'strong headline': [right, 1e6] } },
      terms: { en: { fakes: { counterfeit: [right, 1e6, right, 1e6] } } },
      entities: {},
      words: {},
    })
    const [best, worst] = [worth(count(1e6), FAKES, 'Counterfeit bags'), worth(count(0), FAKES, 'Counterfeit bags')]
    expect(best).toBeLessThan(6)
    expect(worst).toBeGreaterThan(-6)
    expect(best).toBeCloseTo(-worst, 6)
  })

  test('each further right article makes its word, its kind, its topic and its entity more reliable', () => {
    const article = 'Counterfeit bags on Temu'
    const hint = only(evidenceIn(article).hints)
    const values = [0, 1, 2, 5, 20].map((right) => {
      const table = countsOf(...many(right, judged(true, article)), ...many(20 - right, judged(false, article)))
      const { ofTopic, ofHint } = createReliability(table, KNOWN)
      return [worth(table, FAKES, 'Counterfeit bags'), worth(table, FAKES, 'A replica'), ofTopic(FAKES), ofHint(hint, FAKES)]
    })
    for (let nth = 1; nth < values.length; nth++)
      values[nth]?.forEach((value, column) => expect(value).toBeGreaterThan(values[nth - 1]?.[column] ?? Infinity))
  })
})

describe('headline and below', () => {
  const table = countsOf(
    ...many(20, judged(true, 'Counterfeit bags')),
    ...many(20, judged(false, 'Mayor opens a bridge', 'A stall once sold counterfeit bags.')),
  )
  test('a word that is right in headlines only is worth more there', () => {
    const [above, below] = [worth(table, FAKES, 'Counterfeit'), worth(table, FAKES, 'News', 'Counterfeit.')]
    expect(above).toBeGreaterThan(1)
    expect(below).toBeLessThan(-1)
  })
  test('a word that was met in headlines alone is worth more below too, than one that was never met', () => {
    const { en } = countsOf(...many(20, judged(true, 'Counterfeit bags'))).terms
    const terms: ReliabilityTable = { ...NOTHING, terms: { en: en ?? {} } }
    expect(worth(terms, FAKES, 'News', 'Counterfeit.')).toBeGreaterThan(worth(terms, FAKES, 'News', 'A replica.'))
  })
})

describe('pairs', () => {
  const table = countsOf(...many(20, judged(true, 'A fine for a shop')), ...many(20, judged(false, 'A penalty in the market')))
  const [good, bad] = [worth(table, FINES, 'A fine for a shop'), worth(table, FINES, 'A penalty in the market')]

  test('a pair that was never met is worth what its operands are, between them if they differ', () => {
    expect(table.terms.en?.fines).not.toHaveProperty('fine + market')
    const [mixed, other] = [worth(table, FINES, 'A fine in the market'), worth(table, FINES, 'A penalty for a shop')]
    expect(mixed).toBeCloseTo(other, 10)
    expect(mixed).toBeLessThan(good)
    expect(mixed).toBeGreaterThan(bad)
  })
  test('what a pair itself has shown counts more than its operands', () => {
    const more = countsOf(
      ...many(20, judged(true, 'A fine for a shop')),
      ...many(20, judged(true, 'A penalty in the market')),
      ...many(20, judged(false, 'A fine in the market')),
    )
    expect(worth(more, FINES, 'A fine in the market')).toBeLessThan(-1)
    expect(worth(more, FINES, 'A fine for a shop')).toBeGreaterThan(1)
  })
})

describe('topics that are left out', () => {
  const table = countsOf(
    ...many(5, judged(true, 'Counterfeit bags on Temu')),
    ...many(5, judged(true, 'A fine for a shop')),
    ...many(5, judged(false, 'Eine Replica', '', 'de')),
  )
  const before = structuredClone(table)
  const rest = withoutTopics(table, (id) => id === 'fakes')

  test('are as if nobody had labelled them, everywhere but in what their kinds are worth', () => {
    expect(JSON.stringify({ ...rest, kinds: {} })).not.toContain('fakes')
    expect(rest.kinds).toEqual(table.kinds)
    const { isLabelled } = createReliability(rest, KNOWN)
    expect([isLabelled(FAKES), isLabelled(FINES)]).toEqual([false, true])
  })
  test('take nothing from the others', () => {
    expect(rest.topics.fines).toEqual(table.topics.fines)
    expect(rest.topicKinds.fines).toEqual(table.topicKinds.fines)
    expect(rest.terms.en?.fines).toEqual(table.terms.en?.fines)
    expect(withoutTopics(table, () => false)).toEqual(table)
  })
  test('stay in the table that was given', () => expect(table).toEqual(before))
})
