/** Why there is no such story or article: it was taken down, or it is not stored any more. */
import type { ArticleId, StoryId } from '../model/ids.ts'
import { HttpError } from './http/http-error.ts'
import type { ReadStore } from './query-limits.ts'

export const missingStory = async ({ takedowns }: Pick<ReadStore, 'takedowns'>, id: StoryId): Promise<HttpError> =>
  (await takedowns.isTakenDown(id))
    ? new HttpError(410, 'This story was taken down.', { localized: { key: 'story.taken-down' } })
    : new HttpError(404, 'There is no such story; it may be older than the retention period.', {
        localized: { key: 'story.gone' },
      })

export const missingArticle = async ({ takedowns }: Pick<ReadStore, 'takedowns'>, id: ArticleId): Promise<HttpError> =>
  (await takedowns.isTakenDown(id))
    ? new HttpError(410, 'This article was taken down.')
    : new HttpError(404, 'There is no such article; it may be older than the retention period.')
