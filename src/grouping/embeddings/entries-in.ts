import { createNumbering, NONE } from '../index/interner.ts'
import type { Passage, Wording } from '../wording.ts'
import { addKeys, MOST_KEYS, type Spelling, spellingOf } from './keys.ts'
import type { LookUp } from './look-up.ts'

const TITLE_WEIGHT = 2
/** The rest of a text is background. */
const TEXT_LIMIT = 300
/** A word speaks for itself and by its beginnings: what is rare has a vector of its own, what is inflected the shared one. */
const USED_KEYS = 3

/** Entries of a table, side by side with how often each is met. */
export type Entries = { size: number; places: Int32Array; counts: Float64Array }

/** Keys of words, side by side, and their places in a table; where those of each word end. */
const createRoom = (words: number) => ({
  size: 0,
  keys: new Uint32Array(words * MOST_KEYS),
  places: new Int32Array(words * MOST_KEYS),
  ends: new Int32Array(words),
})

/**
 * What of a table the words of a text stand for, in the order in which it first comes: all keys are written, then looked up, then counted.
 * Working space: it tells this until the next is asked for.
 */
export const createEntriesIn = (lookUp: LookUp): ((wording: Wording) => Readonly<Entries>) => {
  const known = createNumbering()
  const entries: Entries = { size: 0, places: new Int32Array(0), counts: new Float64Array(0) }
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
  const count = (place: number, weight: number): void => {
    const number = known.numberOf(place)
    if (number === entries.size) {
      entries.size += 1
      entries.places[number] = place
      entries.counts[number] = 0
    }
    entries.counts[number] = (entries.counts[number] ?? 0) + weight
  }
  return ({ language, title, text }) => {
    const most = title.words.size + Math.min(text.words.size, 2 * TEXT_LIMIT)
    if (room.ends.length < most) room = createRoom(2 * most)
    if (entries.places.length < USED_KEYS * room.ends.length)
      Object.assign(entries, createEntries(USED_KEYS * room.ends.length))
    known.clear()
    words = 0
    room.size = 0
    entries.size = 0
    const spelling = spellingOf(language)
    writeKeys(spelling, title, Number.POSITIVE_INFINITY)
    const inTitle = words
    writeKeys(spelling, text, TEXT_LIMIT)
    lookUp.placesOf(room.keys, room.size, room.places)
    for (let word = 0, key = 0; word < words; word += 1)
      for (let used = 0; key < (room.ends[word] ?? 0); key += 1) {
        const place = room.places[key] ?? NONE
        if (place === NONE || used === USED_KEYS) continue
        count(place, word < inTitle ? TITLE_WEIGHT : 1)
        used += 1
      }
    return entries
  }
}

const createEntries = (capacity: number) => ({
  places: new Int32Array(capacity),
  counts: new Float64Array(capacity),
})
