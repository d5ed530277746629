/** The settings, sources and labels that entries are made with. Built once per configuration. */
import { withoutTrailing } from '../lib/trim.ts'
import type { ArticleId, EntityId, LanguageTag, PlaceId, SourceId, StoryId, TopicId } from '../model/ids.ts'
import type { EarlierWording } from '../model/wording.ts'
import type { ShownTranslation } from '../model/translation.ts'
import type { Source } from '../model/source.ts'
import type { Story } from '../model/story.ts'
import type { Names, Label } from '../model/taxonomy.ts'
import type { EntryWords } from './entry-words.ts'

export type PublishContext = {
  /** The address of the service, without a slash at its end. */
  readonly publicUrl: string
  readonly serviceTitle: string
  readonly hub: string | null
  readonly sources: ReadonlyMap<SourceId, Source>
  readonly labels: {
    readonly topics: ReadonlyMap<TopicId, Label>
    readonly entities: ReadonlyMap<EntityId, Label>
    readonly places: ReadonlyMap<PlaceId, Label>
  }
  readonly language: LanguageTag
  readonly words: EntryWords
  /** The feed that entries belong to, as part of their ids; empty: ids are the same in all feeds. */
  readonly idScope: string
  /** Gives the machine translation of a headline in this language, for a feed that shows them; null: there is none. Left out: the feed shows none. */
  readonly translation?: (headline: string, language: LanguageTag) => ShownTranslation | null
  readonly continued?: ReadonlyMap<StoryId, Story>
  readonly wordings?: ReadonlyMap<ArticleId, readonly EarlierWording[]>
  /** Languages for a story's representative article, best first; empty: the lead's. */
  readonly preferred: readonly LanguageTag[]
}

export type PublishSettings = Pick<PublishContext, 'publicUrl' | 'serviceTitle' | 'hub' | 'language' | 'words'>

/** A context without preferred languages and an id scope, which each feed adds. */
export const createPublishContext = (settings: PublishSettings, names: Names, sources: readonly Source[]): PublishContext => ({
  ...settings,
  publicUrl: withoutTrailing(settings.publicUrl, '/'),
  sources: new Map(sources.map((source) => [source.id, source])),
  labels: {
    topics: new Map(names.topics.map(({ id, label }) => [id, label])),
    entities: new Map(names.entities.map(({ id, label }) => [id, label])),
    places: new Map(names.places.map(({ id, label }) => [id, label])),
  },
  preferred: [],
  idScope: '',
})
