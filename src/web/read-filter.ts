import { comparesMeaning, type Configuration } from '../model/configuration.ts'
import type { Filter } from '../model/filter.ts'
import type { Instant } from '../model/ids.ts'
import type { VectorOf } from '../model/sentence-vector.ts'
import { type FilterResult, parseFilter, unknownNames } from '../publish/filter/parse-filter.ts'
import { FOR_READERS } from '../publish/filter/tokens.ts'
import { createVocabulary, type FormerIds, type Vocabulary } from '../publish/filter/filter-vocabulary.ts'
import type { Store } from '../store/ports/store.ts'
import { HttpError, type LocalizedDetail } from './http/http-error.ts'

type Mistake = Extract<FilterResult, { readonly ok: false }>

const vocabularies = new WeakMap<Configuration, Vocabulary>()

/** Who wrote a filter: filters of operators may cost more. */
export type FilterAuthor = 'reader' | 'operator'

export type FilterReader = {
  readonly configuration: Configuration
  /** Has the ids of sources and topics that the operator has removed: a feed that names one still finds its articles. */
  readonly store: Pick<Store, 'formerIds'>
  /** The time from which `after:7d` counts back. */
  readonly now: Instant
  readonly vectorOf: VectorOf
}

/** Reads a filter with the names of the configuration; for names that it does not have, also with the former ids in the store. */
export const filterWith = async (
  { configuration, store, now, vectorOf }: FilterReader,
  text: string,
  author: FilterAuthor,
): Promise<FilterResult> => {
  const known =
    vocabularies.get(configuration) ??
    createVocabulary(configuration.taxonomy, configuration.sources, now, comparesMeaning(configuration))
  vocabularies.set(configuration, known)
  const limits = author === 'reader' ? FOR_READERS : undefined
  const result = parseFilter(text, { ...known, now }, limits)
  if (result.ok) return await withVectors(result.filter, vectorOf)
  if (result.kind !== 'unknown') return result
  const again = parseFilter(text, { ...known, former: await formerIdsIn(text, known, store), now }, limits)
  return again.ok ? await withVectors(again.filter, vectorOf) : again
}

/** Gives each text of the filter its vector. */
const withVectors = async (filter: Filter, vectorOf: VectorOf): Promise<Extract<FilterResult, { readonly ok: true }>> => {
  const found = async (part: Filter): Promise<Filter> => {
    if (part.kind === 'not') return { ...part, of: await found(part.of) }
    if (part.kind === 'and' || part.kind === 'or') return { ...part, of: await Promise.all(part.of.map(found)) }
    if (part.kind !== 'like' || part.to.kind !== 'text') return part
    return { ...part, to: { ...part.to, vector: await vectorOf(part.to.text) } }
  }
  return { ok: true, filter: await found(filter) }
}

const formerIdsIn = async (text: string, known: Vocabulary, store: FilterReader['store']): Promise<FormerIds> => {
  const { topic, entity, place, source } = unknownNames(text, known)
  return {
    topic: await store.formerIds('topic', topic),
    entity: await store.formerIds('entity', entity),
    place: await store.formerIds('place', place),
    source: await store.formerIds('source', source),
  }
}

/** Returns the filter; throws an HTTP error 400 that names the column of the mistake. */
export const requiredFilter = (result: FilterResult, parameter: string): Filter => {
  if (result.ok) return result.filter
  throw new HttpError(400, `The filter cannot be read: column ${result.column}: ${sentence(result.message)}`, {
    extra: { parameter, column: result.column },
    localized: {
      key: 'error.filter',
      values: { column: result.column },
      english: begun(sentence(result.message)),
      instead: mistakeIn(result),
    },
  })
}

/** Messages for a mistake in a filter, in any language: what is wrong, and what was probably meant. */
export const mistakeIn = ({ kind, about }: Pick<Mistake, 'kind' | 'about'>): NonNullable<LocalizedDetail['instead']> => {
  const { field, name, meant } = about
  const what = { key: `mistake.${kind}`, values: { field, name } } as const
  return meant === '' ? [what] : [what, { key: 'error.meant', values: { name: meant } }]
}

/** The text with a full stop, unless it already ends in a punctuation mark. */
export const sentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`)

/** The text with a capital at its beginning, to follow another sentence. */
const begun = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Whether the filter has a relative time, such as `after:7d`, so that what it finds changes with the clock. */
export const movesWithTime = (text: string): boolean => /(?:after|before|changed)\s*[:：]\s*\d+[hdwy]/i.test(text)
