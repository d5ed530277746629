/** What publishers changed in headlines and excerpts after publication, as far as their sources let others show it. */
import type { StoredArticle } from '../model/article.ts'
import type { ArticleId, Instant } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import type { EarlierWording } from '../model/wording.ts'
import { isEdit } from '../text/edit.ts'
import { republished } from './republished.ts'

type Shown = Pick<EarlierWording, 'title' | 'summary'>
/** `at`: when a poll found the new wording. */
export type StoryChange = {
  readonly article: StoredArticle
  readonly at: Instant
  readonly before: Shown
  readonly after: Shown
}

/** The changes of the articles, the earliest first: who corrected first stands first. */
export const changesOf = (
  articles: readonly StoredArticle[],
  wordings: ReadonlyMap<ArticleId, readonly EarlierWording[]>,
  sources: (article: StoredArticle) => Source | undefined,
): readonly StoryChange[] =>
  articles
    .flatMap((article) => {
      const source = sources(article)
      const shown = ({ title, summary }: Shown): Shown => ({
        title,
        summary: republished({ ...article, summary }, source).summary,
      })
      const earlier = wordings.get(article.id) ?? []
      return earlier.map(
        (one, nth): StoryChange => ({
          article,
          at: one.replacedAt,
          before: shown(one),
          after: shown(earlier[nth + 1] ?? article),
        }),
      )
    })
    .filter(({ before, after }) => isEdit(before, after, []))
    .toSorted((a, b) => a.at - b.at)
