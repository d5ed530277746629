/** Suggestions of what a search may have meant, for programs that show them while their users type. */
import type { z } from 'zod'
import type { PageContext } from '../pages/page-context.ts'
import { sentence } from '../read-filter.ts'
import { correctionsOf, type CountedSuggestion, suggestionsFor } from '../suggestions.ts'
import type { suggestions } from './catalogue-schemas.ts'

type Suggestions = z.output<typeof suggestions>

/** Suggestions for `q`. A filter with a mistake is no error here: the answer is what was probably meant. */
export const suggest = async (context: PageContext): Promise<Suggestions> => {
  const { query, parse, store } = context
  const q = (query.get('q') ?? '').trim()
  if (q === '') return { data: [], mistake: null }
  const read = await parse(q)
  if (!read.ok) return { data: (await correctionsOf(context, q, read)).map(shown), mistake: sentence(read.message) }
  const { count, isComplete } = await store.countMatches({ filter: read.filter, most: 1 })
  const found = await suggestionsFor(context, q, { foundNothing: count === 0 && isComplete })
  return { data: found.map(shown), mistake: null }
}

const shown = ({ filter, name, concept, stories }: CountedSuggestion): Suggestions['data'][number] => ({
  filter,
  name,
  concept,
  stories: stories.count,
  isLowerBound: !stories.isComplete,
})
