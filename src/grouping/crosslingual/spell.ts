import { ARABIC, HEBREW, scriptOf } from '../../text/script.ts'
import { letterInLatin } from './latin-letters.ts'

/** A word in small Latin letters, by their codes; 0 stands behind the last. Working space: it tells this until the next is spelt. */
export type Spelt = { readonly codes: Uint8Array; readonly size: number }

const spelt = { codes: new Uint8Array(256), size: 0 }

/** Spells the word of one script that stands in a text, the units of which are given, from `start` to `end`. */
export const spell = (text: string, units: Uint16Array, start: number, end: number): Spelt => {
  spelt.size = 0
  const rules = WRITTEN[scriptOf(units[start] ?? 0)]
  if (rules === undefined) for (let at = start; at < end; at += 1) putUnit(units[at] ?? 0)
  else {
    const word = read(text.slice(start, end), rules)
    for (let at = 0; at < word.length; at += 1) putUnit(word.charCodeAt(at))
  }
  put(0)
  spelt.size -= 1
  return spelt
}

type Rules = readonly (readonly [letters: RegExp, read: string])[]

/** What Latin letters would leave unclear, by script: settled while a word is still in its own. */
const WRITTEN: Readonly<Record<number, Rules>> = {
  // A geresh makes sounds of other languages; waw is a vowel, except where it is doubled or begins the word.
  [HEBREW]: [
    [/[גזצ][׳'’‘]/g, 'ש'],
    [/וו/g, 'w'],
    [/(?<=[\u05d0-\u05ea])ו/g, ''],
  ],
  // "And" and the article are no part of a name; waw is a vowel between consonants.
  [ARABIC]: [
    [/^[وف](?=ال|[^اويی])/, ''],
    [/^(?:[بك]?ال|لل)(?=.{3})/, ''],
    [/(?<=[^اآيیو])و(?=[^اآيیو]|$)/g, ''],
  ],
}

const read = (word: string, rules: Rules): string => {
  let before = word
  for (const [letters, instead] of rules) before = before.replace(letters, instead)
  return before
}

/** Letters that hiss, whatever any-ascii writes for them. */
const hissing = new Uint8Array(0x250)
for (const letter of 'čćçċšśşșžźżČĆÇĊŠŚŞȘŽŹŻ') hissing[letter.charCodeAt(0)] = 1
const HISS = 's'.charCodeAt(0)
/** It doubles what follows. */
const SMALL_TSU = 'ッ'.charCodeAt(0)
const [LARGE_A, LARGE_Z, SMALLER] = [0x41, 0x5a, 0x20]

const putUnit = (unit: number): void => {
  if (unit < 0x80) put(unit >= LARGE_A && unit <= LARGE_Z ? unit + SMALLER : unit)
  else if (hissing[unit] === 1) put(HISS)
  else if (unit !== SMALL_TSU) {
    const latin = letterInLatin(unit)
    for (let index = 0; index < latin.length; index += 1) put(latin.charCodeAt(index))
  }
}

const put = (code: number): void => {
  if (spelt.size === spelt.codes.length) {
    const shorter = spelt.codes
    spelt.codes = new Uint8Array(2 * shorter.length)
    spelt.codes.set(shorter)
  }
  spelt.codes[spelt.size++] = code
}
