import { KINDS, type Kind, type KindNumber, kindNumber, type TraitKey } from './trait-keys.ts'
import type { WeighedTraits } from './weighed-traits.ts'

/** A story of one language, or a report that may start one: what its traits weigh together. */
export type Weighed = {
  /** Square of the weights' length, without Latin words and kinds that tell only where they are shared. */
  readonly square: number
  /** The same of its Latin words. */
  readonly words: number
  /** Is its language written in Latin letters? */
  readonly isLatin: boolean
}

/** A trait of both, with what it weighs in one and in the other, and its place among those of the first. */
export type Shared = {
  readonly trait: TraitKey
  readonly kind: KindNumber
  readonly weight: number
  readonly matching: number
  readonly place: number
}

type Evidence = Exclude<Kind, 'sound'> | 'meaning'
export type CrossLikeness = {
  readonly score: number
  /** Kinds of evidence that speak for it, as bits. */
  readonly kinds: number
  readonly shared: readonly Shared[]
}

export const MEANING_WEIGHT = 0.8
/** Likeness of meaning that counts as evidence of its own. */
const TELLING_MEANING = 0.2
/** Square of the weights that each may have besides: where little is known, that little is shared by chance. */
export const UNKNOWN = 15
const GENERAL_COST = 0.2
const MOST_SHOWN = 8
const KIND_WEIGHT: Readonly<Record<Kind, number>> = {
  entity: 2,
  amount: 2,
  url: 2,
  place: 1.2,
  topic: 1,
  day: 1,
  word: 1.5,
  name: 0.7,
  sound: 0.7,
}
const WEIGHTS = Float64Array.from(KINDS, (kind) => KIND_WEIGHT[kind])

const [AMOUNT, URL, DAY, WORD] = [kindNumber('amount'), kindNumber('url'), kindNumber('day'), kindNumber('word')]
const [NAME, SOUND, MEANING] = [kindNumber('name'), kindNumber('sound'), KINDS.length]
/** Kinds of evidence are told by bits. */
export const bit = (kind: KindNumber): number => 1 << kind
/** Where, of what sort, about what: another event of the field may agree in all, so they must speak louder. */
const GENERAL = bit(kindNumber('place')) | bit(kindNumber('topic')) | bit(DAY) | bit(MEANING)
/** Reports name days and lead to pages as they please: what only one of two has speaks neither for nor against. */
export const isOneSided = (kind: KindNumber): boolean => kind === URL || kind === DAY
export const isWord = (kind: KindNumber): boolean => kind === WORD
export const isSound = (kind: KindNumber): boolean => kind === SOUND
export const isAmount = (kind: KindNumber): boolean => kind === AMOUNT

/** An address that more stories hold than news has languages is part of a site's furniture. */
const MOST_HOLDERS = 32
const GENERAL_STORIES = 30
/** What more stories have, about a fifth of many, tells no two apart: the city where everything happens, the word of the season. */
const LEAST_RARITY = 1.5

/** Inverse document frequency over stories of all languages. */
export const rarityOf = (stories: number, withTrait: number): number => Math.log((stories + GENERAL_STORIES) / (withTrait + 1))

/** By kind. 0: tells nothing. */
export const weightOf = (kind: KindNumber, rarity: number, withTrait: number): number =>
  rarity < LEAST_RARITY || (kind === URL && withTrait > MOST_HOLDERS) ? 0 : (WEIGHTS[kind] ?? 0) * rarity

/** Of traits side by side with their weights. */
export const weighed = ({ size, kinds, weights }: WeighedTraits, isLatin: boolean): Weighed => {
  let square = 0
  let words = 0
  for (let place = 0; place < size; place += 1) {
    const kind = kinds[place] ?? 0
    const weight = weights[place] ?? 0
    if (kind === WORD) words += weight * weight
    else if (!isOneSided(kind)) square += weight * weight
  }
  return { square, words, isLatin }
}

