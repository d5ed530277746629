import decision from './learned/topic-decision.json' with { type: 'json' }
import words from './learned/learned-words.json' with { type: 'json' }
import reliability from './learned/reliability.json' with { type: 'json' }
import type { WordWeights } from './learned-words.ts'
import type { ReliabilityTable } from './reliability.ts'
import type { DecisionTable } from './topic-decision.ts'

/** All that `npm run build:decisions` has learned from labelled articles. */
export type LearnedTables = {
  readonly decision: DecisionTable
  readonly reliability: ReliabilityTable
  readonly words: WordWeights
}

/** Cast, because TypeScript reads tuples in JSON as lists of any length; the build writes the right lengths. */
export const LEARNED_TABLES = { decision, reliability, words } as unknown as LearnedTables
