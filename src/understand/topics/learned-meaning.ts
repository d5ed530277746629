import meaning from './learned/topics-by-meaning.json' with { type: 'json' }
import type { MeaningTable } from './topics-by-meaning.ts'

/** What `npm run build:decisions` has learned of topics and vectors. Cast, because TypeScript reads tuples in JSON as lists of any length. */
export const LEARNED_MEANING = meaning as unknown as MeaningTable
