/** Reads the form of the feed builder from an address: the valid fields, and a mistake for each other one. */
import { KINDS } from '../../model/kind.ts'
import type { FeedDefinition } from '../../model/taxonomy.ts'
import { readLanguage } from '../../publish/filter/language-names.ts'
import { mainFeed, MOST_ENTRIES } from '../feeds/feed-query.ts'
import { foldedName } from '../folded-name.ts'
import { HttpError, type LocalizedDetail } from '../http/http-error.ts'
import type { PageContext } from '../pages/page-context.ts'
import { requiredFilter } from '../read-filter.ts'
import { EMPTY_FILTER, type FeedForm, type FormFilter, formOfFeed, spreadFilter, unique } from './feed-form.ts'
import { partsOf } from '../filter-parts.ts'
import { findName, idsIn, type Index, indexOf, knownNames, NAMED, nearestIn } from './known-names.ts'

export const FORM_FIELDS = [
  'feed',
  'words',
  'topic',
  'entity',
  'place',
  'source',
  'country',
  'not',
  'notsource',
  'kind',
  'lang',
  'prefer',
  'group',
  'limit',
  'q',
] as const
export type FormField = (typeof FORM_FIELDS)[number]

export type FieldMistake = {
  readonly field: FormField
  /** The text with the mistake, which stays in the field. */
  readonly written: string
  readonly detail: string
  readonly localized: LocalizedDetail | null
  /** Values for the field that may be meant. */
  readonly near: readonly string[]
}

export type FormReading = { readonly form: FeedForm; readonly mistakes: readonly FieldMistake[] }

type Read<Value> = { readonly value: Value; readonly mistakes: readonly FieldMistake[] }
const fine = <Value>(value: Value): Read<Value> => ({ value, mistakes: [] })

/**
 * The form that the address describes. `feeds`: the feeds that may be narrowed; without a name, the main one is. An address with a feed alone
 * fills the fields from that feed's definition.
 */
export const readForm = async (context: PageContext, feeds: readonly FeedDefinition[]): Promise<FormReading> => {
  const { query, configuration } = context
  const named = query.get('feed') ?? ''
  const feed = readFeed(named, feeds, mainFeed(configuration))
  const isAlone = named !== '' && FORM_FIELDS.every((name) => name === 'feed' || (query.get(name) ?? '') === '')
  if (isAlone && feed.mistakes.length === 0) return { form: formOfFeed(feed.value, idsIn(configuration)), mistakes: [] }
  const preferred = readPreferred(context)
  const filter = await readFilter(context)
  const group = readGroup(query.get('group') ?? '', feed.value)
  const limit = readLimit(query.get('limit') ?? '', feed.value)
  return {
    form: {
      filter: filter.value,
      within: feed.value.id,
      preferred: preferred.value,
      group: group.value,
      limit: limit.value,
    },
    mistakes: [feed, filter, preferred, group, limit].flatMap(({ mistakes }) => mistakes),
  }
}

const readFeed = (written: string, feeds: readonly FeedDefinition[], usual: string): Read<FeedDefinition> => {
  const main = feeds.find(({ id }) => id === usual)
  if (main === undefined) throw new Error('the main feed is always there')
  const known = written === '' ? main : feeds.find(({ id }) => id === written)
  if (known !== undefined) return fine(known)
  const name = written.slice(0, 80)
  const mistake = {
    field: 'feed',
    written: name,
    detail: `There is no feed “${name}”.`,
    localized: { key: 'error.feed', values: { name } },
    near: nearestIn(written, indexOf(feeds.map(({ id, title }) => ({ id, names: Object.values(title) })))),
  } as const
  return { value: main, mistakes: [mistake] }
}

const readFilter = async (context: PageContext): Promise<Read<FormFilter>> => {
  const { query, configuration } = context
  const known = knownNames(configuration)
  const lists = NAMED.map((field) => readNames(query, field, known[field]))
  const [entity, place, source, country] = lists.map(({ value }) => value)
  const notSources = readNames(query, 'notsource', known.source)
  const topics = readNames(query, 'topic', known.topic)
  const languages = readLanguages(context)
  const kinds = readNames(query, 'kind', KIND_NAMES)
  const fields = {
    ...EMPTY_FILTER,
    topic: topics.value,
    entity: entity ?? [],
    place: place ?? [],
    source: source ?? [],
    country: country ?? [],
    kind: kinds.value,
    lang: languages.value,
    notSources: notSources.value,
  }
  const texts = [await readText(context, 'words'), await readText(context, 'not', exclusionOf), await readText(context, 'q')]
  const idOf = idsIn(configuration)
  return {
    value: texts.reduce((form, { value }) => spreadFilter(value, form, idOf), fields),
    mistakes: [...lists, notSources, topics, kinds, languages, ...texts].flatMap(({ mistakes }) => mistakes),
  }
}

