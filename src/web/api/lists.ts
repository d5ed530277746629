import type { Filter } from '../../model/filter.ts'
import type { FeedDefinition, Label } from '../../model/taxonomy.ts'
import { articleId, storyId } from '../../model/ids.ts'
import { cursorText } from '../../publish/feed-document.ts'
import type { Cursor } from '../../store/ports/story-search.ts'
import { openFeeds } from '../feeds/private-feeds.ts'
import { feedNamed, feedQuery, limitIn } from '../feeds/feed-query.ts'
import { HttpError } from '../http/http-error.ts'
import { positionOf } from '../pages/paging.ts'
import { pathWithQuery } from '../../lib/url.ts'
import type { PageContext } from '../pages/page-context.ts'
import { articleView, feedView, matchedStoryView, sourceView, storyView } from './views.ts'

const USUAL = 50
const MOST = 200
const MONTH = 30 * 86_400_000

export type Listing = {
  readonly data: readonly unknown[]
  readonly next: string | null
  readonly links: { readonly self: string; readonly next: string | null }
}

/** Every list of the API by the last part of its path. */
export const LISTS = {
  stories: async (context: PageContext): Promise<Listing> => {
    const page = await context.store.stories(await storeQuery(context))
    return listing(
      context,
      page.rows.map((match) => matchedStoryView(context, match)),
      cursorOf(page.next),
    )
  },
  articles: async (context: PageContext): Promise<Listing> => {
    const page = await context.store.articles(await storeQuery(context))
    return listing(
      context,
      page.rows.map((article) => articleView(context, article)),
      cursorOf(page.next),
    )
  },
  topics: async (context: PageContext): Promise<Listing> => {
    const counts = await countsOf(context, 'topic')
    return inMemory(
      context,
      context.configuration.taxonomy.topics.map(({ id, parent, label, scope, iptc }) => ({
        id,
        parent,
        label,
        scope,
        iptc,
        articles: counts.get(id) ?? 0,
      })),
    )
  },
  entities: async (context: PageContext): Promise<Listing> => {
    const counts = await countsOf(context, 'entity')
    return inMemory(
      context,
      context.configuration.taxonomy.entities.map(({ id, kind, label, place, wikidata }) => ({
        id,
        kind,
        label,
        place,
        wikidata,
        articles: counts.get(id) ?? 0,
      })),
    )
  },
  feeds: async (context: PageContext): Promise<Listing> => {
    const feeds = openFeeds(context.configuration)
    const all = feedNamed('all', feeds, context.locale.message('feeds.all'))
    return inMemory(
      context,
      [...(all === null ? [] : [all]), ...feeds.filter(({ id }) => id !== 'all')].map((feed) => feedView(context, feed)),
    )
  },
  sources: async (context: PageContext): Promise<Listing> => {
    const known = new Map(context.configuration.sources.map((source) => [source.id, source]))
    const summaries = await context.statistics.sourceSummaries()
    const rows = (await context.store.subscriptions.pushedSources()).filter(({ state }) => state !== 'leaving')
    const pushes = new Map(rows.map((row) => [row.source, row]))
    return inMemory(
      context,
      summaries.map((summary) => sourceView(summary, known.get(summary.id), pushes.get(summary.id) ?? null)),
    )
  },
} as const satisfies Readonly<Record<string, (context: PageContext) => Promise<Listing>>>

/** One story or article with everything that is known of it. */
export const storyDetail = async (context: PageContext, id: string) => {
  const story = await context.store.story(storyId(id))
  if (story === null) throw new HttpError(404, 'There is no such story; it may be older than the retention period.')
  return storyView(context, story)
}

export const articleDetail = async (context: PageContext, id: string) => {
  const decision = await context.store.decision(articleId(id))
  if (decision === null) throw new HttpError(404, 'There is no such article; it may be older than the retention period.')
  return {
    ...articleView(context, decision.article),
    reasons: decision.reasons,
    items: decision.items.map(({ source, firstSeen, lastSeen }) => ({
      source,
      firstSeen: new Date(firstSeen).toISOString(),
      lastSeen: new Date(lastSeen).toISOString(),
    })),
  }
}

const storeQuery = async (
  context: PageContext,
): Promise<{ readonly filter: Filter; readonly limit: number; readonly before: Cursor | null }> => {
  const limit = limitIn(context.query.get('limit'), USUAL, MOST)
  const { filter } = await feedQuery(wholeFeed(), context.query, context.parse)
  return { filter, limit, before: positionOf(context.query) }
}

/** Everything, whatever the feed of that name has been made into. */
export const wholeFeed = (): FeedDefinition => {
  const all = feedNamed('all', [], '')
  if (all === null) throw new Error('the feed of everything is always there')
  return all
}

const cursorOf = (next: Cursor | null): string | null => (next === null ? null : cursorText(next))

const countsOf = async ({ statistics, hour }: PageContext, kind: 'topic' | 'entity'): Promise<ReadonlyMap<string, number>> =>
  new Map((await statistics.tagCounts(kind, hour - MONTH)).map(({ id, articles }) => [String(id), articles]))

/** What a person may know a row by. */
type Named = {
  readonly id: string
  readonly kind?: string
  readonly name?: string
  readonly label?: Label
  readonly title?: Label
  readonly description?: Label | null
}
const namesIn = ({ id, kind = '', name = '', label, title, description }: Named): string =>
  [id, kind, name, ...[label, title, description].flatMap((text) => Object.values(text ?? {}))].join('\n').toLowerCase()

/** Lists of the configuration: `q` looks in ids and names, the cursor is the last id shown. */
const inMemory = (context: PageContext, rows: readonly Named[]): Listing => {
  const { query } = context
  const words = (query.get('q') ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 20)
  const found = rows.filter((row) => {
    const text = words.length === 0 ? '' : namesIn(row)
    return words.every((word) => text.includes(word))
  })
  const start = startAfter(query.get('before'), found)
  const limit = limitIn(query.get('limit'), MOST, 1000)
  const shown = found.slice(start, start + limit)
  const last = shown.at(-1)
  const next = last === undefined || start + limit >= found.length ? null : Buffer.from(last.id).toString('base64url')
  return listing(context, shown, next)
}

const startAfter = (cursor: string | null, rows: readonly { readonly id: string }[]): number => {
  if (cursor === null || cursor === '') return 0
  const id = Buffer.from(cursor.slice(0, 400), 'base64url').toString('utf8')
  const at = rows.findIndex((row) => row.id === id)
  if (at === -1)
    throw new HttpError(400, 'The cursor “before” is not valid for this list. Start again without it.', {
      extra: { parameter: 'before' },
    })
  return at + 1
}

const listing = ({ origin, path, query }: PageContext, data: readonly unknown[], next: string | null): Listing => {
  const [route = '/'] = path.split('?')
  const to = (before: string | null): string => origin + pathWithQuery(route, { ...Object.fromEntries(query), before })
  return { data, next, links: { self: to(query.get('before')), next: next === null ? null : to(next) } }
}
