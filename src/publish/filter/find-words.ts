/** Finds the words of a filter among those of a text, as the store's full-text index does. */
import type { Filter } from '../../model/filter.ts'
import type { LanguageTag } from '../../model/ids.ts'
import { inflectedWord, overlapOf, searchPhrase } from '../../text/search-words.ts'
import { formsOf } from '../../text/word-forms.ts'

export type WordFinder = {
  readonly covers: number
  readonly isAt: (words: readonly string[], start: number) => boolean
  readonly isIn: (words: readonly string[]) => boolean
}

/** Finds the words of a filter in texts of a language that are cut into search words; null: there is nothing to search for. */
export const createWordFinder = (
  filter: Pick<Extract<Filter, { kind: 'text' }>, 'text' | 'prefix' | 'forms'>,
  language: LanguageTag,
): WordFinder | null => {
  const phrase = searchPhrase(filter.text, { prefix: filter.prefix })
  if (phrase === null) return null
  const { words: wanted, isOpen } = phrase
  const word = filter.forms ? inflectedWord(phrase) : null
  const forms = word === null ? null : formsOf(word, language)
  const last = wanted.length - 1
  const isLast = (found: string): boolean => {
    const ending = wanted[last] ?? ''
    if (isOpen) return found.startsWith(ending)
    return forms === null ? found === ending : forms.has(found)
  }
  const isAt = (words: readonly string[], start: number): boolean => {
    for (let nth = 0; nth < last; nth += 1) if (words[start + nth] !== wanted[nth]) return false
    return isLast(words[start + last] ?? '')
  }
  return {
    covers: wanted.length + overlapOf(phrase),
    isAt,
    isIn: (words) => words.some((_, start) => start + last < words.length && isAt(words, start)),
  }
}
