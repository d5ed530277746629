import type { JoinTable } from './join-decision.ts'
import joins from './learned/joins.json' with { type: 'json' }

/** What `npm run build:joins` has learned. Cast, because TypeScript reads tuples in JSON as lists of any length. */
export const JOIN_TABLE = joins as unknown as JoinTable