/** `shared`: in the order of the one that has fewer traits; `meaning`: how alike the vectors are. Null: fewer than two independent kinds of evidence. */
export const crossLikeness = (
  one: Weighed,
  other: Weighed,
  shared: readonly Shared[],
  meaning: number,
): CrossLikeness | null => {
  const kinds = evidenceOf(shared, meaning)
  const cost = costOf(kinds)
  return cost === null ? null : { score: cosineOf(one, other, shared, kinds) + MEANING_WEIGHT * meaning - cost, kinds, shared }
}

/** What is taken from a likeness that these kinds of evidence speak for. Null: fewer than two of them are independent. */
export const costOf = (kinds: number): number | null => {
  const isGeneral = isGeneralOnly(kinds)
  // Much is said of a field for one day: parent what is general, a day is no evidence of its own.
  const independent = isGeneral ? kinds & ~bit(DAY) : kinds
  if ((independent & (independent - 1)) === 0) return null
  return isGeneral ? GENERAL_COST : 0
}
const isGeneralOnly = (kinds: number): boolean => (kinds & ~GENERAL) === 0

const cosineOf = (one: Weighed, other: Weighed, shared: readonly Shared[], kinds: number): number => {
  const [isOwedOne, isOwedOther] = [owesWords(one, other, kinds), owesWords(other, one, kinds)]
  let dot = 0
  let square = UNKNOWN + one.square + (isOwedOne ? one.words : 0)
  let otherSquare = UNKNOWN + other.square + (isOwedOther ? other.words : 0)
  for (const { kind, weight, matching } of shared) {
    dot += weight * matching
    if (!isWeighed(kind, isOwedOne)) square += weight * weight
    if (!isWeighed(kind, isOwedOther)) otherSquare += matching * matching
  }
  return dot / Math.sqrt(square * otherSquare)
}

/** Other letters can't write Latin words: those that it lacks speak against it only where nothing particular speaks for it. */
export const owesWords = (one: Pick<Weighed, 'isLatin'>, other: Pick<Weighed, 'isLatin'>, kinds: number): boolean =>
  isGeneralOnly(kinds) || one.isLatin === other.isLatin || !one.isLatin

/** Does a trait of this kind count where the other lacks it? */
export const isWeighed = (kind: KindNumber, owesItsWords: boolean): boolean =>
  kind === WORD ? owesItsWords : !isOneSided(kind)

const evidenceOf = (shared: readonly Shared[], meaning: number): number => {
  let kinds = 0
  let sounds = 0
  for (const { kind } of shared)
    if (kind === SOUND) sounds += 1
    else kinds |= bit(kind)
  return evidenceAmong(kinds, sounds, meaning)
}

/** Kinds of evidence, as bits, among kinds of traits that are shared, also as bits but for short sounds, of which there are so many. */
export const evidenceAmong = (shared: number, sounds: number, meaning: number): number => {
  // One short sound may be chance, two are not.
  const named = sounds > 1 ? shared | bit(NAME) : shared
  const kinds = meaning > TELLING_MEANING ? named | bit(MEANING) : named
  // The same Latin word also sounds the same: one piece of evidence.
  return (kinds & bit(WORD)) === 0 ? kinds : kinds & ~bit(NAME)
}

export const hasAmount = ({ kinds }: CrossLikeness): boolean => (kinds & bit(AMOUNT)) !== 0

/** What speaks for a likeness, the kinds and the most telling traits first. */
export const evidenceIn = ({ kinds, shared }: CrossLikeness) => {
  const inOrder = [...shared.map(({ kind }) => kind), NAME, MEANING].filter((kind) => (kinds & bit(kind)) !== 0)
  const mostTelling = shared.toSorted((a, b) => productOf(b) - productOf(a) || a.trait - b.trait).slice(0, MOST_SHOWN)
  return {
    kinds: new Set(inOrder.map((kind): Evidence => EVIDENCE[kind] ?? 'meaning')),
    shared: mostTelling.map(({ trait }) => trait),
  }
}
const EVIDENCE = KINDS.filter((kind) => kind !== 'sound')
const productOf = ({ weight, matching }: Shared): number => weight * matching
