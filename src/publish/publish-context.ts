/** The settings, sources and labels that entries are made with. Built once per configuration. */
import type { EntityId, LanguageTag, PlaceId, SourceId, TopicId } from '../model/ids.ts'
import type { ShownTranslation } from '../model/translation.ts'
import type { Source } from '../model/source.ts'
import type { Names, Label } from '../model/taxonomy.ts'
import type { EntryWords } from './entry-words.ts'

export type PublishContext = {
  /** Without a slash at its end. */
  readonly publicUrl: string
  readonly serviceTitle: string
  readonly hub: string | null
  readonly sources: ReadonlyMap<SourceId, Source>
  readonly labels: {
    readonly topics: ReadonlyMap<TopicId, Label>
    readonly entities: ReadonlyMap<EntityId, Label>
    readonly places: ReadonlyMap<PlaceId, Label>
  }
  /** Of labels and feed titles. */
  readonly language: LanguageTag
  readonly words: EntryWords
  /** In the ids of entries: the feed that they belong to; empty: ids are the same in all feeds. */
  readonly idScope: string
  /** The machine translation of a headline in this language, for a feed that shows them; null: there is none. Left out: it shows none. */
  readonly translation?: (headline: string, language: LanguageTag) => ShownTranslation | null
  /** Languages for a story's representative article, best first; none: the lead's. */
  readonly preferred: readonly LanguageTag[]
}

export type PublishSettings = Pick<PublishContext, 'publicUrl' | 'serviceTitle' | 'hub' | 'language' | 'words'>

/** A feed brings its own preferred languages and ids. */
export const createPublishContext = (settings: PublishSettings, names: Names, sources: readonly Source[]): PublishContext => ({
  ...settings,
  publicUrl: settings.publicUrl.replace(/\/+$/, ''),
  sources: new Map(sources.map((source) => [source.id, source])),
  labels: {
    topics: new Map(names.topics.map(({ id, label }) => [id, label])),
    entities: new Map(names.entities.map(({ id, label }) => [id, label])),
    places: new Map(names.places.map(({ id, label }) => [id, label])),
  },
  preferred: [],
  idScope: '',
})
