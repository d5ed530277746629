import { fnv1a } from '../../lib/hashes.ts'
import type { LinkFeatures } from '../crosslingual/link-features.ts'

/** What a report counts and whom it names, as hashes: amounts are even, entities odd. */
export type FactHashes = Uint32Array

export const MOST_FACTS = 12
const MOST_AMOUNTS = 8
/** Most features are neither: their first letter says so. */
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
  /** How many amounts are the same. */
  readonly amounts: number
  /** What the entities that both name weigh, each 1 at most. */
  readonly entities: number
  /** Both count something, and nothing that they count is the same. */
  readonly contradict: boolean
}

/** Facts of other reports: whether they have one, and whether they count anything. */
export type OtherFacts = {
  readonly has: (fact: number) => boolean
  readonly counts: () => boolean
  /** How much it says that an entity is named, 0–1: the less, the more articles name it. */
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
