import type { LearnedTables } from '../../../src/enrich/tagging/learned-tables.ts'
import { createTagger, type Tagger } from '../../../src/enrich/tagging/tagger.ts'
import { createNormalizer } from '../../../src/text/normal-form.ts'
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

/** What a word is worth in these tests, in log-odds: nothing of it is learned, so that learning anew changes no test. */
const stump = (feature: string, atMost: number, low: number, high: number) => [[0, feature, atMost, 1, 2], [low], [high]]
const trees = {
  base: -2,
  trees: [
    stump('strong in headline', 0.5, 0, 3),
    stump('pairs in headline', 0.5, 0, 3),
    stump('weak in headline', 0.5, 0, 0.8),
    stump('weak in headline', 1.5, 0, 1.7),
    stump('words below', 0.5, 0, 1.8),
  ],
}
const learned: LearnedTables = {
  decision: {
    about: {},
    thresholds: { first: 0.5, further: 0.5, unlabelled: 0.5 },
    labelled: trees,
    unlabelled: trees,
    scale: 1,
    bias: 0,
  },
  reliability: { topics: {}, kinds: {}, topicKinds: {}, terms: {}, entities: {}, words: {} },
  words: { general: {}, topics: {} },
}

export const taggerFor = (taxonomy: Taxonomy): Tagger => createTagger(taxonomy, createNormalizer(), learned)
