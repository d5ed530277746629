/** Lines that a source puts around each of its items: learned from the items of one document, without knowing any language. */
import { hash48 } from '../../lib/hashes.ts'

/** Hashes of what an item begins with (a label before a dash, a line or sentence) and ends with (the last two); 0: nothing to compare. */
export type EdgeLines = readonly [label: number, first: number, last: number, lastButOne: number]
export const EDGE_LINES = 4

export type RepeatedLines = { readonly starts: ReadonlySet<number>; readonly ends: ReadonlySet<number> }
export const NO_REPEATED_LINES: RepeatedLines = { starts: new Set(), ends: new Set() }

/** Items of a document; fewer may agree by chance. */
const FEWEST_ITEMS = 4
const FEWEST_REPETITIONS = 3
/** Code units; longer lines are paragraphs. */
const LONGEST_LINE = 400
const MOST_ROUNDS = 3
const LABEL = /^(?:[([【（][^)\]】）\n]{1,30}[)\]】）]\s?|[^\n.!?。:]{1,40}? ?)[-–—|]{1,2}\s/u
const FIRST_SENTENCE = /[.!?…؟।](?=\s)|[。！？]/u

export const edgeLinesOf = (text: string): EdgeLines => {
  const trimmed = text.trim()
  const last = lastLine(trimmed)
  const before = trimmed.slice(0, trimmed.length - last.length).trimEnd()
  return [
    lineHash(labelOf(trimmed)),
    lineHash(firstLine(trimmed)),
    lineHash(last),
    lineHash(last === '' ? '' : lastLine(before)),
  ]
}
const lineHash = (line: string): number => (line === '' ? 0 : hash48(line.trim()))

/** Hashes of the lines that at least half of a document's items, but no fewer than three, begin or end with. */
export const repeatedLines = (items: readonly EdgeLines[]): RepeatedLines => {
  if (items.length < FEWEST_ITEMS) return NO_REPEATED_LINES
  const fewest = Math.max(FEWEST_REPETITIONS, items.length / 2)
  return {
    starts: repeatedAmong(
      items.map(([label, first]) => [label, first]),
      fewest,
    ),
    ends: repeatedAmong(
      items.map(([, , last, lastButOne]) => [last, lastButOne]),
      fewest,
    ),
  }
}

const repeatedAmong = (items: readonly (readonly number[])[], fewest: number): ReadonlySet<number> => {
  const counts = new Map<number, number>()
  for (const lines of items) for (const line of new Set(lines)) counts.set(line, (counts.get(line) ?? 0) + 1)
  return new Set([...counts].flatMap(([line, count]) => (line !== 0 && count >= fewest ? [line] : [])))
}

/** The text without the repeated lines at its ends; a text that consists of nothing else stays as it is. */
export const withoutRepeatedLines = (text: string, { starts, ends }: RepeatedLines): string => {
  if (starts.size === 0 && ends.size === 0) return text
  let left = text.trim()
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const start = [labelOf(left), firstLine(left)].find((line) => starts.has(lineHash(line)))
    const rest = start === undefined ? left : left.slice(start.length).trimStart()
    const end = lastLine(rest)
    left = ends.has(lineHash(end)) ? rest.slice(0, rest.length - end.length).trimEnd() : rest
  }
  return left === '' ? text : left
}

const labelOf = (text: string): string => LABEL.exec(text.slice(0, LONGEST_LINE))?.[0] ?? ''

/** The first line; where the text is one line, the first sentence. Empty: it is too long, or the whole text. */
const firstLine = (text: string): string => {
  const window = text.slice(0, LONGEST_LINE)
  if (text.includes('\n')) return window.slice(0, Math.max(0, window.indexOf('\n')))
  const end = FIRST_SENTENCE.exec(window)
  return end === null || end.index + 1 >= text.length ? '' : asSentence(window.slice(0, end.index + 1))
}

const lastLine = (text: string): string => {
  const window = text.slice(-LONGEST_LINE)
  if (text.includes('\n')) return window.includes('\n') ? window.slice(window.lastIndexOf('\n') + 1) : ''
  let start = 0
  for (const { index, 0: sign } of window.matchAll(LAST_SENTENCE)) start = index + sign.length
  return start === 0 ? '' : asSentence(window.slice(start))
}
/** The text, or empty where it is too short for a sentence, as `Dr.` is. */
const asSentence = (text: string): string => (text.length >= SHORTEST_SENTENCE || HAN.test(text) ? text : '')
const SHORTEST_SENTENCE = 12
const HAN = /[\p{sc=Han}\p{sc=Hangul}]{4}/u
const LAST_SENTENCE = /[.!?…؟।]["'”’»)]{0,2}\s+(?=\S)|[。！？]["”’」』）]{0,2}(?=.)/gsu
