import type { Filter } from '../../model/filter.ts'
import { searchQuery } from '../../text/search-words.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import { MOST_WORDS, NEAR, phrasesOf, pointsOf, type TextForms, textsIn } from '../relevance-points.ts'
import type { Match } from '../scan-steps.ts'

/** Points of each match: see `pointsOf`. */
export const relevanceOf = (engine: Engine, filter: Filter, matches: readonly Match[]): ReadonlyMap<number, number> => {
  const texts = textsIn(filter, engine.words.formsInAny).slice(0, MOST_WORDS)
  const find = finderOf(engine, matches)
  return pointsOf(filter, matches, {
    titles: texts.map(({ phrase, forms }) => find(`title : ${searchQuery(phrase, forms)}`)),
    nears: texts.slice(1).map((text, index) => find(nearQuery(texts[index] ?? text, text))),
    sources: sourcesOf(engine, matches),
  })
}

const nearQuery = (one: TextForms, other: TextForms): string => {
  const others = phrasesOf(other).map((phrase) => searchQuery(phrase))
  return phrasesOf(one)
    .flatMap((first) => others.map((second) => `NEAR(${searchQuery(first)} ${second}, ${NEAR})`))
    .join(' OR ')
}

/** Returns a function that finds the articles matching a query, between the least and the greatest number of the matches. */
const finderOf = ({ all }: Engine, matches: readonly Match[]) => {
  let [low, high] = [Number.MAX_SAFE_INTEGER, 0]
  for (const { articles } of matches)
    for (const article of articles) {
      low = Math.min(low, article)
      high = Math.max(high, article)
    }
  return (query: string): ReadonlySet<number> =>
    new Set(all<{ readonly n: number }>(MATCHING, query, low, high).map(({ n }) => n))
}
const MATCHING = `
  SELECT rowid AS n FROM words WHERE words MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)`

const sourcesOf = ({ all }: Engine, matches: readonly Match[]): ReadonlyMap<number, number> => {
  const list = JSON.stringify(matches.map(({ n }) => n))
  return new Map(all<{ readonly n: number; readonly sources: number }>(SOURCES, list).map(({ n, sources }) => [n, sources]))
}
const SOURCES = `
  SELECT a.story AS n, count(DISTINCT a.source) AS sources
  FROM json_each(?) j CROSS JOIN article a ON a.story = j.value GROUP BY a.story`
