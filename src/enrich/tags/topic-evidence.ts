import type { Occurrence } from './read-text.ts'
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

/** Two words of a pair stand at most so many characters apart (Thai has no sentence marks). */
const PAIR_REACH = 160

/** What a word names besides its own use; `isCompany`: it says who, not what, so it is never more than weak. */
export type Naming = {
  readonly isCompany: (word: Occurrence) => boolean
  /** By which `@names` a pair may call the word. */
  readonly calledAs: (word: Occurrence) => readonly string[]
}

/** What speaks for each topic, without what a `not` word covers and without counting one stretch of text twice. */
export const topicEvidence = (
  found: readonly Occurrence[],
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
  for (const word of found) {
    const { kind, target } = word.use
    if ((kind === 'strong' || kind === 'weak') && !covered(target, word))
      add(target, { ...reasonOf([word]), kind: kind === 'strong' && naming.isCompany(word) ? 'weak' : kind })
  }
  for (const vocabulary of vocabularies)
    for (const [pair, { a, b }] of sidesOf(found, vocabulary, naming)) {
      const topic = vocabulary.pairs[pair]?.topic ?? -1
      for (const words of couples(a, b, (word) => covered(topic, word))) add(topic, reasonOf(words))
    }
  const against = found.filter(({ use }) => use.kind === 'against')
  const againstOf = (topic: number) => against.filter(({ use }) => use.target === topic)
  return new Map(
    [...topics].map(([topic, reasons]) => [topic, { reasons: withoutRepeats(reasons), against: againstOf(topic) }]),
  )
}

const reasonOf = (words: readonly Occurrence[]): Reason => ({
  kind: 'pair',
  words,
  headline: words.every(({ headline }) => headline),
  foreign: words.every(({ vocabulary }) => vocabulary.foreign),
})

type Sides = { readonly a: Occurrence[]; readonly b: Occurrence[] }

/** The words found for each pair of a vocabulary. */
const sidesOf = (found: readonly Occurrence[], vocabulary: Vocabulary, { calledAs }: Naming): ReadonlyMap<number, Sides> => {
  const sides = new Map<number, Sides>()
  const put = (pair: number, side: 'a' | 'b', word: Occurrence): void => {
    const both = sides.get(pair) ?? { a: [], b: [] }
    sides.set(pair, both)
    both[side].push(word)
  }
  for (const word of found) {
    const { kind, target } = word.use
    if ((kind === 'a' || kind === 'b') && word.vocabulary === vocabulary) put(target, kind, word)
    else if (vocabulary.references.size > 0)
      for (const name of calledAs(word))
        for (const { pair, side } of vocabulary.references.get(name) ?? []) put(pair, side, word)
  }
  return sides
}

const coveredBy = (found: readonly Occurrence[]): ((topic: number, word: Occurrence) => boolean) => {
  const covers = found.filter(({ use }) => use.kind === 'not')
  if (covers.length === 0) return () => false
  return (topic, word) =>
    covers.some(
      (cover) => cover.use.target === topic && cover.field === word.field && cover.start <= word.start && word.end <= cover.end,
    )
}

const couples = (
  a: readonly Occurrence[],
  b: readonly Occurrence[],
  covered: (word: Occurrence) => boolean,
): readonly (readonly Occurrence[])[] => {
  if (a.length === 0 || b.length === 0) return []
  const free = b.filter((word) => !covered(word))
  return a
    .filter((word) => !covered(word))
    .flatMap((one) => {
      const other = free.find((word) => inOneSentence(one, word))
      return other === undefined ? [] : [[one, other]]
    })
}

const inOneSentence = (one: Occurrence, other: Occurrence): boolean => {
  if (one.field !== other.field || one.sentence !== other.sentence) return false
  const gap = one.start < other.start ? other.start - one.end : one.start - other.end
  return gap >= 0 && gap <= PAIR_REACH
}

/** Of overlapping words of one kind the longest, and each word once: in the headline if it is there. */
const withoutRepeats = (reasons: readonly Reason[]): readonly Reason[] => {
  const kept: Reason[] = []
  const sorted = [...reasons].sort((one, other) => rank(other) - rank(one))
  for (const reason of sorted) if (!kept.some((other) => repeats(reason, other))) kept.push(reason)
  return kept
}

const KIND_RANK = { strong: 2, pair: 1, weak: 0 } as const
const rank = (reason: Reason): number =>
  KIND_RANK[reason.kind] * 10_000 + (reason.headline ? 1_000 : 0) + Math.min(lengthOf(reason), 900)
const lengthOf = ({ words }: Reason): number => words.reduce((sum, { start, end }) => sum + end - start, 0)

/** A pair repeats another if both its words are used up; a single word if it is. */
const repeats = (reason: Reason, other: Reason): boolean =>
  reason.words.every((word) => other.words.some((used) => used.use.term.key === word.use.term.key || overlap(used, word)))

/** True where two words share a character. */
export const overlap = (one: Occurrence, other: Occurrence): boolean =>
  one.field === other.field && one.start < other.end && other.start < one.end
