/** Removes references to ids that are gone from a configuration, and what consists only of such references. */
import type { ConfigProblem, Configuration } from '../model/configuration.ts'
import { entityId, feedId, placeId, sourceId, topicId } from '../model/ids.ts'
import type { Source } from '../model/source.ts'
import type { Entity, Lexicon, Place, Taxonomy, Topic, TopicWords } from '../model/taxonomy.ts'
import type { GoneIds } from './unknown-references.ts'

export const isAnyGone = (gone: GoneIds): boolean => Object.values(gone).some((ids) => ids.size > 0)

/** The configuration without references to ids that are gone. Filters are unchanged. */
export const withoutGone = (configuration: Configuration, gone: GoneIds): Configuration => {
  const topics = <Id extends string>(ids: readonly Id[]): readonly Id[] => ids.filter((id) => !gone.topic.has(id))
  const { taxonomy } = configuration
  return {
    ...configuration,
    sources: configuration.sources.map((source) => ({ ...source, topics: topics(source.topics) })),
    taxonomy: {
      ...taxonomy,
      topics: taxonomy.topics.map((topic) => ({ ...topic, parent: unlessGone(topic.parent, gone.topic) })),
      entities: taxonomy.entities.map((entity) => ({
        ...entity,
        topics: topics(entity.topics),
        place: unlessGone(entity.place, gone.place),
        parent: unlessGone(entity.parent, gone.entity),
      })),
      roles: (taxonomy.roles ?? []).map((role) => ({ ...role, holders: role.holders.filter((id) => !gone.entity.has(id)) })),
      places: taxonomy.places.map((place) => placeWithout(place, gone.place)),
      lexicons: taxonomy.lexicons.map((lexicon) => lexiconWithout(lexicon, gone)),
    },
  }
}

const unlessGone = <Id extends string>(id: Id | null, gone: ReadonlySet<string>): Id | null =>
  id === null || gone.has(id) ? null : id

const placeWithout = (place: Place, gone: ReadonlySet<string>): Place => ({
  ...place,
  within: unlessGone(place.within, gone),
  ...(place.contains === undefined ? {} : { contains: place.contains.filter((id) => !gone.has(id)) }),
})

const lexiconWithout = (lexicon: Lexicon, gone: GoneIds): Lexicon => ({
  ...lexicon,
  topics: Object.fromEntries(
    Object.entries(keysWithout(lexicon.topics, gone.topic)).map(([topic, words]) => [topic, wordsWithout(words, gone)]),
  ),
  entities: keysWithout(lexicon.entities, gone.entity),
  places: keysWithout(lexicon.places, gone.place),
})

const keysWithout = <Value>(
  entries: Readonly<Record<string, Value>>,
  gone: ReadonlySet<string>,
): Readonly<Record<string, Value>> => Object.fromEntries(Object.entries(entries).filter(([id]) => !gone.has(id)))

/** Removes references such as `@temu` from pairs where their entity or topic is gone, and pairs that have lost an operand. */
const wordsWithout = (words: TopicWords, { topic, entity }: GoneIds): TopicWords => {
  const left = (side: readonly string[]): readonly string[] =>
    side.filter((word) => !word.startsWith('@') || !(topic.has(word.slice(1)) || entity.has(word.slice(1))))
  const pairs = words.pairs.map(({ a, b }) => ({ a: left(a), b: left(b) })).filter(({ a, b }) => a.length > 0 && b.length > 0)
  return { ...words, pairs }
}

/** The configuration with placeholders for what is gone: a filter that is valid only with these is right in itself, but names ids that are gone. */
export const withGone = (configuration: Configuration, gone: GoneIds): Configuration => {
  const { taxonomy, sources } = configuration
  const named = (id: string): { readonly en: string } => ({ en: id })
  const bare = { names: {}, context: [], topics: [] }
  const topics = [...gone.topic].map(
    (id): Topic => ({
      id: topicId(id),
      parent: null,
      label: named(id),
      scope: { in: null, out: null },
      iptc: [],
      examples: { match: [], miss: [] },
    }),
  )
  const entities = [...gone.entity].map(
    (id): Entity => ({
      ...bare,
      id: entityId(id),
      label: named(id),
      kind: '',
      place: null,
      parent: null,
      wikidata: null,
      caseSensitive: false,
    }),
  )
  const places = [...gone.place].map(
    (id): Place => ({ ...bare, id: placeId(id), kind: 'region', label: named(id), within: null }),
  )
  const together: Taxonomy = {
    ...taxonomy,
    topics: [...taxonomy.topics, ...topics],
    entities: [...taxonomy.entities, ...entities],
    places: [...taxonomy.places, ...places],
  }
  return { ...configuration, taxonomy: together, sources: [...sources, ...goneSources(gone, sources)] }
}

/** Copies of the first source, of which only id and name are read; none where there is no source to copy. */
const goneSources = ({ source }: GoneIds, sources: readonly Source[]): readonly Source[] => {
  const [any] = sources
  return any === undefined ? [] : [...source].map((id) => ({ ...any, id: sourceId(id), name: id }))
}

export type SwitchedOff = {
  readonly feeds: ReadonlySet<string>
  readonly alerts: ReadonlySet<string>
  readonly digests: ReadonlySet<string>
  readonly notes: readonly ConfigProblem[]
}

export const withoutSwitchedOff = (
  configuration: Configuration,
  gone: GoneIds,
  { feeds, alerts, digests }: SwitchedOff,
): Configuration => ({
  ...configuration,
  feeds: configuration.feeds
    // "all" exists whatever the files say.
    .flatMap((feed) => (!feeds.has(feed.id) ? feed : feed.id === feedId('all') ? { ...feed, filter: '' } : []))
    .map((feed) => ({ ...feed, sources: feed.sources.filter((id) => !gone.source.has(id)) })),
  alerts: configuration.alerts.filter(({ id }) => !alerts.has(id)),
  digests: configuration.digests.filter(({ id }) => !digests.has(id)),
})
