import type { LanguageTag } from '../../model/ids.ts'
import { type Kind, kindOfKey, type TraitKey } from './trait-keys.ts'

/** A story of one language, or a report that may start one, with what its traits weigh. */
export type Weighed = {
  readonly weights: ReadonlyMap<TraitKey, number>
  /** Square of the weights' length, without Latin words and kinds that tell only where they are shared. */
  readonly square: number
  /** The same of its Latin words. */
  readonly words: number
  /** Is its language written in Latin letters? */
  readonly isLatin: boolean
}

type Evidence = Exclude<Kind, 'sound'> | 'meaning'
export type CrossLikeness = {
  readonly score: number
  /** Kinds of evidence that speak for it; `meaning` is the likeness of vectors. */
  readonly kinds: ReadonlySet<Evidence>
  /** Shared traits, the most telling first. */
  readonly shared: readonly TraitKey[]
}

const MEANING_WEIGHT = 0.8
/** Likeness of meaning that counts as evidence of its own. */
const TELLING_MEANING = 0.2
/** Square of the weights that each may have besides: where little is known, that little is shared by chance. */
const UNKNOWN = 15
const FEWEST_KINDS = 2
/** Where, of what sort, about what: another event of the field may agree in all, so they must speak louder. */
const GENERAL_KINDS: ReadonlySet<string> = new Set(['place', 'topic', 'day', 'meaning'])
const GENERAL_COST = 0.2
/** Reports name days and lead to pages as they please: what only one of two has speaks neither for nor against. */
const ONE_SIDED_KINDS: ReadonlySet<Kind> = new Set<Kind>(['url', 'day'])
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
const GENERAL_STORIES = 30

/** An address that more stories hold than news has languages is part of a site's furniture. */
const MOST_HOLDERS = 32

/** Inverse document frequency over stories of all languages, by kind. 0: tells nothing. */
export const weightOf = (trait: TraitKey, stories: number, withTrait: number): number => {
  const kind = kindOfKey(trait)
  if (kind === 'url' && withTrait > MOST_HOLDERS) return 0
  return Math.max(0, KIND_WEIGHT[kind] * Math.log((stories + GENERAL_STORIES) / (withTrait + 1)))
}

export const weighed = (weights: ReadonlyMap<TraitKey, number>, language: LanguageTag): Weighed => {
  let square = 0
  let words = 0
  for (const [trait, weight] of weights) {
    const kind = kindOfKey(trait)
    if (kind === 'word') words += weight * weight
    else if (!ONE_SIDED_KINDS.has(kind)) square += weight * weight
  }
  return { weights, square, words, isLatin: isInLatin(language) }
}

const latin = new Map<LanguageTag, boolean>()
const isInLatin = (language: LanguageTag): boolean => {
  const known = latin.get(language)
  if (known !== undefined) return known
  const is = new Intl.Locale(language).maximize().script === 'Latn'
  latin.set(language, is)
  return is
}

/** `meaning`: how alike the vectors are. Null: fewer than two independent kinds of evidence. */
export const crossLikeness = (one: Weighed, other: Weighed, meaning: number): CrossLikeness | null => {
  const [fewer, more] = one.weights.size <= other.weights.size ? [one, other] : [other, one]
  const shared: Shared[] = []
  for (const [trait, weight] of fewer.weights) {
    const matching = more.weights.get(trait)
    if (matching !== undefined) shared.push({ trait, kind: kindOfKey(trait), weight, matching })
  }
  const kinds = evidenceOf(shared)
  if (meaning > TELLING_MEANING) kinds.add('meaning')
  const isGeneral = kinds.isSubsetOf(GENERAL_KINDS)
  // Much is said of a field for one day: beside what is general, a day is no evidence of its own.
  if (kinds.size - (isGeneral && kinds.has('day') ? 1 : 0) < FEWEST_KINDS) return null
  const best = shared.toSorted((a, b) => productOf(b) - productOf(a) || a.trait - b.trait).slice(0, MOST_SHOWN)
  const cost = isGeneral ? GENERAL_COST : 0
  const score = cosineOf(fewer, more, shared, isGeneral) + MEANING_WEIGHT * meaning - cost
  return { score, kinds, shared: best.map(({ trait }) => trait) }
}

/** A trait of both, with what it weighs in one and in the other. */
type Shared = { readonly trait: TraitKey; readonly kind: Kind; readonly weight: number; readonly matching: number }
const productOf = ({ weight, matching }: Shared): number => weight * matching

const cosineOf = (one: Weighed, other: Weighed, shared: readonly Shared[], isGeneral: boolean): number => {
  // Other letters can't write Latin words: those that it lacks speak against it only where nothing particular speaks for it.
  const isOwed = isGeneral || one.isLatin === other.isLatin
  const [isOwedOne, isOwedOther] = [isOwed || !one.isLatin, isOwed || !other.isLatin]
  let dot = 0
  let square = UNKNOWN + one.square + (isOwedOne ? one.words : 0)
  let otherSquare = UNKNOWN + other.square + (isOwedOther ? other.words : 0)
  for (const { kind, weight, matching } of shared) {
    dot += weight * matching
    const isOneSided = ONE_SIDED_KINDS.has(kind)
    if (isOneSided || (kind === 'word' && !isOwedOne)) square += weight * weight
    if (isOneSided || (kind === 'word' && !isOwedOther)) otherSquare += matching * matching
  }
  return dot / Math.sqrt(square * otherSquare)
}

const evidenceOf = (shared: readonly Shared[]): Set<Evidence> => {
  const telling = shared.map(({ kind }) => kind).filter((kind) => kind !== 'sound')
  const evidence = new Set<Evidence>(telling)
  // One short sound may be chance, two are not.
  if (shared.length - telling.length > 1) evidence.add('name')
  // The same Latin word also sounds the same: one piece of evidence.
  if (evidence.has('word')) evidence.delete('name')
  return evidence
}
