import type { EntityId, Instant, LanguageTag, PlaceId, SourceId, TopicId } from './ids.ts'

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
   * A word or phrase, any script, looked up in the full-text index. `prefix`: the last word is left open. `forms`: forms of it in the article's
   * language will do as well, unless it is excluded: an exclusion takes out no more than what it says.
   */
  | {
      readonly kind: 'text'
      readonly text: string
      readonly in: 'title' | 'anywhere'
      readonly prefix: boolean
      readonly forms: boolean
    }
  /** A regular expression of re2 syntax over title and text: linear time. */
  | { readonly kind: 'regex'; readonly pattern: string }
  | { readonly kind: 'topic'; readonly anyOf: readonly TopicId[] }
  | { readonly kind: 'entity'; readonly anyOf: readonly EntityId[] }
  | { readonly kind: 'place'; readonly anyOf: readonly PlaceId[] }
  /** `zh` finds zh-Hans and zh-Hant as well. */
  | { readonly kind: 'language'; readonly anyOf: readonly LanguageTag[] }
  /** Excluded: no other source reports it. */
  | { readonly kind: 'source'; readonly anyOf: readonly SourceId[] }
  /** Country of the source, ISO 3166-1. */
  | { readonly kind: 'country'; readonly anyOf: readonly string[] }
  | { readonly kind: 'after'; readonly at: Instant }
  | { readonly kind: 'before'; readonly at: Instant }

/** Does the filter hold a regular expression? Each text must be read for it. */
export const readsText = (filter: Filter): boolean => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some(readsText)
  return filter.kind === 'not' ? readsText(filter.of) : filter.kind === 'regex'
}

/** Does the filter hold words that stand for their forms? It then asks something else of each language. */
export const readsForms = (filter: Filter): boolean => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some(readsForms)
  return filter.kind === 'not' ? readsForms(filter.of) : filter.kind === 'text' && filter.forms
}

/** Does the filter ask for words at all, so that some of what it finds answers better than other? */
export const readsWords = (filter: Filter): boolean => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some(readsWords)
  return filter.kind === 'text'
}

/** Does the filter exclude sources, or countries of sources? An article that several carry is then asked about for each of them. */
export const excludesSources = (filter: Filter, isExcluded = false): boolean => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some((part) => excludesSources(part, isExcluded))
  if (filter.kind === 'not') return excludesSources(filter.of, !isExcluded)
  return isExcluded && (filter.kind === 'source' || filter.kind === 'country')
}
