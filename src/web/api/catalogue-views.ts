/** How the API shows topics, organisations, places, sources and feeds. */
import { EVERYTHING, FIELD } from '../feeds/feed-query.ts'
import { DAY } from '../../lib/durations.ts'
import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { PushedSource } from '../../model/push.ts'
import { hideSecrets } from '../../model/secrets.ts'
import { type Source, type SourceFailure, describeFailure } from '../../model/source.ts'
import type { FeedDefinition, Label } from '../../model/taxonomy.ts'
import { pathWithQuery } from '../../lib/url.ts'
import { siteOf, sourcePage } from '../../publish/attribution.ts'
import type { SourceSummary } from '../../store/ports/source-queue.ts'
import { listedFeeds } from '../feeds/feed-query.ts'
import { openFeeds } from '../feeds/private-feeds.ts'
import type { PageContext } from '../pages/page-context.ts'
import { healthOf } from '../pages/source-state.ts'
import type { Entity, Feed, Place, SourceView, Topic } from './catalogue-schemas.ts'
import { labelFor } from './names.ts'

const MONTH = 30 * DAY

export const iso = <At extends Instant | null>(at: At): At extends null ? null : string =>
  (at === null ? null : new Date(at).toISOString()) as At extends null ? null : string

type Shown = Pick<PageContext, 'origin' | 'configuration' | 'statistics' | 'hour'>
type Preferred = readonly LanguageTag[]

export const topicViews = async (context: Shown, preferred: Preferred): Promise<readonly Topic[]> => {
  const { topics } = context.configuration.taxonomy
  const common = await commonOf(context, 'topic', preferred)
  const children = idsBelow(topics.map(({ id, parent }) => ({ id, above: parent })))
  return topics.map((topic) => {
    const { id, parent, scope, iptc } = topic
    return { ...common(topic), parent, children: children(id), scope, iptc }
  })
}

export const entityViews = async (context: Shown, preferred: Preferred): Promise<readonly Entity[]> => {
  const { entities } = context.configuration.taxonomy
  const common = await commonOf(context, 'entity', preferred)
  const children = idsBelow(entities.map(({ id, parent }) => ({ id, above: parent })))
  return entities.map((entity) => {
    const { id, kind, parent, place, topics, wikidata } = entity
    return { ...common(entity), kind, parent, children: children(id), place, topics, wikidata }
  })
}

export const placeViews = async (context: Shown, preferred: Preferred): Promise<readonly Place[]> => {
  const { places } = context.configuration.taxonomy
  const common = await commonOf(context, 'place', preferred)
  const children = idsBelow(places.map(({ id, within }) => ({ id, above: within })))
  return places.map((place) => {
    const { id, kind, within, contains = [] } = place
    return { ...common(place), kind, parent: within, children: [...new Set([...children(id), ...contains])] }
  })
}

const FOLDERS = { topic: 'topics', entity: 'entities', place: 'places' } as const

/** The fields that topics, organisations and places have in common. */
const commonOf = async ({ origin, statistics, hour }: Shown, kind: keyof typeof FOLDERS, preferred: Preferred) => {
  const counts = new Map((await statistics.tagCounts(kind, hour - MONTH)).map(({ id, articles }) => [String(id), articles]))
  return ({ id, label }: { readonly id: string; readonly label: Label }) => {
    const path = `${FOLDERS[kind]}/${encodeURIComponent(id)}`
    const found = { q: `${kind}:${id}` }
    return {
      id,
      name: labelFor(label, preferred),
      label,
      articles: counts.get(id) ?? 0,
      links: {
        self: `${origin}/api/v1/${path}`,
        page: `${origin}/${path}`,
        stories: origin + pathWithQuery('/api/v1/stories', found),
        feed: origin + pathWithQuery(`/feeds/${kind === 'topic' ? FIELD : EVERYTHING}.atom`, found),
      },
    }
  }
}

const idsBelow = (rows: readonly { readonly id: string; readonly above: string | null }[]) => {
  const below = Map.groupBy(rows, ({ above }) => above)
  return (id: string): readonly string[] => (below.get(id) ?? []).map((row) => row.id)
}

export const feedViews = (context: PageContext, preferred: Preferred): readonly Feed[] =>
  listedFeeds(openFeeds(context.configuration), context).map((feed) => feedView(context, feed, preferred))

const feedView = ({ origin }: Shown, feed: FeedDefinition, preferred: Preferred): Feed => {
  const { id, title, description, filter, group, limit } = feed
  return {
    id,
    name: labelFor(title, preferred),
    title,
    description,
    filter,
    group,
    limit,
    atom: `${origin}/feeds/${id}.atom`,
    rss: `${origin}/feeds/${id}.rss`,
    json: `${origin}/feeds/${id}.json`,
  }
}

export const sourceViews = async (context: PageContext): Promise<readonly SourceView[]> => {
  const known = new Map(context.configuration.sources.map((source) => [source.id, source]))
  const summaries = await context.statistics.sourceSummaries()
  const rows = (await context.store.subscriptions.pushedSources()).filter(({ state }) => state !== 'leaving')
  const pushes = new Map(rows.map((row) => [row.source, row]))
  return summaries.map((summary) =>
    sourceView(context, summary, { source: known.get(summary.id), push: pushes.get(summary.id) }),
  )
}

export const failureView = (failure: SourceFailure | null) =>
  failure === null ? null : { kind: failure.kind, message: describeFailure(failure) }

/** A push subscription without addresses and secrets. */
const pushView = ({ expiresAt, pushedAt, pushes, forged, problem }: PushedSource) => ({
  until: iso(expiresAt),
  pushedAt: iso(pushedAt),
  pushes,
  forged,
  problem,
})

type Known = { readonly source: Source | undefined; readonly push: PushedSource | undefined }

/** A source without the address of its feed, which may contain a subscriber's key. */
const sourceView = ({ origin }: Shown, summary: SourceSummary, { source, push }: Known): SourceView => ({
  id: summary.id,
  name: summary.name,
  site: (source === undefined ? null : siteOf(source)) ?? shownLink(summary, source),
  country: source?.country ?? null,
  language: source?.language ?? summary.feedLanguage,
  health: healthOf(summary, source),
  failure: failureView(summary.failure),
  failures: summary.failures,
  polledAt: iso(summary.polledAt),
  okAt: iso(summary.okAt),
  changedAt: iso(summary.changedAt),
  nextDue: iso(summary.nextDue),
  push: push === undefined ? null : pushView(push),
  intervalSeconds: Math.round(summary.intervalMs / 1000),
  format: summary.format,
  encoding: summary.encoding,
  items: summary.items,
  articles: summary.articles,
  newestAt: iso(summary.newestAt),
  perDay: summary.perDay,
  languages: summary.languages,
  links: {
    self: `${origin}/api/v1/sources/${encodeURIComponent(summary.id)}`,
    page: sourcePage(summary.id, origin),
    stories: origin + pathWithQuery('/api/v1/stories', { q: `source:${summary.id}` }),
  },
})

/** The site's address as the feed gives it. Null: there is none, or it contains a secret; some feeds give their own address, key included. */
const shownLink = ({ feedLink }: SourceSummary, source: Source | undefined): string | null =>
  feedLink === null || hideSecrets(feedLink, source?.secrets) !== feedLink ? null : feedLink
