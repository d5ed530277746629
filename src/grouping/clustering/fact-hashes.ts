import { fnv1a } from '../../lib/hashes.ts'
import type { LinkFeatures } from '../crosslingual/link-features.ts'

/** Hashes of the amounts and entities that a report names: amounts are even, entities odd. */
export type FactHashes = Uint32Array

export const MOST_FACTS = 12
const MOST_AMOUNTS = 8
/** First letters of the features that count here, compared before the whole prefix: most features are neither. */
const [AMOUNT, ENTITY] = ['a', 'e'].map((letter) => letter.charCodeAt(0))

export const factHashesOf = (features: LinkFeatures): FactHashes => {
  const amounts: number[] = []
  const entities: number[] = []
  for (const feature of features) {
    const first = feature.charCodeAt(0)
    if (first === AMOUNT && feature.startsWith('amount:')) amounts.push((hashOf(feature) & ~1) >>> 0)
    else if (first === ENTITY && feature.startsWith('entity:')) entities.push((hashOf(feature) | 1) >>> 0)
  }
  const counted = amounts.slice(0, MOST_AMOUNTS)
  return Uint32Array.from([...counted, ...entities.slice(0, MOST_FACTS - counted.length)])
}

const hashOf = (text: string): number => {
  const hash = fnv1a(text)
  return hash ^ (hash >>> 15)
}

export type SharedFacts = {
  /** How many amounts both reports name. */
  readonly amounts: number
  /** The sum of the weights, each 1 at most, of the entities that both name. */
  readonly entities: number
  /** Both name amounts, and none in common. */
  readonly contradict: boolean
}

/** Facts of other reports: whether they have a fact, and whether they name any amount. */
export type OtherFacts = {
  readonly has: (fact: number) => boolean
  readonly counts: () => boolean
  /** The weight of an entity, 0–1: the more articles name it, the less. */
  readonly weightOf: (entity: number) => number
}

export const sharedFacts = (facts: FactHashes, others: OtherFacts): SharedFacts => {
  let amounts = 0
  let entities = 0
  let counts = false
  for (const fact of facts) {
    if (isAmount(fact)) counts = true
    if (!others.has(fact)) continue
    if (isAmount(fact)) amounts += 1
    else entities += others.weightOf(fact)
  }
  return { amounts, entities, contradict: counts && amounts === 0 && others.counts() }
}

export const isAmount = (fact: number): boolean => fact % 2 === 0
