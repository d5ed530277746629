import type { EntityId, FeedId, LanguageTag, PlaceId, SourceId, TopicId } from './ids.ts'

export type Label = Readonly<Record<LanguageTag, string>>

/** The label in the given language, else in its base language, in English, or the first there is. */
export const labelIn = (label: Label, language: LanguageTag): string =>
  label[language] ?? label[language.split('-')[0] ?? ''] ?? label.en ?? Object.values(label)[0] ?? ''

/** `language` null: it is not written, and found out. `was`: of an answer to `polywire topic try`, the probability of its article before. */
export type TopicExample = { readonly language: LanguageTag | null; readonly text: string; readonly was?: number }

export type Topic = {
  readonly id: TopicId
  readonly parent: TopicId | null
  readonly label: Label
  readonly scope: { readonly in: string | null; readonly out: string | null }
  /** One sentence that describes the topic, for a topic by example. */
  readonly about?: string
  readonly iptc: readonly string[]
  /** The weight of the topic's evidence against that of other topics (1 if left out). Broad topics have less, so that specific ones win. */
  readonly weight?: number
  /** The least certainty, 0 to 1, with which an article gets the topic; left out: the decision's own. */
  readonly certainty?: number
  /** True: the topic's words occur in news of other fields too, so the article must also contain a word of `field`. */
  readonly needsField?: boolean
  readonly examples: { readonly match: readonly TopicExample[]; readonly miss: readonly TopicExample[] }
}

export type Entity = {
  readonly id: EntityId
  readonly label: Label
  /** organisation, regulator, company, marketplace, platform, payment, law, forum … */
  readonly kind: string
  /** A law's jurisdiction, a company's seat; null: none. */
  readonly place: PlaceId | null
  readonly parent: EntityId | null
  readonly wikidata: string | null
  /** Topics that the entity makes more probable: a hint, which alone gives no tag. */
  readonly topics: readonly TopicId[]
  /** Names by language; `any` = the same string in every language. */
  readonly names: Readonly<Record<string, readonly string[]>>
  /** Words of which one must occur near an ambiguous name for it to count; empty: none is needed. */
  readonly context: readonly string[]
  /** The names that need `context`; left out or empty: all of them. */
  readonly ambiguous?: readonly string[]
  /** Names that are everyday words too: without context words they count only where a capital within a sentence marks them (Orange). */
  readonly everyday?: readonly string[]
  /** Names that count only as written (IGF, SAT). All-capital names of up to five letters always do. */
  readonly caseSensitive: boolean
  /** Single names that count only as written, where `caseSensitive` would be too strict for the others. */
  readonly asWritten?: readonly string[]
}

/** What many countries have one of, such as a data protection authority: a name that means another body in each country. */
export type Role = {
  readonly id: string
  readonly holders: readonly EntityId[]
  /** Names by language. A `~` between spaces stands for an optional word (autorité ~ de protection des données). */
  readonly names: Readonly<Record<string, readonly string[]>>
  /** Names that are everyday words too (douane): they count only right beside the country whose body is meant. */
  readonly ambiguous?: readonly string[]
}

export type Place = {
  readonly id: PlaceId
  readonly kind: 'region' | 'country' | 'subdivision' | 'city'
  readonly label: Label
  readonly within: PlaceId | null
  /** The places of a region besides those whose `within` is the region: a country is part of Europe, the EU and the OECD. */
  readonly contains?: readonly PlaceId[]
  readonly names: Readonly<Record<string, readonly string[]>>
  readonly context: readonly string[]
  /** The names that need `context` (Georgia, Jordan); left out or empty: all of them. */
  readonly ambiguous?: readonly string[]
  /** Names that are everyday words too, as for entities (Turkish Mısır, which is corn). */
  readonly everyday?: readonly string[]
  /** Names that people have too: they do not count before another capital (Paris Jackson). */
  readonly firstNames?: readonly string[]
  /** Names that count only as written (Turkey, Vietnamese Pháp). */
  readonly asWritten?: readonly string[]
}

export type TopicWords = {
  /** Strong evidence. A leading or trailing `*` matches any letters at that end of a word. */
  readonly terms: readonly string[]
  /** Weak evidence: words that occur in other news too. */
  readonly weak: readonly string[]
  /**
   * One of `a` and one of `b` in the same sentence decide together. Besides words: `@company` any entity of a kind, `@temu` one
   * entity by its names, `@ec.online-retail` any of a topic's terms.
   */
  readonly pairs: readonly { readonly a: readonly string[]; readonly b: readonly string[] }[]
  /** Phrases that contain a term without meaning the topic: terms inside them do not count. */
  readonly not: readonly string[]
  /** Evidence against the topic anywhere in the article: a power grid in news of a sea cable, banknotes in news of counterfeits. */
  readonly against?: readonly string[]
}

/** One language's words for the taxonomy: one file of `config/lexicon/`. */
export type Lexicon = {
  readonly language: LanguageTag
  readonly topics: Readonly<Record<string, TopicWords>>
  readonly entities: Readonly<Record<string, readonly string[]>>
  readonly places: Readonly<Record<string, readonly string[]>>
  readonly notNames: readonly string[]
}

export type Taxonomy = {
  readonly topics: readonly Topic[]
  /** Words of the field that the topics belong to, by language. */
  readonly field?: Readonly<Record<string, readonly string[]>>
  readonly entities: readonly Entity[]
  readonly places: readonly Place[]
  readonly roles?: readonly Role[]
  /** Phrases that contain a name without meaning it, such as clubs, newspapers and persons; by language, `any` for all. */
  readonly notNames?: Readonly<Record<string, readonly string[]>>
  readonly lexicons: readonly Lexicon[]
}

export type Names = Pick<Taxonomy, 'topics' | 'entities' | 'places'>

export type Grouping = 'story' | 'article'

export type FeedDefinition = {
  readonly id: FeedId
  readonly title: Label
  readonly description: Label | null
  readonly filter: string
  readonly group: Grouping
  readonly limit: number
  /** Languages for each story's representative article, the preferred one first. */
  readonly languages: readonly LanguageTag[]
  readonly sources: readonly SourceId[]
  /** `feed`: entries have ids of this feed, since feed readers show one entry per id over all feeds; `shared`: ids are the same in all feeds. */
  readonly ids: 'feed' | 'shared'
  /** How a development of a story is published: its entry is updated, or another entry is added. */
  readonly developments: 'update' | 'entry'
  /** The language into which headlines in other languages are machine-translated; translations are shown next to the originals. Left out: none. */
  readonly translate?: LanguageTag
  /** True: the feed is listed nowhere, and opens only at an address with a key. */
  readonly private?: boolean
}
