import type { Normalizer } from '../../text/normal-form.ts'
import { createSearchText } from '../../text/search-words.ts'

/** Log-odds that the words of an article add to the evidence of the lexicon's; learned from labelled articles. */
export type WordWeights = {
  readonly general: Readonly<Record<string, Weights>>
  /** By language and topic, how much likelier a word makes this topic. */
  readonly topics: Readonly<Record<string, Readonly<Record<string, Weights>>>>
}
type Weights = Readonly<Record<string, number>>

/** Characters of the text that are read: an article says at its beginning what it is about. */
const TEXT_LIMIT = 200
/** Letters of a word that count, as its endings vary. */
const STEM = 6

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

/** Scores the words of an article for each topic. A language's weights are put into maps with its first article. */
export const createWordScores = (weights: WordWeights) => {
  const known = new Map<string, LanguageWeights>()
  const ofLanguage = (language: string): LanguageWeights => {
    const own = known.get(language) ?? languageWeights(weights, language)
    known.set(language, own)
    return own
  }
  return (words: readonly string[], language: string): ((topic: string) => number) => {
    const { general, topics } = ofLanguage(language)
    const ofAny = sumOf(words, general)
    return (topic) => ofAny + sumOf(words, topics.get(topic))
  }
}

type LanguageWeights = {
  readonly general: ReadonlyMap<string, number>
  readonly topics: ReadonlyMap<string, ReadonlyMap<string, number>>
}
const languageWeights = ({ general, topics }: WordWeights, language: string): LanguageWeights => ({
  general: new Map(Object.entries(general[language] ?? {})),
  topics: new Map(Object.entries(topics[language] ?? {}).map(([topic, own]) => [topic, new Map(Object.entries(own))] as const)),
})

/** The words that moved a topic most, the greatest move first, each with its log-odds. */
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

const sumOf = (words: readonly string[], weights: ReadonlyMap<string, number> | undefined): number => {
  if (weights === undefined) return 0
  let sum = 0
  for (const word of words) sum += weights.get(word) ?? 0
  return sum
}
