import { HOUR } from '../../lib/durations.ts'
import { type ArchiveLinks, type ArchivePart, NO_ARCHIVES, parseArchive } from '../../publish/archive.ts'
import { feedAddress, feedDocument, type FeedFormat, type FeedPage, type FeedRequest } from '../../publish/feed-document.ts'
import { translationFor } from '../../model/translation.ts'
import type { PublishContext } from '../../publish/publish-context.ts'
import { writeFeedsOpml } from '../../publish/write-opml.ts'
import type { PublishedFeed } from '../../model/published-feed.ts'
import type { LanguageTag, StoryId } from '../../model/ids.ts'
import type { Story } from '../../model/story.ts'
import type { MatchedStory, Page } from '../../store/ports/story-search.ts'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import { localeFor, nearestLocale } from '../locale.ts'
import { readsChanges } from '../../model/filter.ts'
import { movesWithTime } from '../read-filter.ts'
import { HttpError } from '../http/http-error.ts'
import { DATA_HEADERS, REVALIDATE } from '../http/security.ts'
import type { Rendering } from '../http/response-cache.ts'
import { didYouMean } from '../pages/configuration-index.ts'
import { positionOf } from '../pages/paging.ts'
import type { PageContext } from '../pages/page-context.ts'
import { type Archived, archiveDocument, archivesBehind, canBeArchived } from './archives.ts'
import { publishContextFor, writtenFeed } from './written-feed.ts'
import { openFeeds } from './private-feeds.ts'
import { listedFeeds, feedQuery, type FeedQuery, languagesIn } from './feed-query.ts'

/** An archive document does not change, so it is cached for a year; a client that requests it again all the same gets a correction. */
const caching = ({ archiveOf }: PublishedFeed, key: string | null): string =>
  `${key === null ? 'public' : 'private'}, ${archiveOf === null ? 'no-cache' : 'max-age=31536000'}`

/** `cross-border.atom` → the id and the format; null: not a feed's file name. */
export const feedFile = (name: string): { readonly id: string; readonly format: FeedFormat } | null => {
  const dot = name.lastIndexOf('.')
  const ending = name.slice(dot + 1)
  if (dot <= 0 || (ending !== 'atom' && ending !== 'rss' && ending !== 'json')) return null
  return { id: name.slice(0, dot), format: ending }
}

/** One feed document: the page of it that the address asks for, in its format. */
export const renderFeed = async (
  pageContext: PageContext,
  { id, format, key }: { readonly id: string; readonly format: FeedFormat; readonly key: string | null },
): Promise<Rendering> => {
  const { configuration, query, locale } = pageContext
  const feeds = listedFeeds(key === null ? openFeeds(configuration) : configuration.feeds, { configuration, locale })
  const definition = feeds.find((feed) => feed.id === id)
  if (definition === undefined) {
    const known = feeds.map((feed) => feed.id)
    throw new HttpError(
      404,
      `There is no feed “${id.slice(0, 80)}”.${didYouMean(id, known)} All feeds are listed at ${pageContext.origin}/feeds.`,
      { localized: { key: 'error.feed', values: { name: id.slice(0, 80) } } },
    )
  }
  const wanted = await feedQuery(definition, query, {
    parse: pageContext.parse,
    translatable: configuration.service.translation?.to ?? [],
  })
  const request: FeedRequest = {
    format,
    q: wanted.q === '' ? null : wanted.q,
    languages: wanted.narrowedTo,
    preferred: wanted.preferred,
    translate: wanted.translate,
    group: given(query, 'group') ? wanted.group : null,
    limit: given(query, 'limit') ? wanted.limit : null,
    before: positionOf(query),
    archive: archiveIn(query),
    key,
  }
  const context = {
    ...publishContextFor(pageContext, languageOf(definition, wanted)),
    ...translating(pageContext, definition, request),
  }
  const moves = movesWithTime(`${definition.filter} ${wanted.q}`)
  const found = await entriesOf(pageContext, wanted, request, !moves && canBeArchived(wanted.filter))
  if (found === null)
    return toNewest(feedAddress(definition, { ...request, limit: null, before: null, archive: null }, context))
  const continued = await continuedBy(pageContext, request, found.page)
  const service = { ...context, continued, ...(await changedIn(pageContext, wanted, found.page)) }
  const feed = await pageContext.inTurns(feedDocument(definition, request, found.page, service, found.links))
  return {
    rendered: await pageContext.inTurns(writtenFeed(feed, format, { 'cache-control': caching(feed, key), vary: 'A-IM' })),
    until: moves ? pageContext.hour + HOUR : null,
  }
}

/**
 * The language of labels: the one that the address prefers or narrows to, else the one that the feed prefers, so that an address is one
 * document for all readers.
 */
const languageOf = ({ languages }: FeedDefinition, { preferred, narrowedTo }: FeedQuery): LanguageTag =>
  nearestLocale(preferred[0] ?? narrowedTo[0] ?? languages[0] ?? 'en') ?? 'en'

/** An archive document does not change, so it has no translations, which come later. */
const translating = (
  { translated }: PageContext,
  definition: FeedDefinition,
  { translate, archive }: FeedRequest,
): Pick<PublishContext, 'translation'> => {
  const to = translate ?? definition.translate
  if (to === undefined || translated === null || archive !== null) return {}
  return { translation: (text, language) => translationFor({ text, language }, [to], translated) }
}

/** The stories that those of the page continue. An archive document does not change, so it has none: their headlines may. */
const continuedBy = async (
  { store }: PageContext,
  { archive }: FeedRequest,
  page: FeedPage,
): Promise<ReadonlyMap<StoryId, Story>> =>
  archive !== null || page.group === 'article'
    ? new Map()
    : await store.storiesWith([...new Set(page.rows.flatMap(({ story }) => story.continues ?? []))])

