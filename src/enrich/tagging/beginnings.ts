import { HAN, KATAKANA, NONE, runsOn, scriptOf } from '../../text/script.ts'
import { createCodeUnitBuffer } from '../../text/code-units.ts'
import { type HeadFilter, mayBegin, mayGoOn } from './head-filter.ts'
import { HEAD, endsHead, mixIn } from './keys.ts'
import { ENDING } from './term.ts'

/**
 * Where words begin in a text in normal form, and which heads of keys may stand there: looked for once, whatever vocabularies the text
 * is compared with. Valid until the next text's.
 */
export type Beginnings = {
  readonly text: string
  /** The text's units; zero after the last, and then what an earlier text left. */
  readonly units: Uint16Array
  /** How the keys begin that were looked for. */
  readonly filter: HeadFilter
  readonly count: number
  /** The text's end after the last. */
  readonly places: Int32Array
  /** The first head of each place, of those in `lengths` and `hashes`; their end twice after the last. */
  readonly firsts: Int32Array
  /** Where a head stands. */
  readonly starts: Int32Array
  /** Letters of a head; 0: no head tells, as a blank beside Han is among the first letters, which a key need not have. */
  readonly lengths: Uint8Array
  readonly hashes: Int32Array
}

export const beginningsOf = (text: string, filter: HeadFilter): Beginnings => {
  if (space.places.length < text.length + 2) space = spaceFor(2 * text.length + 2)
  space.units = unitsOf(text)
  const count = findPlaces(space, text.length, filter)
  space.places[count] = text.length
  space.firsts[count + 1] = space.firsts[count] ?? 0
  space.text = text
  space.filter = filter
  space.count = count
  return space
}

/** Letters after a blank or another script, every letter where words stand side by side, every sign but blanks: how many there are. */
const findPlaces = (space: Space, length: number, filter: HeadFilter): number => {
  const { units, places, firsts } = space
  let count = 0
  let before = NONE
  for (let place = 0; place < length; place++) {
    const unit = units[place] ?? 0
    const script = scriptOf(unit)
    if (unit > SPACE && (script !== before || runsOn(script) || script === NONE) && !isThaiTail(unit)) {
      places[count] = place
      firsts[count + 1] = addHeads(space, filter, place, firsts[count] ?? 0)
      count++
    }
    before = script
  }
  return count
}

/** Adds the likely heads of a place behind those there are, and gives back where they end. */
export const addHeads = (
  { units, starts, lengths, hashes }: Beginnings,
  filter: HeadFilter,
  place: number,
  first: number,
): number => {
  let count = first
  let hash = 0
  for (let length = 1; length <= HEAD; length++) {
    const unit = units[place + length - 1] ?? 0
    if (length > 1 && endsHead(unit)) {
      if (unit !== SPACE || !besideHan(units, place + length - 1)) return count
      starts[first] = place
      lengths[first] = 0
      return first + 1
    }
    hash = mixIn(hash, unit)
    if (length === 2 && !mayGoOn(filter, hash)) return count
    if (mayBegin(filter, hash, units, place + length)) {
      starts[count] = place
      lengths[count] = length
      hashes[count++] = hash
    }
  }
  return count
}

const SPACE = 32
const LAST_MARK = ENDING.charCodeAt(0)

/** Signs that mean something in a key mean nothing in a text. */
const unitsOf = (text: string): Uint16Array => {
  const units = given.roomFor(text.length + 1)
  given.fill(text)
  for (let place = 0; place < text.length; place++) if ((units[place] ?? 0) <= LAST_MARK) units[place] = 0
  units[text.length] = 0
  return units
}
const given = createCodeUnitBuffer()

type Space = { -readonly [name in keyof Beginnings]: Beginnings[name] }
const spaceFor = (size: number): Space => ({
  text: '',
  filter: new Uint8Array(0),
  count: 0,
  units: new Uint16Array(0),
  places: new Int32Array(size),
  firsts: new Int32Array(size),
  starts: new Int32Array(HEAD * size),
  lengths: new Uint8Array(HEAD * size),
  hashes: new Int32Array(HEAD * size),
})
/** One working space for every text: its own would cost more than the search. */
let space = spaceFor(4_096)

/** Thai vowels and tone marks that belong to the consonant before them: a word neither begins nor goes on with one. */
export const isThaiTail = (unit: number): boolean =>
  (unit >= 0xe30 && unit <= 0xe3a) || unit === 0xe45 || (unit >= 0xe47 && unit <= 0xe4e)

/** 使用 AI 平台, 使用AI平台: around Latin words in Chinese and Japanese the space is taste. */
export const besideHan = (units: Uint16Array, position: number): boolean => {
  const before = scriptOf(units[position - 1] ?? 0)
  const after = scriptOf(units[position + 1] ?? 0)
  return (before >= HAN && before <= KATAKANA) || (after >= HAN && after <= KATAKANA)
}
