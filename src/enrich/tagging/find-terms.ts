import { HAN, HANGUL, ARABIC, HIRAGANA, KATAKANA, NONE, SOUTH_EAST_ASIAN, runsOn, scriptOf } from '../../text/script.ts'
import { type Beginnings, addHeads, besideHan, isThaiTail } from './beginnings.ts'
import { type HeadFilter, mayBeginWith } from './head-filter.ts'
import { type Keys, NOT_FOUND, firstFrom, firstOfHead, headOf, unitAt } from './keys.ts'
import { ENDING } from './term.ts'

/** Words to look for in texts of one language. */
export type WordIndex = {
  /** Keys that begin where a word begins. */
  readonly anchored: Keys
  /** Keys that may begin inside a word. */
  readonly floating: Keys
  /** How floating keys begin; null: there are none. */
  readonly inside: HeadFilter | null
  readonly endings: ReadonlySet<string>
  /** Particles written together with the word that follows, by their first unit, shorter ones first. */
  readonly prefixes: ReadonlyMap<number, readonly string[]>
  /** A term's space may be missing in the text. */
  readonly joins: boolean
}

/** How a match came to begin where it does. */
export type Start = 'word' | 'prefixed' | 'inside'
/** Is told of each word; `key` is one of the floating keys if the match begins inside a word. */
export type TermReader = { readonly term: (key: number, start: number, end: number, from: Start) => void }

/** A katakana word of fewer letters is not looked for inside a longer one: テム is in システム. */
const SHORT_KATAKANA = 4
const LINE_FEED = 10
const SPACE = 32
const HYPHEN = 45
const ENDING_UNIT = ENDING.charCodeAt(0)

/** Reports every listed word in a text in normal form, in order of where it begins. */
export const findTerms = (text: Beginnings, index: WordIndex, reader: TermReader): void => {
  const { endings, joins, prefixes, inside } = index
  const anchored = cursorOf(text, index.anchored, text.filter, { endings, joins, reader })
  if (inside === null && prefixes.size === 0) return beginAtHeads(anchored)
  const floating = inside === null ? null : cursorOf(text, index.floating, inside, { endings, joins, reader })
  let head = 0
  let done = 0
  // To the text's end, where no word begins: what ran but once behind so hot a loop would be compiled anew for each text.
  for (let word = 0; word <= text.count; word++) {
    const at = text.places[word] ?? 0
    if (floating !== null) beginInside(floating, done, at)
    done = at
    anchored.from = 'word'
    for (const end = text.firsts[word + 1] ?? 0; head < end; head++) begin(anchored, at, head)
    if (prefixes.size > 0) beginAfterPrefixes(anchored, prefixes, at)
  }
}

/** All there is to do for most languages. */
const beginAtHeads = (cursor: Cursor): void => {
  const { starts, firsts, count } = cursor.text
  const end = firsts[count] ?? 0
  for (let head = 0; head < end; head++) begin(cursor, starts[head] ?? 0, head)
}

/** Terms that may begin anywhere, from one place to before another. */
const beginInside = (cursor: Cursor, first: number, end: number): void => {
  const { text, filter } = cursor
  cursor.from = 'inside'
  for (let at = first; at < end; at++) {
    const unit = text.units[at] ?? 0
    if (scriptOf(unit) !== NONE && mayBeginWith(filter, unit, text.units, at)) beginHere(cursor, at)
  }
}

const beginAfterPrefixes = (cursor: Cursor, prefixes: WordIndex['prefixes'], at: number): void => {
  const likely = prefixes.get(cursor.text.units[at] ?? 0)
  if (likely === undefined) return
  cursor.from = 'prefixed'
  for (const prefix of likely) if (cursor.text.text.startsWith(prefix, at)) beginHere(cursor, at + prefix.length)
}

/** Where the text's heads were not looked for, or not those of these keys. */
const beginHere = (cursor: Cursor, at: number): void => {
  const { text } = cursor
  const free = text.firsts[text.count] ?? 0
  const end = addHeads(text, cursor.filter, at, free)
  for (let head = free; head < end; head++) begin(cursor, at, head)
}

/** Keys with a head that stands at a place. */
const begin = (cursor: Cursor, at: number, likely: number): void => {
  const { keys, text } = cursor
  if (isThaiTail(text.units[at] ?? 0)) return
  const length = text.lengths[likely] ?? 0
  cursor.start = at
  if (length === 0) return beginSlowly(cursor, at)
  const head = headOf(keys, text.hashes[likely] ?? 0, text.units, at, length)
  if (head !== NOT_FOUND) walk(cursor, firstOfHead(keys, head), firstOfHead(keys, head + 1), length, at + length)
}

/** The same where the head isn't known. */
const beginSlowly = (cursor: Cursor, at: number): void => {
  if (goesOn(cursor, 0, cursor.keys.count, 0, cursor.text.units[at] ?? 0)) walk(cursor, cursor.low, cursor.high, 1, at + 1)
}

