/** Makes a feed document, independent of the format, from a page of results of the store. */
import { mapByTheirSteps, mapInSteps, type Steps } from '../lib/steps.ts'
import { pathWithQuery } from '../lib/url.ts'
import type { StoredArticle } from '../model/article.ts'
import type { Instant, LanguageTag, StoryId } from '../model/ids.ts'
import type { PublishedEntry, PublishedFeed } from '../model/published-feed.ts'
import { type FeedDefinition, type Grouping, labelIn } from '../model/taxonomy.ts'
import { type ArchiveLinks, type ArchivePart, archiveText, NO_ARCHIVES } from './archive.ts'
import { articleEntry, developmentEntries, feedUrn, storyEntryInSteps, storyUrn } from './entry.ts'
import { readLanguage } from './filter/language-names.ts'
import type { PublishContext } from './publish-context.ts'
import type { StoryMatch } from './developments.ts'

export type FeedFormat = 'atom' | 'rss' | 'json'

/** The parameters of a feed request as written; null: not given. */
export type FeedRequest = {
  readonly format: FeedFormat
  readonly q: string | null
  readonly languages: readonly LanguageTag[]
  /** Languages for a story's headline, the preferred one first; empty: those of `languages`, otherwise those of the feed. */
  readonly preferred: readonly LanguageTag[]
  /** The language into which headlines are translated; left out: as the feed says. */
  readonly translate?: LanguageTag | null
  readonly group: Grouping | null
  readonly limit: number | null
  readonly before: FeedCursor | null
  /** The archive document that is requested; null: a page. */
  readonly archive: ArchivePart | null
  /** The key of a private feed: it is part of all addresses of the feed, and of nothing else. */
  readonly key: string | null
}

/** A page of results, newest first; `next` null: there is nothing older. */
export type FeedPage = { readonly next: FeedCursor | null } & (
  | {
      readonly group: 'story'
      readonly rows: readonly StoryMatch[]
      /** Stories that have been deleted or merged, for readers that have stored them. */
      readonly tombstones?: readonly { readonly id: StoryId; readonly at: Instant }[]
    }
  | { readonly group: 'article'; readonly rows: readonly StoredArticle[] }
)

/** Makes a feed document, with a step for each entry. */
export function* feedDocument(
  definition: FeedDefinition,
  request: FeedRequest,
  page: FeedPage,
  service: PublishContext,
  archives: ArchiveLinks = NO_ARCHIVES,
): Steps<PublishedFeed> {
  const wished = [request.preferred, request.languages, definition.languages].find((tags) => tags.length > 0) ?? []
  // In the form of articles' languages: zh-CN is zh-Hans, pt-BR is pt.
  const context = {
    ...service,
    preferred: wished.map((tag) => readLanguage(tag, wished) ?? tag),
    idScope: idScopeOf(definition, request),
  }
  const entries = yield* entriesOf(page, definition, context)
  const tombstones = page.group === 'story' ? (page.tombstones ?? []) : []
  const startingAt = (before: FeedCursor | null) => feedAddress(definition, { ...request, before, archive: null }, context)
  // A page of a feed links to the archives of the whole feed.
  const archive = (part: ArchivePart | null) =>
    part === null ? null : feedAddress(definition, { ...request, limit: null, before: null, archive: part }, context)
  const isArchive = request.archive !== null
  const title = labelIn(definition.title, context.language)
  return {
    id: feedUrn(identityOf(definition, request, context)),
    service: { title: context.serviceTitle, url: `${context.publicUrl}/` },
    title: request.q === null || request.q === '' ? title : `${title}: ${request.q}`,
    subtitle: definition.description === null ? null : labelIn(definition.description, context.language),
    language: context.language,
    home: homeOf(definition, request, context),
    self: archive(request.archive) ?? startingAt(request.before),
    // An archive document never changes, so there is nothing to push. A hub must not see a private feed's key.
    hub: isArchive || request.key !== null ? null : context.hub,
    next: page.next === null ? null : startingAt(page.next),
    first: page.next === null && request.before === null ? null : startingAt(null),
    archiveOf: isArchive ? { current: startingAt(null) } : null,
    previousArchive: archive(archives.previous),
    nextArchive: archive(archives.next),
    updatedAt: Math.max(0, ...entries.map(({ updatedAt }) => updatedAt), ...tombstones.map(({ at }) => at)),
    entries,
    tombstones: tombstones.map(({ id, at }) => ({ id: storyUrn(id, context), at })),
  }
}

