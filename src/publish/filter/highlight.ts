/** Marks in a text what a filter found there. */
import type { Filter } from '../../model/filter.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { locatedWords } from '../../text/search-words.ts'
import { createWordFinder } from './find-words.ts'
import { compileRegex } from './regex.ts'

export type Piece = { readonly text: string; readonly isMatch: boolean }

export type Highlighter = (text: string, language: LanguageTag, where: 'title' | 'text') => readonly Piece[]

/** The most work of regular expressions on one page, in instructions times characters of all texts: about 0.15 s of processor time (measured). */
const MAX_REGEX_WORK = 5_000_000

/**
 * Marks the words, phrases and regular expressions that must or may be there; words in their forms. One highlighter is for one page: once
 * its regular expressions have done `MAX_REGEX_WORK`, their further matches are not marked.
 */
export const createHighlighter = (filter: Filter): Highlighter => {
  const wanted = wantedIn(filter)
  const regexRanges = createRegexFinder(MAX_REGEX_WORK)
  return (text, language, where) => {
    const words = wanted.some(({ kind }) => kind === 'text') ? locatedWords(text) : []
    const ranges = wanted.flatMap((part): readonly Range[] => {
      if (part.kind === 'regex') return regexRanges(part.pattern, text)
      return part.in === 'title' && where !== 'title' ? [] : wordRanges(part, language, words)
    })
    return piecesOf(text, ranges)
  }
}

type Wanted = Extract<Filter, { kind: 'text' | 'regex' }>
type Range = { readonly start: number; readonly end: number }

const wantedIn = (filter: Filter): readonly Wanted[] => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap(wantedIn)
  return filter.kind === 'text' || filter.kind === 'regex' ? [filter] : []
}

const wordRanges = (
  part: Extract<Filter, { kind: 'text' }>,
  language: LanguageTag,
  located: ReturnType<typeof locatedWords>,
): readonly Range[] => {
  const finder = createWordFinder(part, language)
  if (finder === null) return []
  const words = located.map(({ word }) => word)
  return located.flatMap(({ start }, nth): readonly Range[] => {
    const last = located[Math.min(nth + finder.covers, located.length) - 1]
    return last !== undefined && finder.isAt(words, nth) ? [{ start, end: last.end }] : []
  })
}

const createRegexFinder = (maxWork: number): ((pattern: string, text: string) => readonly Range[]) => {
  const compiled = new Map<string, ReturnType<typeof compileRegex>>()
  let work = 0
  return (pattern, text) => {
    const regex = compiled.get(pattern) ?? compileRegex(pattern)
    compiled.set(pattern, regex)
    const matcher = regex.matcher(text)
    const ranges: Range[] = []
    for (let at = 0; work <= maxWork; at = matcher.end()) {
      // Each search may read all of the text that is left.
      work += regex.programSize() * (text.length - at + 1)
      if (!matcher.find()) break
      ranges.push({ start: matcher.start(), end: matcher.end() })
    }
    return ranges
  }
}

const piecesOf = (text: string, ranges: readonly Range[]): readonly Piece[] => {
  const pieces: Piece[] = []
  let at = 0
  const put = (end: number, isMatch: boolean): void => {
    if (end > at) pieces.push({ text: text.slice(at, end), isMatch })
    at = Math.max(at, end)
  }
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    put(start, false)
    put(end, true)
  }
  put(text.length, false)
  return pieces
}
