import { foldCharacter } from './fold-character.ts'
import { longer } from '../lib/longer.ts'
import { textOfUnits } from './text-of-units.ts'
import { createUnitSpace } from './unit-space.ts'

/** A text as it is compared, never as it is shown. */
export type NormalForm = {
  readonly text: string
  /** Where in the original the character stands that became this one; the normal form's length gives the original's. */
  readonly at: (index: number) => number
}

/**
 * NFKC, lower case, simplified Chinese, ASCII digits; without bidi marks, joiners, tatweel and vowel points; with one spelling
 * for letters that keyboards exchange (ي/ی, ك/ک, ı/i, ё/е, ς/σ). The same in every language, so that words of one are found in texts
 * of another. Measured: 20 MB/s of Vietnamese, 70–150 MB/s of
 * other languages, once the characters have been seen.
 */
export const normalForm = (text: string): NormalForm => {
  // Tags, search words and copies ask in turn for the title and the text of one article.
  if (text === last.text) return last.form
  if (text !== lastButOne.text) [last, lastButOne] = [{ text, form: formOf(text) }, last]
  else [last, lastButOne] = [lastButOne, last]
  return last.form
}

const NOTHING = { text: '', form: { text: '', at: (): number => 0 } }
let last: { readonly text: string; readonly form: NormalForm } = NOTHING
let lastButOne = last

const formOf = (text: string): NormalForm => {
  const units = given.fill(text)
  isMoved = false
  met = 0
  const size = foldUnits(units, 0, text.length, 0)
  if (met === 0 || !COMPOSES.test(text)) return written(size, text.length)
  isMoved = false
  return written(foldClusters(units, text), text.length)
}

/** Marks that may still have to join the letter before them. (A comparison with NFC would catch all of Hindi too, at a tenth of the speed.) */
const COMPOSES =
  /[\u0300-\u036f\u0653-\u0655\u3099\u309a\u1100-\u11ff\uff9e\uff9f]|\u09c7[\u09be\u09d7]|\u0bc6[\u0bbe\u0bd7]|\u0bc7\u0bbe|\u0d46[\u0d3e\u0d57]|\u0d47\u0d3e/
/** 1: a text with this unit is worth that search. */
const composing = new Uint8Array(0x10000)
for (const [first, last] of [
  [0x300, 0x36f],
  [0x653, 0x655],
  [0x9c7, 0x9c7],
  [0xbc6, 0xbc7],
  [0xd46, 0xd47],
  [0x1100, 0x11ff],
  [0x3099, 0x309a],
  [0xff9e, 0xff9f],
] as const)
  composing.fill(1, first, last + 1)
/** Marks that may join the letter before them, and the parts of a decomposed Korean syllable. */
const JOINS = /[\p{M}\u1160-\u11ff\uff9e\uff9f]/u

/** What each unit becomes where that is one unit too; 0: it is not, or nobody has asked yet. */
const table = new Uint16Array(0x10000)
const odd = new Map<string, string>()
const SURROGATE = /[\ud800-\udfff]/

/** What takes the place of a character; one unit for one unit is remembered in the table. */
const foldedOf = (character: string): string => {
  const known = odd.get(character)
  if (known !== undefined) return known
  const folded = foldCharacter(character)
  if (character.length === 1 && folded.length === 1 && folded !== '\0' && !SURROGATE.test(character))
    table[character.charCodeAt(0)] = folded.charCodeAt(0)
  else odd.set(character, folded)
  return folded
}

const given = createUnitSpace()
const folded = createUnitSpace()
/** Where in the original each folded unit came from, once the two are not in step any more. */
let starts = new Int32Array(8_192)
let isMoved = false
/** Whether any unit of the text is `composing`. */
let met = 0

const roomFor = (size: number): Uint16Array => {
  if (starts.length < size) starts = longer(starts, size)
  return folded.roomFor(size)
}

const written = (size: number, originalLength: number): NormalForm => {
  const text = textOfUnits(folded.roomFor(size), size)
  if (!isMoved) return { text, at: (index) => Math.min(index, originalLength) }
  const own = starts.slice(0, size)
  return { text, at: (index) => own[index] ?? originalLength }
}

/** Writes what took the place of `length` units of the original; gives back where the next is written. */
const putAll = (text: string, from: number, length: number, size: number): number => {
  const out = roomFor(size + text.length)
  if (!isMoved && text.length !== length) {
    for (let index = 0; index < size; index++) starts[index] = index
    isMoved = true
  }
  for (let at = 0; at < text.length; at++) {
    out[size + at] = text.charCodeAt(at)
    starts[size + at] = from
  }
  return size + text.length
}

/** Gives back where the next unit is written. */
const foldUnits = (units: Uint16Array, start: number, end: number, from: number): number => {
  let size = from
  for (let index = start; index < end; ) {
    const stop = foldRun(units, index, end, size)
    size += stop - index
    if (stop === end) break
    met |= composing[units[stop] ?? 0] ?? 0
    const first = String.fromCharCode(units[stop] ?? 0)
    const character = isPair(units, stop, end) ? first + String.fromCharCode(units[stop + 1] ?? 0) : first
    size = putAll(foldedOf(character), stop, character.length, size)
    index = stop + character.length
  }
  return size
}

/** Writes units for units up to the first that isn't in the table; gives back where that is. */
const foldRun = (units: Uint16Array, start: number, end: number, size: number): number => {
  const out = roomFor(size + end - start)
  const shift = size - start
  let marks = 0
  let index = start
  for (; index < end; index++) {
    const unit = units[index] ?? 0
    const folded = table[unit] ?? 0
    if (folded === 0) break
    marks |= composing[unit] ?? 0
    out[index + shift] = folded
  }
  met |= marks
  if (isMoved) for (let at = start; at < index; at++) starts[at + shift] = at
  return index
}

/** Letters that marks follow are composed first. */
const foldClusters = (units: Uint16Array, text: string): number => {
  const length = text.length
  let plain = 0
  let size = 0
  for (let index = 1; index < length; index++) {
    if (!joins(units[index] ?? 0)) continue
    const letter = index >= 2 && isPair(units, index - 2, length) ? index - 2 : index - 1
    let end = index + 1
    while (end < length && joins(units[end] ?? 0)) end++
    size = foldUnits(units, plain, letter, size)
    const folded = Array.from(text.slice(letter, end).normalize('NFKC'), foldedOf).join('')
    size = putAll(folded, letter, end - letter, size)
    plain = end
    index = end
  }
  return foldUnits(units, plain, length, size)
}

const isPair = (units: Uint16Array, index: number, end: number): boolean =>
  index + 1 < end && ((units[index] ?? 0) & 0xfc00) === 0xd800 && ((units[index + 1] ?? 0) & 0xfc00) === 0xdc00

const NO_MARK = 1
const MARK = 2
/** 0: nobody has asked yet. */
const marks = new Uint8Array(0x10000)
const joins = (unit: number): boolean => {
  const known = marks[unit] ?? 0
  const kind = known === 0 ? (marks[unit] = JOINS.test(String.fromCharCode(unit)) ? MARK : NO_MARK) : known
  return kind === MARK
}
