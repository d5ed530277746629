import { FNV_OFFSET, mixIn } from '../../lib/hashes.ts'
import { createCodeUnitBuffer } from '../../text/code-units.ts'
import { ARABIC, HAN, HANGUL, KATAKANA, NONE, runsOn, scriptOf } from '../../text/script.ts'
import { ALONE, BREAK, type TokenRules, WORD, createTokens, tokenize } from '../../text/tokenizer.ts'
import { type Automaton, PREFIX_LENGTH, endsPrefix, firstOfPrefix, hashOfPrefix, lengthOfPrefix, unitAt } from './automaton.ts'
import { ENDING } from './term.ts'

/**
 * The tokens of a normal form, and which prefixes of patterns may stand where they begin: scanned once, whatever vocabularies the text
 * is compared with. Valid until its scanner scans the next text.
 */
export type PrefixScan = {
  readonly text: string
  /** The text's code units, then a zero, then what an earlier text left. */
  readonly units: Uint16Array
  /** The filter of the patterns that the text was scanned for. */
  readonly filter: PrefixFilter
  readonly count: number
  readonly positions: Int32Array
  /** The index of each token's first candidate; behind the last token, the index at which the candidates end. */
  readonly firsts: Int32Array
  /** The position of each candidate: of each prefix that may begin there. */
  readonly starts: Int32Array
  /** The letters of each candidate; 0: unknown, as there is a blank beside Han among the first letters, which a pattern need not have. */
  readonly lengths: Uint8Array
  readonly hashes: Int32Array
}

export const createPrefixScanner = (): ((text: string, filter: PrefixFilter) => PrefixScan) => {
  const buffer = createCodeUnitBuffer()
  const tokens = createTokens()
  let scan = emptyScan(0)
  return (text, filter) => {
    if (scan.firsts.length < text.length + 2) scan = emptyScan(2 * text.length + 2)
    scan.units = withoutPatternSigns(buffer.roomFor(text.length + 1), buffer.fill(text), text.length)
    tokenize(tokens, scan.units, text.length, TAGGING_RULES)
    scan.text = text
    scan.filter = filter
    scan.count = tokens.size
    scan.positions = tokens.starts
    for (let token = 0; token < tokens.size; token++)
      scan.firsts[token + 1] = addCandidates(scan, filter, tokens.starts[token] ?? 0, scan.firsts[token] ?? 0)
    return scan
  }
}

type WritableScan = { -readonly [name in keyof PrefixScan]: PrefixScan[name] }
const emptyScan = (size: number): WritableScan => ({
  text: '',
  filter: new Uint8Array(0),
  count: 0,
  units: new Uint16Array(0),
  positions: new Int32Array(0),
  firsts: new Int32Array(size),
  starts: new Int32Array(PREFIX_LENGTH * size),
  lengths: new Uint8Array(PREFIX_LENGTH * size),
  hashes: new Int32Array(PREFIX_LENGTH * size),
})

/** Writes the candidates of a position from index `first` on; returns the index at which they end. */
export const addCandidates = (
  { units, starts, lengths, hashes }: PrefixScan,
  filter: PrefixFilter,
  position: number,
  first: number,
): number => {
  let count = first
  let hash = FNV_OFFSET
  for (let length = 1; length <= PREFIX_LENGTH; length++) {
    const unit = units[position + length - 1] ?? 0
    if (length > 1 && endsPrefix(unit)) {
      if (unit !== SPACE || !besideHan(units, position + length - 1)) return count
      starts[first] = position
      lengths[first] = 0
      return first + 1
    }
    hash = mixIn(hash, unit)
    if (length === 2 && !mayGoOn(filter, hash)) return count
    if (mayBegin(filter, hash, units, position + length)) {
      starts[count] = position
      lengths[count] = length
      hashes[count++] = hash
    }
  }
  return count
}

const SPACE = 32
const LAST_SIGN = ENDING.charCodeAt(0)

