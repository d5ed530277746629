import { isOneSided, KINDS, type FeatureKey, type Kind, type KindNumber, kindNumber } from './feature-keys.ts'
import type { WeightedFeatures } from './feature-weights.ts'

/** A story of one language, or a report that may start one: what its features weigh together. */
export type Weights = {
  /** Square of the weights' length, without Latin words and kinds that count only where they are shared. */
  readonly square: number
  /** The same of its Latin words. */
  readonly words: number
  /** Is its language written in Latin letters? */
  readonly isLatin: boolean
}

/** A feature of both, with what it weighs in one and in the other, and its rank among those of the first. */
export type Shared = {
  readonly feature: FeatureKey
  readonly kind: KindNumber
  readonly weight: number
  readonly otherWeight: number
  readonly rank: number
}

type Evidence = Exclude<Kind, 'short-name'> | 'meaning'
export type CrossLikeness = {
  readonly score: number
  /** Kinds of evidence that speak for it, as bits. */
  readonly kinds: number
  readonly shared: readonly Shared[]
}

export const EMBEDDING_WEIGHT = 0.8
/** Likeness of embeddings that counts as evidence of its own. */
const LEAST_EMBEDDING = 0.2
/** Square of the weights that each may have besides: where little is known, that little is shared by chance. */
export const UNKNOWN = 15
const GENERAL_COST = 0.2
const MOST_SHOWN = 8
const [AMOUNT, DAY, WORD] = [kindNumber('amount'), kindNumber('day'), kindNumber('word')]
const TOPIC = kindNumber('topic')
const [NAME, SHORT_NAME, EMBEDDING] = [kindNumber('name'), kindNumber('short-name'), KINDS.length]
/** Kinds of evidence are bits. */
export const bit = (kind: KindNumber): number => 1 << kind
/** Where, of what sort, about what: another event of the field may agree in all, so they must speak louder. */
const GENERAL = bit(kindNumber('place')) | bit(TOPIC) | bit(DAY) | bit(EMBEDDING)
const PARTICULAR = bit(kindNumber('entity')) | bit(AMOUNT) | bit(kindNumber('url'))
/** Of features side by side with their weights. */
export const weigh = ({ size, kinds, weights }: WeightedFeatures, isLatin: boolean): Weights => {
  let square = 0
  let words = 0
  for (let nth = 0; nth < size; nth += 1) {
    const kind = kinds[nth] ?? 0
    const weight = weights[nth] ?? 0
    if (kind === WORD) words += weight * weight
    else if (!isOneSided(kind)) square += weight * weight
  }
  return { square, words, isLatin }
}

/** `shared`: in the order of the one that has fewer features; `embedding`: how alike the vectors are. Null: fewer than two independent kinds of evidence. */
export const crossLikeness = (
  one: Weights,
  other: Weights,
  shared: readonly Shared[],
  embedding: number,
): CrossLikeness | null => {
  const kinds = evidenceOf(shared, embedding)
  const cost = costOf(kinds)
  return cost === null
    ? null
    : { score: cosineOf(one, other, shared, kinds) + EMBEDDING_WEIGHT * embedding - cost, kinds, shared }
}

/** What is taken from a likeness that these kinds of evidence speak for. Null: fewer than two of them are independent. */
export const costOf = (kinds: number): number | null => {
  const isGeneral = isGeneralOnly(kinds)
  // Much is said of a field for one day: beside what is general, a day is no evidence of its own.
  const independent = isGeneral ? kinds & ~bit(DAY) : kinds
  if ((independent & (independent - 1)) === 0) return null
  return isGeneral ? GENERAL_COST : 0
}
const isGeneralOnly = (kinds: number): boolean => (kinds & ~GENERAL) === 0

const cosineOf = (one: Weights, other: Weights, shared: readonly Shared[], kinds: number): number => {
  const [isOwedOne, isOwedOther] = [owesWords(one, other, kinds), owesWords(other, one, kinds)]
  let dot = 0
  let square = UNKNOWN + one.square + (isOwedOne ? one.words : 0)
  let otherSquare = UNKNOWN + other.square + (isOwedOther ? other.words : 0)
  for (const { kind, weight, otherWeight } of shared) {
    dot += weight * otherWeight
    if (!isWeighed(kind, isOwedOne)) square += weight * weight
    if (!isWeighed(kind, isOwedOther)) otherSquare += otherWeight * otherWeight
  }
  return dot / Math.sqrt(square * otherSquare)
}

/** Other letters can't write Latin words: those that it lacks speak against it only where nothing particular speaks for it. */
export const owesWords = (one: Pick<Weights, 'isLatin'>, other: Pick<Weights, 'isLatin'>, kinds: number): boolean =>
  isGeneralOnly(kinds) || one.isLatin === other.isLatin || !one.isLatin

/** Does a feature of this kind count where the other lacks it? */
export const isWeighed = (kind: KindNumber, owesItsWords: boolean): boolean =>
  kind === WORD ? owesItsWords : !isOneSided(kind)

const evidenceOf = (shared: readonly Shared[], embedding: number): number => {
  let kinds = 0
  let shortNames = 0
  for (const { kind } of shared)
    if (kind === SHORT_NAME) shortNames += 1
    else kinds |= bit(kind)
  return evidenceAmong(kinds, shortNames, embedding)
}

/** Kinds of evidence, as bits, among kinds of features that are shared, also as bits but for short names, of which there are so many. */
export const evidenceAmong = (shared: number, shortNames: number, embedding: number): number => {
  // One short name may be chance, two are not.
  const named = shortNames > 1 ? shared | bit(NAME) : shared
  const kinds = embedding > LEAST_EMBEDDING ? named | bit(EMBEDDING) : named
  // The same Latin word has the same phonetic key: one piece of evidence.
  return (kinds & bit(WORD)) === 0 ? kinds : kinds & ~bit(NAME)
}

/** Is more shared than a topic or a day: an organisation, an amount, a place, an address, a word, a name? */
export const isSpecific = (shared: readonly Shared[]): boolean => (evidenceOf(shared, 0) & ~(bit(TOPIC) | bit(DAY))) !== 0

export const hasAmount = ({ kinds }: CrossLikeness): boolean => (kinds & bit(AMOUNT)) !== 0

/** Do organisations, amounts or documents speak for it? Names, words and places are more often shared by chance. */
export const isParticular = ({ kinds }: CrossLikeness): boolean => (kinds & PARTICULAR) !== 0

/** How many kinds of evidence speak for it. */
export const countKinds = ({ kinds }: CrossLikeness): number => kinds.toString(2).replaceAll('0', '').length

/** What speaks for a likeness, the kinds and the most informative features first. */
export const evidenceIn = ({ kinds, shared }: CrossLikeness) => {
  const inOrder = [...shared.map(({ kind }) => kind), NAME, EMBEDDING].filter((kind) => (kinds & bit(kind)) !== 0)
  const mostTelling = shared.toSorted((a, b) => productOf(b) - productOf(a) || a.feature - b.feature).slice(0, MOST_SHOWN)
  return {
    kinds: new Set(inOrder.map((kind): Evidence => EVIDENCE[kind] ?? 'meaning')),
    shared: mostTelling.map(({ feature }) => feature),
  }
}
const EVIDENCE = KINDS.filter((kind) => kind !== 'short-name')
const productOf = ({ weight, otherWeight }: Shared): number => weight * otherWeight
