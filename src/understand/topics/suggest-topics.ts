/** Groups of articles that are about one matter and have no topic, each with a label from its own headlines. */
import { DIMENSIONS } from '../../lib/unit-vectors.ts'
import { createVectorColumns, dotOfRow, lengthOf } from '../../lib/vector-columns.ts'

export type UntaggedArticle = {
  readonly id: string
  readonly title: string
  readonly language: string
  readonly source: string
  readonly vector: Int8Array
}
/** `headlines`: the nearest to the middle of the group first. */
export type SuggestedTopic = {
  readonly label: string
  readonly articles: number
  readonly sources: number
  readonly headlines: readonly UntaggedArticle[]
}

/** The least cosine of two articles about one matter: below, groups grow together. */
const LIKE = 0.42
const FEWEST_ARTICLES = 5
const FEWEST_SOURCES = 2
const MOST_SHOWN = 10

/** The largest groups first, each article in one. Takes a time that grows with the square of their number: 5,000 take some seconds. */
export const suggestTopics = (articles: readonly UntaggedArticle[], most: number): readonly SuggestedTopic[] => {
  const neighbours = neighboursOf(articles)
  const words = countWords(articles)
  const left = new Set(articles.keys())
  const topics: SuggestedTopic[] = []
  while (topics.length < most) {
    const group = largestGroup(neighbours, left)
    if (group.length < FEWEST_ARTICLES) break
    for (const row of group) left.delete(row)
    const own = group.flatMap((row) => articles[row] ?? [])
    const sources = new Set(own.map(({ source }) => source)).size
    if (sources < FEWEST_SOURCES) continue
    topics.push({
      label: labelOf(own, words, articles.length),
      articles: own.length,
      sources,
      headlines: own.slice(0, MOST_SHOWN),
    })
  }
  return topics
}

/** For each article those that are like it, itself included, the nearest first. */
const neighboursOf = (articles: readonly UntaggedArticle[]): readonly (readonly number[])[] => {
  const columns = createVectorColumns(DIMENSIONS)
  for (const [row, { vector }] of articles.entries()) columns.put(row, vector)
  const { vectors, lengths } = columns.columns()
  return articles.map(({ vector }) => {
    const length = lengthOf(vector) || 1
    const near: { readonly row: number; readonly cosine: number }[] = []
    for (let row = 0; row < articles.length; row += 1) {
      const cosine = dotOfRow(vectors, row, vector) / (length * (lengths[row] || 1))
      if (cosine >= LIKE) near.push({ row, cosine })
    }
    return near.toSorted((one, other) => other.cosine - one.cosine).map(({ row }) => row)
  })
}

const largestGroup = (neighbours: readonly (readonly number[])[], left: ReadonlySet<number>): readonly number[] => {
  let largest: readonly number[] = []
  for (const row of left) {
    const own = (neighbours[row] ?? []).filter((other) => left.has(other))
    if (own.length > largest.length) largest = own
  }
  return largest
}

/** Words as headlines show them, by their small letters. */
const wordsOf = (title: string): ReadonlyMap<string, string> =>
  new Map((title.match(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}’'-]{2,40}/gu) ?? []).map((word) => [word.toLowerCase(), word]))

const countWords = (articles: readonly UntaggedArticle[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { title } of articles) for (const word of wordsOf(title).keys()) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

const WORDS_OF_LABEL = 3

/** The words of the commonest language that most tell the group from all other articles; without any, the headline in its middle. */
const labelOf = (group: readonly UntaggedArticle[], everywhere: ReadonlyMap<string, number>, all: number): string => {
  const byLanguage = Map.groupBy(group, ({ language }) => language)
  const [main = []] = [...byLanguage.values()].toSorted((one, other) => other.length - one.length)
  const shown = new Map(main.flatMap(({ title }) => [...wordsOf(title)]))
  const scored = [...countWords(main)]
    .filter(([, count]) => count >= Math.max(2, main.length / 4))
    .map(([word, count]) => ({ word, score: count * Math.log((all + 1) / (everywhere.get(word) ?? 1)) }))
    .toSorted((one, other) => other.score - one.score)
  const words = scored.slice(0, WORDS_OF_LABEL).map(({ word }) => shown.get(word) ?? word)
  return words.length === 0 ? (group[0]?.title ?? '') : words.join(', ')
}
