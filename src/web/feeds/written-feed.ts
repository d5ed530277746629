import type { Steps } from '../../lib/steps.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { LanguageTag } from '../../model/ids.ts'
import type { PublishedFeed } from '../../model/published-feed.ts'
import type { FeedFormat } from '../../publish/feed-document.ts'
import type { FeedParts } from '../../publish/feed-text.ts'
import { type PublishContext, createPublishContext } from '../../publish/publish-context.ts'
import { ATOM_TYPE, writeAtom } from '../../publish/write-atom.ts'
import { JSON_FEED_TYPE, writeJsonFeed } from '../../publish/write-json-feed.ts'
import { RSS_TYPE, writeRss } from '../../publish/write-rss.ts'
import type { Rendered } from '../http/document.ts'
import { DATA_HEADERS } from '../http/security.ts'
import { localeFor } from '../locale.ts'
import { entryWordsIn } from './entry-locale.ts'

/** The feed formats by the ending of the address, in the order in which they are offered. */
export const FORMATS: Readonly<
  Record<FeedFormat, { readonly type: string; readonly write: (feed: PublishedFeed) => Steps<FeedParts> }>
> = {
  atom: { type: ATOM_TYPE, write: writeAtom },
  rss: { type: RSS_TYPE, write: writeRss },
  json: { type: JSON_FEED_TYPE, write: writeJsonFeed },
}

/** Writes a feed document, one entry a step. `headers`: those that only the route knows, such as `cache-control` and `vary`. */
export function* writtenFeed(
  feed: PublishedFeed,
  format: FeedFormat,
  headers: Readonly<Record<string, string>>,
): Steps<Rendered & { readonly body: FeedParts }> {
  const { type, write } = FORMATS[format]
  return {
    body: yield* write(feed),
    type: `${type}; charset=utf-8`,
    status: 200,
    isDated: true,
    headers: { ...DATA_HEADERS, link: linkHeader(feed), ...headers },
  }
}

/** The Link header (RFC 8288). `feedAddress` percent-encodes, so no address contains a `>` that would end the `<…>`. */
const linkHeader = (feed: PublishedFeed): string => {
  const links = {
    self: feed.self,
    hub: feed.hub,
    first: feed.first,
    next: feed.next,
    current: feed.archiveOf?.current ?? null,
    'prev-archive': feed.previousArchive,
    'next-archive': feed.nextArchive,
  }
  const named = Object.entries(links).flatMap(([rel, href]) => (href === null ? [] : [`<${href}>; rel="${rel}"`]))
  return [...named, `<${feed.home}>; rel="alternate"; type="text/html"`].join(', ')
}

const MOST_CACHED = 50
const made = new WeakMap<Configuration, Map<string, PublishContext>>()

type Service = { readonly configuration: Configuration; readonly origin: string; readonly hub: string | null }

/** The publish context; cached for each configuration, public address, hub and language of the labels. */
export const publishContextFor = ({ configuration, origin, hub }: Service, language: LanguageTag): PublishContext => {
  const key = `${language} ${origin} ${hub ?? ''}`
  const ofConfiguration = made.get(configuration) ?? new Map<string, PublishContext>()
  made.set(configuration, ofConfiguration)
  const known = ofConfiguration.get(key)
  if (known !== undefined) return known
  const { taxonomy, sources, service } = configuration
  const words = entryWordsIn(localeFor(language, undefined))
  const settings = { publicUrl: origin, serviceTitle: service.title, hub, language, words }
  const context = createPublishContext(settings, taxonomy, sources)
  if (ofConfiguration.size >= MOST_CACHED) ofConfiguration.clear()
  ofConfiguration.set(key, context)
  return context
}
