/** What a search may have meant, each suggestion with the number of stories that it finds: for the search page and the API. */
import type { Configuration } from '../model/configuration.ts'
import { createVocabulary } from '../publish/filter/filter-vocabulary.ts'
import type { FilterResult } from '../publish/filter/parse-filter.ts'
import {
  type ConceptField,
  type ConceptNames,
  conceptNames,
  plainWords,
  suggestConcepts,
  withWord,
} from '../publish/filter/suggest.ts'
import type { StoryCount } from '../store/ports/story-search.ts'
import type { PageContext } from './pages/page-context.ts'

/** `concept` null: another spelling of a word. `name`: the recognised name of the concept, or the word. */
export type CountedSuggestion = {
  readonly filter: string
  readonly name: string
  readonly concept: { readonly field: ConceptField; readonly id: string } | null
  readonly stories: StoryCount
}

const MOST_SHOWN = 5
const MOST_COUNTED = 1_000

type SearchContext = Pick<PageContext, 'store' | 'parse' | 'configuration' | 'inTurns'>

/**
 * Concepts that the words name; if the search found nothing, also concepts with similar names and other spellings of its words. Suggestions
 * that find nothing are left out.
 */
export const suggestionsFor = async (
  context: SearchContext,
  q: string,
  { foundNothing }: { readonly foundNothing: boolean },
): Promise<readonly CountedSuggestion[]> => {
  const names = await namesIn(context)
  const concepts = await context.inTurns(suggestConcepts(q, names, { most: MOST_SHOWN, resembling: foundNothing }))
  const counted = await counts(
    context,
    concepts.map(({ field, id, name, filter }) => ({ filter, name, concept: { field, id } })),
  )
  if (!foundNothing || counted.length >= MOST_SHOWN) return counted
  return [...counted, ...(await counts(context, await spellings(context, q)))].slice(0, MOST_SHOWN)
}

/** Copies of a filter with an unknown name, one for each name that was probably meant. Empty if none is known. */
export const correctionsOf = async (
  context: SearchContext,
  q: string,
  { column, about }: Extract<FilterResult, { readonly ok: false }>,
): Promise<readonly CountedSuggestion[]> => {
  const start = Array.from(q)
    .slice(0, column - 1)
    .join('').length
  if (about.name === '' || about.meant === '' || !q.startsWith(about.name, start)) return []
  const filters = about.meant.split(', ').map((name) => ({
    filter: q.slice(0, start) + name + q.slice(start + about.name.length),
    name,
    concept: null,
  }))
  return await counts(context, filters)
}

const spellings = async ({ store }: SearchContext, q: string): Promise<readonly Uncounted[]> => {
  const found: Uncounted[] = []
  for (const written of plainWords(q)) {
    for (const { word } of await store.similarWords(written)) {
      const filter = withWord(q, written, word)
      if (filter !== null) found.push({ filter, name: word, concept: null })
    }
    if (found.length >= MOST_SHOWN) break
  }
  return found
}

type Uncounted = Omit<CountedSuggestion, 'stories'>

const counts = async ({ store, parse }: SearchContext, all: readonly Uncounted[]): Promise<readonly CountedSuggestion[]> => {
  const counted: CountedSuggestion[] = []
  for (const suggestion of all) {
    const read = await parse(suggestion.filter)
    if (!read.ok) continue
    const stories = await store.countMatches({ filter: read.filter, most: MOST_COUNTED })
    if (stories.count > 0) counted.push({ ...suggestion, stories })
  }
  return counted
}

const nameLists = new WeakMap<Configuration, ConceptNames>()
const namesIn = async ({ configuration, inTurns }: SearchContext): Promise<ConceptNames> => {
  const known =
    nameLists.get(configuration) ??
    (await inTurns(conceptNames(createVocabulary(configuration.taxonomy, configuration.sources, 0))))
  nameLists.set(configuration, known)
  return known
}
