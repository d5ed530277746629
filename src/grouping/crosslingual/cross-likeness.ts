import { isOneSided, KINDS, type FeatureKey, type Kind, type KindNumber, kindNumber } from './feature-keys.ts'
import type { WeightedFeatures } from './feature-weights.ts'

/** Summed weights of the features of a cluster, or of a report that may start one. */
export type Weights = {
  /** Sum of squared weights, without Latin words and without kinds that count only where both have them. */
  readonly square: number
  /** Sum of squared weights of Latin words. */
  readonly words: number
  /** Is its language written in Latin letters? */
  readonly isLatin: boolean
}

/** A feature that both have, with its weight in each and its rank among those of the first. */
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
  /** Kinds of evidence for the likeness, as bits. */
  readonly kinds: number
  readonly shared: readonly Shared[]
}

export const EMBEDDING_WEIGHT = 0.8
/** Embeddings that are more alike than this count as evidence of their own. */
const LEAST_EMBEDDING = 0.2
/** Added to the squared length of each side: where few features are known, those few are shared by chance. */
export const UNKNOWN = 15
const GENERAL_COST = 0.2
const MOST_SHOWN = 8
const [AMOUNT, DAY, WORD] = [kindNumber('amount'), kindNumber('day'), kindNumber('word')]
const TOPIC = kindNumber('topic')
const [NAME, SHORT_NAME, EMBEDDING] = [kindNumber('name'), kindNumber('short-name'), KINDS.length]
/** A kind of evidence as a bit. */
export const bit = (kind: KindNumber): number => 1 << kind
/**
 * Kinds that say where, when and about what: another event of the field may agree in all of them, so a likeness by these alone costs `GENERAL_COST`.
 */
const GENERAL = bit(kindNumber('place')) | bit(TOPIC) | bit(DAY) | bit(EMBEDDING)
const PARTICULAR = bit(kindNumber('entity')) | bit(AMOUNT) | bit(kindNumber('url'))
/** Sums the squared weights of features. */
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

/**
 * The likeness of two sides across languages. `shared`: in the order of the side with fewer features; `embedding`: the likeness of the embeddings.
 * Null: fewer than two independent kinds of evidence.
 */
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

/** What is deducted from a likeness with these kinds of evidence. Null: fewer than two of them are independent. */
export const costOf = (kinds: number): number | null => {
  const isGeneral = isGeneralOnly(kinds)
  // A field has much news on one day: beside general evidence, a day is no evidence of its own.
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

/**
 * Do the Latin words of `one` that `other` lacks count against it? A text in other letters can't write them, so they do only where no more than
 * general evidence is shared.
 */
export const owesWords = (one: Pick<Weights, 'isLatin'>, other: Pick<Weights, 'isLatin'>, kinds: number): boolean =>
  isGeneralOnly(kinds) || one.isLatin === other.isLatin || !one.isLatin

/** Does a feature of this kind count against a likeness where the other side lacks it? */
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

/**
 * Kinds of evidence, as bits. `shared`: kinds of shared features as bits, without short names; `shortNames`: how many of these are shared;
 * `embedding`: the likeness of the embeddings.
 */
export const evidenceAmong = (shared: number, shortNames: number, embedding: number): number => {
  // One shared short name may be chance, two are not.
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

/** The evidence for a likeness: its kinds, and the shared features that weigh most, at most `MOST_SHOWN`. */
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
