import { HAN, HANGUL, ARABIC, HIRAGANA, KATAKANA, NONE, SOUTH_EAST_ASIAN, runsOn, scriptOf } from '../../text/script.ts'
import { type Automaton, NOT_FOUND, firstFrom, firstOfPrefix, prefixAt, unitAt } from './automaton.ts'
import { type PrefixFilter, mayBeginAt, type PrefixScan, addCandidates, besideHan, isThaiTail } from './prefix-scan.ts'
import { ENDING } from './term.ts'

export type PatternIndex = {
  /** Patterns that begin where a word begins. */
  readonly anchored: Automaton
  /** Patterns that may begin inside a word. */
  readonly floating: Automaton
  /** The prefix filter of the floating patterns; null: there are none. */
  readonly floatingFilter: PrefixFilter | null
  readonly endings: ReadonlySet<string>
  /** Particles written together with the word that follows, by their first unit, shorter ones first. */
  readonly proclitics: ReadonlyMap<number, readonly string[]>
  /** True: a term's space may be missing in the text. */
  readonly joins: boolean
}

/** Where a match begins: at a word, behind a proclitic, or inside a word. */
export type MatchStart = 'word' | 'proclitic' | 'inside'
/** Receives each match; `pattern` is one of the floating ones if the match begins inside a word. */
export type MatchSink = { readonly match: (pattern: number, start: number, end: number, from: MatchStart) => void }

/** Letters of a katakana word; shorter words are not found inside a longer one: テム is in システム. */
const SHORT_KATAKANA = 4
const LINE_FEED = 10
const SPACE = 32
const HYPHEN = 45
const ENDING_UNIT = ENDING.charCodeAt(0)

/** Reports every match in a scanned text, in order of where it begins. */
export const matchPatterns = (text: PrefixScan, index: PatternIndex, sink: MatchSink): void => {
  const { endings, joins, proclitics, floatingFilter } = index
  const anchored = cursorOf(text, index.anchored, text.filter, { endings, joins, sink })
  if (floatingFilter === null && proclitics.size === 0) return beginAtCandidates(anchored)
  const floating = floatingFilter === null ? null : cursorOf(text, index.floating, floatingFilter, { endings, joins, sink })
  const { count, positions, firsts } = text
  let candidate = 0
  let done = 0
  // One round more than there are tokens, for the text behind the last one: the engine would compile code that runs once behind so hot a
  // loop anew for each text.
  for (let token = 0; token <= count; token++) {
    const at = token < count ? (positions[token] ?? 0) : text.text.length
    if (floating !== null) beginInside(floating, done, at)
    done = at
    anchored.from = 'word'
    for (const end = firsts[Math.min(token + 1, count)] ?? 0; candidate < end; candidate++) begin(anchored, at, candidate)
    if (proclitics.size > 0) beginAfterProclitics(anchored, proclitics, at)
  }
}

/** Matches at the candidates only, which is all that most languages need. */
const beginAtCandidates = (cursor: Cursor): void => {
  const { starts, firsts, count } = cursor.text
  const end = firsts[count] ?? 0
  for (let candidate = 0; candidate < end; candidate++) begin(cursor, starts[candidate] ?? 0, candidate)
}

const beginInside = (cursor: Cursor, first: number, end: number): void => {
  const { text, filter } = cursor
  cursor.from = 'inside'
  for (let at = first; at < end; at++)
    if (scriptOf(text.units[at] ?? 0) !== NONE && mayBeginAt(filter, text.units, at)) beginHere(cursor, at)
}

const beginAfterProclitics = (cursor: Cursor, proclitics: PatternIndex['proclitics'], at: number): void => {
  const likely = proclitics.get(cursor.text.units[at] ?? 0)
  if (likely === undefined) return
  cursor.from = 'proclitic'
  for (const proclitic of likely) if (cursor.text.text.startsWith(proclitic, at)) beginHere(cursor, at + proclitic.length)
}

