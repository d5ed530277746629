import type { Found } from './found.ts'
import type { Occurrence } from './occurrence.ts'
import { COLUMNS, type Sides, codeAt, sideAt, wordsBefore } from './sides.ts'
import { isA, targetOf } from './uses.ts'
import type { Reference, Vocabulary } from './vocabulary.ts'

/** Two words of a pair stand at most so many characters apart (Thai has no sentence marks). */
const PAIR_REACH = 160

export type Couple = { readonly topic: number; readonly words: readonly [Occurrence, Occurrence] }

type Naming = {
  /** By which `@names` a pair may call the word. */
  readonly calledAs: (word: Occurrence) => readonly string[]
  /** Asked of these words only: it may have to search. */
  readonly isMeant: (word: Occurrence) => boolean
}
/** True: a word says nothing of a topic here. */
type Covered = (topic: number, word: Occurrence) => boolean

/** The words of a vocabulary that speak for a topic together: of each pair, whatever stands near enough. */
export const couplesOf = (found: Found, vocabulary: Vocabulary, naming: Naming, covered: Covered): readonly Couple[] => {
  const couples: Couple[] = []
  for (const [pair, { a, b }] of bothSides(found, vocabulary, naming)) {
    const topic = vocabulary.pairs[pair]?.topic ?? -1
    const free = b.filter((word) => !covered(topic, word))
    for (const one of a) {
      const other = covered(topic, one) ? undefined : firstBeside(one, free)
      if (other !== undefined) couples.push({ topic, words: [one, other] })
    }
  }
  return couples
}

const firstBeside = (one: Occurrence, others: readonly Occurrence[]): Occurrence | undefined => {
  for (const other of others) if (inOneSentence(one, other)) return other
  return undefined
}

type Both = { readonly a: Occurrence[]; readonly b: Occurrence[] }

/** The words found for each pair, in their order, if both its sides are: of most pairs one is, or none. */
const bothSides = (found: Found, vocabulary: Vocabulary, naming: Naming): ReadonlyMap<number, Both> => {
  const pairs = new Map<number, Both>()
  const own = found.sides.filter((sides) => sides.vocabulary === vocabulary)
  const called = calledWords(found, vocabulary, naming)
  const met = sidesMet(own, called, vocabulary.pairs.length)
  if (!met.includes(A | B)) return pairs
  const put = (pair: number, side: 'a' | 'b', word: Occurrence): void => {
    const both = pairs.get(pair) ?? { a: [], b: [] }
    pairs.set(pair, both)
    both[side].push(word)
  }
  let next = 0
  const putCalled = (before: number): void => {
    for (let one = called[next]; one !== undefined && one.index < before; one = called[++next])
      if (met[one.pair] === (A | B)) put(one.pair, one.side, one.word)
  }
  for (const sides of own)
    for (let row = sides.first; row < sides.end; row += COLUMNS) {
      const code = codeAt(sides, row)
      if (met[targetOf(code)] !== (A | B)) continue
      putCalled(wordsBefore(row))
      put(targetOf(code), isA(code) ? 'a' : 'b', sideAt(sides, row))
    }
  putCalled(Infinity)
  return pairs
}

/** A word that a pair calls by a name, and where it stands among all. */
type Called = Reference & { readonly word: Occurrence; readonly index: number }
const calledWords = ({ all }: Found, { references }: Vocabulary, { calledAs, isMeant }: Naming): readonly Called[] => {
  const called: Called[] = []
  if (references.size === 0) return called
  for (const [index, word] of all.entries()) {
    if (word.kind !== 'strong' && word.kind !== 'entity') continue
    let meant: boolean | undefined
    for (const name of calledAs(word)) {
      const own = references.get(name)
      if (own === undefined || !(meant ??= isMeant(word))) continue
      for (const { pair, side } of own) called.push({ pair, side, word, index })
    }
  }
  return called
}

/** By pair: `A`, `B` or both. Valid until the next text's. */
const sidesMet = (own: readonly Sides[], called: readonly Called[], pairs: number): Uint8Array => {
  if (space.length < pairs) space = new Uint8Array(2 * pairs)
  const met = space.subarray(0, pairs).fill(0)
  for (const sides of own)
    for (let row = sides.first; row < sides.end; row += COLUMNS) {
      const code = codeAt(sides, row)
      met[targetOf(code)] = (met[targetOf(code)] ?? 0) | (isA(code) ? A : B)
    }
  for (const { pair, side } of called) met[pair] = (met[pair] ?? 0) | (side === 'a' ? A : B)
  return met
}
/** One working space for every text. */
let space = new Uint8Array(1_024)
const A = 1
const B = 2

const inOneSentence = (one: Occurrence, other: Occurrence): boolean => {
  if (one.field !== other.field || one.sentence !== other.sentence) return false
  const gap = one.start < other.start ? other.start - one.end : one.start - other.end
  return gap >= 0 && gap <= PAIR_REACH
}
