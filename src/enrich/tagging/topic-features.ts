import { type ArticleEvidence, spotOfReason } from './article-evidence.ts'
import type { Hint } from './hints.ts'
import type { Mention } from './mentions.ts'
import type { Reliability } from './reliability.ts'
import type { EvidenceKind, Reason } from './topic-evidence.ts'

/** The columns of `featuresOf`, in its order. */
export const FEATURES = [
  'strong in headline',
  'pairs in headline',
  'weak in headline',
  'words below',
  'reliability in headline',
  'reliability of the best',
  'reliability of entities',
  'support',
  'topic',
  'weight',
  'outside',
  'words against',
  'rival',
  'lead over rivals',
  'topics considered',
  'title length',
  'text length',
  'share of the title',
  'first place',
  'authority in headline',
  'authority below',
  'company in headline',
  'place in headline',
  'field words in headline',
  'field words below',
  'words of the field',
  'words of the topic',
  'lead of its words',
] as const

/** The value where an article has none of it: lower than any log-odds. */
const NOTHING = -6
const MOST = 3
/** The word features of a topic without labels. */
const UNSAID = [0, 0, 0]
const KINDS: readonly EvidenceKind[] = ['strong', 'pair', 'weak']

/** One row of numbers for each topic that has evidence, in the order of `FEATURES`. */
export const featuresOf = (evidence: ArticleEvidence, reliability: Reliability): ReadonlyMap<number, Float64Array> => {
  const supports = new Map<number, Support>()
  for (const [topic, { reasons }] of evidence.topics)
    supports.set(topic, supportOf(topic, reasons, evidence.hints, reliability))
  const article = articleFeatures(evidence)
  const words = reliability.ofWords(evidence.words, evidence.language)
  const rows = new Map<number, Float64Array>()
  for (const [topic, support] of supports) {
    const own = ownFeatures(topic, support, evidence, reliability)
    const rivals = rivalFeatures(topic, supports)
    const said = reliability.isLabelled(topic) ? [words.ofField, words.ofTopic(topic), words.leadOf(topic)] : UNSAID
    rows.set(topic, Float64Array.from([...own, ...rivals, ...sharesOfTitle(support, evidence), ...article, ...said]))
  }
  return rows
}

type Support = {
  readonly reasons: readonly Reason[]
  /** Log-odds of each reason; `ofHints` has those of each hint. */
  readonly ofReasons: readonly number[]
  readonly ofHints: readonly number[]
  /** Log-odds that at least one of them is right. */
  readonly together: number
}

const supportOf = (topic: number, reasons: readonly Reason[], all: readonly Hint[], reliability: Reliability): Support => {
  const hints = all.filter(({ topics }) => topics.includes(topic))
  const ofReasons = reasons.map((reason) => reliability.ofReason(reason, topic))
  const ofHints = hints.map((hint) => reliability.ofHint(hint, topic))
  return { reasons, ofReasons, ofHints, together: togetherOf([...ofReasons, ...ofHints]) }
}

/** Log-odds that at least one is right, as if each were right or wrong independently. */
const togetherOf = (logOdds: readonly number[]): number => {
  let wrong = 1
  for (const one of logOdds) wrong /= 1 + Math.exp(one)
  return Math.log((1 - wrong + 1e-9) / (wrong + 1e-9))
}

const ownFeatures = (
  topic: number,
  { reasons, ofReasons, ofHints, together }: Support,
  { topics, weightOf, isOutside }: ArticleEvidence,
  reliability: Reliability,
): readonly number[] => {
  const inHeadline = reasons.filter((reason) => spotOfReason(reason) === 'headline')
  const best = Math.max(NOTHING, ...ofReasons)
  const bestInHeadline = Math.max(NOTHING, ...inHeadline.map((reason) => ofReasons[reasons.indexOf(reason)] ?? NOTHING))
  return [
    ...KINDS.map((kind) => capped(inHeadline.filter((reason) => reason.kind === kind).length)),
    capped(reasons.length - inHeadline.length),
    bestInHeadline,
    best,
    Math.max(NOTHING, ...ofHints),
    together,
    reliability.ofTopic(topic),
    weightOf(topic),
    isOutside(topic) ? 1 : 0,
    capped(topics.get(topic)?.against.length ?? 0),
  ]
}

const rivalFeatures = (topic: number, supports: ReadonlyMap<number, Support>): readonly number[] => {
  const own = supports.get(topic)?.together ?? NOTHING
  let rival = NOTHING
  for (const [other, { together }] of supports) if (other !== topic) rival = Math.max(rival, together)
  return [rival, own - rival, supports.size]
}

const sharesOfTitle = ({ reasons }: Support, { titleLength, textLength }: ArticleEvidence): readonly number[] => {
  const inTitle = reasons.flatMap(({ mentions }) => mentions).filter(({ field }) => field === 'title')
  const covered = inTitle.reduce((sum, { start, end }) => sum + end - start, 0)
  const first = inTitle.reduce((least, { start }) => Math.min(least, start), titleLength)
  return [titleLength, Math.log1p(textLength), covered / Math.max(1, titleLength), first / Math.max(1, titleLength)]
}

const articleFeatures = ({ authorities, companies, places, fieldWords }: ArticleEvidence): readonly number[] => [
  headlinesOf(authorities),
  capped(authorities.length) - headlinesOf(authorities),
  headlinesOf(companies),
  headlinesOf(places),
  headlinesOf(fieldWords),
  capped(fieldWords.filter(({ headline }) => !headline).length),
]

const headlinesOf = (mentions: readonly Mention[]): number => capped(mentions.filter(({ headline }) => headline).length)
const capped = (count: number): number => Math.min(MOST, count)
