/** The HTTP errors for a story or article that is not stored: 410 if it was taken down, else 404. */
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
