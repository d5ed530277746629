/** Counts of what a filter finds, with topics and places counted for all above them. */
import type { Configuration } from '../model/configuration.ts'
import type { Filter } from '../model/filter.ts'
import type { Grouping } from '../model/taxonomy.ts'
import { createVocabulary, idsAbove } from '../publish/filter/filter-vocabulary.ts'
import type { FacetQuery, Facets } from '../store/ports/story-search.ts'
import type { PageContext } from './pages/page-context.ts'

export const facetsFor = async (
  { store, configuration }: Pick<PageContext, 'store' | 'configuration'>,
  filter: Filter,
  grouping: Grouping = 'story',
): Promise<Facets> => await store.facets({ filter, grouping, ancestors: ancestorsIn(configuration) })

const known = new WeakMap<Configuration, FacetQuery['ancestors']>()
const ancestorsIn = (configuration: Configuration): FacetQuery['ancestors'] => {
  const found = known.get(configuration) ?? ancestorsOf(configuration)
  known.set(configuration, found)
  return found
}

const ancestorsOf = ({ taxonomy, sources }: Configuration): FacetQuery['ancestors'] => {
  const { topics, places } = createVocabulary(taxonomy, sources, 0)
  return { topic: idsAbove(topics), place: idsAbove(places) }
}
