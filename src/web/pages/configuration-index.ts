/** Finds sources, topics, entities and places of the configuration by id. */
import { nearestWord } from '../../lib/nearest-word.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { EntityId, PlaceId, SourceId, TopicId } from '../../model/ids.ts'
import type { Source } from '../../model/source.ts'
import type { Entity, Place, Topic } from '../../model/taxonomy.ts'

const sourceIndexes = new WeakMap<Configuration, ReadonlyMap<SourceId, Source>>()

/** The source with this id; null: it has left the configuration, but its articles are still stored. */
export const sourceOf = (configuration: Configuration, id: SourceId): Source | null =>
  sourceIndex(configuration).get(id) ?? null

export const sourceIndex = (configuration: Configuration): ReadonlyMap<SourceId, Source> => {
  const index = sourceIndexes.get(configuration) ?? new Map(configuration.sources.map((source) => [source.id, source]))
  sourceIndexes.set(configuration, index)
  return index
}

export const sourceName = (configuration: Configuration, id: SourceId): string => sourceOf(configuration, id)?.name ?? id

/** Stored articles may have tags that have left the configuration: these are in none of the maps. */
export type TagIndex = {
  readonly topics: ReadonlyMap<string, Topic>
  readonly entities: ReadonlyMap<string, Entity>
  readonly places: ReadonlyMap<string, Place>
}

const tagIndexes = new WeakMap<Configuration, TagIndex>()

export const tagIndex = (configuration: Configuration): TagIndex => {
  const { topics, entities, places } = configuration.taxonomy
  const index = tagIndexes.get(configuration) ?? {
    topics: new Map<TopicId, Topic>(topics.map((topic) => [topic.id, topic])),
    entities: new Map<EntityId, Entity>(entities.map((entity) => [entity.id, entity])),
    places: new Map<PlaceId, Place>(places.map((place) => [place.id, place])),
  }
  tagIndexes.set(configuration, index)
  return index
}

/** The topic and all narrower ones, at any depth. */
export const expandTopic = (id: TopicId, topics: readonly Topic[]): readonly TopicId[] => {
  const found = new Set([id])
  // A set may grow during iteration, so this reaches every depth and ends on a cycle.
  for (const known of found) for (const { id: child, parent } of topics) if (parent === known) found.add(child)
  return [...found]
}

export const didYouMean = (written: string, known: Iterable<string>): string => {
  const nearest = written.length > 100 ? null : nearestWord(written, known)
  return nearest === null ? '' : ` Did you mean “${nearest}”?`
}