/** The text of a field in the filter language; empty if it has a mistake, whose column counts from the beginning of this field. */
const readText = async (
  { query, parse }: PageContext,
  field: 'words' | 'not' | 'q',
  meaning: (text: string) => string = (text) => text,
): Promise<Read<string>> => {
  const written = (query.get(field) ?? '').trim()
  const read = await parse(written)
  if (read.ok) return fine(meaning(written))
  try {
    requiredFilter(read, field)
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    return { value: '', mistakes: [mistakeAt(field, written, error)] }
  }
  return fine('')
}

export const mistakeAt = (field: FormField, written: string, { message, localized }: HttpError): FieldMistake => ({
  field,
  written,
  detail: message,
  localized,
  near: [],
})

/** `fire "press release"` → `-fire -"press release"`. */
const exclusionOf = (text: string): string =>
  partsOf(text)
    .map(({ text: part, tokens }) => {
      if (tokens[0]?.kind === 'not') return part
      return tokens.some(({ kind }) => kind === 'or') ? `-(${part})` : `-${part}`
    })
    .join(' ')

const COMMA = /[,，、،]/

/** All values of a parameter that may be repeated (ticked boxes) or contain commas (written by hand). */
const writtenIn = (query: URLSearchParams, field: FormField, { byName }: Pick<Index, 'byName'>): readonly string[] =>
  unique(
    query
      .getAll(field)
      // “Alphabet, Inc.” is one name.
      .flatMap((text) => (COMMA.test(text) && !byName().has(foldedName(text.trim())) ? text.split(COMMA) : [text]))
      .map((text) => text.trim())
      .filter((text) => text !== ''),
  )

/** How many unknown names of one field get suggestions; an address has room for thousands of names. */
const MOST_CORRECTED = 3

const readNames = (query: URLSearchParams, field: FormField, index: Index): Read<readonly string[]> => {
  const found = writtenIn(query, field, index).map((written) => ({ written, result: findName(written, index) }))
  const unknown = found.flatMap(({ written, result }) => ('near' in result ? [{ written, near: result.near }] : []))
  return {
    value: unique(found.flatMap(({ result }) => ('id' in result ? [result.id] : []))),
    mistakes: unknown.map(({ written, near }, nth) => unknownName(field, written, nth < MOST_CORRECTED ? near() : [])),
  }
}

const unknownName = (field: FormField, written: string, near: readonly string[]): FieldMistake => {
  const name = written.slice(0, 80)
  return {
    field,
    written,
    detail: `The name “${name}” is unknown.`,
    localized: { key: 'mistake.unknown', values: { name } },
    near,
  }
}

const KIND_NAMES = indexOf(KINDS.map((id) => ({ id, names: [id] })))

const NO_NAMES = { byName: () => new Map() }

const readLanguages = ({ query, configuration }: PageContext): Read<readonly string[]> => {
  const known = configuration.sources.flatMap(({ language }) => language ?? [])
  const read = writtenIn(query, 'lang', NO_NAMES).map((written) => ({ written, tag: readLanguage(written, known) }))
  return {
    value: unique(read.flatMap(({ tag }) => tag ?? [])),
    mistakes: read.flatMap(({ written, tag }) => (tag === null ? [unknownName('lang', written, [])] : [])),
  }
}

const readPreferred = ({ query, configuration }: PageContext): Read<string> => {
  const written = (query.get('prefer') ?? '').trim()
  const known = configuration.sources.flatMap(({ language }) => language ?? [])
  const tag = written === '' ? '' : readLanguage(written, known)
  return tag === null ? { value: '', mistakes: [unknownName('prefer', written, [])] } : fine(tag)
}

const readGroup = (written: string, feed: FeedDefinition): Read<FeedDefinition['group']> => {
  if (written === '') return fine(feed.group)
  if (written === 'story' || written === 'article') return fine(written)
  return { value: feed.group, mistakes: [unknownName('group', written, ['story', 'article'])] }
}

const readLimit = (written: string, feed: FeedDefinition): Read<number> => {
  if (written === '') return fine(feed.limit)
  const limit = Number(written)
  if (/^\d{1,4}$/.test(written) && limit >= 1 && limit <= MOST_ENTRIES) return fine(limit)
  const mistake = {
    field: 'limit',
    written: written.slice(0, 20),
    detail: `Write a whole number from 1 to ${MOST_ENTRIES}.`,
    localized: { key: 'feeds.builder.limit.wrong', values: { most: MOST_ENTRIES } },
    near: [],
  } as const
  return { value: feed.limit, mistakes: [mistake] }
}
