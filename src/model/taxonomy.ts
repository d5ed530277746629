import type { EntityId, FeedId, LanguageTag, PlaceId, SourceId, TopicId } from './ids.ts'

/** A name in several languages; `en` always exists. */
export type Label = Readonly<Record<LanguageTag, string>>

/** The label in the wanted language, its base language, English, or the first there is. */
export const labelIn = (label: Label, language: LanguageTag): string =>
  label[language] ?? label[language.split('-')[0] ?? ''] ?? label.en ?? Object.values(label)[0] ?? ''

export type TopicExample = { readonly language: LanguageTag; readonly text: string }

export type Topic = {
  readonly id: TopicId
  readonly parent: TopicId | null
  readonly label: Label
  readonly scope: { readonly in: string | null; readonly out: string | null }
  readonly iptc: readonly string[]
  /** What its evidence is worth beside other topics' (1 if left out): a broad topic has less, so that a specific one wins. */
  readonly weight?: number
  /** Its words stand in news of other fields too: a word of our own field must stand in the article. */
  readonly needsField?: boolean
  readonly examples: { readonly match: readonly TopicExample[]; readonly miss: readonly TopicExample[] }
}

export type Entity = {
  readonly id: EntityId
  readonly label: Label
  /** organisation, regulator, company, marketplace, platform, payment, law, forum … */
  readonly kind: string
  /** Where it belongs: a law's jurisdiction, a company's seat. */
  readonly place: PlaceId | null
  readonly parent: EntityId | null
  readonly wikidata: string | null
  /** Topics that it makes more likely: a hint, never a tag. */
  readonly topics: readonly TopicId[]
  /** Names by language; `any` = the same string in every language. */
  readonly names: Readonly<Record<string, readonly string[]>>
  /** Words of which one must stand near for an ambiguous name to count; empty: none needed. */
  readonly context: readonly string[]
  /** The names that need `context`; left out or empty: all of them. */
  readonly ambiguous?: readonly string[]
  /** Names that count only as written (IGF, SAT). All-capital names of up to five letters always do. */
  readonly caseSensitive: boolean
  /** Single names that count only as written, where `caseSensitive` would be too strict for the others. */
  readonly asWritten?: readonly string[]
}

/** What many countries have one of: a name that means another body in each of them. */
export type Role = {
  readonly id: string
  readonly holders: readonly EntityId[]
  /** By language. A `~` between spaces: another word may stand there (autorité ~ de protection des données). */
  readonly names: Readonly<Record<string, readonly string[]>>
  /** Names that are everyday words too (douane): they count only right beside the country whose body is meant. */
  readonly ambiguous?: readonly string[]
}

export type Place = {
  readonly id: PlaceId
  readonly kind: 'region' | 'country' | 'subdivision' | 'city'
  readonly label: Label
  /** The next larger place. */
  readonly within: PlaceId | null
  /** What a region holds besides the places whose `within` it is: a country is part of Europe, the EU and the OECD. */
  readonly contains?: readonly PlaceId[]
  readonly names: Readonly<Record<string, readonly string[]>>
  readonly context: readonly string[]
  /** The names that need `context` (Georgia, Jordan); left out or empty: all of them. */
  readonly ambiguous?: readonly string[]
  /** Names that count only as written (Turkey, Vietnamese Pháp). */
  readonly asWritten?: readonly string[]
}

export type TopicWords = {
  /** Speak strongly. A leading or trailing `*` leaves that end of a word open. */
  readonly terms: readonly string[]
  /** Words that stand in other news too. */
  readonly weak: readonly string[]
  /**
   * One of `a` and one of `b` in the same sentence decide together. Besides words: `@company` any entity of a kind, `@temu` one
   * entity by its names, `@ec.online-retail` any of a topic's terms.
   */
  readonly pairs: readonly { readonly a: readonly string[]; readonly b: readonly string[] }[]
  /** Looks like it and is not: what these cover does not count. */
  readonly not: readonly string[]
  /** Speaks against the topic wherever it stands in the article: a power grid beside a sea cable, banknotes beside fakes. */
  readonly against?: readonly string[]
}

/** One language's words for everything: one file of `config/lexicon/`. */
export type Lexicon = {
  readonly language: LanguageTag
  readonly topics: Readonly<Record<string, TopicWords>>
  readonly entities: Readonly<Record<string, readonly string[]>>
  readonly places: Readonly<Record<string, readonly string[]>>
  /** Words in which a name stands by accident. */
  readonly notNames: readonly string[]
}

/** What to look for, and what pages say of it. */
export type Taxonomy = {
  readonly topics: readonly Topic[]
  /** By language: words of the field that the topics are of. */
  readonly field?: Readonly<Record<string, readonly string[]>>
  readonly entities: readonly Entity[]
  readonly places: readonly Place[]
  readonly roles?: readonly Role[]
  /** By language, `any` for all: what has a name in it and is not what the name says, as clubs, papers and persons do. */
  readonly notNames?: Readonly<Record<string, readonly string[]>>
  readonly lexicons: readonly Lexicon[]
}

/** What things are called: for filters, feeds and pages. */
export type Names = Pick<Taxonomy, 'topics' | 'entities' | 'places'>

export type Grouping = 'story' | 'article'

/** One entry of `feeds.yaml`. */
export type FeedDefinition = {
  readonly id: FeedId
  readonly title: Label
  readonly description: Label | null
  /** As written; checked when the configuration is read. */
  readonly filter: string
  readonly group: Grouping
  readonly limit: number
  /** Preferred languages of each story's face, best first. */
  readonly languages: readonly LanguageTag[]
  readonly sources: readonly SourceId[]
  /** `feed`: an entry's id belongs to this feed, since readers keep one entry an id over all feeds; `shared`: it is the same in all. */
  readonly ids: 'feed' | 'shared'
  /** What shows that a story goes on: its entry is updated, or another entry comes. */
  readonly developments: 'update' | 'entry'
  /** Of headlines in other languages, machine translations into this one are shown beside them. */
  readonly translate?: LanguageTag
  /** True: nobody hears of it, and only an address with a key opens it. */
  readonly private?: boolean
}
