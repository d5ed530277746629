/**
 * Finds what of a text is not the report. Boilerplate says nothing of the event, names other organisations, and makes texts of one site look
 * alike.
 */
import { datelineLength, datelineWithin } from './datelines.ts'
import { isBoilerplateLine, isCall, isRelated } from './calls-to-readers.ts'
import { closingPhraseOf, isOnlyLink, withPlainEllipsis } from './closing-phrases.ts'

/** A stretch of text to leave out, in UTF-16 code units. */
export type Cut = { readonly start: number; readonly end: number }

/** Code units at the beginning and the end that are searched, however long a text is. */
const OPENING = 6_000
const CLOSING = 3_000
const MOST_ROUNDS = 12
const LONGEST_SENTENCE = 240
/** Spaces and signs that separate boilerplate from what follows it. */
const LOOSE_SIGNS = /^[\s:;,.|•·\-–—]+/
const SENTENCE_END = /[.!?…؟]["'”’»)]{0,2}\s+|[。！？।]["”’」』）]{0,2}\s*/gu

export const boilerplateIn = (text: string): readonly Cut[] => {
  if (isOnlyLink(text)) return [{ start: 0, end: text.length }]
  const hasLines = text.trim().includes('\n')
  const end = endOfReport(text, hasLines)
  const start = startOfReport(text, end, hasLines)
  if (start >= end) return text === '' ? [] : [{ start: 0, end: text.length }]
  const within = datelineWithin(text.slice(start, end))
  return [
    ...(start > 0 ? [{ start: 0, end: start }] : []),
    ...(within === null ? [] : [{ start: start + within.start, end: start + within.end }]),
    ...(hasLines ? linesWithin(text, start + (within?.end ?? 0), end) : []),
    ...(end < text.trimEnd().length ? [{ start: end, end: text.length }] : []),
  ]
}

/** The text without boilerplate; an ellipsis remains where the publisher cut the text. */
export const withoutBoilerplate = (text: string): string => {
  const cuts = boilerplateIn(text)
  const left = withoutCuts(text, cuts)
  const end = left.slice(-LONGEST_ELLIPSIS)
  const plain = withPlainEllipsis(end)
  return cuts.length === 0 && plain === end ? text : (left.slice(0, left.length - end.length) + plain).trim()
}
const LONGEST_ELLIPSIS = 40

export const withoutCuts = (text: string, cuts: readonly Cut[]): string => {
  const last = cuts.at(-1)
  if (last === undefined) return text
  return cuts.map(({ start }, index) => text.slice(cuts[index - 1]?.end ?? 0, start)).join('') + text.slice(last.end)
}

/**
 * Converts a position in the text without cuts to one in the text with them. `isEnd`: it is the end of a stretch, which a cut right behind
 * it does not move.
 */
export const positionBefore = (cuts: readonly Cut[], position: number, isEnd: boolean): number => {
  let at = position
  for (const { start, end } of cuts) {
    if (isEnd ? at <= start : at < start) return at
    at += end - start
  }
  return at
}

const startOfReport = (text: string, end: number, hasLines: boolean): number => {
  let start = skipLoose(text, 0, /^\s+/)
  for (let round = 0; round < MOST_ROUNDS && start < end; round += 1) {
    const length = openingLength(text.slice(start, Math.min(end, start + OPENING)), hasLines)
    if (length === 0) break
    start = skipLoose(text, start + length, LOOSE_SIGNS)
  }
  return start
}
const skipLoose = (text: string, at: number, signs: RegExp): number =>
  at + (signs.exec(text.slice(at, at + LONGEST_ELLIPSIS))?.[0].length ?? 0)

/** The length of the boilerplate line, dateline or sentence that a text begins with; 0: there is none. */
const openingLength = (text: string, hasLines: boolean): number => {
  const lineEnd = text.indexOf('\n')
  const line = lineEnd === -1 ? text : text.slice(0, lineEnd)
  if (hasLines && isBoilerplateLine(line.trim())) return line.length
  const dateline = datelineLength(line)
  if (dateline > 0) return dateline
  const sentence = firstSentence(line)
  return isCall(sentence.trim()) ? sentence.length : 0
}

const firstSentence = (line: string): string => {
  const window = line.slice(0, LONGEST_SENTENCE)
  const [found] = window.matchAll(SENTENCE_END)
  return found === undefined ? window : window.slice(0, found.index + found[0].length)
}

const endOfReport = (text: string, hasLines: boolean): number => {
  let end = text.trimEnd().length
  for (let round = 0; round < MOST_ROUNDS && end > 0; round += 1) {
    const from = Math.max(0, end - CLOSING)
    const start = closingStart(text.slice(from, end), hasLines)
    if (start === -1) break
    end = text.slice(0, from + start).trimEnd().length
  }
  return end
}

/** The offset of the boilerplate line or sentence that a text ends with; -1: there is none. */
const closingStart = (ending: string, hasLines: boolean): number => {
  const phrase = closingPhraseOf(ending)
  if (phrase !== -1) return phrase
  const lineStart = ending.lastIndexOf('\n') + 1
  const line = ending.slice(lineStart)
  if (hasLines && isBoilerplateLine(line.trim())) return lineStart
  const sentence = lastSentence(line)
  return sentence.length < line.length && (isCall(sentence) || isRelated(sentence)) ? ending.length - sentence.length : -1
}

const lastSentence = (line: string): string => {
  const window = line.slice(-LONGEST_SENTENCE)
  let start = 0
  for (const { index, 0: sign } of window.matchAll(SENTENCE_END))
    if (index + sign.length < window.length) start = index + sign.length
  return start === 0 ? line : window.slice(start)
}

/** The boilerplate lines between the first and the last line of the report. */
const linesWithin = (text: string, start: number, end: number): readonly Cut[] => {
  const cuts: Cut[] = []
  const look = (from: number, to: number): void => {
    for (let at = text.indexOf('\n', from); at !== -1 && at < to; ) {
      const next = text.indexOf('\n', at + 1)
      if (next === -1 || next >= end) return
      if (next > at + 1 && isBoilerplateLine(text.slice(at + 1, next).trim())) cuts.push({ start: at, end: next })
      at = next
    }
  }
  look(start, Math.min(end, start + OPENING))
  look(Math.max(start + OPENING, end - CLOSING), end)
  return cuts
}
