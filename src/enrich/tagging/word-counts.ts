import { lazy } from '../../lib/lazy.ts'
import type { Taxonomy } from '../../model/taxonomy.ts'

/**
 * How many labelled articles have a word; then, by topic, in how many of them the topic was right, `*` for any topic: `45 * 30 ig.ai 12`. (A
 * string takes a fifth of the memory of a list.)
 */
export type WordCount = string
/** `articles`: the same counts of all articles of the language. */
export type LanguageWords = { readonly articles: WordCount; readonly words: Readonly<Record<string, WordCount>> }
/** By language; under `any` the words that occur in several languages: mostly names. */
export type WordCounts = Readonly<Record<string, LanguageWords>>

/** By how much the words of an article's beginning raise the log-odds that it is about the field or a topic; 0: no word is known. */
export type WordSupport = {
  readonly ofField: number
  readonly ofTopic: (topic: number) => number
  /** By how much a topic's support exceeds that of the best supported other topic. */
  readonly leadOf: (topic: number) => number
}
export type WordSupports = (words: readonly string[], language: string) => WordSupport

const ANY = 'any'
const FIELD = '*'
/** Words in fewer labelled articles are not counted. */
const LEAST = 3
/**
 * The weight, in articles of the word's own language, of its counts in all languages; as many articles again speak for a word that makes no
 * topic likelier.
 */
const PRIOR = 4
/** The weight, in articles of one language, of a topic's share of the articles in all languages. */
const LANGUAGE_PRIOR = 20
/** The share of a topic of which no article is known. */
const RARE: readonly [right: number, all: number] = [0.3, 10]

/**
 * Naive Bayes over words, smoothed from the general to the special: by a word's counts in all languages, then in its own. Words of one text
 * repeat each other: their sum is divided by the square root of their number.
 */
export const createWordSupports = (counts: WordCounts, { topics }: Taxonomy): WordSupports => {
  const field = topics.length
  const slots = new Map<string, number>([...topics.map(({ id }, topic) => [id, topic] as const), [FIELD, field]])
  const rivals = topics.flatMap(({ id }, topic) => (readCount(counts[ANY]?.articles).right.has(id) ? [topic] : []))
  const known = new Map<string, Known>()
  const any = readLanguage(counts[ANY], slots, () => RARE[0] / RARE[1])
  const knownOf = (language: string): Known => {
    const own = known.get(language) ?? readLanguage(counts[language], slots, (slot) => any.usual[slot] ?? 0)
    known.set(language, own)
    return own
  }
  const saysOf = createSayings(any, slots)
  return (words, language) => {
    const own = knownOf(language)
    const sums = new Float64Array(field + 1)
    let rest = 0
    let size = 0
    for (const word of words) {
      const said = saysOf(word, own)
      if (said === null) continue
      size++
      rest += said.none
      for (const { slot, gain } of said.about) sums[slot] = (sums[slot] ?? 0) + gain
    }
    const supportOf = (slot: number): number => (size === 0 ? 0 : ((sums[slot] ?? 0) + rest) / Math.sqrt(size))
    const bestTwo = lazy(() => rivals.toSorted((one, other) => supportOf(other) - supportOf(one)).slice(0, 2))
    return {
      ofField: supportOf(field),
      ofTopic: supportOf,
      leadOf: (topic) => {
        const best = bestTwo().find((rival) => rival !== topic)
        return best === undefined ? 0 : supportOf(topic) - supportOf(best)
      },
    }
  }
}

/** The log-odds that a word adds in a language, from its counts in all languages and in this one; null: the word is unknown. */
const createSayings =
  (any: Known, slots: ReadonlyMap<string, number>) =>
  (word: string, own: Known): Saying | null => {
    const before = own.sayings.get(word)
    if (before !== undefined) return before
    const written = any.words.get(word) ?? own.words.get(word)
    if (written === undefined) return null
    const [general, special] = [readCount(written), readCount(own.words.get(word))]
    const ratioOf = (inGeneral: number, inSpecial: number): number =>
      Math.log((inSpecial + (PRIOR * (inGeneral + PRIOR)) / (general.all + PRIOR)) / (special.all + PRIOR))
    const none = ratioOf(0, 0)
    const about = [...general.right].flatMap(([topic, right]): readonly Gain[] => {
      const slot = slots.get(topic)
      if (slot === undefined) return []
      const inSpecial = (special.right.get(topic) ?? 0) / (own.usual[slot] ?? 1)
      return [{ slot, gain: ratioOf(right / (any.usual[slot] ?? 1), inSpecial) - none }]
    })
    if (own.sayings.size >= MOST_SAYINGS) own.sayings.clear()
    own.sayings.set(word, { none, about })
    return { none, about }
  }

