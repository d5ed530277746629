import type { Occurrence } from './occurrence.ts'
import { type EvidenceKind, type Reason, type TopicEvidence, overlapsAny } from './topic-evidence.ts'
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
  const score = createScorer(evidence, weights)
  const rest = new Set(evidence.topics.keys())
  while (chosen.length < weights.most && rest.size > 0) {
    const used = chosen.flatMap(({ reasons }) => reasons.flatMap(({ words }) => words))
    let best: ScoredTopic | undefined
    for (const topic of rest) {
      if (!mayBeEnough(evidence.topics.get(topic)?.reasons ?? [], chosen)) continue
      const scored = score(topic, used)
      if (isEnough(scored, chosen, weights) && (best === undefined || byRank(scored, best) < 0)) best = scored
    }
    if (best === undefined || best.sum < weights.beside * Math.min(chosen[0]?.sum ?? 0, weights.plenty)) return chosen
    chosen.push(best)
    rest.delete(best.topic)
  }
  return chosen
}

/** Every topic with any evidence, best first, as if it were the only one. */
export const weighTopics = (evidence: ArticleEvidence): readonly ScoredTopic[] => {
  const score = createScorer(evidence, WEIGHTS)
  return [...evidence.topics.keys()].map((topic) => score(topic, [])).sort(byRank)
}

const byRank = (one: ScoredTopic, other: ScoredTopic): number => other.sum - one.sum || one.topic - other.topic

type Weights = {
  readonly [name in keyof typeof WEIGHTS]: (typeof WEIGHTS)[name] extends number ? number : Record<Spot, number>
}
type Spot = 'headline' | 'lead' | 'text'
const KINDS: readonly EvidenceKind[] = ['strong', 'pair', 'weak']

/** Weak words alone are never enough for a further topic, nor is one for the first: most topics need not be weighed. */
const mayBeEnough = (reasons: readonly Reason[], chosen: readonly ScoredTopic[]): boolean =>
  (chosen.length === 0 && reasons.length > 1) || isClear(reasons)

const isEnough = ({ reasons, sum }: ScoredTopic, chosen: readonly ScoredTopic[], weights: Weights): boolean => {
  if (chosen.length > 0) return sum >= weights.neededBeside
  return sum >= (isClear(reasons) ? weights.needed : weights.neededIfWeak)
}

/** True where more than weak words speak for a topic. */
const isClear = (reasons: readonly Reason[]): boolean => {
  for (const { kind } of reasons) if (kind !== 'weak') return true
  return false
}

/** What a topic's evidence comes to, given the words that better topics have used. */
const createScorer = (evidence: ArticleEvidence, weights: Weights) => {
  const { topics, hints, weightOf, isOutside, usual } = evidence
  const worthOf = createWorth(evidence, weights)
  const clear = new Set<number>()
  for (const [topic, { reasons }] of topics) if (isClear(reasons)) clear.add(topic)
  return (topic: number, used: readonly Occurrence[]): ScoredTopic => {
    const { reasons, against } = topics.get(topic) ?? { reasons: [], against: [] }
    const hinting = hints.filter(({ topics }) => topics.includes(topic)).map(({ word }) => weights.hint[spotOf(word)])
    const alone = topics.size === 1 && hinting.length === 0 && isPassingWord(reasons) ? weights.alone : 1
    const doubt = against.reduce((factor, word) => factor * weights.against[spotOf(word)], 1)
    const outside = isOutside(topic) && !usual.has(topic) ? weights.outside : 1
    let sum = usual.has(topic) ? weights.prior : 0
    for (const kind of KINDS) {
      const worths: number[] = []
      for (const reason of reasons) if (reason.kind === kind) worths.push(worthOf(reason, used))
      if (worths.length > 0) sum += diminishing(worths, weights)
    }
    if (hinting.length > 0) sum += diminishing(hinting.slice(0, weights.mostHints), weights)
    const rivals = clear.size > (clear.has(topic) ? 1 : 0)
    const weight = rivals ? weightOf(topic) : Math.cbrt(weightOf(topic))
    return { topic, reasons, sum: sum * weight * alone * doubt * outside }
  }
}

/** The best in full, each further one less. */
const diminishing = (worths: readonly number[], { further }: Weights): number => {
  const [only] = worths
  if (worths.length === 1 && only !== undefined) return only
  return [...worths].sort((one, other) => other - one).reduce((sum, one, rank) => sum + one * further ** rank, 0)
}

/** One strong word below the headline. */
const isPassingWord = ([reason, ...more]: readonly Reason[]): boolean =>
  more.length === 0 && reason?.kind === 'strong' && !reason.headline

/** How much one reason is worth, given the words that better topics have used. */
const createWorth = ({ topics }: ArticleEvidence, weights: Weights) => {
  const all = [...topics.values()].flatMap(({ reasons }) => reasons)
  const parts = new Map<Reason, number>()
  /** Topics share a word; so does what it is worth. */
  const partOf = (reason: Reason): number => {
    const known = parts.get(reason)
    if (known !== undefined) return known
    let like = 0
    for (const other of all) if (other.kind === reason.kind && sameWords(reason, other)) like++
    const part = like ** weights.sharing
    parts.set(reason, part)
    return part
  }
  return (reason: Reason, used: readonly Occurrence[]): number => {
    const { kind, words, foreign } = reason
    const last = words.reduce((latest, word) => (word.start > latest.start ? word : latest))
    let fresh = 0
    for (const word of words) if (!overlapsAny(word, used)) fresh++
    const explained = weights.explained + (1 - weights.explained) * (fresh / words.length)
    return (weights[kind][spotOf(last)] * explained * (foreign ? weights.foreign : 1)) / partOf(reason)
  }
}

const sameWords = (one: Reason, other: Reason): boolean => {
  for (const word of one.words) if (!overlapsAny(word, other.words)) return false
  return true
}

const spotOf = ({ headline, field, start }: Occurrence): Spot => {
  if (headline) return 'headline'
  return field === 'title' || start < LEAD ? 'lead' : 'text'
}
