import { setImmediate } from 'node:timers/promises'
import type { Steps } from '../../lib/steps.ts'

/** What one request may cost the store, all its queries together. */
export type QueryLimits = {
  readonly ms: number
  /** Rows looked at, not rows found. */
  readonly rows: number
  /** Fires when nobody waits for the result any more. */
  readonly signal: AbortSignal
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
}

export type QueryBudget = {
  /** Whether time or rows are used up: a query returns what it has found, or throws QueryStopped where a part would be wrong. */
  isSpent(): boolean
  /** Throws the signal's reason once nobody waits any more. */
  spend(rows: number): void
  /** Lets other work have its turn. Throws as `spend` does. */
  giveWay(): Promise<void>
  /** Rows looked at until now. */
  readonly rows: () => number
  /** Milliseconds in which others had their turn. */
  readonly waited: () => number
  /** Monotonic milliseconds; null: nothing is timed. */
  readonly elapsed: (() => number) | null
}

/** A query ran out of its budget, and a part of its answer would be a wrong answer. */
export class QueryStopped extends Error {
  override readonly name = 'QueryStopped'
  constructor(what: string) {
    super(`${what} was stopped: it would have to look at too many articles. Narrow the filter.`)
  }
}

export const createQueryBudget = ({ ms, rows, signal, elapsed }: QueryLimits): QueryBudget => {
  const end = elapsed() + ms
  let looked = 0
  let waited = 0
  return {
    isSpent: () => looked >= rows || elapsed() >= end,
    spend(count) {
      looked += count
      signal.throwIfAborted()
    },
    async giveWay() {
      const from = elapsed()
      await setImmediate()
      waited += elapsed() - from
      signal.throwIfAborted()
    },
    rows: () => looked,
    waited: () => waited,
    elapsed,
  }
}

/** What a query that only adds to an answer may take of its request's budget: so many milliseconds, those aside in which others had their turn. */
export const shareOf = (budget: QueryBudget, ms: number): QueryBudget => {
  const { elapsed } = budget
  if (elapsed === null) return budget
  const own = (): number => elapsed() - budget.waited()
  const end = own() + ms
  return { ...budget, isSpent: () => own() >= end || budget.isSpent() }
}

/** For commands and jobs, which nobody outside can start: they only let others have their turn. */
export const UNLIMITED: QueryBudget = {
  isSpent: () => false,
  spend: () => {},
  giveWay: async () => await setImmediate(),
  rows: () => 0,
  waited: () => 0,
  elapsed: null,
}

/** The event loop belongs to one query for so long at a time. */
const SLICE_MS = 4
const GROWTH = 2

type StepSizes = {
  /** Rows of the first step. */
  readonly first: number
  /** Where each step costs something by itself, smaller ones only make that worse. */
  readonly smallest?: number
  readonly largest: number
}

/**
 * Cuts a scan into steps. `next` ends a step of so many rows, lets other work have its turn where a slice is over, and
 * returns how many rows the next step may take so that it ends in time: a row costs from 2 µs to several ms, depending on the filter.
 */
export const pace = (budget: QueryBudget, { first, smallest = 1, largest }: StepSizes) => {
  const now = budget.elapsed ?? (() => 0)
  let sliceFrom = now()
  let stepFrom = sliceFrom
  let size = Math.min(first, largest)
  return {
    first: size,
    /** What came before is no part of the step. */
    begin(): void {
      stepFrom = now()
    },
    async next(rows: number): Promise<number> {
      const took = now() - stepFrom
      const affordable = took === 0 ? Number.POSITIVE_INFINITY : Math.max(smallest, Math.floor((rows * SLICE_MS) / 2 / took))
      size = Math.min(size * GROWTH, affordable, largest)
      if (budget.elapsed === null || now() - sliceFrom >= SLICE_MS) {
        await budget.giveWay()
        sliceFrom = now()
      }
      stepFrom = now()
      return size
    },
  }
}

/** Runs the steps, and lets other work have its turn whenever a slice is over. */
export const inTurns = async <Result>(steps: Steps<Result>, budget: QueryBudget): Promise<Result> => {
  const now = budget.elapsed ?? (() => 0)
  for (let from = now(); ; ) {
    const { done, value } = steps.next()
    if (done === true) return value
    if (budget.elapsed !== null && now() - from < SLICE_MS) continue
    await budget.giveWay()
    from = now()
  }
}
