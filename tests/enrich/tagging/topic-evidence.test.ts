import { describe, expect, test } from 'vitest'
import { matchedPairs } from '../../../src/enrich/tagging/pairs.ts'
import { type Naming, outsideTheField, topicEvidence } from '../../../src/enrich/tagging/topic-evidence.ts'
import { mentionsIn } from './a-mention.ts'
import { entity, lexicon, taxonomy, topic, words } from './taxonomy.ts'

const KNOWN = taxonomy({
  topics: [topic('fines'), topic('dns'), topic('broad', { needsField: true })],
  entities: [entity('temu', { kind: 'marketplace', names: { en: ['Temu'] } })],
  field: { en: ['internet'] },
  lexicons: [
    lexicon('en', {
      fines: words({ pairs: [{ a: ['fine', 'court'], b: ['shop', '@temu', '@dns'] }] }),
      dns: words({ terms: ['dns', 'dns root'], weak: ['root'], not: ['root vegetable'], against: ['carrot'] }),
      broad: words({ terms: ['cable', 'temu cable'] }),
    }),
  ],
})
const NAMING: Naming = {
  isCompany: () => false,
  namesOf: ({ kind, target }) => (kind === 'entity' ? ['@temu'] : target === 1 ? ['@dns'] : []),
  isMeant: () => true,
}
const naming = (more: Partial<Naming> = {}): Naming => ({ ...NAMING, ...more })

describe('pairs', () => {
  const pairsIn = (title: string, text = '', references = naming(), isNegated = () => false) => {
    const { mentions, vocabularies } = mentionsIn(KNOWN, 'en', title, text)
    return vocabularies
      .flatMap((vocabulary) => matchedPairs(mentions, vocabulary, references, isNegated))
      .map((pair) =>
        pair.mentions.map(({ field, start, end }) => (field === 'title' ? title : text).slice(start, end)).join('+'),
      )
  }
  test('both operands in one sentence, in any order', () => {
    expect(pairsIn('A fine for a shop')).toEqual(['fine+shop'])
    expect(pairsIn('A shop pays a fine')).toEqual(['fine+shop'])
  })
  test('not in two sentences, nor in title and text', () => {
    expect(pairsIn('A fine! A shop')).toEqual([])
    expect(pairsIn('A fine', 'A shop')).toEqual([])
  })
  test('nor too far apart', () => expect(pairsIn(`A fine ${'very '.repeat(40)}far from a shop`)).toEqual([]))
  test('one operand alone is none', () => expect(pairsIn('A fine in court')).toEqual([]))
  test('each first operand with the second one nearest in order', () =>
    expect(pairsIn('A court sets a fine for a shop')).toEqual(['court+shop', 'fine+shop']))
  test('an entity or a term of a topic that it names', () => {
    expect(pairsIn('A fine for Temu')).toEqual(['fine+Temu'])
    expect(pairsIn('A court on DNS')).toEqual(['court+DNS'])
  })
  test('not where the name means something else', () =>
    expect(pairsIn('A fine for Temu', '', naming({ isMeant: () => false }))).toEqual([]))
  test('nor where something negates an operand', () =>
    expect(pairsIn('A fine for a shop', '', naming(), () => true)).toEqual([]))
})

const evidenceIn = (title: string, text = '', how = naming()) => {
  const { mentions, vocabularies } = mentionsIn(KNOWN, 'en', title, text)
  return topicEvidence(mentions, vocabularies, how)
}
const reasonsFor = (topicAt: number, ...article: Parameters<typeof evidenceIn>) =>
  (evidenceIn(...article).get(topicAt)?.reasons ?? []).map(
    ({ kind, mentions }) => `${kind} ${mentions.map(({ field, start, end }) => `${field}:${start}-${end}`).join('+')}`,
  )

describe('reasons', () => {
  test('a longer term uses up a shorter one and a weak one inside it', () =>
    expect(reasonsFor(1, 'The DNS root')).toEqual(['strong title:4-12']))
  test('a term counts once, in the headline if it is there', () =>
    expect(reasonsFor(1, 'On DNS', 'The DNS is old')).toEqual(['strong title:3-6']))
  test('what a negation covers does not count, what stands beside it does', () => {
    expect(reasonsFor(1, 'A root vegetable')).toEqual([])
    expect(reasonsFor(1, 'A root vegetable, a root')).toEqual(['weak title:20-24'])
  })
  test('a word that is a company’s name says who, not what', () =>
    expect(reasonsFor(1, 'On DNS', '', naming({ isCompany: () => true }))).toEqual(['weak title:3-6']))
  test('a word against a topic is noted where the topic has reasons', () => {
    expect(evidenceIn('DNS of a carrot').get(1)?.against).toHaveLength(1)
    expect(evidenceIn('A carrot').has(1)).toBe(false)
  })
})

describe('outside the field', () => {
  const LONG = 'x'.repeat(200)
  const isOutside = (topicAt: number, title: string, length = LONG.length) => {
    const { mentions, vocabularies } = mentionsIn(KNOWN, 'en', title)
    const topics = topicEvidence(mentions, vocabularies, naming())
    return outsideTheField(KNOWN, { mentions, topics, length })(topicAt)
  }
  test('a topic that needs a word of the field and finds none', () => expect(isOutside(2, 'A cable')).toBe(true))
  test('not where one stands', () => expect(isOutside(2, 'A cable for the internet')).toBe(false))
  test('nor a company', () => expect(isOutside(2, 'A cable for Temu')).toBe(false))
  test('nor a clear word of a topic that needs none', () => expect(isOutside(2, 'A cable for DNS')).toBe(false))
  test('a weak word is not clear', () => expect(isOutside(2, 'A cable, a root')).toBe(true))
  test('a short headline need not name the field', () => expect(isOutside(2, 'A cable', 20)).toBe(false))
  test('a topic that needs no such word is never outside', () => expect(isOutside(1, 'DNS')).toBe(false))
})
