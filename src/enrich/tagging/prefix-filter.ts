import { FNV_OFFSET, mixIn } from '../../lib/fnv1a.ts'
import { ARABIC, HANGUL, scriptOf } from '../../text/script.ts'
import { type Automaton, PREFIX_LENGTH, endsPrefix, firstOfPrefix, hashOfPrefix, lengthOfPrefix, unitAt } from './automaton.ts'

/**
 * A Bloom filter with one hash (Bloom 1970) of the prefixes of patterns: what is not in it begins no pattern. So small that it stays in the
 * processor's cache, and one for all vocabularies that a text is compared with.
 */
export type PrefixFilter = Uint8Array

const BITS = 17

export const prefixFilter = (automata: readonly Automaton[]): PrefixFilter => {
  const filter = new Uint8Array((1 << BITS) >> 3)
  for (const automaton of automata)
    for (let prefix = 0; prefix < automaton.prefixCount; prefix++) addPrefix(filter, automaton, prefix)
  return filter
}

const addPrefix = (filter: PrefixFilter, automaton: Automaton, prefix: number): void => {
  const length = lengthOfPrefix(automaton, prefix)
  const hash = hashOfPrefix(automaton, prefix)
  const first = firstOfPrefix(automaton, prefix)
  if (length > 1) add(filter, ~pairHash(unitAt(automaton, first, 0), unitAt(automaton, first, 1)))
  if (length === PREFIX_LENGTH) return add(filter, hash)
  for (let pattern = first; pattern < firstOfPrefix(automaton, prefix + 1); pattern++)
    add(filter, hashOfBeginning(automaton, pattern, length, hash))
}

const pairHash = (one: number, other: number): number => mixIn(mixIn(FNV_OFFSET, one), other)

const add = (filter: PrefixFilter, hash: number): void => {
  const byte = hash >>> (35 - BITS)
  filter[byte] = (filter[byte] ?? 0) | (1 << ((hash >>> (32 - BITS)) & 7))
}

/** Many words go before a blank, few before this one: of a pattern with a short prefix and more words, the next letters count too. */
const hashOfBeginning = (automaton: Automaton, pattern: number, length: number, hash: number): number => {
  if (!isBlank(unitAt(automaton, pattern, length)) || mayJoin(unitAt(automaton, pattern, length - 1))) return hash
  const [first, second] = [unitAt(automaton, pattern, length + 1), unitAt(automaton, pattern, length + 2)]
  if (endsPrefix(first)) return hash
  const withFirst = mixIn(mixIn(hash, SPACE), first)
  return endsPrefix(second) ? withFirst : mixIn(withFirst, second)
}

/** Whether any pattern may begin with two units of this hash and go on. */
export const mayGoOn = (filter: PrefixFilter, hash: number): boolean => has(filter, ~hash)

/** Whether a pattern may begin with the units of a text before `end` that have this hash. */
export const mayBegin = (filter: PrefixFilter, hash: number, text: Uint16Array, end: number): boolean => {
  if (has(filter, hash)) return true
  if (!isBlank(text[end] ?? 0)) return false
  const withFirst = mixIn(mixIn(hash, SPACE), text[end + 1] ?? 0)
  return has(filter, withFirst) || has(filter, mixIn(withFirst, text[end + 2] ?? 0))
}

/** Whether any prefix may stand at a position: two looks say of most positions that none does. */
export const mayBeginAt = (filter: PrefixFilter, text: Uint16Array, at: number): boolean => {
  const next = text[at + 1] ?? 0
  const hash = mixIn(FNV_OFFSET, text[at] ?? 0)
  return endsPrefix(next) || mayGoOn(filter, mixIn(hash, next)) || mayBegin(filter, hash, text, at + 1)
}

const has = (filter: PrefixFilter, hash: number): boolean =>
  (((filter[hash >>> (35 - BITS)] ?? 0) >> ((hash >>> (32 - BITS)) & 7)) & 1) !== 0

const LINE_FEED = 10
const SPACE = 32
const HYPHEN = 45
/** Any of these may stand in a text for another one in a pattern. */
const isBlank = (unit: number): boolean => unit === SPACE || unit === HYPHEN || unit === LINE_FEED

/** Letters after which a text may leave out the blank of a pattern. */
const mayJoin = (unit: number): boolean => {
  const script = scriptOf(unit)
  return script === HANGUL || script === ARABIC
}
