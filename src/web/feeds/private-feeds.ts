import type { Configuration } from '../../model/configuration.ts'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import type { WebRequest } from '../http/web-request.ts'
import { EVERYTHING, FIELD } from './feed-query.ts'
import { HttpError } from '../http/http-error.ts'

/** The feeds that may be listed: those that are not private. */
export const openFeeds = ({ feeds }: Configuration): readonly FeedDefinition[] => feeds.filter((feed) => feed.private !== true)

/** Whether there is a feed of this name that everybody may read. */
export const isOpen = (id: string, { feeds }: Configuration): boolean => {
  const feed = feeds.find((known) => known.id === id)
  return feed === undefined ? id === EVERYTHING || id === FIELD : feed.private !== true
}

/**
 * The key that opens a private feed; null: none is needed, or none was sent, and a private feed is then the same 404 as a missing one.
 * Throws 403 for a key that opens nothing, in the same words whether or not there is such a feed.
 */
export const keyFor = async (
  { query }: Pick<WebRequest, 'query'>,
  id: string,
  configuration: Configuration,
  opens: (feed: string, key: string) => boolean | Promise<boolean>,
): Promise<string | null> => {
  const feed = configuration.feeds.find((known) => known.id === id)
  const key = query.get('key') ?? ''
  if (isOpen(id, configuration) || key === '') return null
  // Asked for unknown feeds too, so that each refusal takes the same time.
  const isOpened = await opens(id, key)
  if (feed !== undefined && isOpened) return key
  throw wrongKey()
}

export const wrongKey = (): HttpError =>
  new HttpError(
    403,
    'The key in this address is not valid: it was mistyped or has been revoked. Ask the person who gave it to you for a new address.',
    { extra: { parameter: 'key' }, localized: { key: 'error.key' } },
  )
