import { HAN, HANGUL, ARABIC, HIRAGANA, KATAKANA, NONE, SOUTH_EAST_ASIAN, runsOn, scriptOf } from '../../lib/script.ts'
import { HEAD, besideHan, mayBegin, mayBeginAt } from './heads.ts'
import { ENDING, OPEN } from './term.ts'
import { DIVIDED, NOT_FOUND, OPEN_END, ROOT, type Trie, VALUE, childOf, isEmpty, marksOf } from './trie.ts'
import type { WordStarts } from './word-starts.ts'

/** Words to look for in texts of one language. */
export type WordIndex = {
  /** Keys that begin where a word begins. */
  readonly anchored: Trie
  /** Keys that may begin inside a word. */
  readonly floating: Trie
  readonly endings: ReadonlySet<string>
  /** Particles written together with the word that follows. */
  readonly prefixes: Trie
}

/** How a match came to begin where it does. */
export type Start = 'word' | 'prefixed' | 'inside'
export type Report = (trie: Trie, value: number, start: number, end: number, from: Start) => void

/** A katakana word of fewer letters is not looked for inside a longer one: テム is in システム. */
const SHORT_KATAKANA = 4
const SPACE = 32
const HYPHEN = 45
const OPEN_UNIT = OPEN.charCodeAt(0)
const ENDING_UNIT = ENDING.charCodeAt(0)

/** Reports every listed word in a text in normal form, in order of where it begins. */
export const findTerms = (text: string, starts: WordStarts, index: WordIndex, report: Report): void => {
  const cursor = (trie: Trie): Cursor => ({ text, endings: index.endings, trie, report, start: 0, from: 'word' })
  const anchored = cursor(index.anchored)
  const floating = isEmpty(index.floating) ? null : cursor(index.floating)
  const prefixes = isEmpty(index.prefixes) ? null : index.prefixes
  let done = 0
  for (let word = 0; word < starts.count; word++) {
    const at = starts.at[word] ?? 0
    if (floating !== null) beginInside(floating, done, at)
    done = at
    if (mayBegin(index.anchored.heads, starts.hashes, word * HEAD)) begin(anchored, at, 'word')
    if (prefixes !== null) beginAfterPrefixes(anchored, prefixes, at)
  }
  if (floating !== null) beginInside(floating, done, text.length)
}

/** Terms that may begin anywhere, from one place to before another. */
const beginInside = (cursor: Cursor, first: number, end: number): void => {
  for (let at = first; at < end; at++) if (scriptOf(cursor.text.charCodeAt(at)) !== NONE) beginIfLikely(cursor, at, 'inside')
}

const beginAfterPrefixes = (cursor: Cursor, prefixes: Trie, at: number): void => {
  let node = childOf(prefixes, ROOT, cursor.text.charCodeAt(at))
  for (let end = at + 1; node !== NOT_FOUND; end++) {
    if ((prefixes.values[node] ?? NOT_FOUND) !== NOT_FOUND) beginIfLikely(cursor, end, 'prefixed')
    node = childOf(prefixes, node, cursor.text.charCodeAt(end))
  }
}

const beginIfLikely = (cursor: Cursor, at: number, from: Start): void => {
  if (mayBeginAt(cursor.trie.heads, cursor.text, at)) begin(cursor, at, from)
}

const begin = (cursor: Cursor, at: number, from: Start): void => {
  const unit = cursor.text.charCodeAt(at)
  const child = childOf(cursor.trie, ROOT, unit)
  if (child === NOT_FOUND || isThaiTail(unit)) return
  cursor.start = at
  cursor.from = from
  walk(cursor, child, at + 1)
}

/** One walk at a time: `start` and `from` change from walk to walk. */
type Cursor = {
  readonly text: string
  readonly endings: ReadonlySet<string>
  readonly trie: Trie
  readonly report: Report
  start: number
  from: Start
}

