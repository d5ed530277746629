import type { Taxonomy } from '../../model/taxonomy.ts'
import { type Mention, type Mentions, covers, termOf } from './mentions.ts'
import { type References, matchedPairs } from './pairs.ts'
import type { Vocabulary } from './vocabulary.ts'

export type EvidenceKind = 'strong' | 'weak' | 'pair'

/** One reason to think that an article is about a topic. */
export type Reason = {
  readonly kind: EvidenceKind
  readonly mentions: readonly Mention[]
  readonly headline: boolean
  readonly foreign: boolean
}

export type TopicEvidence = { readonly reasons: readonly Reason[]; readonly against: readonly Mention[] }

/** What a mention names besides its own sense. `isCompany`: a company's name says who, not what, so it counts as weak at most. */
export type Naming = References & { readonly isCompany: (mention: Mention) => boolean }

/** The evidence for each topic, without mentions that a `not` word covers and without counting one stretch of text twice. */
export const topicEvidence = (
  mentions: Mentions,
  vocabularies: readonly Vocabulary[],
  naming: Naming,
): ReadonlyMap<number, TopicEvidence> => {
  const topics = new Map<number, Reason[]>()
  const isNegated = negatedBy(mentions)
  const add = (topic: number, reason: Reason): void => {
    const reasons = topics.get(topic)
    if (reasons === undefined) topics.set(topic, [reason])
    else reasons.push(reason)
  }
  for (const mention of mentions.all) {
    const { kind, target, headline, vocabulary } = mention
    if ((kind === 'strong' || kind === 'weak') && !isNegated(target, mention)) {
      const asKind = kind === 'strong' && naming.isCompany(mention) ? 'weak' : kind
      add(target, { kind: asKind, mentions: [mention], headline, foreign: vocabulary.foreign })
    }
  }
  for (const vocabulary of vocabularies)
    for (const pair of matchedPairs(mentions, vocabulary, naming, isNegated)) add(pair.topic, pairReason(pair.mentions))
  const against = mentions.of('against')
  const evidence = new Map<number, TopicEvidence>()
  for (const [topic, reasons] of topics)
    evidence.set(topic, { reasons: withoutRepeats(reasons), against: against.filter(({ target }) => target === topic) })
  return evidence
}

const pairReason = (mentions: readonly Mention[]): Reason => ({
  kind: 'pair',
  mentions,
  headline: mentions.every(({ headline }) => headline),
  foreign: mentions.every(({ vocabulary }) => vocabulary.foreign),
})

/** True where a `not` mention of the topic covers the mention. */
const negatedBy = (mentions: Mentions): ((topic: number, mention: Mention) => boolean) => {
  const negations = mentions.of('not')
  if (negations.length === 0) return () => false
  return (topic, mention) => negations.some((negation) => negation.target === topic && covers(negation, mention))
}

/** Of overlapping mentions of one kind the longest stays, and each word once: in the headline if it is there. */
const withoutRepeats = (reasons: readonly Reason[]): readonly Reason[] => {
  if (reasons.length === 1) return reasons
  const left: Reason[] = []
  for (const reason of reasons.toSorted(byRank)) if (!left.some((other) => repeats(reason, other))) left.push(reason)
  return left
}

const KIND_RANK = { strong: 2, pair: 1, weak: 0 } as const
const byRank = (one: Reason, other: Reason): number => rankOf(other) - rankOf(one)
const rankOf = (reason: Reason): number =>
  KIND_RANK[reason.kind] * 10_000 + (reason.headline ? 1_000 : 0) + Math.min(lengthOf(reason), 900)
const lengthOf = ({ mentions }: Reason): number => {
  let length = 0
  for (const { start, end } of mentions) length += end - start
  return length
}

/** True: each mention of the reason overlaps one of the other reason, or has the same term. */
const repeats = (reason: Reason, other: Reason): boolean => {
  for (const mention of reason.mentions)
    if (!overlapsAny(mention, other.mentions) && !hasTermOf(mention, other.mentions)) return false
  return true
}

const hasTermOf = (mention: Mention, others: readonly Mention[]): boolean => {
  for (const other of others) if (isSameTerm(other, mention)) return true
  return false
}

const isSameTerm = (one: Mention, other: Mention): boolean => termOf(one).pattern === termOf(other).pattern

/** True: a mention shares a character with any of these. */
export const overlapsAny = (mention: Mention, others: readonly Mention[]): boolean => {
  for (const { field, start, end } of others)
    if (field === mention.field && start < mention.end && mention.start < end) return true
  return false
}

/** Kinds of entity whose names say who, not what. */
export const COMPANIES: ReadonlySet<string> = new Set(['company', 'marketplace', 'platform', 'payment'])

/** Characters: a shorter article, which is only a headline, need not name the field: «Repair ship reaches severed submarine cable». */
const HEADLINE_LENGTH = 130

type Article = {
  readonly mentions: Mentions
  readonly topics: ReadonlyMap<number, TopicEvidence>
  /** Characters of title and text. */
  readonly length: number
}

/**
 * True for topics that need a mention of the field, where the article has none, names no company, and has no clear mention of a topic
 * without that need.
 */
export const outsideTheField = (taxonomy: Taxonomy, { mentions, topics, length }: Article): ((topic: number) => boolean) => {
  const needsField = (topic: number): boolean => taxonomy.topics[topic]?.needsField === true
  const isCompany = (entity: number): boolean => COMPANIES.has(taxonomy.entities[entity]?.kind ?? '')
  const isInside =
    length < HEADLINE_LENGTH ||
    mentions.of('field').length > 0 ||
    mentions.of('entity').some(({ target }) => isCompany(target)) ||
    [...topics].some(([topic, { reasons }]) => !needsField(topic) && reasons.some(({ kind }) => kind !== 'weak'))
  return (topic) => !isInside && needsField(topic)
}
