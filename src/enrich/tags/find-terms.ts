import { HAN, HANGUL, ARABIC, HIRAGANA, KATAKANA, NONE, SOUTH_EAST_ASIAN, runsOn, scriptOf } from '../../lib/script.ts'
import { ENDING, OPEN } from './term.ts'
import { NOT_FOUND, ROOT, type Trie, childOf } from './trie.ts'

/** Words to look for in texts of one language. */
export type WordIndex = {
  /** Keys that begin where a word begins. */
  readonly anchored: Trie
  /** Keys that may begin inside a word. */
  readonly floating: Trie
  readonly endings: ReadonlySet<string>
  readonly prefixes: ReadonlySet<string>
}

/** How a match came to begin where it does. */
export type Start = 'word' | 'prefixed' | 'inside'
export type Report = (trie: Trie, value: number, start: number, end: number, from: Start) => void

/** Longest particle written together with the next word (Arabic وبال, Hebrew כשמה). */
const LONGEST_PREFIX = 4
/** A katakana word of fewer letters is not looked for inside a longer one: テム is in システム. */
const SHORT_KATAKANA = 4
const SPACE = 32
const HYPHEN = 45
const OPEN_UNIT = OPEN.charCodeAt(0)
const ENDING_UNIT = ENDING.charCodeAt(0)

/** Reports every listed word in a text in normal form, in order of where it begins. */
export const findTerms = (text: string, index: WordIndex, report: Report): void => {
  for (let at = 0; at < text.length; at++) {
    const script = scriptOf(text.charCodeAt(at))
    if (beginsWord(text, at, script)) {
      walk({ text, index, trie: index.anchored, start: at, from: 'word', report })
      if (index.prefixes.size > 0) walkAfterPrefixes(text, index, at, report)
    }
    if (script !== NONE) walk({ text, index, trie: index.floating, start: at, from: 'inside', report })
  }
}

const beginsWord = (text: string, at: number, script: number): boolean => {
  const unit = text.charCodeAt(at)
  // Marks begin names too: .cn, #tag
  if (script === NONE) return unit > SPACE
  if (script === SOUTH_EAST_ASIAN) return !isThaiTail(unit)
  return at === 0 || runsOn(script) || scriptOf(text.charCodeAt(at - 1)) !== script
}

const walkAfterPrefixes = (text: string, index: WordIndex, at: number, report: Report): void => {
  for (let length = 1; length <= LONGEST_PREFIX; length++)
    if (index.prefixes.has(text.slice(at, at + length)))
      walk({ text, index, trie: index.anchored, start: at + length, from: 'prefixed', report })
}

type Walk = {
  readonly text: string
  readonly index: WordIndex
  readonly trie: Trie
  readonly start: number
  readonly from: Start
  readonly report: Report
}

const walk = (walk: Walk, node = ROOT, at = walk.start): void => {
  const { text, trie } = walk
  let here = node
  let position = at
  for (;;) {
    settle(walk, here, position)
    if (position >= text.length) return
    const unit = text.charCodeAt(position)
    const next = childOf(trie, here, unit)
    if (next !== NOT_FOUND) {
      if (unit !== SPACE && position > walk.start) skipMissingSpace(walk, here, position)
      here = next
      position++
      continue
    }
    const like = likeSpace(trie, here, unit)
    if (like !== NOT_FOUND) {
      here = like
      position++
      continue
    }
    if (position === walk.start) return
    if (unit === SPACE && besideHan(text, position)) {
      position++
      continue
    }
    skipMissingSpace(walk, here, position)
    return
  }
}

/** Reports what ends here and follows the open ends that begin here. */
const settle = (step: Walk, node: number, position: number): void => {
  const { trie, text, index } = step
  const value = trie.values[node] ?? NOT_FOUND
  if (value !== NOT_FOUND && endsWord(text, step.start, position)) step.report(trie, value, step.start, position, step.from)
  const open = childOf(trie, node, OPEN_UNIT)
  if (open !== NOT_FOUND) follow(step, open, wordEnd(text, position))
  const ending = childOf(trie, node, ENDING_UNIT)
  if (ending === NOT_FOUND) return
  const end = wordEnd(text, position)
  if (end === position || index.endings.has(text.slice(position, end))) follow(step, ending, end)
}

const follow = (step: Walk, node: number, position: number): void => {
  const value = step.trie.values[node] ?? NOT_FOUND
  if (value !== NOT_FOUND) step.report(step.trie, value, step.start, position, step.from)
  const space = step.text.charCodeAt(position)
  if ((step.trie.first[node + 1] ?? 0) === (step.trie.first[node] ?? 0)) return
  const next = childOf(step.trie, node, space)
  const like = next === NOT_FOUND ? likeSpace(step.trie, node, space) : next
  if (like !== NOT_FOUND) walk(step, like, position + 1)
}

/** Cross-border, cross border and a line end between them are one; so are dashes. */
const likeSpace = (trie: Trie, node: number, unit: number): number => {
  if (unit === SPACE) return childOf(trie, node, HYPHEN)
  if (unit === HYPHEN || unit === 10) return childOf(trie, node, SPACE)
  return NOT_FOUND
}

/** Korean and Persian write one term with a space or without. */
const skipMissingSpace = (step: Walk, node: number, position: number): void => {
  const script = scriptOf(step.text.charCodeAt(position - 1))
  if (script !== HANGUL && script !== ARABIC) return
  const space = childOf(step.trie, node, SPACE)
  if (space !== NOT_FOUND) walk(step, space, position)
}

/** 使用 AI 平台, 使用AI平台: around Latin words in Chinese and Japanese the space is taste. */
const besideHan = (text: string, position: number): boolean => {
  const before = scriptOf(text.charCodeAt(position - 1))
  const after = scriptOf(text.charCodeAt(position + 1))
  return (before >= HAN && before <= KATAKANA) || (after >= HAN && after <= KATAKANA)
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
