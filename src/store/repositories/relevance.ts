/** How well stories answer a search: their place in the order by relevance. */
import type { Filter } from '../../model/filter.ts'
import { inflectedWord, searchPhrase, searchQuery } from '../../text/search-words.ts'
import type { Engine } from '../dialects/sqlite/engine.ts'
import type { Match } from '../scan-steps.ts'

/**
 * Points of each match, whole numbers: up to 100 for the share of the words that stand in one title, up to 60 for the share of neighbouring
 * words that stand near each other in one report, 20 for each doubling of the story's sources (80 at most). What others have
 * changes nothing, so that a list can go on where it ended.
 */
export const relevanceOf = (engine: Engine, filter: Filter, matches: readonly Match[]): ReadonlyMap<number, number> => {
  const texts = textsIn(engine, filter).slice(0, MOST_WORDS)
  const find = finderOf(engine, matches)
  const titles = texts.map((text) => find(`title : ${text.query}`))
  const nears = texts.slice(1).map((text, index) => find(nearQuery(texts[index] ?? text, text)))
  const sources = sourcesOf(engine, matches)
  return new Map(
    matches.map(({ n, articles }) => [
      n,
      Math.round(100 * bestShare(articles, titles) + 60 * bestShare(articles, nears)) +
        Math.min(80, Math.round(20 * Math.log2(sources.get(n) ?? 1))),
    ]),
  )
}

const MOST_WORDS = 8
/** Words between two that are near each other. */
const NEAR = 8
/** Of each word, in a question for two near each other: every form with every other. */
const MOST_FORMS = 8

/** Of a word or phrase that must or may be there: as a question to the index, and each of its forms. */
type TextForms = { readonly query: string; readonly phrases: readonly string[] }

const textsIn = (engine: Engine, filter: Filter): readonly TextForms[] => {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap((part) => textsIn(engine, part))
  if (filter.kind !== 'text') return []
  const phrase = searchPhrase(filter.text, { prefix: filter.prefix })
  if (phrase === null) return []
  const word = filter.forms ? inflectedWord(phrase) : null
  const forms = word === null ? [] : engine.words.formsInAny(word)
  const phrases =
    forms.length === 0 ? [phrase] : forms.map((form) => ({ ...phrase, words: [...phrase.words.slice(0, -1), form] }))
  return [{ query: searchQuery(phrase, forms), phrases: phrases.slice(0, MOST_FORMS).map((one) => searchQuery(one)) }]
}

const nearQuery = (one: TextForms, other: TextForms): string =>
  one.phrases.flatMap((first) => other.phrases.map((second) => `NEAR(${first} ${second}, ${NEAR})`)).join(' OR ')

type Sets = readonly ReadonlySet<number>[]

/** Of so many questions, the largest share that one of the articles meets; 0 of none. */
const bestShare = (articles: readonly number[], sets: Sets): number =>
  sets.length === 0 ? 0 : Math.max(...articles.map((article) => sets.filter((set) => set.has(article)).length)) / sets.length

/** Articles of the matches that meet a question to the index. */
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
