import { entityId, placeId, topicId } from '../../../src/model/ids.ts'
import type { Entity, Taxonomy, Lexicon, Place, Topic, TopicWords } from '../../../src/model/taxonomy.ts'

export const topic = (id: string, more: Partial<Topic> = {}): Topic => ({
  id: topicId(id),
  parent: null,
  label: { en: id },
  scope: { in: null, out: null },
  iptc: [],
  examples: { match: [], miss: [] },
  ...more,
})
export const entity = (id: string, more: Partial<Entity> = {}): Entity => ({
  id: entityId(id),
  label: { en: id },
  kind: 'organisation',
  place: null,
  parent: null,
  wikidata: null,
  topics: [],
  names: {},
  context: [],
  caseSensitive: false,
  ...more,
})
export const place = (id: string, more: Partial<Place> = {}): Place => ({
  id: placeId(id),
  kind: 'country',
  label: { en: id },
  within: null,
  names: {},
  context: [],
  ...more,
})
export const words = (more: Partial<TopicWords>): TopicWords => ({ terms: [], weak: [], pairs: [], not: [], ...more })
export const lexicon = (language: string, topics: Lexicon['topics'], more: Partial<Lexicon> = {}): Lexicon => ({
  language,
  topics,
  entities: {},
  places: {},
  notNames: [],
  ...more,
})
export const taxonomy = (more: Partial<Taxonomy>): Taxonomy => ({
  topics: [],
  entities: [],
  places: [],
  lexicons: [],
  ...more,
})
