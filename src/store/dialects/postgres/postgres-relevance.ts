import type { Filter } from '../../../model/filter.ts'
import { MOST_WORDS, NEAR, pointsOf, textsIn, type TextForms } from '../../relevance-points.ts'
import type { Match } from '../../scan-steps.ts'
import type { PostgresEngine } from './postgres-engine.ts'
import { inflectedWordsIn } from '../../filter-words.ts'
import { nearQuery, tsqueryOf } from './postgres-words.ts'

/** Points of each match: see `pointsOf`. */
export const relevanceOf = async (
  engine: PostgresEngine,
  filter: Filter,
  matches: readonly Match[],
): Promise<ReadonlyMap<number, number>> => {
  const languages = (await engine.tags.all('language')).map(([name]) => name)
  const forms = await engine.vocabulary.forms(inflectedWordsIn(filter), languages)
  const formsOf = (word: string): readonly string[] => [...new Set([word, ...[...(forms.get(word)?.values() ?? [])].flat()])]
  const texts = textsIn(filter, formsOf).slice(0, MOST_WORDS)
  const articles = matches.flatMap((match) => match.articles)
  const bounds = [
    articles.reduce((n, other) => Math.min(n, other), Number.MAX_SAFE_INTEGER),
    articles.reduce((n, other) => Math.max(n, other), 0),
  ]
  const find = async (query: string): Promise<ReadonlySet<number>> =>
    new Set((await engine.all<{ readonly n: number }>(MATCHING, articles, query, ...bounds)).map(({ n }) => n))
  const titles = await Promise.all(texts.map(async ({ phrase, forms: all }) => await find(titleQuery({ phrase, forms: all }))))
  const pairs = texts.slice(1).map((text, index) => [texts[index] ?? text, text] as const)
  const nears = await Promise.all(pairs.map(async ([one, other]) => await find(nearQuery(one, other, NEAR))))
  const rows = await engine.all<{ readonly n: number; readonly sources: number }>(
    SOURCES,
    matches.map(({ n }) => n),
  )
  return pointsOf(filter, matches, { titles, nears, sources: new Map(rows.map(({ n, sources }) => [n, sources])) })
}

const titleQuery = ({ phrase, forms }: TextForms): string => tsqueryOf({ kind: 'phrase', phrase, forms, inTitle: true })
/** The bounds limit the partitions that are read. */
const MATCHING = `
  SELECT w.article AS n FROM unnest($1::bigint[]) AS j (n) JOIN words w ON w.article = j.n
  WHERE w.article BETWEEN $3 AND $4 AND w.words @@ $2::tsquery`
const SOURCES = `
  SELECT story AS n, count(DISTINCT source) AS sources FROM article WHERE story = ANY ($1::bigint[]) GROUP BY story`
