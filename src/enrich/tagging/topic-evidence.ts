import type { Found } from './found.ts'
import { type Occurrence, termOf } from './occurrence.ts'
import { couplesOf } from './pairs.ts'
import type { Vocabulary } from './vocabulary.ts'

export type EvidenceKind = 'strong' | 'weak' | 'pair'

/** One reason to think that an article is about a topic. */
export type Reason = {
  readonly kind: EvidenceKind
  /** One word, or the two of a pair. */
  readonly words: readonly Occurrence[]
  readonly headline: boolean
  readonly foreign: boolean
}

/** What speaks for a topic and what speaks against it. */
export type TopicEvidence = { readonly reasons: readonly Reason[]; readonly against: readonly Occurrence[] }

/** What a word names besides its own use; `isCompany`: it says who, not what, so it is never more than weak. */
export type Naming = {
  readonly isCompany: (word: Occurrence) => boolean
  /** By which `@names` a pair may call the word. */
  readonly calledAs: (word: Occurrence) => readonly string[]
  /** False: an ambiguous name, and nothing says that it names what a pair calls by it. */
  readonly isMeant: (word: Occurrence) => boolean
}

/** What speaks for each topic, without what a `not` word covers and without counting one stretch of text twice. */
export const topicEvidence = (
  found: Found,
  vocabularies: readonly Vocabulary[],
  naming: Naming,
): ReadonlyMap<number, TopicEvidence> => {
  const topics = new Map<number, Reason[]>()
  const covered = coveredBy(found)
  const add = (topic: number, reason: Reason): void => {
    const reasons = topics.get(topic)
    if (reasons === undefined) topics.set(topic, [reason])
    else reasons.push(reason)
  }
  for (const word of found.all) {
    const { kind, target, headline, vocabulary } = word
    if ((kind === 'strong' || kind === 'weak') && !covered(target, word)) {
      const asKind = kind === 'strong' && naming.isCompany(word) ? 'weak' : kind
      add(target, { kind: asKind, words: [word], headline, foreign: vocabulary.foreign })
    }
  }
  for (const vocabulary of vocabularies)
    for (const { topic, words } of couplesOf(found, vocabulary, naming, covered)) add(topic, pairOf(words))
  const against = found.of('against')
  const evidence = new Map<number, TopicEvidence>()
  for (const [topic, reasons] of topics)
    evidence.set(topic, { reasons: withoutRepeats(reasons), against: against.filter(({ target }) => target === topic) })
  return evidence
}

const pairOf = (words: readonly Occurrence[]): Reason => ({
  kind: 'pair',
  words,
  headline: words.every(({ headline }) => headline),
  foreign: words.every(({ vocabulary }) => vocabulary.foreign),
})

const coveredBy = (found: Found): ((topic: number, word: Occurrence) => boolean) => {
  const covers = found.of('not')
  if (covers.length === 0) return () => false
  return (topic, word) =>
    covers.some(
      (cover) => cover.target === topic && cover.field === word.field && cover.start <= word.start && word.end <= cover.end,
    )
}

/** Of overlapping words of one kind the longest, and each word once: in the headline if it is there. */
const withoutRepeats = (reasons: readonly Reason[]): readonly Reason[] => {
  if (reasons.length === 1) return reasons
  const kept: Reason[] = []
  for (const reason of reasons.toSorted(byRank)) if (!kept.some((other) => repeats(reason, other))) kept.push(reason)
  return kept
}

const KIND_RANK = { strong: 2, pair: 1, weak: 0 } as const
const byRank = (one: Reason, other: Reason): number => rankOf(other) - rankOf(one)
const rankOf = (reason: Reason): number =>
  KIND_RANK[reason.kind] * 10_000 + (reason.headline ? 1_000 : 0) + Math.min(lengthOf(reason), 900)
const lengthOf = ({ words }: Reason): number => {
  let length = 0
  for (const { start, end } of words) length += end - start
  return length
}

/** A pair repeats another if both its words are used up; a single word if it is. */
const repeats = (reason: Reason, other: Reason): boolean => {
  for (const word of reason.words) if (!overlapsAny(word, other.words) && !hasTermOf(word, other.words)) return false
  return true
}

const hasTermOf = (word: Occurrence, others: readonly Occurrence[]): boolean => {
  for (const other of others) if (isSameTerm(other, word)) return true
  return false
}

const isSameTerm = (one: Occurrence, other: Occurrence): boolean => termOf(one).key === termOf(other).key

/** True where a word shares a character with any of these. */
export const overlapsAny = (word: Occurrence, others: readonly Occurrence[]): boolean => {
  for (const { field, start, end } of others) if (field === word.field && start < word.end && word.start < end) return true
  return false
}
