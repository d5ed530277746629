import { FEWEST_CONSONANTS } from './names.ts'
import { kindOf, type Traits } from './traits.ts'

/** A trait as a signed 32-bit number: a hash, its kind in the lowest bits. */
export type TraitKey = number

/** The telling kinds first. `sound`: a name of so few consonants that another may have them by chance. */
const KINDS = ['entity', 'amount', 'url', 'place', 'topic', 'day', 'word', 'name', 'sound'] as const
export type Kind = (typeof KINDS)[number]

const KIND_BITS = 4
const KIND_MASK = (1 << KIND_BITS) - 1

export const kindOfKey = (key: TraitKey): Kind => KINDS[key & KIND_MASK] ?? 'name'

/** With what each stands for; the telling kinds first, so that they are kept where there is room for some only. */
export const traitKeys = (traits: Traits): ReadonlyMap<TraitKey, string> => {
  const keyed = Array.from(traits, (trait): readonly [TraitKey, string] => [keyOf(trait), trait])
  return new Map(keyed.sort(([a], [b]) => (a & KIND_MASK) - (b & KIND_MASK)))
}

const keyOf = (trait: string): TraitKey => {
  let hash = 0x811c9dc5
  for (let index = 0; index < trait.length; index += 1) hash = Math.imul(hash ^ trait.charCodeAt(index), 0x01000193)
  return ((hash ^ (hash >>> 15)) & ~KIND_MASK) | KINDS.indexOf(evidenceOf(trait))
}

const SHORT_NAME = 'name:'.length + FEWEST_CONSONANTS

const evidenceOf = (trait: string): Kind => {
  const written = kindOf(trait)
  // A sum of money is a number with a unit: one piece of evidence.
  if (written === 'money') return 'amount'
  return written === 'name' && trait.length <= SHORT_NAME ? 'sound' : (KINDS.find((known) => known === written) ?? 'sound')
}
