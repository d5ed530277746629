import type { Configuration } from '../model/configuration.ts'
import type { Filter } from '../model/filter.ts'
import type { Instant } from '../model/ids.ts'
import { type FilterResult, parseFilter, unknownNames } from '../publish/filter/parse-filter.ts'
import { FOR_READERS } from '../publish/filter/tokens.ts'
import { createVocabulary, type FormerIds, type Vocabulary } from '../publish/filter/filter-vocabulary.ts'
import type { Store } from '../store/ports/store.ts'
import { HttpError, type LocalizedDetail } from './http/http-error.ts'

type Mistake = Extract<FilterResult, { readonly ok: false }>

const vocabularies = new WeakMap<Configuration, Vocabulary>()

/** Who wrote a filter: an operator may let it cost more. */
export type FilterAuthor = 'reader' | 'operator'

export type FilterReader = {
  readonly configuration: Configuration
  /** A feed that somebody subscribed to outlives the source or topic that the operator took out: its articles are still found. */
  readonly store: Pick<Store, 'formerIds'>
  /** What `after:7d` counts back from. */
  readonly now: Instant
}

/** Reads a filter with the names of the configuration; where it has others, also with those that the store knows from before. */
export const filterWith = async (
  { configuration, store, now }: FilterReader,
  text: string,
  author: FilterAuthor,
): Promise<FilterResult> => {
  const known = vocabularies.get(configuration) ?? createVocabulary(configuration.taxonomy, configuration.sources, now)
  vocabularies.set(configuration, known)
  const limits = author === 'reader' ? FOR_READERS : undefined
  const result = parseFilter(text, { ...known, now }, limits)
  if (result.ok || result.kind !== 'unknown') return result
  return parseFilter(text, { ...known, former: await formerIdsIn(text, known, store), now }, limits)
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

/** The filter, or an HTTP error that names the column. */
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

/** A mistake for readers of any language: what it is, and what was probably meant. */
export const mistakeIn = ({ kind, about }: Pick<Mistake, 'kind' | 'about'>): NonNullable<LocalizedDetail['instead']> => {
  const { field, name, meant } = about
  const what = { key: `mistake.${kind}`, values: { field, name } } as const
  return meant === '' ? [what] : [what, { key: 'error.meant', values: { name: meant } }]
}

/** With a full stop, unless it ends in a sign already. */
export const sentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`)

/** With a capital: another sentence stands before it. */
const begun = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Does what the filter means move with the clock? */
export const movesWithTime = (text: string): boolean => /(?:after|before)\s*[:：]\s*\d+[hdwy]/i.test(text)
