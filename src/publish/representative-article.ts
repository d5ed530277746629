/** Which article of a story speaks for it in a feed. */
import type { StoredArticle } from '../model/article.ts'
import type { ArticleId, LanguageTag } from '../model/ids.ts'
import type { Story } from '../model/story.ts'

/** A story as one answer of the store has it: all its articles, and those that the filter met. */
export type StoryMatch = { readonly story: Story; readonly matched: readonly ArticleId[] }

/**
 * Only an article that the filter met can be the face: who asks for Russian gets Russian. Of these the first preferred language
 * that is there, else the lead, else the earliest original: a later arrival in the same language never takes the place of a face.
 */
export const faceOf = ({ story, matched }: StoryMatch, preferred: readonly LanguageTag[]): StoredArticle => {
  const wanted = new Set(matched)
  const met = story.articles.filter(({ id }) => wanted.has(id))
  const candidates = met.length > 0 ? met : story.articles
  for (const language of preferred) {
    const [best] = bestFirst(
      candidates.filter((article) => speaks(article.language, language)),
      story,
    )
    if (best !== undefined) return best
  }
  return bestFirst(candidates, story)[0] ?? story.lead
}

/** `zh` is spoken by zh-Hans and zh-Hant. */
const speaks = (language: LanguageTag, wanted: LanguageTag): boolean => language === wanted || language.startsWith(`${wanted}-`)

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
