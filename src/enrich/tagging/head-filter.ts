import { ARABIC, HANGUL, scriptOf } from '../../text/script.ts'
import { HEAD, type Keys, endsHead, firstOfHead, hashOfHead, lengthOfHead, mixIn, unitAt } from './keys.ts'

/**
 * How keys begin, as hashes with one bit each: what is not among them begins no key. So small that it stays at hand, and one for all
 * vocabularies that a text is compared with.
 */
export type HeadFilter = Uint8Array

const BITS = 17

export const filterOf = (all: readonly Keys[]): HeadFilter => {
  const filter = new Uint8Array((1 << BITS) >> 3)
  for (const keys of all) for (let head = 0; head < keys.headCount; head++) addHead(filter, keys, head)
  return filter
}

const addHead = (filter: HeadFilter, keys: Keys, head: number): void => {
  const length = lengthOfHead(keys, head)
  const hash = hashOfHead(keys, head)
  const first = firstOfHead(keys, head)
  if (length > 1) add(filter, ~pairHash(unitAt(keys, first, 0), unitAt(keys, first, 1)))
  if (length === HEAD) return add(filter, hash)
  for (let key = first; key < firstOfHead(keys, head + 1); key++) add(filter, hashOfBeginning(keys, key, length, hash))
}

const pairHash = (one: number, other: number): number => mixIn(mixIn(0, one), other)

const add = (filter: HeadFilter, hash: number): void => {
  const byte = hash >>> (35 - BITS)
  filter[byte] = (filter[byte] ?? 0) | (1 << ((hash >>> (32 - BITS)) & 7))
}

/** Many words go before a blank, few before this one: of a key with a short head and more words, the next letters count too. */
const hashOfBeginning = (keys: Keys, key: number, length: number, hash: number): number => {
  if (!isBlank(unitAt(keys, key, length)) || mayJoin(unitAt(keys, key, length - 1))) return hash
  const [first, second] = [unitAt(keys, key, length + 1), unitAt(keys, key, length + 2)]
  if (endsHead(first)) return hash
  const withFirst = mixIn(mixIn(hash, SPACE), first)
  return endsHead(second) ? withFirst : mixIn(withFirst, second)
}

/** Whether any key may begin with two units of this hash and go on. */
export const mayGoOn = (filter: HeadFilter, hash: number): boolean => has(filter, ~hash)

/** Whether a key may begin with so many units of a text, which have this hash. */
export const mayBegin = (filter: HeadFilter, hash: number, text: Uint16Array, end: number): boolean => {
  if (has(filter, hash)) return true
  if (!isBlank(text[end] ?? 0)) return false
  const withFirst = mixIn(mixIn(hash, SPACE), text[end + 1] ?? 0)
  return has(filter, withFirst) || has(filter, mixIn(withFirst, text[end + 2] ?? 0))
}

/** Whether it is worth looking for the heads at a place, which are many: two looks tell of most that there are none. */
export const mayBeginWith = (filter: HeadFilter, unit: number, text: Uint16Array, at: number): boolean => {
  const next = text[at + 1] ?? 0
  const hash = mixIn(0, unit)
  return endsHead(next) || mayGoOn(filter, mixIn(hash, next)) || mayBegin(filter, hash, text, at + 1)
}

const has = (filter: HeadFilter, hash: number): boolean =>
  (((filter[hash >>> (35 - BITS)] ?? 0) >> ((hash >>> (32 - BITS)) & 7)) & 1) !== 0

const LINE_FEED = 10
const SPACE = 32
const HYPHEN = 45
/** Any of these may stand in a text for another one in a key. */
const isBlank = (unit: number): boolean => unit === SPACE || unit === HYPHEN || unit === LINE_FEED

/** Letters after which a text may leave out the blank of a key. */
const mayJoin = (unit: number): boolean => {
  const script = scriptOf(unit)
  return script === HANGUL || script === ARABIC
}