export const SINGLE_DOCUMENT = {
  hub: null,
  next: null,
  first: null,
  archiveOf: null,
  previousArchive: null,
  nextArchive: null,
  tombstones: [],
} as const

/** What identifies a feed: the same for all its formats and pages. */
const identityOf = (definition: FeedDefinition, request: FeedRequest, service: Pick<PublishContext, 'publicUrl'>): string =>
  feedAddress(definition, { ...request, format: 'atom', limit: null, before: null, archive: null, key: null }, service)

/**
 * What distinguishes the ids of this feed's entries; empty: its ids are the same in all feeds. It has no address of the service, so that
 * entries keep their ids when the service moves.
 */
const idScopeOf = (definition: FeedDefinition, request: FeedRequest): string =>
  definition.ids === 'shared' ? '' : `${identityOf(definition, request, { publicUrl: '' })} `

function* entriesOf(
  page: FeedPage,
  { developments }: FeedDefinition,
  context: PublishContext,
): Steps<readonly PublishedEntry[]> {
  if (page.group === 'article') return yield* mapInSteps(page.rows, (article) => articleEntry(article, context))
  if (developments === 'update') return yield* mapByTheirSteps(page.rows, (match) => storyEntryInSteps(match, context))
  const all = yield* mapByTheirSteps(page.rows, (match) => developmentEntries(match, context))
  return all.flat().toSorted((a, b) => b.publishedAt - a.publishedAt || (a.id < b.id ? -1 : 1))
}

/** A feed's address, its parameters always in the same order, so that equal requests are one address. */
export const feedAddress = (
  { id }: Pick<FeedDefinition, 'id'>,
  { format, q, languages, preferred, translate = null, group, limit, before, archive, key }: FeedRequest,
  { publicUrl }: Pick<PublishContext, 'publicUrl'>,
): string =>
  pathWithQuery(`${publicUrl}/feeds/${encodeURIComponent(id)}.${format}`, {
    key,
    q,
    lang: languages.join(','),
    prefer: preferred.join(','),
    translate,
    group,
    limit,
    before: before === null ? null : cursorText(before),
    archive: archive === null ? null : archiveText(archive),
  })

/** The page with the same content: the search for the feed's filter, or the front page for an unfiltered feed. */
const homeOf = ({ filter }: FeedDefinition, { q, languages }: FeedRequest, { publicUrl }: PublishContext): string => {
  const lang = languages.length === 0 ? '' : `lang:${languages.join(',')}`
  const parts = [filter, q ?? '', lang].map((part) => part.trim()).filter((part) => part !== '')
  const [only = ''] = parts
  const both = parts.length > 1 ? parts.map((part) => `(${part})`).join(' ') : only
  return both === '' ? `${publicUrl}/` : pathWithQuery(`${publicUrl}/search`, { q: both })
}

type FeedCursor = { readonly at: Instant; readonly id: string }

/** A cursor as text, opaque to readers and safe in an address. */
export const cursorText = ({ at, id }: FeedCursor): string => Buffer.from(`${at} ${id}`, 'utf8').toString('base64url')

/** What `cursorText` wrote, or an ISO date that a person wrote; null: neither. */
export const parseCursor = (text: string): FeedCursor | null => {
  if (text.length > 300) return null
  if (/^\d{4}-\d\d-\d\d(T|$)/.test(text)) return dateCursor(text)
  if (!/^[\w-]+$/.test(text)) return null
  const [, at = '', id = ''] = /^(-?\d{1,16}) ([^\p{Cc}]+)$/u.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? []
  const instant = Number(at)
  return id !== '' && Number.isSafeInteger(instant) ? { at: instant, id } : null
}

const dateCursor = (text: string): FeedCursor | null => {
  const at = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text)
  return Number.isNaN(at) ? null : { at, id: '' }
}
