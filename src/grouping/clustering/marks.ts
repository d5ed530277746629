import type { Traits } from '../crosslingual/traits.ts'

/** What a report counts and whom it names, as hashes: amounts are even, entities odd. */
export type Marks = Uint32Array

export const MOST_MARKS = 12
const MOST_AMOUNTS = 8
/** Most traits are neither: their first letter tells. */
const [AMOUNT, ENTITY] = ['a', 'e'].map((letter) => letter.charCodeAt(0))

export const marksOf = (traits: Traits): Marks => {
  const amounts: number[] = []
  const entities: number[] = []
  for (const trait of traits) {
    const first = trait.charCodeAt(0)
    if (first === AMOUNT && trait.startsWith('amount:')) amounts.push((hashOf(trait) & ~1) >>> 0)
    else if (first === ENTITY && trait.startsWith('entity:')) entities.push((hashOf(trait) | 1) >>> 0)
  }
  const counted = amounts.slice(0, MOST_AMOUNTS)
  return Uint32Array.from([...counted, ...entities.slice(0, MOST_MARKS - counted.length)])
}

const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash ^ (hash >>> 15)
}

export type SharedMarks = {
  /** How many amounts are the same. */
  readonly amounts: number
  /** What the entities that both name tell together, each 1 at most. */
  readonly entities: number
  /** Both count something, and nothing that they count is the same. */
  readonly contradict: boolean
}

/** What others tell: whether a mark, and whether they count anything. */
export type Told = {
  readonly has: (mark: number) => boolean
  readonly counts: () => boolean
  /** How much it tells that an entity is named, 0–1: the less, the more articles name it. */
  readonly tellingOf: (mark: number) => number
}

export const sharedMarks = (one: Marks, others: Told): SharedMarks => {
  let amounts = 0
  let entities = 0
  let counts = false
  for (const mark of one) {
    if (isAmount(mark)) counts = true
    if (!others.has(mark)) continue
    if (isAmount(mark)) amounts += 1
    else entities += others.tellingOf(mark)
  }
  return { amounts, entities, contradict: counts && amounts === 0 && others.counts() }
}

export const isAmount = (mark: number): boolean => mark % 2 === 0
