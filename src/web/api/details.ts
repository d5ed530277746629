/** One story, article, topic, organisation, place or source with everything that is known about it. */
import { articleId, storyId } from '../../model/ids.ts'
import { HttpError } from '../http/http-error.ts'
import { missingArticle, missingStory } from '../missing.ts'
import { didYouMean } from '../pages/configuration-index.ts'
import type { PageContext } from '../pages/page-context.ts'
import { iso } from './catalogue-views.ts'
import { namesIn } from './parameters.ts'
import type { ArticleDetail, Story } from './report-schemas.ts'
import { affairsOf, reportViews } from './report-views.ts'

export const storyDetail = async (context: PageContext, id: string): Promise<Story> => {
  const preferred = await namesIn(context)
  const story = await context.store.story(storyId(id))
  if (story === null) throw await missingStory(context.store, storyId(id))
  // Any report in the preferred language may represent the story.
  const match = { story, matched: story.articles.map((article) => article.id) }
  const [affairs, wordings] = [
    await affairsOf(context.store, [story]),
    await context.store.wordingsOf(story.articles.map((article) => article.id)),
  ]
  return await context.inTurns(reportViews(context, preferred).story(match, affairs, wordings))
}

export const articleDetail = async (context: PageContext, id: string): Promise<ArticleDetail> => {
  const preferred = await namesIn(context)
  const decision = await context.store.decision(articleId(id))
  if (decision === null) throw await missingArticle(context.store, articleId(id))
  return {
    ...reportViews(context, preferred).article(decision.article),
    reasons: decision.reasons,
    items: decision.items.map(({ source, firstSeen, lastSeen }) => ({
      source,
      firstSeen: iso(firstSeen),
      lastSeen: iso(lastSeen),
    })),
  }
}

/** The row with this id; throws 404 with the nearest known id if there is none. */
export const rowNamed = <Row extends { readonly id: string }>(rows: readonly Row[], id: string, what: string): Row => {
  const found = rows.find((row) => row.id === id)
  if (found !== undefined) return found
  const known = rows.map((row) => row.id)
  throw new HttpError(404, `There is no ${what} “${id.slice(0, 80)}”.${didYouMean(id, known)}`)
}
