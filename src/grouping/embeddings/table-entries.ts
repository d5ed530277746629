import { NONE, createInterner } from '../index/interner.ts'
import type { Passage, ReportWords } from '../report-words.ts'
import { MOST_KEYS, type Spelling, addKeys, spellingOf } from './word-keys.ts'

const TITLE_WEIGHT = 2
/** Words that begin further on in a text are not used: they are background. */
const TEXT_LIMIT = 300
/** The most keys that stand for a word, itself and its prefixes: a rare word has a vector of its own, an inflected one shares that of its prefix. */
const USED_KEYS = 3

/** Rows of a table, and in parallel how often each occurs. */
export type Entries = { size: number; rows: Int32Array; counts: Float64Array }

/** Working space: the keys of words, in parallel their rows in a table, and where the keys of each word end. */
const createRoom = (words: number) => ({
  size: 0,
  keys: new Uint32Array(words * MOST_KEYS),
  rows: new Int32Array(words * MOST_KEYS),
  ends: new Int32Array(words),
})

/**
 * Returns a function that finds the rows of a table for a report's words, in the order in which they first occur: all keys are written, then looked
 * up, then counted. Not re-entrant: use the result before the next call.
 */
export const createEntriesIn = (lookUp: LookUp): ((report: ReportWords) => Readonly<Entries>) => {
  const known = createInterner()
  const entries: Entries = { size: 0, rows: new Int32Array(0), counts: new Float64Array(0) }
  let room = createRoom(256)
  let words = 0

  const writeKeys = (spelling: Spelling, passage: Passage, limit: number): void => {
    const { size, starts, ends } = passage.words
    for (let nth = 0; nth < size; nth += 1) {
      const start = starts[nth] ?? 0
      if (start >= limit) return
      addKeys(room, spelling, passage, start, ends[nth] ?? 0)
      room.ends[words++] = room.size
    }
  }
  const count = (row: number, weight: number): void => {
    const number = known.intern(row)
    if (number === entries.size) {
      entries.size += 1
      entries.rows[number] = row
      entries.counts[number] = 0
    }
    entries.counts[number] = (entries.counts[number] ?? 0) + weight
  }
  return ({ language, title, text }) => {
    const most = title.words.size + Math.min(text.words.size, 2 * TEXT_LIMIT)
    if (room.ends.length < most) room = createRoom(2 * most)
    if (entries.rows.length < USED_KEYS * room.ends.length) Object.assign(entries, createEntries(USED_KEYS * room.ends.length))
    known.clear()
    words = 0
    room.size = 0
    entries.size = 0
    const spelling = spellingOf(language)
    writeKeys(spelling, title, Number.POSITIVE_INFINITY)
    const inTitle = words
    writeKeys(spelling, text, TEXT_LIMIT)
    lookUp.rowsOf(room.keys, room.size, room.rows)
    for (let word = 0, key = 0; word < words; word += 1)
      for (let used = 0; key < (room.ends[word] ?? 0); key += 1) {
        const row = room.rows[key] ?? NONE
        if (row === NONE || used === USED_KEYS) continue
        count(row, word < inTitle ? TITLE_WEIGHT : 1)
        used += 1
      }
    return entries
  }
}

const createEntries = (capacity: number) => ({
  rows: new Int32Array(capacity),
  counts: new Float64Array(capacity),
})

/**
 * Finds the positions of keys in an ascending list. Keys are hashes, evenly distributed: their first 16 bits leave two or three adjacent ones to
 * compare, where a binary search would miss the cache at every step.
 */
export const createLookUp = (keys: Uint32Array) => {
  const firsts = new Uint32Array(0x1_0000)
  for (let row = keys.length - 1, bucket = 0xffff; bucket >= 0; bucket -= 1) {
    while (row >= 0 && (keys[row] ?? 0) >>> 16 >= bucket) row -= 1
    firsts[bucket] = row + 1
  }
  const rowFrom = (first: number, key: number): number => {
    let row = first
    while (row < keys.length && (keys[row] ?? 0) < key) row += 1
    return row < keys.length && keys[row] === key ? row : NONE
  }
  return {
    /** The position of the key; `NONE`: the list lacks it. */
    rowOf: (key: number): number => rowFrom(firsts[key >>> 16] ?? 0, key),
    /** Writes the positions of the first `size` keys. Most miss the cache: in loops of their own, the processor waits for many at a time. */
    rowsOf(wanted: Uint32Array, size: number, into: Int32Array): void {
      for (let nth = 0; nth < size; nth += 1) into[nth] = firsts[(wanted[nth] ?? 0) >>> 16] ?? 0
      for (let nth = 0; nth < size; nth += 1) into[nth] = rowFrom(into[nth] ?? 0, wanted[nth] ?? 0)
    },
  }
}
type LookUp = ReturnType<typeof createLookUp>
