import type { Occurrence } from './found.ts'
import { type EvidenceKind, type Reason, type TopicEvidence, overlap } from './topic-evidence.ts'
import { LEAD, WEIGHTS } from './weights.ts'

export type ScoredTopic = { readonly topic: number; readonly sum: number; readonly reasons: readonly Reason[] }
/** An entity found, and the topics it hints at. */
export type Hint = { readonly topics: readonly number[]; readonly word: Occurrence }
export type ArticleEvidence = {
  readonly topics: ReadonlyMap<number, TopicEvidence>
  readonly hints: readonly Hint[]
  /** What a topic's evidence is worth beside others'; 1 unless the topic is broad. */
  readonly weightOf: (topic: number) => number
  /** True: the topic's words stand in news of other fields too, and nothing else in the article is of ours. */
  readonly isOutside: (topic: number) => boolean
  /** Topics that the source mostly writes of. */
  readonly usual: ReadonlySet<number>
}

/**
 * The topics that an article is about, best first. A word explains one topic: what the better topic has used counts little for the
 * next, so a fine on a shop for tracking its visitors is data protection, and not also marketplaces and consumers.
 */
export const scoreTopics = (evidence: ArticleEvidence, weights: Weights = WEIGHTS): readonly ScoredTopic[] => {
  const chosen: ScoredTopic[] = []
  const worthOf = createWorth(evidence, weights)
  let rest = [...evidence.topics.keys()]
  while (chosen.length < weights.most) {
    const used = chosen.flatMap(({ reasons }) => reasons.flatMap(({ words }) => words))
    const scored = rest.map((topic) => score(evidence, topic, (reason) => worthOf(reason, used), weights))
    const [best] = scored
      .filter((one) => isEnough(one, chosen, weights))
      .sort((one, other) => other.sum - one.sum || one.topic - other.topic)
    if (best === undefined || best.sum < weights.beside * Math.min(chosen[0]?.sum ?? 0, weights.plenty)) return chosen
    chosen.push(best)
    rest = rest.filter((topic) => topic !== best.topic)
  }
  return chosen
}

/** Every topic with any evidence, best first, as if it were the only one. */
export const weighTopics = (evidence: ArticleEvidence): readonly ScoredTopic[] => {
  const worthOf = createWorth(evidence, WEIGHTS)
  return [...evidence.topics.keys()]
    .map((topic) => score(evidence, topic, (reason) => worthOf(reason, []), WEIGHTS))
    .sort((one, other) => other.sum - one.sum || one.topic - other.topic)
}

type Weights = {
  readonly [name in keyof typeof WEIGHTS]: (typeof WEIGHTS)[name] extends number ? number : Record<Spot, number>
}
type Spot = 'headline' | 'lead' | 'text'
const KINDS: readonly EvidenceKind[] = ['strong', 'pair', 'weak']

const isEnough = ({ reasons, sum }: ScoredTopic, chosen: readonly ScoredTopic[], weights: Weights): boolean => {
  if (chosen.length > 0) return sum >= weights.neededBeside && reasons.some(({ kind }) => kind !== 'weak')
  if (reasons.some(({ kind }) => kind !== 'weak')) return sum >= weights.needed
  return reasons.length > 1 && sum >= weights.neededIfWeak
}

const score = (
  { topics, hints, weightOf, isOutside, usual }: ArticleEvidence,
  topic: number,
  worth: (reason: Reason) => number,
  weights: Weights,
): ScoredTopic => {
  const { reasons, against } = topics.get(topic) ?? { reasons: [], against: [] }
  const diminishing = (worths: readonly number[]): number =>
    [...worths].sort((one, other) => other - one).reduce((sum, one, rank) => sum + one * weights.further ** rank, 0)
  const own = KINDS.map((kind) => diminishing(reasons.filter((reason) => reason.kind === kind).map((reason) => worth(reason))))
  const hinting = hints.filter(({ topics }) => topics.includes(topic)).map(({ word }) => weights.hint[spotOf(word)])
  const alone = topics.size === 1 && hinting.length === 0 && isPassingWord(reasons) ? weights.alone : 1
  const doubt = against.reduce((factor, word) => factor * weights.against[spotOf(word)], 1)
  const outside = isOutside(topic) && !usual.has(topic) ? weights.outside : 1
  const prior = usual.has(topic) ? weights.prior : 0
  const sum = own.reduce((total, one) => total + one, prior) + diminishing(hinting.slice(0, weights.mostHints))
  const rivals = [...topics].some(
    ([other, evidence]) => other !== topic && evidence.reasons.some(({ kind }) => kind !== 'weak'),
  )
  const weight = rivals ? weightOf(topic) : Math.cbrt(weightOf(topic))
  return { topic, reasons, sum: sum * weight * alone * doubt * outside }
}

/** One strong word below the headline. */
const isPassingWord = ([reason, ...more]: readonly Reason[]): boolean =>
  more.length === 0 && reason?.kind === 'strong' && !reason.headline

/** How much one reason is worth, given the words that better topics have used. */
const createWorth = ({ topics }: ArticleEvidence, weights: Weights) => {
  const all = [...topics.values()].flatMap(({ reasons }) => reasons)
  const sharers = new Map(
    all.map((reason) => [reason, all.filter((other) => other.kind === reason.kind && sameWords(reason, other)).length]),
  )
  return (reason: Reason, used: readonly Occurrence[]): number => {
    const { kind, words, foreign } = reason
    const last = words.reduce((latest, word) => (word.start > latest.start ? word : latest))
    const fresh = words.filter((word) => !used.some((other) => overlap(word, other))).length / words.length
    const explained = weights.explained + (1 - weights.explained) * fresh
    const shared = (sharers.get(reason) ?? 1) ** weights.sharing
    return (weights[kind][spotOf(last)] * explained * (foreign ? weights.foreign : 1)) / shared
  }
}

const sameWords = (one: Reason, other: Reason): boolean =>
  one.words.every((word) => other.words.some((match) => overlap(word, match)))

const spotOf = ({ headline, field, start }: Occurrence): Spot => {
  if (headline) return 'headline'
  return field === 'title' || start < LEAD ? 'lead' : 'text'
}
