/** Explains why an article is in a feed or not: every part of the filter with its verdict. The store decides the same from its index. */
import type { StoredArticle } from '../../model/article.ts'
import { excludesSources, type Filter, type LikeFilter } from '../../model/filter.ts'
import type { Instant, LanguageTag, SourceId, StoryId } from '../../model/ids.ts'
import type { Source } from '../../model/source.ts'
import { speaks } from '../../model/translation.ts'
import { searchText, splitSearchText } from '../../text/search-words.ts'
import { createWordFinder } from './find-words.ts'
import { type Names, type Vocabulary, withAllBelow } from './filter-vocabulary.ts'
import { compileRegex } from './regex.ts'

/** A part of a filter, as a person would write it, and its verdict on one article. */
export type Verdict = {
  readonly matches: boolean
  readonly part: string
  /** What was found or missing: `topics: ec.consumer`, `language is de`. Empty where the parts below explain it. */
  readonly why: string
  readonly of: readonly Verdict[]
}

export type MatchContext = {
  readonly vocabulary: Vocabulary
  readonly sources: ReadonlyMap<SourceId, Source>
  readonly affair: readonly StoryId[]
  readonly origins: number
  readonly languages: readonly LanguageTag[]
  /** Whether the article is like what a part asks for, which the store decides; missing: it is like nothing. */
  readonly isNear?: (part: LikeFilter) => boolean
  /** When its headline or excerpt was changed, the last time last. */
  readonly changed: readonly Instant[]
}

/**
 * The verdict on an article. Where the filter excludes sources, each source's report of the article is judged by itself, and one that
 * matches is enough.
 */
export const matchesFilter = (filter: Filter, article: StoredArticle, context: MatchContext): Verdict => {
  const reports = excludesSources(filter) ? [article.source, ...article.alsoIn] : [article.source]
  const verdicts = reports.map((by) => judge(filter, article, { ...context, by, isExcluded: false }))
  return (
    verdicts.find(({ matches }) => matches) ??
    verdicts[0] ??
    judge(filter, article, { ...context, by: article.source, isExcluded: false })
  )
}

type Judging = MatchContext & {
  readonly by: SourceId
  /** True: the part is inside an odd number of exclusions. */
  readonly isExcluded: boolean
}

const judge = (filter: Filter, article: StoredArticle, context: Judging): Verdict => {
  const verdict = (matches: boolean, why: string, of: readonly Verdict[] = []): Verdict => ({
    matches,
    part: filterText(filter, context.vocabulary),
    why,
    of,
  })
  switch (filter.kind) {
    case 'everything':
      return verdict(true, 'matches everything')
    case 'and':
    case 'or': {
      const of = filter.of.map((part) => judge(part, article, context))
      const holds = (part: Verdict) => part.matches
      return verdict(filter.kind === 'and' ? of.every(holds) : of.some(holds), '', of)
    }
    case 'not': {
      const inner = judge(filter.of, article, { ...context, isExcluded: !context.isExcluded })
      return verdict(!inner.matches, '', [inner])
    }
    case 'text':
      return textVerdict(filter, article, context, verdict)
    case 'regex':
      return regexVerdict(filter.pattern, article, verdict)
    case 'changed':
      return changeVerdict(filter.at, context.changed.at(-1), verdict)
    case 'after':
    case 'before':
      return dateVerdict(filter, article, verdict)
    case 'language':
      return languageVerdict(filter.anyOf, article, verdict)
    case 'kind':
      return listVerdict(filter.anyOf, { what: 'kind:', found: article.kind === null ? [] : [article.kind] }, verdict)
    case 'affair':
    case 'missing':
    case 'origins':
      return storyVerdict(filter, context, verdict)
    case 'like':
      return nearVerdict(context.isNear?.(filter) ?? false, verdict)
    case 'source':
    case 'country':
      if (context.isExcluded) return reportVerdict(filter, article, context, verdict)
      return listVerdict(filter.anyOf, factsOf(filter.kind, article, context), verdict)
    case 'topic':
    case 'entity':
    case 'place':
      return listVerdict(filter.anyOf, factsOf(filter.kind, article, context), verdict)
  }
}

