import { baseOf, formsOf, type WordForms } from '../../../text/word-forms.ts'
import type { Connection } from './connection.ts'
import type { Counters } from './counters.ts'
import type { TagNames } from './tag-names.ts'

/** The words that stand in the full-text index. */
export type IndexedWords = {
  /** Those that are forms of a word in articles of a language, itself first. */
  readonly forms: (word: string, language: string) => readonly string[]
  /** The same in any language that articles are stored in. */
  readonly formsInAny: (word: string) => readonly string[]
  readonly reload: () => void
}

/** Looked up again after each change of what is published. */
const MOST_REMEMBERED = 2_000

export const createIndexedWords = ({ db, all }: Connection, tags: TagNames, counters: Counters): IndexedWords => {
  db.exec('CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed_word USING fts5vocab (main, words, row)')
  const remembered = new Map<string, ReadonlyMap<string, readonly string[]>>()
  let edition = -1
  const formsByLanguage = (word: string): ReadonlyMap<string, readonly string[]> => {
    if (edition !== counters.totals.edition || remembered.size >= MOST_REMEMBERED) remembered.clear()
    edition = counters.totals.edition
    const known = remembered.get(word)
    if (known !== undefined) return known
    const found = find(word)
    remembered.set(word, found)
    return found
  }
  const find = (word: string): ReadonlyMap<string, readonly string[]> => {
    const languages = new Set(tags.all('language').map(([name]) => baseOf(name)))
    const rules = [...languages].flatMap((language): readonly (readonly [string, WordForms])[] => {
      const forms = formsOf(word, language)
      return forms === null ? [] : [[language, forms]]
    })
    const starts = [...new Set(rules.flatMap(([, { prefixes }]) => prefixes))]
    const widest = starts.filter((start) => !starts.some((other) => other !== start && start.startsWith(other)))
    const longest = Math.max(0, ...rules.map(([, forms]) => forms.longest))
    const words = widest.flatMap((start) => all<{ readonly term: string }>(BEGINNING, start, `${start}\uffff`, longest))
    return new Map(
      rules.map(([language, { has }]) => [
        language,
        [word, ...words.flatMap(({ term }) => (term !== word && has(term) ? [term] : []))],
      ]),
    )
  }
  return {
    forms: (word, language) => formsByLanguage(word).get(baseOf(language)) ?? [word],
    formsInAny: (word) => [...new Set([word, ...[...formsByLanguage(word).values()].flat()])],
    reload: () => remembered.clear(),
  }
}

const BEGINNING = 'SELECT term FROM temp.indexed_word WHERE term >= ? AND term < ? AND length(term) <= ?'
