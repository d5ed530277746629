/** Feed documents, made in one go. */
import { inOneGo } from '../../src/lib/steps.ts'
import type { PublishedFeed } from '../../src/model/published-feed.ts'
import { feedDocument } from '../../src/publish/feed-document.ts'
import { joinParts } from '../../src/publish/feed-text.ts'
import { writeAtom } from '../../src/publish/write-atom.ts'
import { writeJsonFeed } from '../../src/publish/write-json-feed.ts'
import { writeRss } from '../../src/publish/write-rss.ts'

export const documentOf = (...parts: Parameters<typeof feedDocument>): PublishedFeed => inOneGo(feedDocument(...parts))
export const atomText = (feed: PublishedFeed): string => joinParts(inOneGo(writeAtom(feed)))
export const rssText = (feed: PublishedFeed): string => joinParts(inOneGo(writeRss(feed)))
export const jsonText = (feed: PublishedFeed): string => joinParts(inOneGo(writeJsonFeed(feed)))
