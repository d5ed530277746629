/** The broader topics and places above each one: a filter for a broader one finds the narrower ones too. */
import type { Configuration } from '../model/configuration.ts'
import { createVocabulary, idsAbove } from '../publish/filter/filter-vocabulary.ts'
import type { ReportCountQuery } from '../store/ports/story-search.ts'

type IdsAbove = ReportCountQuery['above']

const known = new WeakMap<Configuration, IdsAbove>()
export const idsAboveIn = (configuration: Configuration): IdsAbove => {
  const found = known.get(configuration) ?? idsAboveOf(configuration)
  known.set(configuration, found)
  return found
}

const idsAboveOf = ({ taxonomy, sources }: Configuration): IdsAbove => {
  const { topics, places } = createVocabulary(taxonomy, sources, 0)
  return { topic: idsAbove(topics), place: idsAbove(places) }
}
