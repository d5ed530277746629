import { rangesOf } from './code-units.ts'
import { NONE, runsOn, scriptOf } from './script.ts'

/**
 * Rules by which a text is cut into tokens: a class for each UTF-16 code unit. Units of one word class side by side are one token. Search,
 * tags, fingerprints, vectors and the words of languages are cut by the same two functions; each has rules of its own, since an apostrophe
 * or a change of script is part of a word to one of them and not to another.
 */
export type TokenRules = {
  readonly classes: Uint8Array
  /** The class of a character beyond U+FFFF, by its code point. */
  readonly classOfPair: (code: number) => number
}

/** Stands between tokens. */
export const BREAK = 0
/** As `BREAK`, but letters of a script without spaces go on behind it, as line breaks and emphasis put blanks anywhere. */
export const BLANK = 1
/** Goes on with the word before it, and begins none. */
export const MARK = 2
/** The first half of a character beyond U+FFFF: `classOfPair` says more. */
export const PAIR = 3
/** A token by itself: a letter of a script that is written without spaces. */
export const ALONE = 4
/** Part of a word. Rules may have further word classes above it; a word has letters of one class. */
export const WORD = 5

/** The tokens of a text, as parallel arrays of offsets. They are reused: valid until the next text is cut into them. */
export type Tokens = {
  size: number
  starts: Int32Array
  /** Where each ends; the next may begin there. */
  ends: Int32Array
}

export const createTokens = (capacity = 0): Tokens => ({
  size: 0,
  starts: new Int32Array(capacity),
  ends: new Int32Array(capacity),
})

/** Cuts the first `end` code units of a text into `tokens`, at most `most` of them. */
export const tokenize = (tokens: Tokens, units: Uint16Array, end: number, rules: TokenRules, most = end): void => {
  const { classes } = rules
  if (tokens.starts.length < Math.min(end, most)) Object.assign(tokens, createTokens(2 * Math.min(end, most)))
  const { starts, ends } = tokens
  let size = 0
  for (let at = 0; at < end && size < most; ) {
    const kind = classes[units[at] ?? 0] ?? BREAK
    if (kind < PAIR) {
      at++
      continue
    }
    const own = kind === PAIR ? classAt(units, at, end, rules) : kind
    if (own < ALONE) {
      at++
      continue
    }
    starts[size] = at
    at += kind === PAIR ? 2 : 1
    for (let goesOn = own !== ALONE; goesOn; ) {
      while (at < end && classes[units[at] ?? 0] === own) at++
      const next = at < end ? (classes[units[at] ?? 0] ?? BREAK) : BREAK
      goesOn = next === MARK || (next === PAIR && classAt(units, at, end, rules) === own)
      if (goesOn) at += next === PAIR ? 2 : 1
    }
    ends[size++] = at
  }
  tokens.size = size
}

export const classAt = (units: Uint16Array, at: number, end: number, rules: TokenRules): number => {
  const kind = rules.classes[units[at] ?? 0] ?? BREAK
  if (kind !== PAIR) return kind
  const second = at + 1 < end ? (units[at + 1] ?? 0) : 0
  return (second & 0xfc00) === 0xdc00 ? rules.classOfPair(codeOfPair(units[at] ?? 0, second)) : BREAK
}
const codeOfPair = (first: number, second: number): number => 0x1_0000 + ((first & 0x3ff) << 10) + (second & 0x3ff)

/** Rules from patterns of one character: of two that match a character, the later one counts. */
export const tokenRules = (classes: readonly (readonly [kind: number, pattern: RegExp])[]): TokenRules => {
  const table = new Uint8Array(0x1_0000)
  for (const [kind, pattern] of classes) for (const [first, last] of rangesOf(pattern)) table.fill(kind, first, last + 1)
  table.fill(PAIR, 0xd800, 0xdc00)
  const classOfPair = (code: number): number =>
    classes.findLast(([, pattern]) => pattern.test(String.fromCodePoint(code)))?.[0] ?? BREAK
  return { classes: table, classOfPair }
}

const wordClasses = (): Uint8Array => {
  const classes = new Uint8Array(0x1_0000)
  for (let unit = 0; unit < classes.length; unit++) {
    const script = scriptOf(unit)
    if (script !== NONE) classes[unit] = runsOn(script) ? ALONE : WORD
  }
  return classes
}

/**
 * The tokens of a normal form that copies and vectors compare: words of any script, and single letters where words stand side by side. An
 * ideograph beyond U+FFFF counts by its first half. Stored fingerprints and terms hold hashes of these tokens: the rules must never change.
 */
export const WORD_RULES: TokenRules = {
  classes: wordClasses(),
  classOfPair: () => BREAK,
}