/** Matches at a position for which the scan has no candidates, or none of these patterns. */
const beginHere = (cursor: Cursor, at: number): void => {
  const { text } = cursor
  const free = text.firsts[text.count] ?? 0
  const end = addCandidates(text, cursor.filter, at, free)
  for (let candidate = free; candidate < end; candidate++) begin(cursor, at, candidate)
}

const begin = (cursor: Cursor, at: number, candidate: number): void => {
  const { automaton, text } = cursor
  if (isThaiTail(text.units[at] ?? 0)) return
  const length = text.lengths[candidate] ?? 0
  cursor.start = at
  if (length === 0) return beginSlowly(cursor, at)
  const prefix = prefixAt(automaton, text.hashes[candidate] ?? 0, text.units, at, length)
  if (prefix === NOT_FOUND) return
  walk(cursor, firstOfPrefix(automaton, prefix), firstOfPrefix(automaton, prefix + 1), length, at + length)
}

/** Matches all patterns, where the prefix is unknown. */
const beginSlowly = (cursor: Cursor, at: number): void => {
  const { automaton, text } = cursor
  if (goesOn(cursor, 0, automaton.count, 0, text.units[at] ?? 0)) walk(cursor, cursor.low, cursor.high, 1, at + 1)
}

type Cursor = {
  readonly text: PrefixScan
  readonly endings: ReadonlySet<string>
  readonly joins: boolean
  readonly automaton: Automaton
  readonly filter: PrefixFilter
  readonly sink: MatchSink
  start: number
  from: MatchStart
  /** The range of patterns that `goesOn` has left: from `low` to before `high`. */
  low: number
  high: number
}

const cursorOf = (
  text: PrefixScan,
  automaton: Automaton,
  filter: PrefixFilter,
  { endings, joins, sink }: Pick<Cursor, 'endings' | 'joins' | 'sink'>,
): Cursor => ({ text, endings, joins, automaton, filter, sink, start: 0, from: 'word', low: 0, high: 0 })

/** Reports which patterns from `first` to before `end` the text has, where their first `depth` units are those before `position`. */
const walk = (cursor: Cursor, first: number, end: number, depth: number, position: number): void => {
  const { automaton, text, joins } = cursor
  const { units } = text
  let [low, high, deep, at] = [first, end, depth, position]
  for (;;) {
    const common = lettersInCommon(cursor, low, high - 1, deep, at)
    deep += common
    at += common
    low = reportEnds(cursor, low, high, deep, at)
    for (;;) {
      if (low === high || at === text.text.length) return
      const unit = units[at] ?? 0
      if (joins && unit !== SPACE && unitAt(automaton, low, deep) <= HYPHEN) skipMissingSpace(cursor, low, high, deep, at)
      at++
      if (goesOnLike(cursor, low, high, deep, unit)) break
      if (unit !== SPACE || !besideHan(units, at - 1)) return
    }
    low = cursor.low
    high = cursor.high
    deep++
  }
}

/** How many letters these patterns share with each other and with the text: most of a walk. */
const lettersInCommon = (cursor: Cursor, first: number, last: number, depth: number, position: number): number => {
  const { units, begins } = cursor.automaton
  const text = cursor.text.units
  const begin = (begins[first] ?? 0) + depth
  const end = begins[first + 1] ?? 0
  const beside = (begins[last] ?? 0) + depth - begin
  let at = begin
  for (; at < end; at++) {
    const unit = units[at] ?? 0
    if (unit <= HYPHEN || unit !== text[position + at - begin] || unit !== units[at + beside]) break
  }
  return at - begin
}

