/** Finds the words and phrases of many groups in one walk over a text: its cost grows with the text, not with the number of words. */
import { NONE, runsOn, scriptOf } from '../../text/script.ts'

export type IndexedWord = {
  /** Folded as the texts are; a * at the end allows any ending. */
  readonly word: string
  readonly group: number
  /** Letters may follow. */
  readonly isOpen: boolean
}
export type FoundWords = {
  /** How many places of the text begin a word of each group. */
  readonly counts: Uint8Array
  /** The groups of the words with which the text begins. */
  readonly first: ReadonlySet<number>
}
export type WordIndex = (text: string) => FoundWords

/** Code units of signs and blanks that may stand before the first word. */
const BEFORE_FIRST = 4

export const createWordIndex = (words: readonly IndexedWord[], groups: number): WordIndex => {
  const sorted = sortedWords(words)
  return (text) => {
    const counts = new Uint8Array(groups)
    const first = new Set<number>()
    let isFirst = true
    for (let start = 0; start < text.length; start++) {
      if (!isApart(text, start, start - 1)) continue
      const found = groupsAt(sorted, text, start)
      for (const group of found) {
        if ((counts[group] ?? 0) < 255) counts[group] = (counts[group] ?? 0) + 1
        if (isFirst) first.add(group)
      }
      if (start >= BEFORE_FIRST || scriptOf(text.charCodeAt(start)) !== NONE) isFirst = false
    }
    return { counts, first }
  }
}

/** Words by code unit, and the range of those with each first unit. A tree of maps takes twenty times the memory. */
type SortedWords = {
  readonly words: readonly IndexedWord[]
  readonly ranges: ReadonlyMap<number, readonly [low: number, high: number]>
}

const sortedWords = (all: readonly IndexedWord[]): SortedWords => {
  const words = all
    .map((one) => (one.word.endsWith('*') ? { ...one, word: one.word.slice(0, -1), isOpen: true } : one))
    .filter(({ word }) => word !== '')
    .toSorted((a, b) => (a.word < b.word ? -1 : a.word > b.word ? 1 : 0))
  const ranges = new Map<number, [number, number]>()
  words.forEach(({ word }, at) => ranges.set(word.charCodeAt(0), [ranges.get(word.charCodeAt(0))?.[0] ?? at, at + 1]))
  return { words, ranges }
}

const NO_GROUPS: ReadonlySet<number> = new Set()

const groupsAt = ({ words, ranges }: SortedWords, text: string, start: number): ReadonlySet<number> => {
  let [low, high] = ranges.get(text.charCodeAt(start)) ?? [0, 0]
  let groups: Set<number> | null = null
  for (let depth = 1; low < high; depth++) {
    const end = start + depth
    // The words that end here come before those that go on.
    for (let word = words[low]; low < high && word?.word.length === depth; word = words[++low])
      if (word.isOpen || isApart(text, end - 1, end)) (groups ??= new Set()).add(word.group)
    if (end === text.length) break
    low = firstFrom(words, low, high, depth, text.charCodeAt(end))
    high = firstFrom(words, low, high, depth, text.charCodeAt(end) + 1)
  }
  return groups ?? NO_GROUPS
}

/** Of words with `depth` units in common, the first whose next unit is `unit` or comes after it. */
const firstFrom = (words: readonly IndexedWord[], first: number, end: number, depth: number, unit: number): number => {
  let [low, high] = [first, end]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((words[middle]?.word.charCodeAt(depth) ?? 0) < unit) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether a word may end between two code units side by side. Outside the text, `charCodeAt` is no number, which has no script. */
const isApart = (text: string, inside: number, outside: number): boolean => {
  const [own, other] = [scriptOf(text.charCodeAt(inside)), scriptOf(text.charCodeAt(outside))]
  return own === NONE || other === NONE || runsOn(own) || runsOn(other)
}
