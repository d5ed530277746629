import { createJoinDecision } from '../../src/grouping/stories/join-decision.ts'
import { JOIN_TABLE } from '../../src/grouping/stories/learned.ts'

/** The decision about pairs of reports, as it is shipped. */
export const JOINS = createJoinDecision(JOIN_TABLE)