const walk = (cursor: Cursor, from: number, at: number): void => {
  const { text, trie } = cursor
  let node = from
  let position = at
  settle(cursor, node, position)
  while (position < text.length) {
    const unit = text.charCodeAt(position)
    const next = childOf(trie, node, unit)
    const divided = (marksOf(trie, node) & DIVIDED) !== 0
    if (divided && unit !== SPACE) skipMissingSpace(cursor, node, position)
    const found = next === NOT_FOUND && divided ? likeSpace(trie, node, unit) : next
    position++
    if (found !== NOT_FOUND) settle(cursor, (node = found), position)
    else if (unit !== SPACE || !besideHan(text, position - 1)) return
  }
}

/** Reports what ends here and follows the open ends that begin here. */
const settle = (cursor: Cursor, node: number, position: number): void => {
  const { trie, text, endings } = cursor
  const marks = marksOf(trie, node)
  if ((marks & VALUE) !== 0 && endsWord(text, cursor.start, position)) report(cursor, node, position)
  if ((marks & OPEN_END) === 0) return
  const end = wordEnd(text, position)
  const open = childOf(trie, node, OPEN_UNIT)
  if (open !== NOT_FOUND) follow(cursor, open, end)
  const ending = childOf(trie, node, ENDING_UNIT)
  if (ending !== NOT_FOUND && (end === position || endings.has(text.slice(position, end)))) follow(cursor, ending, end)
}

const follow = (cursor: Cursor, node: number, position: number): void => {
  const { trie, text } = cursor
  if ((marksOf(trie, node) & VALUE) !== 0) report(cursor, node, position)
  const unit = text.charCodeAt(position)
  const next = childOf(trie, node, unit)
  const found = next === NOT_FOUND ? likeSpace(trie, node, unit) : next
  if (found !== NOT_FOUND) walk(cursor, found, position + 1)
}

const report = ({ report, trie, start, from }: Cursor, node: number, end: number): void =>
  report(trie, trie.values[node] ?? NOT_FOUND, start, end, from)

/** Cross-border, cross border and a line end between them are one; so are dashes. */
const likeSpace = (trie: Trie, node: number, unit: number): number => {
  if (unit === SPACE) return childOf(trie, node, HYPHEN)
  if (unit === HYPHEN || unit === 10) return childOf(trie, node, SPACE)
  return NOT_FOUND
}

/** Korean and Persian write one term with a space or without. */
const skipMissingSpace = (cursor: Cursor, node: number, position: number): void => {
  const script = scriptOf(cursor.text.charCodeAt(position - 1))
  if (script !== HANGUL && script !== ARABIC) return
  const space = childOf(cursor.trie, node, SPACE)
  if (space !== NOT_FOUND) walk(cursor, space, position)
}

const endsWord = (text: string, start: number, end: number): boolean => {
  const last = scriptOf(text.charCodeAt(end - 1))
  const unit = text.charCodeAt(end)
  switch (last) {
    case NONE:
    case HAN:
    case HIRAGANA:
      return true
    case SOUTH_EAST_ASIAN:
      return !isThaiTail(unit)
    case KATAKANA:
      return end - start >= SHORT_KATAKANA || (scriptOf(unit) !== KATAKANA && !continuesKatakana(text, start))
    default:
      return scriptOf(unit) !== last
  }
}

const continuesKatakana = (text: string, start: number): boolean =>
  start > 0 && scriptOf(text.charCodeAt(start)) === KATAKANA && scriptOf(text.charCodeAt(start - 1)) === KATAKANA

const wordEnd = (text: string, position: number): number => {
  const script = scriptOf(text.charCodeAt(position - 1))
  if (script === NONE || runsOn(script)) return position
  let end = position
  while (end < text.length && scriptOf(text.charCodeAt(end)) === script) end++
  return end
}

/** Thai vowels and tone marks that belong to the consonant before them: a word neither begins nor goes on with one. */
const isThaiTail = (unit: number): boolean =>
  (unit >= 0xe30 && unit <= 0xe3a) || unit === 0xe45 || (unit >= 0xe47 && unit <= 0xe4e)
