import type { Evidence, StoredArticle } from '../model/article.ts'

/** The words of the article that are evidence, at most 80 characters, as spelled there: the lexicon may have the beginning of a word only. */
export const quotedWords = (article: Pick<StoredArticle, 'title' | 'text'>, { field, start, end, term }: Evidence): string => {
  const words = article[field].slice(start, Math.min(end, start + MOST)).trim()
  // A term whose ending is open is written with an asterisk.
  return words === '' ? term.replaceAll('*', '') : words
}
const MOST = 80
