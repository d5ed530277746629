import type { Taxonomy, Lexicon, Topic, TopicWords } from '../model/taxonomy.ts'
import { formatTable } from './format.ts'

/** How many words one language has for one topic. */
type Words = { readonly terms: number; readonly weak: number; readonly pairs: number }
type TopicCoverage = {
  readonly id: string
  readonly words: Readonly<Record<string, Words>>
  readonly examples: { readonly match: number; readonly miss: number }
}
export type Coverage = {
  readonly topics: readonly TopicCoverage[]
  /** Organisations and places that have a name of their own in each language. */
  readonly names: Readonly<Record<string, { readonly entities: number; readonly places: number }>>
  /** Topics for which a language has neither a term nor a pair: its articles cannot get them. */
  readonly holes: readonly { readonly topic: string; readonly languages: readonly string[] }[]
  /** Topics without a headline that must get them, or without one that must not. */
  readonly untried: readonly string[]
}

/** What the lexicons know of every topic that has none below it, language by language. */
export const coverageOf = ({ topics, entities, places, lexicons }: Taxonomy): Coverage => {
  const parents = new Set(topics.map(({ parent }) => parent))
  const rows = topics.filter(({ id }) => !parents.has(id)).map((topic) => topicCoverage(topic, lexicons))
  return {
    topics: rows,
    names: Object.fromEntries(
      lexicons.map((lexicon) => [
        lexicon.language,
        { entities: countNamed(entities, lexicon, lexicon.entities), places: countNamed(places, lexicon, lexicon.places) },
      ]),
    ),
    holes: rows.flatMap(({ id, words }) => {
      const languages = Object.keys(words).filter((language) => deciding(words[language]) === 0)
      return languages.length === 0 ? [] : [{ topic: id, languages }]
    }),
    untried: rows.filter(({ examples: { match, miss } }) => match === 0 || miss === 0).map(({ id }) => id),
  }
}

const countNamed = (
  known: readonly { readonly id: string; readonly names: Readonly<Record<string, readonly string[]>> }[],
  { language }: Lexicon,
  own: Readonly<Record<string, readonly string[]>>,
): number => known.filter(({ id, names }) => (names[language] ?? own[id] ?? []).length > 0).length

const topicCoverage = ({ id, examples }: Topic, lexicons: Taxonomy['lexicons']): TopicCoverage => ({
  id,
  words: Object.fromEntries(lexicons.map(({ language, topics }) => [language, countWords(topics[id])])),
  examples: { match: examples.match.length, miss: examples.miss.length },
})

const countWords = (words: TopicWords | undefined): Words => ({
  terms: words?.terms.length ?? 0,
  weak: words?.weak.length ?? 0,
  pairs: words?.pairs.length ?? 0,
})

const deciding = (words: Words | undefined): number => (words?.terms ?? 0) + (words?.pairs ?? 0)

/** For people: terms and pairs of each topic in each language, its examples, and what is missing. */
export const formatCoverage = ({ topics, names, holes, untried }: Coverage): string => {
  const languages = Object.keys(names)
  const table = formatTable(
    ['terms + pairs', ...languages, 'match', 'miss'],
    [
      ...topics.map(({ id, words, examples }) => [
        id,
        ...languages.map((language) => deciding(words[language])),
        examples.match,
        examples.miss,
      ]),
      ['(organisations)', ...languages.map((language) => names[language]?.entities ?? 0), '', ''],
      ['(places)', ...languages.map((language) => names[language]?.places ?? 0), '', ''],
    ],
  )
  const missing = [
    ...holes.map(({ topic, languages: without }) => `${topic}: neither a term nor a pair in ${without.join(', ')}`),
    ...untried.map((topic) => `${topic}: needs an example that must match and one that must not`),
  ]
  return [table, '', ...(missing.length === 0 ? ['No holes.'] : missing)].join('\n')
}