type Gain = { readonly slot: number; readonly gain: number }
/** By how much one word raises the log-odds of every topic (`none`), and of some topics beyond that (`about`). */
type Saying = { readonly none: number; readonly about: readonly Gain[] }
/**
 * The most words of one language whose log-odds are cached: words of a document repeat each other, and computing one takes twenty times as
 * long as looking it up.
 */
const MOST_SAYINGS = 2_000

type Known = {
  readonly words: ReadonlyMap<string, WordCount>
  /** The log-odds computed so far, by word. */
  readonly sayings: Map<string, Saying>
  /** By topic, its share of all articles. */
  readonly usual: Float64Array
}

const readLanguage = (
  { articles, words }: LanguageWords = { articles: '', words: {} },
  slots: ReadonlyMap<string, number>,
  before: (slot: number) => number,
): Known => {
  const { all, right } = readCount(articles)
  const share = (topic: string, slot: number): number =>
    ((right.get(topic) ?? 0) + LANGUAGE_PRIOR * before(slot)) / (all + LANGUAGE_PRIOR)
  return {
    words: new Map(Object.entries(words)),
    sayings: new Map(),
    usual: Float64Array.from(slots, ([topic, slot]) => share(topic, slot)),
  }
}

type Read = { readonly all: number; readonly right: ReadonlyMap<string, number> }
const readCount = (count: WordCount = ''): Read => {
  const [all = '', ...rest] = count.split(' ')
  const right = new Map<string, number>()
  for (let at = 0; at < rest.length; at += 2) right.set(rest[at] ?? '', Number(rest[at + 1]))
  return { all: Number(all), right }
}

export type JudgedWords = { readonly words: readonly string[]; readonly language: string; readonly right: readonly string[] }

export const countWords = (articles: readonly JudgedWords[]): WordCounts => {
  const seen = wordsSeen(articles)
  const languages = new Map<string, Tallies>()
  for (const { words, language, right } of articles) {
    const [own, any] = [talliesOf(languages, language), talliesOf(languages, ANY)]
    tally(own.articles, right)
    tally(any.articles, right)
    for (const word of words) {
      const { count = 0, isSpread = false } = seen.get(word) ?? {}
      if (count < LEAST) continue
      tallyWord(own, word, right)
      if (isSpread) tallyWord(any, word, right)
    }
  }
  return Object.fromEntries(
    Array.from(languages, ([language, { articles: all, words }]) => [
      language,
      { articles: written(all), words: Object.fromEntries(Array.from(words, ([word, one]) => [word, written(one)])) },
    ]),
  )
}

/** The counts as if the labels of some topics did not exist. */
export const withoutTopicCounts = (counts: WordCounts, isLeftOut: (topic: string) => boolean): WordCounts => {
  const without = (count: WordCount): WordCount => {
    const { all, right } = readCount(count)
    return [all, ...[...right].filter(([topic]) => topic === FIELD || !isLeftOut(topic)).flat()].join(' ')
  }
  return mapValues(counts, ({ articles, words }) => ({ articles: without(articles), words: mapValues(words, without) }))
}

const mapValues = <Value, Made>(record: Readonly<Record<string, Value>>, make: (value: Value) => Made): Record<string, Made> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(value)]))

type Seen = { readonly language: string; count: number; isSpread: boolean }
/** In how many articles each word occurs, and whether these are of several languages. */
const wordsSeen = (articles: readonly JudgedWords[]): ReadonlyMap<string, Seen> => {
  const seen = new Map<string, Seen>()
  for (const { words, language } of articles)
    for (const word of words) {
      const one = seen.get(word)
      if (one === undefined) seen.set(word, { language, count: 1, isSpread: false })
      else {
        one.count++
        one.isSpread ||= one.language !== language
      }
    }
  return seen
}

type Tally = Map<string, number>
type Tallies = { readonly articles: Tally; readonly words: Map<string, Tally> }
const talliesOf = (languages: Map<string, Tallies>, language: string): Tallies => {
  const known = languages.get(language) ?? { articles: new Map(), words: new Map() }
  languages.set(language, known)
  return known
}
const tallyWord = ({ words }: Tallies, word: string, right: readonly string[]): void => {
  const counts = words.get(word) ?? new Map<string, number>()
  words.set(word, counts)
  tally(counts, right)
}
const ALL = ''
const tally = (counts: Tally, right: readonly string[]): void => {
  for (const key of right.length === 0 ? [ALL] : [ALL, FIELD, ...right]) counts.set(key, (counts.get(key) ?? 0) + 1)
}
const written = (counts: Tally): WordCount => {
  const topics = [...counts].filter(([key]) => key !== ALL).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return [counts.get(ALL) ?? 0, ...topics.flat()].join(' ')
}
