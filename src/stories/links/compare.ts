import { type Kind, kindOfKey, type TraitKey } from './trait-keys.ts'

/** A story of one language, or a report that may start one, with what its traits weigh. */
export type Weighed = {
  readonly weights: ReadonlyMap<TraitKey, number>
  /** Square of the weights' length, without kinds that tell only where they are shared. */
  readonly square: number
}

export type CrossLikeness = {
  readonly score: number
  /** Kinds of evidence that speak for it; `meaning` is the likeness of vectors. */
  readonly kinds: ReadonlySet<Kind | 'meaning'>
  /** Shared traits, the most telling first. */
  readonly shared: readonly TraitKey[]
}

const MEANING_WEIGHT = 0.8
/** Likeness of meaning that counts as evidence of its own. */
const TELLING_MEANING = 0.2
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

export const weighed = (weights: ReadonlyMap<TraitKey, number>): Weighed => {
  let square = 0
  for (const [trait, weight] of weights) if (!ONE_SIDED_KINDS.has(kindOfKey(trait))) square += weight * weight
  return { weights, square }
}

/** `meaning`: how alike the vectors are. Null: fewer than two independent kinds of evidence. */
export const crossLikeness = (one: Weighed, other: Weighed, meaning: number): CrossLikeness | null => {
  const [fewer, more] = one.weights.size <= other.weights.size ? [one, other] : [other, one]
  const shared: (readonly [trait: TraitKey, product: number])[] = []
  let dot = 0
  let [square, otherSquare] = [fewer.square, more.square]
  for (const [trait, weight] of fewer.weights) {
    const matching = more.weights.get(trait)
    if (matching === undefined) continue
    dot += weight * matching
    shared.push([trait, weight * matching])
    if (!ONE_SIDED_KINDS.has(kindOfKey(trait))) continue
    square += weight * weight
    otherSquare += matching * matching
  }
  const cosine = dot === 0 ? 0 : dot / Math.sqrt(square * otherSquare)
  const kinds = new Set<Kind | 'meaning'>(shared.map(([trait]) => kindOfKey(trait)))
  // The same Latin word also sounds the same: one piece of evidence.
  if (kinds.has('word')) kinds.delete('name')
  if (meaning > TELLING_MEANING) kinds.add('meaning')
  const isGeneral = kinds.isSubsetOf(GENERAL_KINDS)
  // Much is said of a field for one day: beside what is general, a day is no evidence of its own.
  if (kinds.size - (isGeneral && kinds.has('day') ? 1 : 0) < FEWEST_KINDS) return null
  const best = shared.toSorted((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST_SHOWN)
  const cost = isGeneral ? GENERAL_COST : 0
  return { score: cosine + MEANING_WEIGHT * meaning - cost, kinds, shared: best.map(([trait]) => trait) }
}