/** Replaces in a text the control characters that are signs in a pattern, and ends it with a zero. */
const withoutPatternSigns = (room: Uint16Array, units: Uint16Array, length: number): Uint16Array => {
  for (let at = 0; at < length; at++) if ((units[at] ?? 0) <= LAST_SIGN) units[at] = 0
  room[length] = 0
  return room
}

/** Thai vowels and tone marks that belong to the consonant before them: a word neither begins nor goes on with one. */
export const isThaiTail = (unit: number): boolean =>
  (unit >= 0xe30 && unit <= 0xe3a) || unit === 0xe45 || (unit >= 0xe47 && unit <= 0xe4e)

/** True beside a Chinese or Japanese letter, where the space around Latin words is optional: 使用 AI 平台, 使用AI平台. */
export const besideHan = (units: Uint16Array, position: number): boolean => {
  const before = scriptOf(units[position - 1] ?? 0)
  const after = scriptOf(units[position + 1] ?? 0)
  return (before >= HAN && before <= KATAKANA) || (after >= HAN && after <= KATAKANA)
}

/** A listed word may begin with each word, where the script changes, with each letter of unspaced scripts, and with a sign: .cn, @. */
const tokenClassOf = (unit: number): number => {
  if (unit <= SPACE || isThaiTail(unit)) return BREAK
  const script = scriptOf(unit)
  return script === NONE || runsOn(script) ? ALONE : WORD + script
}
const TAGGING_RULES: TokenRules = {
  classes: new Uint8Array(0x1_0000).map((_, unit) => tokenClassOf(unit)),
  classOfPair: () => BREAK,
}

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

/** The hash that the filter holds of a pattern. A short prefix before a blank stands in many texts: there the next two letters count too. */
const hashOfBeginning = (automaton: Automaton, pattern: number, length: number, hash: number): number => {
  if (!isBlank(unitAt(automaton, pattern, length)) || mayJoin(unitAt(automaton, pattern, length - 1))) return hash
  const [first, second] = [unitAt(automaton, pattern, length + 1), unitAt(automaton, pattern, length + 2)]
  if (endsPrefix(first)) return hash
  const withFirst = mixIn(mixIn(hash, SPACE), first)
  return endsPrefix(second) ? withFirst : mixIn(withFirst, second)
}

/** True: some pattern may begin with two units of this hash and go on. */
const mayGoOn = (filter: PrefixFilter, hash: number): boolean => has(filter, ~hash)

/** True: some pattern may begin with the units of a text before `end` that have this hash. */
const mayBegin = (filter: PrefixFilter, hash: number, text: Uint16Array, end: number): boolean => {
  if (has(filter, hash)) return true
  if (!isBlank(text[end] ?? 0)) return false
  const withFirst = mixIn(mixIn(hash, SPACE), text[end + 1] ?? 0)
  return has(filter, withFirst) || has(filter, mixIn(withFirst, text[end + 2] ?? 0))
}

/** True: some pattern may begin at a position. Two lookups rule out most positions. */
export const mayBeginAt = (filter: PrefixFilter, text: Uint16Array, at: number): boolean => {
  const next = text[at + 1] ?? 0
  const hash = mixIn(FNV_OFFSET, text[at] ?? 0)
  return endsPrefix(next) || mayGoOn(filter, mixIn(hash, next)) || mayBegin(filter, hash, text, at + 1)
}

const has = (filter: PrefixFilter, hash: number): boolean =>
  (((filter[hash >>> (35 - BITS)] ?? 0) >> ((hash >>> (32 - BITS)) & 7)) & 1) !== 0

const LINE_FEED = 10
const HYPHEN = 45
const isBlank = (unit: number): boolean => unit === SPACE || unit === HYPHEN || unit === LINE_FEED

/** Letters after which a text may leave out the blank of a pattern. */
const mayJoin = (unit: number): boolean => {
  const script = scriptOf(unit)
  return script === HANGUL || script === ARABIC
}
