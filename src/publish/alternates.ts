/** Other articles of the same story. */
import type { StoredArticle } from '../model/article.ts'
import type { PublishedEntry } from '../model/published-feed.ts'
import type { PublishContext } from './publish-context.ts'

/** A story that a hundred publishers carry would make its entry too long. */
const MOST = 40

/** One per source and language: other languages first, in the order of their first article, then further sources. */
export const alternatesOf = (
  representative: StoredArticle,
  all: readonly StoredArticle[],
  { sources }: PublishContext,
): PublishedEntry['alternates'] => {
  const seen = new Set([contributorOf(representative)])
  const addresses = new Set([representative.link])
  const contributions = all
    .filter((article) => article.link !== null && article.id !== representative.id)
    .toSorted((a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1))
    .filter((article) => {
      const isNew = !seen.has(contributorOf(article)) && !addresses.has(article.link)
      seen.add(contributorOf(article))
      addresses.add(article.link)
      return isNew
    })
  return languagesFirst(contributions, representative)
    .slice(0, MOST)
    .flatMap(({ link, language, title, source }) =>
      link === null ? [] : [{ url: link, language, title, source: sources.get(source)?.name ?? source }],
    )
}

const contributorOf = ({ source, language }: StoredArticle): string => `${source} ${language}`

const languagesFirst = (articles: readonly StoredArticle[], representative: StoredArticle): readonly StoredArticle[] => {
  const languages = new Set([representative.language])
  const first = articles.filter(({ language }) => !languages.has(language) && languages.add(language))
  return [...first, ...articles.filter((article) => !first.includes(article))]
}
