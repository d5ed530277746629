import type { ReportContent } from '../crosslingual/link-features.ts'
import { keysOf } from '../embeddings/word-keys.ts'
import { CAPITAL_NOUNS, type ReportWords } from '../report-words.ts'

/** The informative words of a headline: their prefixes as signed hashes, odd for names and even for others. */
export type HeadlineWords = Int32Array

const MOST_WORDS = 24
/** Words that more than this share of texts hold are left out: any headline may have them. */
const ORDINARY = 0.02

/**
 * The informative words of a headline. `shareOf`: the share of texts, in general, that hold a word. A name is a word with a capital, or one tagged as
 * an organisation or place; where every noun has a capital, a word that no text holds in general.
 */
export const headlineWordsOf = (
  { language, title: { words } }: ReportWords,
  { title, entities, places }: Pick<ReportContent, 'title' | 'entities' | 'places'>,
  shareOf: (key: number) => number,
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
    const share = shareOf(whole)
    if (end - start === 1 || share > ORDINARY) continue
    const isWritten = language === CAPITAL_NOUNS ? share === 0 : words.areNames[nth] === 1
    const isName = isWritten || tagged.has(prefix >>> 0) || tagged.has(whole >>> 0)
    found.set(prefix | 1, isName ? prefix | 1 : prefix & ~1)
  }
  return Int32Array.from(found.values())
}

/** The same number for a name and for another word with this prefix. */
export const wordOf = (word: number): number => word | 1
export const isName = (word: number): boolean => (word & 1) === 1