const languageVerdict = (wanted: readonly string[], { language }: StoredArticle, judge: Judge): Verdict =>
  judge(
    wanted.some((one) => speaks(language, one)),
    `language is ${language}`,
  )

const dateVerdict = (
  { kind, at }: Extract<Filter, { kind: 'after' | 'before' }>,
  { publishedAt }: StoredArticle,
  judge: Judge,
): Verdict => judge(publishedAt >= at === (kind === 'after'), `published ${new Date(publishedAt).toISOString()}`)

const nearVerdict = (isNear: boolean, judge: Judge): Verdict =>
  judge(isNear, isNear ? 'near in meaning' : 'not near in meaning')

const changeVerdict = (wanted: Instant, last: Instant | undefined, judge: Judge): Verdict =>
  last === undefined ? judge(false, 'never changed') : judge(last >= wanted, `changed ${new Date(last).toISOString()}`)

const storyVerdict = (
  filter: Extract<Filter, { kind: 'affair' | 'missing' | 'origins' }>,
  { affair, languages, origins }: MatchContext,
  judge: Judge,
): Verdict => {
  switch (filter.kind) {
    case 'affair':
      return listVerdict(filter.anyOf, { what: 'stories of the affair:', found: affair }, judge)
    case 'missing':
      return judge(isMissing(languages, filter), `languages of the story: ${listOf(languages)}`)
    case 'origins':
      return judge(isWithin(origins, filter), `origins: ${origins}`)
  }
}

const isMissing = (languages: readonly LanguageTag[], { anyOf }: Extract<Filter, { kind: 'missing' }>): boolean =>
  anyOf.some((wanted) => !languages.some((language) => speaks(language, wanted)))

const isWithin = (number: number, { least, most }: Extract<Filter, { kind: 'origins' }>): boolean =>
  number >= least && number <= (most ?? number)

type Judge = (matches: boolean, why: string) => Verdict
type Facts = { readonly what: string; readonly found: readonly string[] }
type ListKind = 'topic' | 'entity' | 'place' | 'source' | 'country'

const listVerdict = (wanted: readonly string[], { what, found }: Facts, judge: Judge): Verdict => {
  const common = found.filter((id) => wanted.includes(id))
  return judge(common.length > 0, `${what} ${listOf(common.length > 0 ? common : found)}`)
}

/** Judges an excluded source or country: is the report by one of these? */
const reportVerdict = (
  { kind, anyOf }: Extract<Filter, { kind: 'source' | 'country' }>,
  article: StoredArticle,
  context: Judging,
  judge: Judge,
): Verdict => {
  const { what, found } = factsOf(kind, article, context)
  const wanted: readonly string[] = anyOf
  const said = kind === 'source' ? context.by : (context.sources.get(context.by)?.country ?? null)
  return judge(said !== null && wanted.includes(said), `${what} ${listOf(found)}`)
}

const factsOf = (kind: ListKind, article: StoredArticle, context: MatchContext): Facts => {
  switch (kind) {
    case 'topic':
      return { what: 'topics:', found: article.listed.topics }
    case 'entity':
      return { what: 'entities:', found: article.listed.entities }
    case 'place':
      return { what: 'places:', found: article.listed.places }
    case 'source':
      return { what: 'published by', found: [article.source, ...article.alsoIn] }
    case 'country':
      return { what: 'published in', found: countriesOf(article, context) }
  }
}

const textVerdict = (
  filter: Extract<Filter, { kind: 'text' }>,
  { title, text, language }: StoredArticle,
  { isExcluded }: Judging,
  judge: Judge,
): Verdict => {
  const words = splitSearchText(searchText(title, text))
  const finder = createWordFinder(isExcluded ? { ...filter, forms: false } : filter, language)
  if (finder === null) return judge(false, 'contains nothing to search for')
  if (finder.isIn(words.title.split(' '))) return judge(true, 'found in the title')
  if (filter.in === 'title') return judge(false, 'not in the title')
  return finder.isIn(words.body.split(' ')) ? judge(true, 'found in the text') : judge(false, 'neither in title nor text')
}

const regexVerdict = (pattern: string, { title, text }: StoredArticle, judge: Judge): Verdict => {
  const matcher = compileRegex(pattern).matcher(`${title}\n${text}`)
  if (!matcher.find()) return judge(false, 'neither in title nor text')
  return judge(true, `found in the ${matcher.start() < title.length ? 'title' : 'text'}: ${matcher.group() ?? ''}`)
}

