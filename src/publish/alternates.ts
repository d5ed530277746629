/** The same story elsewhere. */
import type { StoredArticle } from '../model/article.ts'
import type { PublishedEntry } from '../model/published-feed.ts'
import type { PublishContext } from './publish-context.ts'

/** A story that a hundred desks carry would drown its own entry. */
const MOST = 40

/** One a source and language, other languages first in the order of their first report, then further sources. */
export const alternatesOf = (
  face: StoredArticle,
  all: readonly StoredArticle[],
  { sources }: PublishContext,
): PublishedEntry['alternates'] => {
  const seen = new Set([voiceOf(face)])
  const addresses = new Set([face.link])
  const voices = all
    .filter((article) => article.link !== null && article.id !== face.id)
    .toSorted((a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1))
    .filter((article) => {
      const isNew = !seen.has(voiceOf(article)) && !addresses.has(article.link)
      seen.add(voiceOf(article))
      addresses.add(article.link)
      return isNew
    })
  return languagesFirst(voices, face)
    .slice(0, MOST)
    .flatMap(({ link, language, title, source }) =>
      link === null ? [] : [{ url: link, language, title, source: sources.get(source)?.name ?? source }],
    )
}

const voiceOf = ({ source, language }: StoredArticle): string => `${source} ${language}`

const languagesFirst = (articles: readonly StoredArticle[], face: StoredArticle): readonly StoredArticle[] => {
  const languages = new Set([face.language])
  const first = articles.filter(({ language }) => !languages.has(language) && languages.add(language))
  return [...first, ...articles.filter((article) => !first.includes(article))]
}