/** Reports the pattern that ends here, follows the open ends that begin here, and returns the first pattern that goes on. */
const reportEnds = (cursor: Cursor, first: number, end: number, depth: number, position: number): number => {
  const { automaton, text, endings } = cursor
  let low = first
  let next = unitAt(automaton, low, depth)
  if (next === 0) {
    if (endsWord(text.units, cursor.start, position)) report(cursor, low, position)
    if (++low === end) return low
    next = unitAt(automaton, low, depth)
  }
  if (next > ENDING_UNIT) return low
  const wordEnds = wordEnd(text.units, position)
  const ending = firstFrom(automaton, low, end, depth, ENDING_UNIT)
  if (low < ending) follow(cursor, low, ending, depth + 1, wordEnds)
  low = firstFrom(automaton, ending, end, depth, ENDING_UNIT + 1)
  if (ending < low && (wordEnds === position || endings.has(text.text.slice(position, wordEnds))))
    follow(cursor, ending, low, depth + 1, wordEnds)
  return low
}

const follow = (cursor: Cursor, first: number, end: number, depth: number, position: number): void => {
  const isWhole = unitAt(cursor.automaton, first, depth) === 0
  if (isWhole) report(cursor, first, position)
  if (goesOnLike(cursor, isWhole ? first + 1 : first, end, depth, cursor.text.units[position] ?? 0))
    walk(cursor, cursor.low, cursor.high, depth + 1, position + 1)
}

const report = ({ sink, start, from }: Cursor, pattern: number, end: number): void => sink.match(pattern, start, end, from)

/** True: some of the patterns have this unit next; `low` and `high` are set to their range. */
const goesOn = (cursor: Cursor, first: number, end: number, depth: number, unit: number): boolean => {
  if (first === end) return false
  const { automaton } = cursor
  const [least, most] = [unitAt(automaton, first, depth), unitAt(automaton, end - 1, depth)]
  if (unit < least || unit > most) return false
  cursor.low = first
  cursor.high = end
  // Usually all patterns have the same unit.
  if (least === most) return true
  cursor.low = least === unit ? first : firstFrom(automaton, first, end, depth, unit)
  cursor.high = most === unit ? end : firstFrom(automaton, cursor.low, end, depth, unit + 1)
  return cursor.low < cursor.high
}

/** As `goesOn`; spaces, hyphens and line ends match each other: cross-border, cross border. */
const goesOnLike = (cursor: Cursor, first: number, end: number, depth: number, unit: number): boolean => {
  if (goesOn(cursor, first, end, depth, unit)) return true
  if (unit === SPACE) return goesOn(cursor, first, end, depth, HYPHEN)
  return (unit === HYPHEN || unit === LINE_FEED) && goesOn(cursor, first, end, depth, SPACE)
}

/** Goes on with patterns whose space is missing in the text, between Hangul or Arabic letters. */
const skipMissingSpace = (cursor: Cursor, first: number, end: number, depth: number, position: number): void => {
  const script = scriptOf(cursor.text.units[position - 1] ?? 0)
  if ((script === HANGUL || script === ARABIC) && goesOn(cursor, first, end, depth, SPACE))
    walk(cursor, cursor.low, cursor.high, depth + 1, position)
}

const endsWord = (units: Uint16Array, start: number, end: number): boolean => {
  const last = scriptOf(units[end - 1] ?? 0)
  const unit = units[end] ?? 0
  switch (last) {
    case NONE:
    case HAN:
    case HIRAGANA:
      return true
    case SOUTH_EAST_ASIAN:
      return !isThaiTail(unit)
    case KATAKANA:
      return end - start >= SHORT_KATAKANA || (scriptOf(unit) !== KATAKANA && !continuesKatakana(units, start))
    default:
      return scriptOf(unit) !== last
  }
}

const continuesKatakana = (units: Uint16Array, start: number): boolean =>
  start > 0 && scriptOf(units[start] ?? 0) === KATAKANA && scriptOf(units[start - 1] ?? 0) === KATAKANA

const wordEnd = (units: Uint16Array, position: number): number => {
  const script = scriptOf(units[position - 1] ?? 0)
  if (script === NONE || runsOn(script)) return position
  let end = position
  while (scriptOf(units[end] ?? 0) === script) end++
  return end
}