const countriesOf = ({ source, alsoIn }: StoredArticle, { sources }: MatchContext): readonly string[] =>
  [source, ...alsoIn].map((id) => sources.get(id)?.country ?? null).filter((country) => country !== null)

const listOf = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.join(', '))

/**
 * A filter written out in its one canonical spelling; `parseFilter` reads it back as the same filter. Expanded topics and places are
 * written by their topmost ids: `topic:e-commerce`, not its thirty descendants.
 */
export const filterText = (filter: Filter, vocabulary: Vocabulary): string => written(filter, vocabulary, 'top')

type Place = 'top' | 'or' | 'and' | 'not'

const written = (filter: Filter, vocabulary: Vocabulary, place: Place): string => {
  const within = (parts: readonly Filter[], inside: Place, joint: string) => {
    const text = parts.map((part) => written(part, vocabulary, inside)).join(joint)
    return place === 'not' || (place === 'and' && inside === 'or') ? `(${text})` : text
  }
  switch (filter.kind) {
    case 'everything':
      return ''
    case 'and':
      return within(filter.of, 'and', ' ')
    case 'or':
      return within(filter.of, 'or', ' OR ')
    case 'not':
      return `-${written(filter.of, vocabulary, 'not')}`
    case 'text':
      return `${filter.in === 'title' ? 'title:' : ''}${textIn(filter)}${filter.prefix ? '*' : ''}`
    case 'regex':
      return `/${escapeSlashes(filter.pattern)}/`
    case 'topic':
      return `topic:${topmost(filter.anyOf, vocabulary.topics)}`
    case 'entity':
      return `entity:${topmost(filter.anyOf, vocabulary.entities)}`
    case 'place':
      return `place:${topmost(filter.anyOf, vocabulary.places)}`
    case 'language':
      return `lang:${filter.anyOf.join(',')}`
    case 'source':
    case 'country':
    case 'kind':
    case 'affair':
    case 'missing':
      return `${filter.kind}:${filter.anyOf.join(',')}`
    case 'origins':
      return `origins:${rangeText(filter)}`
    case 'like':
      return `like:${filter.to.kind === 'story' ? filter.to.story : quoted(filter.to.text)}`
    case 'changed':
      return filter.at === 0 ? 'changed:yes' : `changed:${new Date(filter.at).toISOString()}`
    case 'after':
    case 'before':
      return `${filter.kind}:${new Date(filter.at).toISOString()}`
  }
}

const rangeText = ({ least, most }: Extract<Filter, { kind: 'origins' }>): string => {
  if (most === null) return `>=${least}`
  return least === most ? String(least) : `<=${most}`
}

/** A text as a filter writes it: quoted unless it is one plain word that means nothing else and stands for its forms. */
const textIn = ({ text, forms, prefix }: Extract<Filter, { kind: 'text' }>): string =>
  (forms || prefix) && /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._'’-]*$/u.test(text) && !/^(?:OR|AND|NOT)$/.test(text.normalize('NFKC'))
    ? text
    : quoted(text)

const quoted = (text: string): string => `"${text.replaceAll(/["＂“”\\]/g, String.raw`\$&`)}"`

/** Escapes slashes. Those inside a character class end nothing, and a backslash there would be one more member of the class. */
const escapeSlashes = (pattern: string): string => {
  /** The offset of the first member of the open class; null: no class is open. A bracket there is a member. */
  let members: number | null = null
  return pattern.replaceAll(/\\[\s\S]|[[\]/]/g, (part, at: number) => {
    if (part === '[') members ??= at + (pattern[at + 1] === '^' ? 2 : 1)
    if (part === ']' && members !== null && at > members) members = null
    return part === '/' && members === null ? String.raw`\/` : part
  })
}

const topmost = <Id extends string>(ids: readonly Id[], names: Names<Id>): string => {
  const below = new Set(ids.flatMap((id) => withAllBelow(names, id).filter((other) => other !== id)))
  const top = ids.filter((id) => !below.has(id))
  return (top.length > 0 ? top : ids).join(',')
}
