import type { Mention } from './mentions.ts'
import { type EvidenceKind, type Reason, type TopicEvidence, overlapsAny } from './topic-evidence.ts'

/**
 * What each kind of evidence is worth. A topic needs `needed` in sum. The headline says what an article is about; the text may only
 * mention it.
 */
export const WEIGHTS = {
  needed: 0.9,
  /** For a second or third topic. */
  neededBeside: 1.1,
  /** Where weak words are all there is. */
  neededIfWeak: 0.8,
  strong: { headline: 1.3, lead: 0.95, text: 0.5 },
  pair: { headline: 1.2, lead: 0.9, text: 0.4 },
  weak: { headline: 0.5, lead: 0.3, text: 0.1 },
  /** Each further reason of a kind counts this much of the one before it. */
  further: 0.8,
  /** An entity whose field the topic is. */
  hint: { headline: 0.25, lead: 0.15, text: 0.05 },
  mostHints: 2,
  /** The source mostly writes of the topic. */
  prior: 0.2,
  /** A word that a better topic has used. */
  explained: 0.25,
  /** An English word in a text of another language. */
  foreign: 0.8,
  /** A topic with less than this share of the best one's sum is a side issue. */
  beside: 0.6,
  /** More than this makes a topic no surer. */
  plenty: 2,
  /** The only word of the whole field in an article, and below the headline: a slip more often than a topic. */
  alone: 0.8,
  /** A topic that needs a word of the field, in an article without one. */
  outside: 0.4,
  /** A word against the topic. */
  against: { headline: 0.4, lead: 0.6, text: 0.9 },
  /** A word that speaks for n topics is worth n to the minus this for each. */
  sharing: 0.4,
  most: 3,
} as const

/** Characters of the text that count as its lead. */
const LEAD = 400

export type ScoredTopic = { readonly topic: number; readonly sum: number; readonly reasons: readonly Reason[] }
/** An entity found, and the topics it hints at. */
export type Hint = { readonly topics: readonly number[]; readonly mention: Mention }
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
  const scorer = new Scorer(evidence, weights)
  const rest = new Set(evidence.topics.keys())
  while (chosen.length < weights.most && rest.size > 0) {
    const used = chosen.flatMap(({ reasons }) => reasons.flatMap(({ mentions }) => mentions))
    let best: ScoredTopic | undefined
    for (const topic of rest) {
      if (!mayBeEnough(evidence.topics.get(topic)?.reasons ?? [], chosen)) continue
      const scored = scorer.score(topic, used)
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
  const scorer = new Scorer(evidence, WEIGHTS)
  return [...evidence.topics.keys()].map((topic) => scorer.score(topic, [])).sort(byRank)
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

/**
 * What a topic's evidence comes to, given the words that better topics have used. A class, as its functions outlive an article: those
 * made anew for each would be compiled anew again and again.
 */
class Scorer {
  private readonly evidence: ArticleEvidence
  private readonly weights: Weights
  private readonly all: readonly Reason[]
  /** Topics for which more than weak words speak. */
  private readonly clear = new Set<number>()
  private readonly parts = new Map<Reason, number>()

  constructor(evidence: ArticleEvidence, weights: Weights) {
    this.evidence = evidence
    this.weights = weights
    const all: Reason[] = []
    for (const [topic, { reasons }] of evidence.topics) {
      for (const reason of reasons) all.push(reason)
      if (isClear(reasons)) this.clear.add(topic)
    }
    this.all = all
  }

  score(topic: number, used: readonly Mention[]): ScoredTopic {
    const { weights, clear } = this
    const { topics, weightOf, isOutside, usual } = this.evidence
    const { reasons, against } = topics.get(topic) ?? { reasons: [], against: [] }
    const hinting = this.hintsAt(topic)
    const alone = topics.size === 1 && hinting.length === 0 && isPassingWord(reasons) ? weights.alone : 1
    let doubt = 1
    for (const word of against) doubt *= weights.against[spotOf(word)]
    const outside = isOutside(topic) && !usual.has(topic) ? weights.outside : 1
    let sum = usual.has(topic) ? weights.prior : 0
    for (const kind of KINDS) {
      const worths: number[] = []
      for (const reason of reasons) if (reason.kind === kind) worths.push(this.worthOf(reason, used))
      if (worths.length > 0) sum += diminishing(worths, weights)
    }
    if (hinting.length > 0) sum += diminishing(hinting.slice(0, weights.mostHints), weights)
    const rivals = clear.size > (clear.has(topic) ? 1 : 0)
    const weight = rivals ? weightOf(topic) : Math.cbrt(weightOf(topic))
    return { topic, reasons, sum: sum * weight * alone * doubt * outside }
  }

  /** What entities that hint at a topic are worth. */
  private hintsAt(topic: number): readonly number[] {
    const worths: number[] = []
    for (const { topics, mention } of this.evidence.hints)
      if (topics.includes(topic)) worths.push(this.weights.hint[spotOf(mention)])
    return worths
  }

  private worthOf(reason: Reason, used: readonly Mention[]): number {
    const { weights } = this
    const { kind, mentions, foreign } = reason
    let fresh = 0
    for (const word of mentions) if (!overlapsAny(word, used)) fresh++
    const explained = weights.explained + (1 - weights.explained) * (fresh / mentions.length)
    return (weights[kind][spotOf(lastOf(mentions))] * explained * (foreign ? weights.foreign : 1)) / this.partOf(reason)
  }

  /** Topics share a word; so does what it is worth. */
  private partOf(reason: Reason): number {
    const known = this.parts.get(reason)
    if (known !== undefined) return known
    let like = 0
    for (const other of this.all) if (other.kind === reason.kind && sameWords(reason, other)) like++
    const part = like ** this.weights.sharing
    this.parts.set(reason, part)
    return part
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

const lastOf = (mentions: readonly Mention[]): Mention =>
  mentions.reduce((latest, word) => (word.start > latest.start ? word : latest))

const sameWords = (one: Reason, other: Reason): boolean => {
  for (const word of one.mentions) if (!overlapsAny(word, other.mentions)) return false
  return true
}

const spotOf = ({ headline, field, start }: Mention): Spot => {
  if (headline) return 'headline'
  return field === 'title' || start < LEAD ? 'lead' : 'text'
}
