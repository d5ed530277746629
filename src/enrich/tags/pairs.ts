import type { Found, Occurrence } from './found.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Two words of a pair stand at most so many characters apart (Thai has no sentence marks). */
const PAIR_REACH = 160

export type Couple = { readonly topic: number; readonly words: readonly [Occurrence, Occurrence] }

type Naming = {
  /** By which `@names` a pair may call the word. */
  readonly calledAs: (word: Occurrence) => readonly string[]
}
/** True: a word says nothing of a topic here. */
type Covered = (topic: number, word: Occurrence) => boolean

/** The words of a vocabulary that speak for a topic together: of each pair, whatever stands near enough. */
export const couplesOf = (found: Found, vocabulary: Vocabulary, naming: Naming, covered: Covered): readonly Couple[] =>
  [...sidesOf(found, vocabulary, naming)].flatMap(([pair, { a, b }]) => {
    const topic = vocabulary.pairs[pair]?.topic ?? -1
    const free = b.filter((word) => !covered(topic, word))
    return a.flatMap((one): readonly Couple[] => {
      const other = covered(topic, one) ? undefined : free.find((word) => inOneSentence(one, word))
      return other === undefined ? [] : [{ topic, words: [one, other] }]
    })
  })

type Sides = { readonly a: Occurrence[]; readonly b: Occurrence[] }

/** The words found for each pair, if both its sides are: they are not for most. */
const sidesOf = (found: Found, vocabulary: Vocabulary, naming: Naming): ReadonlyMap<number, Sides> => {
  const met = new Uint8Array(vocabulary.pairs.length)
  forEachSide(found, vocabulary, naming, (pair, side) => void (met[pair] = (met[pair] ?? 0) | (side === 'a' ? A : B)))
  const sides = new Map<number, Sides>()
  if (!met.includes(A | B)) return sides
  forEachSide(found, vocabulary, naming, (pair, side, word) => {
    if (met[pair] !== (A | B)) return
    const both = sides.get(pair) ?? { a: [], b: [] }
    sides.set(pair, both)
    both[side].push(word)
  })
  return sides
}
const A = 1
const B = 2

const forEachSide = (
  { all }: Found,
  vocabulary: Vocabulary,
  { calledAs }: Naming,
  visit: (pair: number, side: 'a' | 'b', word: Occurrence) => void,
): void => {
  const { references } = vocabulary
  for (const word of all) {
    const { kind, target } = word
    if (kind === 'a' || kind === 'b') {
      if (word.vocabulary === vocabulary) visit(target, kind, word)
    } else if (references.size > 0)
      for (const name of calledAs(word)) for (const { pair, side } of references.get(name) ?? []) visit(pair, side, word)
  }
}

const inOneSentence = (one: Occurrence, other: Occurrence): boolean => {
  if (one.field !== other.field || one.sentence !== other.sentence) return false
  const gap = one.start < other.start ? other.start - one.end : one.start - other.end
  return gap >= 0 && gap <= PAIR_REACH
}