/** One walk at a time: `start` and `from` change from walk to walk. */
type Cursor = {
  readonly text: Beginnings
  readonly endings: ReadonlySet<string>
  readonly joins: boolean
  readonly keys: Keys
  readonly filter: HeadFilter
  readonly reader: TermReader
  start: number
  from: Start
  /** The keys that `goesOn` has left. */
  low: number
  high: number
}

const cursorOf = (
  text: Beginnings,
  keys: Keys,
  filter: HeadFilter,
  { endings, joins, reader }: Pick<Cursor, 'endings' | 'joins' | 'reader'>,
): Cursor => ({ text, endings, joins, keys, filter, reader, start: 0, from: 'word', low: 0, high: 0 })

/** Reports which keys from `first` to before `end` the text has, where their first `depth` units are those before `position`. */
const walk = (cursor: Cursor, first: number, end: number, depth: number, position: number): void => {
  const { keys, text, joins } = cursor
  const { units } = text
  let [low, high, deep, at] = [first, end, depth, position]
  for (;;) {
    const common = lettersInCommon(cursor, low, high - 1, deep, at)
    deep += common
    at += common
    low = settle(cursor, low, high, deep, at)
    for (;;) {
      if (low === high || at === text.text.length) return
      const unit = units[at] ?? 0
      if (joins && unit !== SPACE && unitAt(keys, low, deep) <= HYPHEN) skipMissingSpace(cursor, low, high, deep, at)
      at++
      if (goesOnLike(cursor, low, high, deep, unit)) break
      if (unit !== SPACE || !besideHan(units, at - 1)) return
    }
    low = cursor.low
    high = cursor.high
    deep++
  }
}

/** How many letters all these keys share with the text: most of the road of a walk. */
const lettersInCommon = (cursor: Cursor, first: number, last: number, depth: number, position: number): number => {
  const { units, begins } = cursor.keys
  const text = cursor.text.units
  const begin = (begins[first] ?? 0) + depth
  const end = begins[first + 1] ?? 0
  const beside = (begins[last] ?? 0) + depth - begin
  let place = begin
  for (; place < end; place++) {
    const unit = units[place] ?? 0
    if (unit <= HYPHEN || unit !== text[position + place - begin] || unit !== units[place + beside]) break
  }
  return place - begin
}

/** Reports what ends here, follows the open ends that begin here, and gives back the first key that goes on. */
const settle = (cursor: Cursor, first: number, end: number, depth: number, position: number): number => {
  const { keys, text, endings } = cursor
  let low = first
  let next = unitAt(keys, low, depth)
  if (next === 0) {
    if (endsWord(text.units, cursor.start, position)) report(cursor, low, position)
    if (++low === end) return low
    next = unitAt(keys, low, depth)
  }
  if (next > ENDING_UNIT) return low
  const wordEnds = wordEnd(text.units, position)
  const ending = firstFrom(keys, low, end, depth, ENDING_UNIT)
  if (low < ending) follow(cursor, low, ending, depth + 1, wordEnds)
  low = firstFrom(keys, ending, end, depth, ENDING_UNIT + 1)
  if (ending < low && (wordEnds === position || endings.has(text.text.slice(position, wordEnds))))
    follow(cursor, ending, low, depth + 1, wordEnds)
  return low
}

const follow = (cursor: Cursor, first: number, end: number, depth: number, position: number): void => {
  const isWhole = unitAt(cursor.keys, first, depth) === 0
  if (isWhole) report(cursor, first, position)
  if (goesOnLike(cursor, isWhole ? first + 1 : first, end, depth, cursor.text.units[position] ?? 0))
    walk(cursor, cursor.low, cursor.high, depth + 1, position + 1)
}

const report = ({ reader, start, from }: Cursor, key: number, end: number): void => reader.term(key, start, end, from)

/** True where some of the keys have this unit next: `low` and `high` say which. */
const goesOn = (cursor: Cursor, first: number, end: number, depth: number, unit: number): boolean => {
  if (first === end) return false
  const { keys } = cursor
  const [least, most] = [unitAt(keys, first, depth), unitAt(keys, end - 1, depth)]
  if (unit < least || unit > most) return false
  cursor.low = first
  cursor.high = end
  // Mostly all of them have the same.
  if (least === most) return true
  cursor.low = least === unit ? first : firstFrom(keys, first, end, depth, unit)
  cursor.high = most === unit ? end : firstFrom(keys, cursor.low, end, depth, unit + 1)
  return cursor.low < cursor.high
}

/** Cross-border, cross border and a line end between them are one; so are dashes. */
const goesOnLike = (cursor: Cursor, first: number, end: number, depth: number, unit: number): boolean => {
  if (goesOn(cursor, first, end, depth, unit)) return true
  if (unit === SPACE) return goesOn(cursor, first, end, depth, HYPHEN)
  return (unit === HYPHEN || unit === LINE_FEED) && goesOn(cursor, first, end, depth, SPACE)
}

/** Between letters of the language's own. */
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
