/** The values of the feed builder's form, and the filter that they describe; each can be made from the other. */
import type { LanguageTag } from '../../model/ids.ts'
import type { FeedDefinition, Grouping } from '../../model/taxonomy.ts'
import type { Value } from '../../publish/filter/tokens.ts'
import { joinFilters, type FilterPart, partsOf, writeValue } from '../filter-parts.ts'

/** Fields that match any of several ids, by their names in the filter language. */
export const LISTS = ['topic', 'entity', 'place', 'source', 'country', 'kind', 'lang'] as const
export type ListField = (typeof LISTS)[number]

export type FormFilter = Readonly<Record<ListField, readonly string[]>> & {
  readonly words: string
  /** Words of which none may match, each as a filter writes it: `fire`, `"press release"`. */
  readonly notWords: readonly string[]
  readonly notSources: readonly string[]
  /** The parts that no other field can represent, in the filter language. */
  readonly advanced: string
}

export type FeedForm = {
  readonly filter: FormFilter
  /** The id of the feed that is narrowed. */
  readonly within: string
  /** The language whose reports are shown first, whether or not `filter.lang` has it; empty: none. */
  readonly preferred: LanguageTag
  readonly group: Grouping
  readonly limit: number
}

export const EMPTY_FILTER: FormFilter = {
  topic: [],
  entity: [],
  place: [],
  source: [],
  country: [],
  kind: [],
  lang: [],
  words: '',
  notWords: [],
  notSources: [],
  advanced: '',
}

/** Finds the id that a filter's value means in the current configuration; null: there is none. */
export type IdOf = (field: ListField, written: string) => string | null

/** Distributes a valid filter over the fields. A part that has no field, or whose field already has values, goes to `advanced`. */
export const spreadFilter = (text: string, onto: FormFilter, idOf: IdOf): FormFilter =>
  partsOf(text).reduce((form, part) => withPart(form, part, idOf), onto)

const withPart = (form: FormFilter, part: FilterPart, idOf: IdOf): FormFilter => {
  const [first, second, ...more] = part.tokens
  const fallback = { ...form, advanced: joinFilters([form.advanced, part.text]) }
  const isNot = first?.kind === 'not'
  const token = isNot ? second : first
  if (token?.kind !== 'values' || more.length > 0 || (!isNot && second !== undefined)) return fallback
  const { field, values } = token
  if (isNot) return excluding(form, { field, values }, idOf) ?? fallback
  if (field === null) return { ...form, words: `${form.words} ${part.text}`.trim() }
  const list = LISTS.find((name) => name === field)
  const ids = list === undefined ? null : idsOf(list, values, idOf)
  if (list === undefined || ids === null || form[list].length > 0) return fallback
  return { ...form, [list]: ids }
}

type Values = { readonly field: string | null; readonly values: readonly Value[] }
const excluding = (form: FormFilter, { field, values }: Values, idOf: IdOf): FormFilter | null => {
  if (field === null) return { ...form, notWords: unique([...form.notWords, ...values.map(writeValue)]) }
  const ids = field === 'source' ? idsOf('source', values, idOf) : null
  return ids === null ? null : { ...form, notSources: unique([...form.notSources, ...ids]) }
}

const idsOf = (field: ListField, values: readonly Value[], idOf: IdOf): readonly string[] | null => {
  const ids = values.map(({ text, prefix }) => (prefix ? null : idOf(field, text.normalize('NFKC'))))
  const known = ids.filter((id) => id !== null)
  return known.length === ids.length ? unique(known) : null
}

/** The filter of the form without its languages, which an address has in `lang=` and feeds.yaml in the filter. */
export const filterText = (form: FormFilter): string =>
  joinFilters([
    ...LISTS.filter((field) => field !== 'lang').map((field) => anyOf(field, form[field])),
    form.words,
    ...form.notWords.map((word) => `-${word}`),
    form.notSources.length === 0 ? '' : `-${anyOf('source', form.notSources)}`,
    form.advanced,
  ])

const anyOf = (field: ListField, ids: readonly string[]): string => (ids.length === 0 ? '' : `${field}:${ids.join(',')}`)

export const languagesOf = ({ filter, preferred }: FeedForm): readonly LanguageTag[] =>
  preferred === '' ? filter.lang : unique([preferred, ...filter.lang])

const narrowsToPreferred = ({ filter, preferred }: FeedForm): boolean => filter.lang.includes(preferred)

export const formOfFeed = (feed: FeedDefinition, idOf: IdOf): FeedForm => {
  const spread = spreadFilter(feed.filter, EMPTY_FILTER, idOf)
  const only = feed.sources.length === 0 ? '' : `source:${feed.sources.join(',')}`
  const filter = spreadFilter(only, spread, idOf)
  const [preferred = ''] = feed.languages
  return {
    filter,
    within: 'all',
    preferred,
    group: feed.group,
    limit: feed.limit,
  }
}

export const isSameFeed = (a: FeedForm, b: FeedForm): boolean =>
  a.within === b.within &&
  a.group === b.group &&
  a.limit === b.limit &&
  filterText(a.filter) === filterText(b.filter) &&
  a.preferred === b.preferred &&
  a.filter.lang.toSorted().join() === b.filter.lang.toSorted().join()

/** The parameters of a feed's address for this form; null: the feed's own setting. */
export const parametersOf = (form: FeedForm, feed: FeedDefinition): Readonly<Record<string, string | null>> => ({
  q: filterText(form.filter),
  lang: (narrowsToPreferred(form) ? languagesOf(form) : form.filter.lang).join(','),
  prefer: narrowsToPreferred(form) ? null : form.preferred,
  group: form.group === feed.group ? null : form.group,
  limit: form.limit === feed.limit ? null : String(form.limit),
})

export const unique = (all: readonly string[]): readonly string[] => [...new Set(all)]
