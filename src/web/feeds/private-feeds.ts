import type { Configuration } from '../../model/configuration.ts'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import type { WebRequest } from '../http/web-request.ts'
import { HttpError } from '../http/http-error.ts'

/** What may be listed. */
export const openFeeds = ({ feeds }: Configuration): readonly FeedDefinition[] => feeds.filter((feed) => feed.private !== true)

/** Is there a feed of this name that everybody may read? */
export const isOpen = (id: string, { feeds }: Configuration): boolean => {
  const feed = feeds.find((known) => known.id === id)
  return feed === undefined ? id === 'all' : feed.private !== true
}

/**
 * The key that opens a private feed, or null where none is needed. Refuses a key that opens nothing in the same words whether or not
 * there is such a feed; without a key a private feed is as if it were not there.
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
  if (feed !== undefined && (await opens(id, key))) return key
  throw wrongKey()
}

export const wrongKey = (): HttpError =>
  new HttpError(
    403,
    'The key in this address is not valid: it was mistyped or has been revoked. Ask the person who gave it to you for a new address.',
    { extra: { parameter: 'key' }, localized: { key: 'error.key' } },
  )
