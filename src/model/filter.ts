import type { EntityId, Instant, LanguageTag, PlaceId, SourceId, StoryId, TopicId } from './ids.ts'
import type { Kind } from './kind.ts'
import type { SentenceVector } from './sentence-vector.ts'

/**
 * A checked filter (the language is described in docs/filters.md). Ids are already expanded: a topic to its descendants, a
 * place to all that it contains, a country to itself. Any-of lists are never empty.
 */
export type Filter =
  | { readonly kind: 'everything' }
  | { readonly kind: 'and'; readonly of: readonly Filter[] }
  | { readonly kind: 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  /**
   * A word or phrase of any script, looked up in the full-text index. `prefix`: words that begin with the last one match too. `forms`: forms
   * of the word in the article's language match too, except in an exclusion, which excludes only the word as written.
   */
  | {
      readonly kind: 'text'
      readonly text: string
      readonly in: 'title' | 'anywhere'
      readonly prefix: boolean
      readonly forms: boolean
    }
  /** A regular expression in RE2 syntax over title and text, which matches in linear time. */
  | { readonly kind: 'regex'; readonly pattern: string }
  | { readonly kind: 'topic'; readonly anyOf: readonly TopicId[] }
  | { readonly kind: 'entity'; readonly anyOf: readonly EntityId[] }
  | { readonly kind: 'place'; readonly anyOf: readonly PlaceId[] }
  /** `zh` matches `zh-Hans` and `zh-Hant` too. */
  | { readonly kind: 'language'; readonly anyOf: readonly LanguageTag[] }
  /** Under `not`, an article that another source carries too still matches. */
  | { readonly kind: 'source'; readonly anyOf: readonly SourceId[] }
  /** Country of the source, ISO 3166-1. */
  | { readonly kind: 'country'; readonly anyOf: readonly string[] }
  /** An article that nobody has judged by its meaning has no kind. */
  | { readonly kind: 'kind'; readonly anyOf: readonly Kind[] }
  /** Any story of the affair stands for it, also one that has ended. */
  | { readonly kind: 'affair'; readonly anyOf: readonly StoryId[] }
  /** Its story has no report in one of these languages. */
  | { readonly kind: 'missing'; readonly anyOf: readonly LanguageTag[] }
  /** From how many origins the reports of its story are, both bounds included; `most` null: any number. */
  | { readonly kind: 'origins'; readonly least: number; readonly most: number | null }
  | LikeFilter
  /** Headline or excerpt said something else once, and was changed at this time or later. */
  | { readonly kind: 'changed'; readonly at: Instant }
  | { readonly kind: 'after'; readonly at: Instant }
  | { readonly kind: 'before'; readonly at: Instant }

/**
 * Near in meaning to a text or to the reports of a story, in whatever language. `vector`: of the text; null: it has none, and nothing is like it. `near`: the
 * reports that are near by number, with their cosine, which only the store knows.
 */
export type LikeFilter = {
  readonly kind: 'like'
  readonly to:
    | { readonly kind: 'text'; readonly text: string; readonly vector: SentenceVector | null }
    | { readonly kind: 'story'; readonly story: StoryId }
  readonly near: ReadonlyMap<number, number> | null
}

/** The parts of a filter that are met by meaning. */
export const likesIn = (filter: Filter): readonly LikeFilter[] => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap(likesIn)
  if (filter.kind === 'not') return likesIn(filter.of)
  return filter.kind === 'like' ? [filter] : []
}

export const withoutAffairs = (filter: Filter, muted: readonly StoryId[]): Filter =>
  muted.length === 0 ? filter : { kind: 'and', of: [filter, { kind: 'not', of: { kind: 'affair', anyOf: muted } }] }

/** Does the filter contain a regular expression? Then the text of each candidate must be read. */
export const readsText = (filter: Filter): boolean => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some(readsText)
  return filter.kind === 'not' ? readsText(filter.of) : filter.kind === 'regex'
}

/** Does the filter contain words that match in all their forms? Then its query differs by language. */
export const readsForms = (filter: Filter): boolean => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some(readsForms)
  return filter.kind === 'not' ? readsForms(filter.of) : filter.kind === 'text' && filter.forms
}

/** Does the filter ask for articles that were changed? */
export const readsChanges = (filter: Filter): boolean => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some(readsChanges)
  return filter.kind === 'changed'
}

/** Does the filter contain words or phrases, or something to be like, so that results differ in relevance? */
export const readsWords = (filter: Filter): boolean => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some(readsWords)
  return filter.kind === 'text' || filter.kind === 'like'
}

/** Does the filter exclude sources, or countries of sources? Then an article that several sources carry is checked for each of them. */
export const excludesSources = (filter: Filter, isExcluded = false): boolean => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some((part) => excludesSources(part, isExcluded))
  if (filter.kind === 'not') return excludesSources(filter.of, !isExcluded)
  return isExcluded && (filter.kind === 'source' || filter.kind === 'country')
}
