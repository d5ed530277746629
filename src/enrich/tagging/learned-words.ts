import type { Normalizer } from '../../text/normal-form.ts'
import { createSearchText } from '../../text/search-words.ts'

/** What the words of an article say beside those of the lexicon, in log-odds: learned from labelled articles. */
export type WordWeights = {
  /** By language: how much likelier any topic is. */
  readonly general: Readonly<Record<string, Weights>>
  /** By language, then topic. */
  readonly topics: Readonly<Record<string, Readonly<Record<string, Weights>>>>
}
type Weights = Readonly<Record<string, number>>

/** Characters of the text that are read: what an article is about, it says at once. */
const TEXT_LIMIT = 200
/** Letters of a word that count: its endings differ. */
const STEM = 6

/** Distinct words of an article's beginning. */
export type WordReader = (title: string, text: string) => readonly string[]

export const createWordReader = (normalForm: Normalizer): WordReader => {
  const searchText = createSearchText(normalForm)
  return (title, text) => [
    ...new Set(
      searchText(title, text.slice(0, TEXT_LIMIT))
        .split(/\s+/)
        .filter((word) => word.length > 1)
        .map((word) => word.slice(0, STEM)),
    ),
  ]
}

/** What the words say of each topic. */
export const createWordScores =
  ({ general, topics }: WordWeights) =>
  (words: readonly string[], language: string): ((topic: string) => number) => {
    const ofAny = sumOf(words, general[language])
    const own = topics[language] ?? {}
    return (topic) => ofAny + sumOf(words, own[topic])
  }

/** The words that moved a topic most, and how much. */
export const heaviestWords = (
  { general, topics }: WordWeights,
  words: readonly string[],
  language: string,
  topic: string,
): readonly (readonly [word: string, moved: number])[] =>
  words
    .map((word) => [word, (general[language]?.[word] ?? 0) + (topics[language]?.[topic]?.[word] ?? 0)] as const)
    .filter(([, moved]) => moved !== 0)
    .toSorted(([, one], [, other]) => Math.abs(other) - Math.abs(one))

const sumOf = (words: readonly string[], weights: Weights | undefined): number => {
  if (weights === undefined) return 0
  let sum = 0
  for (const word of words) sum += weights[word] ?? 0
  return sum
}
