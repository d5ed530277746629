import { createKindDecision } from './kinds/kind-decision.ts'
import kinds from './kinds/learned/kinds.json' with { type: 'json' }
import { createReadByMeaning, type ReadByMeaning } from './read-by-meaning.ts'
import { LEARNED_MEANING } from './topics/learned-meaning.ts'
import { createTopicsByMeaning } from './topics/topics-by-meaning.ts'

export const createShippedReading = (): ReadByMeaning =>
  createReadByMeaning(createKindDecision(kinds), createTopicsByMeaning(LEARNED_MEANING))
