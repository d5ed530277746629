/** Suggests the topics, organisations, places and sources that the words of a filter name, in any language of the configuration. */
import { editDistance } from '../../lib/nearest-word.ts'
import { mapInSteps, type Steps } from '../../lib/steps.ts'
import { searchText, splitSearchText } from '../../text/search-words.ts'
import type { Names, Vocabulary } from './filter-vocabulary.ts'
import { readableTokens, type Token, type Value } from './tokens.ts'

export type ConceptField = 'topic' | 'entity' | 'place' | 'source'

/** How a name was recognised: it is the words; begins with them; has them in it; is spelt like them. */
export type Likeness = 'same' | 'begins' | 'contains' | 'resembles'

export type Suggestion = {
  readonly field: ConceptField
  readonly id: string
  readonly name: string
  readonly likeness: Likeness
  /** The whole filter with the concept in place of the words. */
  readonly filter: string
}

/** Names as they are compared, so that each search need not cut them again. */
export type ConceptNames = readonly ConceptName[]
type ConceptName = { readonly field: ConceptField; readonly id: string; readonly name: string; readonly words: string }

/** The names of a vocabulary, with a step for each: there are ten thousand. */
export function* conceptNames({ topics, entities, places, sources }: Vocabulary): Steps<ConceptNames> {
  return [
    ...(yield* namesOf('topic', topics)),
    ...(yield* namesOf('entity', entities)),
    ...(yield* namesOf('place', places)),
    ...(yield* namesOf('source', sources)),
  ]
}

function* namesOf(field: ConceptField, { known }: Names<string>): Steps<ConceptNames> {
  const names = yield* mapInSteps(known, ({ id, name }) => ({ field, id, name, words: cut(name) }))
  return names.filter(({ words }, nth, all) => words !== '' && all[nth - 1]?.words !== words)
}

const cut = (text: string): string => splitSearchText(searchText(text, '')).title

export type SuggestOptions = {
  readonly most: number
  /** True: names that are spelt alike count too, for words that find nothing themselves. */
  readonly resembling: boolean
}

/** Suggestions, the likeliest first; empty where the filter has no plain words, or cannot be read. A step for each run of words. */
export function* suggestConcepts(
  filter: string,
  names: ConceptNames,
  { most, resembling }: SuggestOptions,
): Steps<readonly Suggestion[]> {
  const used = new Set<string>()
  const found = yield* mapInSteps(wordRuns(filter), (run) =>
    conceptsFor(run, names, resembling).map((concept) => ({ ...concept, run })),
  )
  return found
    .flat()
    .toSorted(
      (a, b) =>
        ORDER.indexOf(a.likeness) - ORDER.indexOf(b.likeness) || b.run.words - a.run.words || a.name.length - b.name.length,
    )
    .filter(({ field, id }) => !used.has(`${field}:${id}`) && used.add(`${field}:${id}`))
    .slice(0, most)
    .map(({ field, id, name, likeness, run }) => ({
      field,
      id,
      name,
      likeness,
      filter: `${filter.slice(0, run.start)}${field}:${id}${filter.slice(run.end)}`.trim(),
    }))
}

/** The filter with one of its words replaced; null: the word does not stand in it by itself. */
export const withWord = (filter: string, written: string, instead: string): string | null => {
  const run = wordRuns(filter).find(({ text }) => text === written)
  return run === undefined ? null : filter.slice(0, run.start) + instead + filter.slice(run.end)
}

export const plainWords = (filter: string): readonly string[] =>
  wordRuns(filter)
    .filter(({ words }) => words === 1)
    .map(({ text }) => text)

const ORDER: readonly Likeness[] = ['same', 'begins', 'contains', 'resembles']

/** Words side by side, and where they stand in the filter. */
type Run = { readonly text: string; readonly words: number; readonly start: number; readonly end: number }

const LONGEST_RUN = 5
const MOST_RUNS = 30

const wordRuns = (filter: string): readonly Run[] => {
  const tokens = readableTokens(filter)
  const runs: Run[] = []
  for (const [first, token] of tokens.entries()) {
    if (tokens[first - 1]?.kind === 'not') continue
    const words: Value[] = []
    for (const other of tokens.slice(first, first + LONGEST_RUN)) {
      const value = plainValue(other)
      if (value === null) break
      words.push(value)
      runs.push({ text: words.map(({ text }) => text).join(' '), words: words.length, start: token.at, end: value.end })
    }
    if (runs.length >= MOST_RUNS) break
  }
  return runs
}

const plainValue = (token: Token): Value | null => {
  if (token.kind !== 'values' || token.field !== null || token.values.length !== 1) return null
  return token.values[0] ?? null
}

/** Letters; a shorter word begins too many names. */
const FEWEST_LETTERS = 3
/** Letters; shorter words are part of names of all kinds. */
const FEWEST_WITHIN = 5
/** Letters; shorter words resemble too many others. */
const FEWEST_RESEMBLING = 4

const conceptsFor = (run: Run, names: ConceptNames, resembling: boolean) => {
  const wanted = cut(run.text)
  const isLong = wanted.length >= FEWEST_LETTERS || /[^\p{ASCII}]{2}/u.test(wanted)
  if (wanted === '') return []
  return names.flatMap(({ field, id, name, words }) => {
    const likeness = likenessOf(words, wanted, { isLong, resembling })
    return likeness === null ? [] : [{ field, id, name, likeness }]
  })
}

const likenessOf = (
  words: string,
  wanted: string,
  { isLong, resembling }: { readonly isLong: boolean; readonly resembling: boolean },
): Likeness | null => {
  if (words === wanted) return 'same'
  if (!isLong) return null
  if (words.startsWith(wanted)) return 'begins'
  if (wanted.length >= FEWEST_WITHIN && (words.includes(` ${wanted} `) || words.endsWith(` ${wanted}`))) return 'contains'
  if (!resembling || wanted.length < FEWEST_RESEMBLING) return null
  const limit = Math.floor(Math.min(wanted.length, words.length) / 4)
  return editDistance(wanted, words, limit) <= limit ? 'resembles' : null
}
