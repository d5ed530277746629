import type { ReportContent } from './report-facts.ts'
import type { ReportWords } from './report-words.ts'
import { keysOf } from './word-keys.ts'

/** The words of a headline: their prefixes as signed hashes, odd for names and even for others. */
export type HeadlineWords = Int32Array

const MOST_WORDS = 24

/** The words of a headline. A name is a word with a capital, or one tagged as an organisation or place. */
export const headlineWordsOf = (
  { language, title: { words } }: ReportWords,
  { title, entities, places }: Pick<ReportContent, 'title' | 'entities' | 'places'>,
): HeadlineWords => {
  const spans = [...entities, ...places].flatMap(({ evidence }) => evidence).filter(({ field }) => field === 'title')
  const tagged = new Set(spans.flatMap(({ start, end }) => keysOf(language, title.slice(start, end)).flat()))
  const found = new Map<number, number>()
  for (let nth = 0; nth < words.size && found.size < MOST_WORDS; nth += 1) {
    const [start = 0, end = 0, whole = 0, prefix = 0] = [
      words.starts[nth],
      words.ends[nth],
      words.wholes[nth],
      words.prefixes[nth],
    ]
    // A single ideograph says little, and is part of two pairs as well.
    if (end - start === 1) continue
    const isName = words.areNames[nth] === 1 || tagged.has(prefix >>> 0) || tagged.has(whole >>> 0)
    found.set(prefix | 1, isName ? prefix | 1 : prefix & ~1)
  }
  return Int32Array.from(found.values())
}

/** The same number for a name and for another word with this prefix. */
export const wordOf = (word: number): number => word | 1
export const isName = (word: number): boolean => (word & 1) === 1
