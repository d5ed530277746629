/** What an append leaves out because it is taken down, on every engine. */
import type { SourceId } from '../model/ids.ts'
import { articleNames, type BlockedName, type NamedArticle } from '../model/takedown.ts'
import type { Appended, AppendPlan } from './ports/article-log.ts'
import { urlHash } from './new-article-row.ts'
import type { BlockedArticle, WantedNames } from './ports/takedowns.ts'

type Rows = Pick<AppendPlan, 'append' | 'revise'>

const named = (source: SourceId, { row }: Pick<Appended, 'row'>): NamedArticle => ({
  id: row.id,
  source,
  link: row.content.link,
  canonicalUrl: row.content.canonicalUrl,
})

/** All names of the rows that may be taken down, each once. */
export const namesOfRows = (source: SourceId, rows: readonly Pick<Appended, 'row'>[]): readonly BlockedName[] => [
  ...new Set(rows.flatMap((one) => articleNames(named(source, one)))),
]

export const withoutBlocked = <Plan extends Rows>(source: SourceId, plan: Plan, blocked: ReadonlySet<BlockedName>): Plan => {
  if (blocked.size === 0) return plan
  const isFree = (one: Pick<Appended, 'row'>): boolean => !articleNames(named(source, one)).some((name) => blocked.has(name))
  return { ...plan, append: plan.append.filter(isFree), revise: plan.revise.filter(isFree) }
}

type Stored = Omit<BlockedArticle, 'name'>

/** Prepares a search for stored articles with these names, once for all pages: preparing thousands of names takes longer than a page. */
export const wantedNames = (names: readonly BlockedName[]): WantedNames => ({
  names: new Set(names),
  articles: ofKind(names, 'article'),
  hashes: ofKind(names, 'address').flatMap((address) => [urlHash(address), urlHash(address.replace(/#.*$/s, ''))]),
  sources: ofKind(names, 'source'),
  areHostsWanted: ofKind(names, 'host').length > 0,
})

/** Those of the stored articles that have one of the names, each with that name. */
export const blockedAmong = (articles: readonly Stored[], { names }: Pick<WantedNames, 'names'>): readonly BlockedArticle[] =>
  articles.flatMap((article) => {
    const name = articleNames(article).find((one) => names.has(one))
    return name === undefined ? [] : [{ ...article, name }]
  })

/** Values of the names of one kind: `ofKind(names, 'host')`. */
const ofKind = (names: readonly BlockedName[], kind: 'article' | 'address' | 'source' | 'host'): readonly string[] =>
  names.flatMap((name) => (name.startsWith(`${kind}:`) ? [name.slice(kind.length + 1)] : []))
