import { html } from 'hono/html'
import type { Configuration } from '../../model/configuration.ts'
import type { EntityId, PlaceId, TopicId } from '../../model/ids.ts'
import type { Entity, Label, Place, Topic } from '../../model/taxonomy.ts'
import type { Locale } from '../locale.ts'
import { foreign } from './foreign.ts'
import type { Html } from './page-context.ts'

/** Topics, entities and places by id. Ids of stored articles may have left the configuration: then there is nothing. */
export type Names = {
  readonly topics: ReadonlyMap<string, Topic>
  readonly entities: ReadonlyMap<string, Entity>
  readonly places: ReadonlyMap<string, Place>
}

const held = new WeakMap<Configuration, Names>()

export const namesOf = (configuration: Configuration): Names => {
  const { topics, entities, places } = configuration.taxonomy
  const names = held.get(configuration) ?? {
    topics: new Map<TopicId, Topic>(topics.map((topic) => [topic.id, topic])),
    entities: new Map<EntityId, Entity>(entities.map((entity) => [entity.id, entity])),
    places: new Map<PlaceId, Place>(places.map((place) => [place.id, place])),
  }
  held.set(configuration, names)
  return names
}

/** A name of the configuration; marked where it is in another language than the page. */
export const labelled = (locale: Locale, label: Label): Html => {
  const { text, language } = locale.labelWithLanguage(label)
  return language === locale.language ? html`${text}` : foreign(language, text)
}
