/** Branded identifiers: a story id can't be passed where an article id is meant. All are plain strings at run time. */

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** The operator's id of a source, from `sources.yaml`: `ripe-labs`. */
export type SourceId = Branded<'SourceId'>
/** Derived from the first item that carried the article (source id and item key), so it is the same in every run. */
export type ArticleId = Branded<'ArticleId'>
export type StoryId = Branded<'StoryId'>
/** `ec.cross-border`, or a root: `e-commerce`. */
export type TopicId = Branded<'TopicId'>
export type EntityId = Branded<'EntityId'>
/** ISO 3166-1 (`CN`), ISO 3166-2 (`CN-GD`), or a city below one (`CN-GD-shenzhen`). */
export type PlaceId = Branded<'PlaceId'>
/** A published feed's id, from `feeds.yaml`: `cross-border`; the path is `/feeds/ID.atom`. */
export type FeedId = Branded<'FeedId'>

/** The kinds of tags that an article is found by, each with the type of its ids. */
export type TagIds = {
  readonly topic: TopicId
  readonly entity: EntityId
  readonly place: PlaceId
  readonly source: SourceId
}

export const sourceId = (text: string): SourceId => text as SourceId
export const articleId = (text: string): ArticleId => text as ArticleId
export const storyId = (text: string): StoryId => text as StoryId
export const topicId = (text: string): TopicId => text as TopicId
export const entityId = (text: string): EntityId => text as EntityId
export const placeId = (text: string): PlaceId => text as PlaceId
export const feedId = (text: string): FeedId => text as FeedId

/** BCP 47, lower-case language, with a title-case script only where it is needed: `en`, `pt`, `zh-Hans`, `sr-Latn`; `und`: unknown. */
export type LanguageTag = string

/** Milliseconds since 1970-01-01T00:00Z. A number, since it is passed between threads and stored in the database. */
export type Instant = number
