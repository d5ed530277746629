import type { Found, Occurrence } from './found.ts'
import type { Reference, Vocabulary } from './vocabulary.ts'

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

/** The words found for each pair, if both its sides are: of most pairs one is, or none. */
const sidesOf = (found: Found, vocabulary: Vocabulary, naming: Naming): ReadonlyMap<number, Sides> => {
  const sides = new Map<number, Sides>()
  const met = sidesMet(found, vocabulary, naming)
  if (!met.includes(A | B)) return sides
  const put = (pair: number, side: 'a' | 'b', word: Occurrence): void => {
    if (met[pair] !== (A | B)) return
    const both = sides.get(pair) ?? { a: [], b: [] }
    sides.set(pair, both)
    both[side].push(word)
  }
  for (const word of found.all) {
    const { kind, target } = word
    if (kind === 'a' || kind === 'b') {
      if (word.vocabulary === vocabulary) put(target, kind, word)
    } else if (kind === 'strong' || kind === 'entity')
      for (const { pair, side } of referencesTo(word, vocabulary, naming)) put(pair, side, word)
  }
  return sides
}

/** By pair: `A`, `B` or both. */
const sidesMet = (found: Found, vocabulary: Vocabulary, naming: Naming): Uint8Array => {
  const met = new Uint8Array(vocabulary.pairs.length)
  for (const word of found.of('a')) if (word.vocabulary === vocabulary) met[word.target] = (met[word.target] ?? 0) | A
  for (const word of found.of('b')) if (word.vocabulary === vocabulary) met[word.target] = (met[word.target] ?? 0) | B
  for (const word of [...found.of('strong'), ...found.of('entity')])
    for (const { pair, side } of referencesTo(word, vocabulary, naming)) met[pair] = (met[pair] ?? 0) | (side === 'a' ? A : B)
  return met
}
const A = 1
const B = 2

const referencesTo = (word: Occurrence, { references }: Vocabulary, { calledAs }: Naming): readonly Reference[] =>
  references.size === 0 ? NO_REFERENCES : calledAs(word).flatMap((name) => references.get(name) ?? NO_REFERENCES)
const NO_REFERENCES: readonly Reference[] = []

const inOneSentence = (one: Occurrence, other: Occurrence): boolean => {
  if (one.field !== other.field || one.sentence !== other.sentence) return false
  const gap = one.start < other.start ? other.start - one.end : one.start - other.end
  return gap >= 0 && gap <= PAIR_REACH
}
