import { codeUnitsOf, rangesOf } from './code-units.ts'

type Range = readonly [first: number, last: number]
/** Letters and signs that are safe and composed whatever stands beside them: a text of these alone stays as it is. */
const USUAL: readonly Range[] = [
  [0x09, 0x0a],
  [0x0d, 0x0d],
  [0x20, 0x7e],
  [0xa0, 0x2ff],
  [0x388, 0x3ce],
  [0x400, 0x481],
  [0x48a, 0x4ff],
  [0x5d0, 0x5ea],
  [0x60c, 0x60c],
  [0x61b, 0x61b],
  [0x61f, 0x61f],
  [0x621, 0x64a],
  [0x660, 0x66f],
  [0x671, 0x6d5],
  [0x6ee, 0x6ff],
  [0x900, 0x93b],
  [0x93d, 0x950],
  [0xe01, 0xe37],
  [0xe3f, 0xe47],
  [0xe4f, 0xe5b],
  [0x1ea0, 0x1ef9],
  [0x200c, 0x200d],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20a0, 0x20bf],
  [0x3000, 0x301b],
  [0x3041, 0x3094],
  [0x30a1, 0x30fc],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff01, 0xff5e],
]
/** What XML 1.0 forbids, C1 controls, and controls that turn the direction of all text after them. */
const UNSAFE: readonly Range[] = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x84],
  [0x86, 0x9f],
  [0x202a, 0x202e],
  [0x2066, 0x2069],
  [0xfeff, 0xfeff],
  [0xfffe, 0xffff],
]
/** Surrogates: the halves of characters that UTF-16 writes as a pair. */
const HALVES: Range = [0xd800, 0xdfff]
const WHITE_SPACE =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'
/** Invisible marks that split words; joiners of Persian, Indic scripts and emoji are not among them. */
const INVISIBLE_MARKS = '\u00ad\u200b\u2060\u180e'

/** Flags of code units, as bits. `UNUSUAL`: a text with one of these has to be checked. */
const UNUSUAL = 1
export const FORBIDDEN = 2
export const BLANK = 4
export const INVISIBLE = 8
/** Characters that mean something in HTML. */
export const MARKUP = 16
/** A mark that may join the letter before it, or half of one. */
const JOINING = 32
/** The flags of each UTF-16 code unit; none for most. */
export const CODE_UNIT_FLAGS = new Uint8Array(0x1_0000).fill(UNUSUAL)
for (const [first, last] of USUAL) CODE_UNIT_FLAGS.fill(0, first, last + 1)
for (const [first, last] of UNSAFE) CODE_UNIT_FLAGS.fill(UNUSUAL | FORBIDDEN, first, last + 1)
const mark = (characters: string, flag: number): void => {
  for (let at = 0; at < characters.length; at += 1) {
    const unit = characters.charCodeAt(at)
    CODE_UNIT_FLAGS[unit] = (CODE_UNIT_FLAGS[unit] ?? 0) | flag
  }
}
mark(WHITE_SPACE, BLANK)
mark(INVISIBLE_MARKS, INVISIBLE)
mark('&<>', MARKUP)
for (const [first, last] of [...rangesOf(/\p{M}/u), HALVES])
  for (let unit = first; unit <= last; unit++)
    // Usual characters are composed already, whatever stands beside them.
    if (((CODE_UNIT_FLAGS[unit] ?? 0) & UNUSUAL) !== 0) CODE_UNIT_FLAGS[unit] = (CODE_UNIT_FLAGS[unit] ?? 0) | JOINING

/** The flags of all code units of a text together. Takes a tenth of the time of a regular expression of these ranges. */
export const flagsOf = (text: string): number => {
  let flags = 0
  if (text.length <= SHORT) {
    for (let at = 0; at < text.length; at += 1) flags |= CODE_UNIT_FLAGS[text.charCodeAt(at)] ?? 0
    return flags
  }
  const units = codeUnitsOf(text)
  for (let at = 0; at < units.length; at += 1) flags |= CODE_UNIT_FLAGS[units[at] ?? 0] ?? 0
  return flags
}
/** Characters of a text for which an array would cost more than reading it: the attributes of most elements. */
const SHORT = 64

/**
 * The text in characters that any XML 1.0 document, page and terminal can carry: no controls, no lone surrogates (U+FFFD stands for
 * them), no bidirectional embeddings, overrides or isolates, canonically composed (NFC), 30 marks on a letter at most.
 */
export const safeCharacters = (text: string): string => safeCharactersOf(text, flagsOf(text))

/** As `safeCharacters`, for a text whose flags are known. */
export const safeCharactersOf = (text: string, flags: number): string => {
  if ((flags & UNUSUAL) === 0) return text
  const allowed = (flags & FORBIDDEN) === 0 ? text : withoutForbidden(text)
  const wellFormed = allowed.isWellFormed() ? allowed : allowed.toWellFormed()
  return ((flags & JOINING) === 0 ? wellFormed : withFewMarks(wellFormed)).normalize('NFC')
}

/** The most marks on a letter, by UAX #15, Stream-Safe Text Format: no language has more. */
const MOST_MARKS = 30

/**
 * The text with at most 30 marks in a row. Normalisation sorts marks in time that grows with the square of their number, in one call that
 * nothing can interrupt, not even the end of its thread: 80,000 take 2 s, half a megabyte more than a minute (measured).
 */
export const withFewMarks = (text: string): string => {
  let joining = 0
  for (let at = 0; at < text.length; at += 1) {
    joining = ((CODE_UNIT_FLAGS[text.charCodeAt(at)] ?? 0) & JOINING) === 0 ? 0 : joining + 1
    if (joining > MOST_MARKS) return text.replaceAll(TOO_MANY_MARKS, '$1')
  }
  return text
}
const TOO_MANY_MARKS = new RegExp(`(\\p{M}{${MOST_MARKS}})\\p{M}+`, 'gu')

const withoutForbidden = (text: string): string => {
  let kept = ''
  for (const character of text) if (((CODE_UNIT_FLAGS[character.charCodeAt(0)] ?? 0) & FORBIDDEN) === 0) kept += character
  return kept
}

/**
 * JSON text for people to look at, with those controls escaped that JSON leaves as they are: C1 controls are commands to a terminal, and
 * direction marks would turn the rest of a line.
 */
export const escapeControls = (json: string): string =>
  json.replaceAll(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

export const singleSpaces = (text: string): string =>
  // Single spaces, which are most, are not touched: half the time of replacing `\s+`.
  text.replaceAll(/[^\S ]\s*| \s+/g, ' ')

const INVISIBLE_MARK = new RegExp(`[${INVISIBLE_MARKS}]`, 'g')
export const withoutInvisible = (text: string): string => text.replaceAll(INVISIBLE_MARK, '')

export const oneLine = (text: string): string => singleSpaces(withoutInvisible(text)).trim()

const LARGE = 1
const SMALL = 2
const cases = new Uint8Array(0x1_0000)
for (const [first, last] of rangesOf(/\p{Changes_When_Casemapped}/u))
  for (let unit = first; unit <= last; unit++) {
    const letter = String.fromCharCode(unit)
    cases[unit] = (letter === letter.toLowerCase() ? 0 : LARGE) | (letter === letter.toUpperCase() ? 0 : SMALL)
  }

export const isLarge = (unit: number): boolean => ((cases[unit] ?? 0) & LARGE) !== 0

/** True for the code unit of a small letter in an alphabet that has capitals. */
export const isSmall = (unit: number): boolean => ((cases[unit] ?? 0) & SMALL) !== 0
