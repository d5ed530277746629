import type { Filter } from '../../model/filter.ts'
import { feedId, type LanguageTag } from '../../model/ids.ts'
import type { FeedDefinition, Grouping } from '../../model/taxonomy.ts'
import { requiredFilter, sentence } from '../read-filter.ts'
import { HttpError } from '../http/http-error.ts'
import type { PageContext } from '../pages/page-context.ts'

export const MOST_ENTRIES = 1000
const DEFAULT_ENTRIES = 100
const LANGUAGE = /^[a-z]{2,8}(?:[-_][a-z0-9]{1,8})*$/i

export const FIELD = 'field'
export const EVERYTHING = 'all'

/** These feeds between `field` and `all`, which exist without being configured; without topics there is no `field`. */
export const listedFeeds = (
  feeds: readonly FeedDefinition[],
  { configuration, locale }: Pick<PageContext, 'configuration' | 'locale'>,
): readonly FeedDefinition[] => {
  const roots = configuration.taxonomy.topics.filter(({ parent }) => parent === null).map(({ id }) => id)
  const builtIn = (id: typeof FIELD | typeof EVERYTHING, filter: string): FeedDefinition =>
    feeds.find((feed) => feed.id === id) ?? {
      id: feedId(id),
      title: { [locale.language]: locale.message(`feeds.${id}`) },
      description: { [locale.language]: locale.message(`feeds.${id}.description`) },
      filter,
      group: 'story',
      limit: DEFAULT_ENTRIES,
      languages: [],
      sources: [],
      ids: 'feed',
      developments: 'update',
    }
  const others = feeds.filter(({ id }) => id !== FIELD && id !== EVERYTHING)
  const field = roots.length === 0 ? [] : [builtIn(FIELD, `topic:${roots.join(',')}`)]
  return [...field, ...others, builtIn(EVERYTHING, '')]
}

export const mainFeed = ({ taxonomy }: PageContext['configuration']): typeof FIELD | typeof EVERYTHING =>
  taxonomy.topics.length === 0 ? EVERYTHING : FIELD

/** The filter of `field`; without topics, everything. */
export const fieldFilter = ({ taxonomy }: PageContext['configuration']): Filter => {
  const anyOf = taxonomy.topics.map(({ id }) => id)
  return anyOf.length === 0 ? { kind: 'everything' } : { kind: 'topic', anyOf }
}

/** How a request narrows a feed, and which languages it prefers. */
export type FeedQuery = {
  readonly q: string
  /** The languages of `lang=`. */
  readonly narrowedTo: readonly LanguageTag[]
  /**
   * The languages of `prefer=`: a story's representative article is in the first of them that the story has. Empty: in the first of
   * `narrowedTo`.
   */
  readonly preferred: readonly LanguageTag[]
  /** The language of `translate=`; null: the feed's own setting. */
  readonly translate: LanguageTag | null
  readonly group: Grouping
  readonly limit: number
  readonly filter: Filter
}

type Parse = PageContext['parse']

/** The feed's own settings with what the request adds to them; throws 400 that names a wrong parameter. */
export const feedQuery = async (
  feed: FeedDefinition,
  query: URLSearchParams,
  { parse, translatable = [] }: { readonly parse: Parse; readonly translatable?: readonly LanguageTag[] },
): Promise<FeedQuery> => {
  const q = (query.get('q') ?? '').trim()
  const languages = await languagesIn(query.get('lang') ?? '', parse)
  const preferred = await languagesIn(query.get('prefer') ?? '', parse, 'prefer')
  const own = await parse(feed.filter, 'operator')
  // The loader has checked this filter. If it is wrong all the same, the error belongs in the operator's log: it is no mistake of the reader.
  if (!own.ok) throw new Error(`feeds.yaml: filter of feed ${feed.id}: column ${own.column}: ${own.message}`)
  const parts: Filter[] = [own.filter, requiredFilter(await parse(q), 'q')]
  if (feed.sources.length > 0) parts.push({ kind: 'source', anyOf: feed.sources })
  if (languages.length > 0) parts.push({ kind: 'language', anyOf: languages })
  const narrowing = parts.filter(({ kind }) => kind !== 'everything')
  const [only] = narrowing
  return {
    q,
    narrowedTo: languages,
    preferred,
    translate: translateIn(query.get('translate') ?? '', translatable),
    group: groupIn(query.get('group'), feed.group),
    limit: limitIn(query.get('limit'), feed.limit),
    filter: only === undefined ? { kind: 'everything' } : narrowing.length === 1 ? only : { kind: 'and', of: narrowing },
  }
}

const about = (parameter: string) => ({
  extra: { parameter },
  localized: { key: 'error.parameter', values: { name: parameter } } as const,
})

/** The languages of a parameter, read as `lang:` in a filter: `zh-CN` is `zh-Hans`, `pt-BR` is `pt`. Throws 400 for an unknown language. */
export const languagesIn = async (text: string, parse: Parse, parameter = 'lang'): Promise<readonly LanguageTag[]> => {
  const tags = text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
  const wrong = tags.find((tag) => !LANGUAGE.test(tag) || tag.length > 35)
  if (wrong !== undefined || tags.length > 50)
    throw new HttpError(400, `${parameter} must be language tags such as en or zh-Hans, comma between them.`, about(parameter))
  if (tags.length === 0) return []
  const read = await parse(`lang:${tags.join(',')}`)
  if (!read.ok) throw new HttpError(400, `${parameter}: ${sentence(read.message)}`, about(parameter))
  return read.filter.kind === 'language' ? read.filter.anyOf : []
}

/**
 * The language of `translate=`. Null: it is left out, or nothing is translated, so that the parameter has no effect. Throws 400 for any
 * other language.
 */
const translateIn = (text: string, translatable: readonly LanguageTag[]): LanguageTag | null => {
  const wanted = text.trim().toLowerCase()
  if (wanted === '' || translatable.length === 0) return null
  const found = translatable.find((one) => one.toLowerCase() === wanted)
  if (found !== undefined) return found
  throw new HttpError(400, `translate must be one of ${translatable.join(', ')}.`, about('translate'))
}

const groupIn = (text: string | null, usual: Grouping): Grouping => {
  if (text === null || text === '') return usual
  if (text === 'story' || text === 'article') return text
  throw new HttpError(400, 'group must be story or article.', about('group'))
}

/** The parameter `limit`. A number above `most` is cut, not refused: a feed reader that requests too many gets what there is. */
export const limitIn = (text: string | null, usual: number, most = MOST_ENTRIES): number => {
  if (text === null || text === '') return Math.min(usual, most)
  const limit = Number(text)
  if (/^\d{1,6}$/.test(text) && limit >= 1) return Math.min(limit, most)
  throw new HttpError(400, `limit must be a whole number from 1 to ${most}.`, about('limit'))
}