/** The earlier wordings of a page of a feed whose filter is about changes. */
const changedIn = async (
  { store }: PageContext,
  { filter }: FeedQuery,
  page: FeedPage,
): Promise<Pick<PublishContext, 'wordings'>> => {
  if (!readsChanges(filter)) return {}
  const articles = page.group === 'article' ? page.rows : page.rows.flatMap(({ story }) => story.articles)
  return { wordings: await store.wordingsOf(articles.map(({ id }) => id)) }
}

const given = (query: URLSearchParams, name: string): boolean => (query.get(name) ?? '') !== ''

/** The most tombstones of a feed. A reader that misses more than these between two requests reads the feed anew. */
const MOST_TOMBSTONES = 100

type Found = { readonly page: FeedPage; readonly links: ArchiveLinks }

/** The entries of the requested document; null: an archive document that is not full yet. */
const entriesOf = async (
  pageContext: PageContext,
  wanted: FeedQuery,
  request: FeedRequest,
  isArchived: boolean,
): Promise<Found | null> => {
  const archived = { store: pageContext.store, filter: wanted.filter, group: wanted.group }
  if (request.archive !== null) {
    if (!isArchived)
      throw new HttpError(404, NOT_ARCHIVED, { extra: { parameter: 'archive' }, localized: { key: 'error.cursor' } })
    return await archiveDocument(archived, request.archive)
  }
  const page = await pageOf(pageContext, wanted, request)
  // Later pages link to their next page instead; a feed without a next page shows everything.
  const hasMore = isArchived && request.before === null && page.next !== null
  return { page, links: hasMore ? await archivesIfInTime(archived, page) : NO_ARCHIVES }
}

/** The links to archives, or none if they take too long: a feed without its archives for a minute is better than no feed. */
const archivesIfInTime = async (archived: Archived, page: FeedPage): Promise<ArchiveLinks> => {
  try {
    return await archivesBehind(archived, page)
  } catch (error) {
    if (error instanceof HttpError && error.status === 503) return NO_ARCHIVES
    throw error
  }
}
const NOT_ARCHIVED =
  'A feed whose filter has a regular expression, or counts back from now, has pages and no archives. Start again from the feed itself.'

const archiveIn = (query: URLSearchParams): ArchivePart | null => {
  const text = query.get('archive') ?? ''
  const part = parseArchive(text)
  if (text === '' || part !== null) return part
  throw new HttpError(400, 'This archive position is not valid. Start again from the feed itself.', {
    extra: { parameter: 'archive' },
    localized: { key: 'error.cursor' },
  })
}

/** A redirection from the address of an archive document that is not full yet to the feed, which has the newest entries. */
const toNewest = (current: string): Rendering => ({
  rendered: {
    body: '',
    type: 'text/plain; charset=utf-8',
    status: 307,
    isDated: false,
    headers: { ...DATA_HEADERS, 'cache-control': 'no-store', location: current },
  },
  until: null,
})

const pageOf = async (context: PageContext, wanted: FeedQuery, request: FeedRequest): Promise<FeedPage> => {
  const { store } = context
  const { group, filter, limit } = wanted
  const { before, format } = request
  if (group === 'article') return { group, ...(await store.articles({ filter, limit, before })) }
  const page = await store.stories({ filter, limit, before })
  if (before !== null) return { group, ...page }
  const older = await ongoing(context, wanted, page)
  const newest = older.length === 0 ? page : await store.stories({ filter, limit: limit - older.length, before })
  return {
    group,
    rows: [...newest.rows, ...older],
    next: newest.next,
    tombstones: format === 'atom' ? await store.storyTombstones(MOST_TOMBSTONES) : [],
  }
}

/** The share of a document's entries that may be older stories. */
const MOST_ONGOING = 1 / 4
const ONGOING_FOR = 48 * HOUR

/** Older stories that were updated in the 48 hours before the newest report of the page arrived: their entries have something new. */
const ongoing = async (
  { store }: PageContext,
  { filter, limit }: FeedQuery,
  { rows, next }: Page<MatchedStory>,
): Promise<readonly MatchedStory[]> => {
  const most = Math.floor(limit * MOST_ONGOING)
  if (next === null || most === 0) return []
  const newest = Math.max(0, ...rows.flatMap(({ story }) => story.articles.map(({ firstSeen }) => firstSeen)))
  return await store.ongoingStories({ filter, before: next, since: newest - ONGOING_FOR, limit: most })
}

/** All public feeds in one OPML file, for a feed reader to import. */
export const renderOpml = async (pageContext: PageContext): Promise<Rendering> => {
  const { configuration, query } = pageContext
  const preferred = await languagesIn(query.get('prefer') ?? '', pageContext.parse, 'prefer')
  const [first] = preferred
  const locale = first === undefined ? pageContext.locale : localeFor(first, undefined)
  const feeds = listedFeeds(openFeeds(configuration), { configuration, locale })
  const body = writeFeedsOpml(feeds, { ...publishContextFor(pageContext, locale.language), preferred }, 'atom')
  const headers = {
    ...DATA_HEADERS,
    'cache-control': REVALIDATE,
    vary: 'Accept-Language',
    'content-language': locale.language,
    'content-disposition': `attachment; filename="${fileName(configuration.service.title)}.opml"`,
  }
  return { rendered: { body, type: 'text/x-opml; charset=utf-8', status: 200, isDated: false, headers }, until: null }
}

const fileName = (title: string): string =>
  title
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .toLowerCase() || 'feeds'
