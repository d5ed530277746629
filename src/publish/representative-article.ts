/** Which article of a story gives its entry the title, text and link. */
import type { StoredArticle } from '../model/article.ts'
import type { ArticleId, LanguageTag } from '../model/ids.ts'
import type { Story } from '../model/story.ts'

/** A story as the store found it: all its articles, and the ids of those that match the filter. */
export type StoryMatch = { readonly story: Story; readonly matched: readonly ArticleId[] }

/**
 * Only an article that matches the filter can represent the story: a filter for Russian shows Russian. Among these, the first
 * preferred language that any of them is in, then the lead, then the earliest original. So a later article in the same language
 * never replaces the representative.
 */
export const representativeOf = ({ story, matched }: StoryMatch, preferred: readonly LanguageTag[]): StoredArticle => {
  const wanted = new Set(matched)
  const matching = story.articles.filter(({ id }) => wanted.has(id))
  const candidates = matching.length > 0 ? matching : story.articles
  for (const language of preferred) {
    const [best] = bestFirst(
      candidates.filter((article) => isIn(article.language, language)),
      story,
    )
    if (best !== undefined) return best
  }
  return bestFirst(candidates, story)[0] ?? story.lead
}

/** zh-Hans and zh-Hant are `zh`. */
const isIn = (language: LanguageTag, wanted: LanguageTag): boolean => language === wanted || language.startsWith(`${wanted}-`)

const bestFirst = (articles: readonly StoredArticle[], { lead }: Story): readonly StoredArticle[] =>
  articles.toSorted(
    (a, b) =>
      Number(b.id === lead.id) - Number(a.id === lead.id) ||
      Number(a.copyOf !== null) - Number(b.copyOf !== null) ||
      a.publishedAt - b.publishedAt ||
      byText(a.id, b.id),
  )

/** Code point order: the same on every machine, whatever its locale. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
