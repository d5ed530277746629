import { HAN, KATAKANA, scriptOf } from '../../lib/script.ts'

/**
 * With which letters the keys of a trie begin, as a set of hashes, one bit each. Nearly every word of a text can be told from all keys
 * by its first letters, at a tenth of what walking the trie costs. Heads that end early have a half of their own, which stays nearly
 * empty: each of them is asked for, and chance hits would add up.
 */
export type Heads = Uint8Array

/** So many hashes stand for one place in a text: of its first letter, its first two, and so on. */
export const HEAD = 5

const BITS = 17
const SPACE = 32
const HYPHEN = 45
const PRIVATE = 0xe000
/** Signs for which a text may have something else, and the ends of keys: a head ends before them. */
const isOpen = (unit: number): boolean => Number.isNaN(unit) || unit <= HYPHEN || unit >= PRIVATE

const mix = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x9e3779b1) ^ (hash >>> 13)
/** Where the bit of a head that goes on (or is whole) is, and of one that has ended. */
const longBit = (hash: number): number => (hash >>> (32 - BITS)) | (1 << BITS)
const shortBit = (hash: number): number => hash >>> (32 - BITS)
/** Set in no heads; and in all, for places of which too little is known. */
const NEVER = 2 << BITS
const ALWAYS = NEVER + 1

export const headsOf = (keys: readonly string[]): Heads => {
  const heads = new Uint8Array(((2 << BITS) >> 3) + 1)
  const set = (bit: number): void => void (heads[bit >> 3] = (heads[bit >> 3] ?? 0) | (1 << (bit & 7)))
  for (const key of keys) {
    let hash = 0
    let at = 0
    do {
      hash = mix(hash, key.charCodeAt(at++))
      set(longBit(hash))
    } while (at < HEAD && !isOpen(key.charCodeAt(at)))
    if (at < HEAD) set(shortBit(hash))
  }
  set(ALWAYS)
  return heads
}

/** Writes the hashes of what begins at a place into `hashes`, from `to` on. */
export const hashHead = (text: string, at: number, hashes: Int32Array, to: number): void => {
  let hash = mix(0, text.charCodeAt(at))
  hashes[to] = shortBit(hash)
  for (let letter = 1; letter < HEAD; letter++) {
    const unit = text.charCodeAt(at + letter)
    if (isOpen(unit)) {
      // Beside Han a text may have a blank where a key has none.
      hashes[to + letter] = unit === SPACE && besideHan(text, at + letter) ? ALWAYS : NEVER
      for (let rest = letter + 1; rest < HEAD; rest++) hashes[to + rest] = NEVER
      return
    }
    hash = mix(hash, unit)
    hashes[to + letter] = letter === HEAD - 1 ? longBit(hash) : shortBit(hash)
  }
}

/** False where certainly no key begins at the place with these hashes. */
export const mayBegin = (heads: Heads, hashes: Int32Array, from: number): boolean => {
  for (let letter = HEAD - 1; letter >= 0; letter--) {
    if (has(heads, hashes[from + letter] ?? NEVER)) return true
  }
  return false
}

/** The same of one place for one trie, letter by letter: for places of which few are promising. */
export const mayBeginAt = (heads: Heads, text: string, at: number): boolean => {
  let hash = mix(0, text.charCodeAt(at))
  for (let letter = 1; letter < HEAD; letter++) {
    if (!has(heads, longBit(hash))) return false
    if (has(heads, shortBit(hash))) return true
    const unit = text.charCodeAt(at + letter)
    if (isOpen(unit)) return unit === SPACE && besideHan(text, at + letter)
    hash = mix(hash, unit)
  }
  return has(heads, longBit(hash))
}

const has = (heads: Heads, bit: number): boolean => (((heads[bit >> 3] ?? 0) >> (bit & 7)) & 1) !== 0

/** 使用 AI 平台, 使用AI平台: around Latin words in Chinese and Japanese the space is taste. */
export const besideHan = (text: string, position: number): boolean => {
  const before = scriptOf(text.charCodeAt(position - 1))
  const after = scriptOf(text.charCodeAt(position + 1))
  return (before >= HAN && before <= KATAKANA) || (after >= HAN && after <= KATAKANA)
}
