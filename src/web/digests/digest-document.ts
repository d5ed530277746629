/** The feed of a digest, in the language of the digest and not of the request. */
import { digestFeed } from '../../publish/digest/digest-feed.ts'
import type { FeedFormat } from '../../publish/feed-document.ts'
import { publishContextFor, writtenFeed } from '../feeds/written-feed.ts'
import type { Rendered } from '../http/document.ts'
import { REVALIDATE } from '../http/security.ts'
import { nearestLocale } from '../locale.ts'
import type { PageContext } from '../pages/page-context.ts'
import { digestWordsOf } from './digest-locale.ts'
import type { OpenedDigest } from './opened-digest.ts'

const MOST_ISSUES = 30

export const renderDigestFeed = async (
  pageContext: PageContext,
  { definition, key }: OpenedDigest,
  format: FeedFormat,
): Promise<Rendered> => {
  const issues = await pageContext.store.digests.issues({ digest: definition.id, limit: MOST_ISSUES })
  const context = publishContextFor(pageContext, nearestLocale(definition.language) ?? 'en')
  const feed = digestFeed({ definition, issues, format, key, words: digestWordsOf(definition) }, context)
  const headers = { 'cache-control': key === null ? REVALIDATE : 'private, no-cache' }
  return await pageContext.inTurns(writtenFeed(feed, format, headers))
}
