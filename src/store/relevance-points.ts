/** How well stories answer a search: their position in the order by relevance, on every engine. */
import { type Filter, likesIn } from '../model/filter.ts'
import { inflectedWord, type SearchPhrase, searchPhrase } from '../text/search-words.ts'
import type { WordsFor } from './filter-words.ts'
import { comesFirst, type Position } from './position-streams.ts'
import type { Match } from './scan-steps.ts'

/** How many words of a search count. */
export const MOST_WORDS = 8
/** The most words between two that count as near each other. */
export const NEAR = 8
/** How many forms of each word are in a query for two words near each other, which pairs every form with every other. */
const MOST_FORMS = 8

/** A word or phrase of the filter that is not negated, and the words that match in place of its last word; empty: only that word itself. */
export type TextForms = { readonly phrase: SearchPhrase; readonly forms: readonly string[] }

export const textsIn = (filter: Filter, formsOf: WordsFor): readonly TextForms[] => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap((part) => textsIn(part, formsOf))
  if (filter.kind !== 'text') return []
  const phrase = searchPhrase(filter.text, { prefix: filter.prefix })
  if (phrase === null) return []
  const word = filter.forms ? inflectedWord(phrase) : null
  return [{ phrase, forms: word === null ? [] : formsOf(word) }]
}

/** The phrase with each of its first few forms. */
export const phrasesOf = ({ phrase, forms }: TextForms): readonly SearchPhrase[] =>
  (forms.length === 0 ? [phrase] : forms.map((form) => ({ ...phrase, words: [...phrase.words.slice(0, -1), form] }))).slice(
    0,
    MOST_FORMS,
  )

type Sets = readonly ReadonlySet<number>[]

/** For each word the articles with it in their title; for each pair of neighbours the articles with both near each other; the number of sources
 * of each story. */
export type Findings = { readonly titles: Sets; readonly nears: Sets; readonly sources: ReadonlyMap<number, number> }

/**
 * Points of each match in the order by relevance. With `like:` in the filter, one ranking of two, by meaning and by words (reciprocal rank fusion): the points
 * then depend on the other matches, so that a list continues at a cursor as long as these are the same.
 */
export const pointsOf = (filter: Filter, matches: readonly Match[], findings: Findings): ReadonlyMap<number, number> => {
  const likes = likesIn(filter).flatMap(({ near }) => near ?? [])
  const points = pointsByWords(matches, findings)
  if (likes.length === 0) return points
  const cosine = ({ articles }: Match): number =>
    Math.max(...articles.flatMap((article) => likes.map((near) => near.get(article) ?? 0)))
  const hasAllWords = ({ articles }: Match): boolean => bestShare(articles, findings.titles) === 1
  const rankings = [
    ranksOf(
      matches.filter((match) => cosine(match) > 0),
      cosine,
    ),
    ranksOf(matches.filter(hasAllWords), ({ n }) => points.get(n) ?? 0),
  ]
  return new Map(
    matches.map(({ n }) => [n, Math.round(FUSED * rankings.reduce((sum, ranks) => sum + shareOfRank(ranks.get(n)), 0))]),
  )
}
/** Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009), with its constant; scaled to whole numbers. */
const RANK_CONSTANT = 60
const FUSED = 1e8
const shareOfRank = (rank: number | undefined): number => (rank === undefined ? 0 : 1 / (RANK_CONSTANT + rank))

/** The rank of each match, from 1; matches with the same value share one. */
const ranksOf = (matches: readonly Match[], valueOf: (match: Match) => number): ReadonlyMap<number, number> => {
  const valued = matches
    .map((match) => ({ n: match.n, value: valueOf(match) }))
    .toSorted((one, other) => other.value - one.value)
  let rank = 0
  return new Map(
    valued.map(({ n, value }, nth) => {
      if (value !== valued[nth - 1]?.value) rank = nth + 1
      return [n, rank]
    }),
  )
}

/**
 * Points of each match, whole numbers: up to 100 for the share of the words that are in one title, up to 60 for the share of neighbouring words
 * that are near each other in one report, 20 for each doubling of the story's sources (80 at most). The points of a match do not depend on
 * other matches, so that a list can continue at a cursor.
 */
const pointsByWords = (matches: readonly Match[], { titles, nears, sources }: Findings): ReadonlyMap<number, number> =>
  new Map(
    matches.map(({ n, articles }) => [
      n,
      Math.round(100 * bestShare(articles, titles) + 60 * bestShare(articles, nears)) +
        Math.min(80, Math.round(20 * Math.log2(sources.get(n) ?? 1))),
    ]),
  )

/** The largest share of the sets that one of the articles is in; 0 if there are no sets. */
const bestShare = (articles: readonly number[], sets: Sets): number =>
  sets.length === 0 ? 0 : Math.max(...articles.map((article) => sets.filter((set) => set.has(article)).length)) / sets.length

/** Where a list by relevance continues. */
export type RankedPosition = { readonly points: number; readonly at: Position }

/** One page of the matches, by points, then newest first. `end`: the last match shown, if there are more; otherwise null. */
export const rankedPage = (
  matches: readonly Match[],
  points: ReadonlyMap<number, number>,
  { after, limit }: { readonly after: RankedPosition | null; readonly limit: number },
) => {
  const ranked = matches
    .map((match) => ({ match, points: points.get(match.n) ?? 0 }))
    .toSorted((a, b) => b.points - a.points || comesFirst(a.match, b.match))
  const left =
    after === null
      ? ranked
      : ranked.filter(
          (one) => one.points < after.points || (one.points === after.points && comesFirst(after.at, one.match) < 0),
        )
  const shown = left.slice(0, limit)
  return { matches: shown.map(({ match }) => match), end: left.length > limit ? (shown.at(-1) ?? null) : null }
}

/** An article that meets the filter, with the position of its story. */
export type FoundArticle = { readonly article: number; readonly n: number; readonly at: number }

/** The stories of these articles, each once with its articles. */
export const storiesFound = (rows: readonly FoundArticle[]): readonly Match[] =>
  [...Map.groupBy(rows, ({ n }) => n).values()].flatMap((group): readonly Match[] => {
    const [first] = group
    return first === undefined ? [] : [{ n: first.n, at: first.at, articles: group.map(({ article }) => article) }]
  })
