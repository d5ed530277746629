import { FEWEST_CONSONANTS } from './names.ts'
import type { Traits } from './traits.ts'

/** A trait as a signed 32-bit number: a hash, its kind in the lowest bits. */
export type TraitKey = number

/** The telling kinds first. `sound`: a name of so few consonants that another may have them by chance. */
export const KINDS = ['entity', 'amount', 'url', 'place', 'topic', 'day', 'word', 'name', 'sound'] as const
export type Kind = (typeof KINDS)[number]
/** A kind by its place among them. */
export type KindNumber = number
export const kindNumber = (kind: Kind): KindNumber => KINDS.indexOf(kind)

const KIND_BITS = 4
const KIND_MASK = (1 << KIND_BITS) - 1

export const kindOfKey = (key: TraitKey): KindNumber => key & KIND_MASK

/** Traits by their keys, side by side with what each stands for. */
export type KeyedTraits = { readonly keys: readonly TraitKey[]; readonly traits: readonly string[] }

/** The telling kinds first, so that they are kept where there is room for some only. */
export const traitKeys = (traits: Traits): KeyedTraits => {
  const given = [...traits]
  const kinds = given.map(evidenceOf)
  const keys: TraitKey[] = []
  const written: string[] = []
  for (let kind = 0; kind < KINDS.length; kind += 1)
    for (let nth = 0; nth < given.length; nth += 1) {
      if (kinds[nth] !== kind) continue
      const trait = given[nth] ?? ''
      const key = keyOf(trait, kind)
      const known = keys.indexOf(key)
      if (known < 0) keys.push(key)
      written[known < 0 ? keys.length - 1 : known] = trait
    }
  return { keys, traits: written }
}

const keyOf = (trait: string, kind: KindNumber): TraitKey => {
  let hash = 0x811c9dc5
  for (let index = 0; index < trait.length; index += 1) hash = Math.imul(hash ^ trait.charCodeAt(index), 0x01000193)
  return ((hash ^ (hash >>> 15)) & ~KIND_MASK) | kind
}

const SHORT_NAME = 'name:'.length + FEWEST_CONSONANTS
const [AMOUNT, NAME, SOUND] = [kindNumber('amount'), kindNumber('name'), kindNumber('sound')]
/** By the first letter of what a kind is written as: no two begin alike. A sum of money is a number with a unit: one piece of evidence. */
const kindsByLetter = new Uint8Array(0x80).fill(SOUND)
for (const kind of KINDS) if (kind !== 'sound') kindsByLetter[kind.charCodeAt(0)] = kindNumber(kind)
kindsByLetter['money'.charCodeAt(0)] = AMOUNT

const evidenceOf = (trait: string): KindNumber => {
  const kind = kindsByLetter[trait.charCodeAt(0)] ?? SOUND
  return kind === NAME && trait.length <= SHORT_NAME ? SOUND : kind
}
