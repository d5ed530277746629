import { setImmediate } from 'node:timers/promises'
import type { Steps } from '../../lib/steps.ts'

/** What all queries of one request together may cost the store. */
export type QueryLimits = {
  readonly ms: number
  /** The most rows that are read, whether they match or not. */
  readonly rows: number
  /** Aborts when nobody waits for the result any more. */
  readonly signal: AbortSignal
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
}

export type QueryBudget = {
  /** True: the time or the rows are used up. A query then returns what it has found, or throws QueryStopped where a part would be wrong. */
  isSpent(): boolean
  /** Counts rows as read. Throws the signal's reason once nobody waits for the result any more. */
  spend(rows: number): void
  /** Yields to the event loop. Throws as `spend` does. */
  giveWay(): Promise<void>
  /** How many rows were read until now. */
  readonly rows: () => number
  /** How many milliseconds were spent in `giveWay`. */
  readonly waited: () => number
  /** Monotonic milliseconds; null: there is no time limit. */
  readonly elapsed: (() => number) | null
}

/** A query used up its budget, and an incomplete answer would be a wrong one. */
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

/** A part of a request's budget, for a query whose result is optional: `ms` milliseconds, not counting those spent in `giveWay`. */
export const shareOf = (budget: QueryBudget, ms: number): QueryBudget => {
  const { elapsed } = budget
  if (elapsed === null) return budget
  const own = (): number => elapsed() - budget.waited()
  const end = own() + ms
  return { ...budget, isSpent: () => own() >= end || budget.isSpent() }
}

/** For commands and jobs, which clients cannot start: no limits, but they yield to the event loop. */
export const UNLIMITED: QueryBudget = {
  isSpent: () => false,
  spend: () => {},
  giveWay: async () => await setImmediate(),
  rows: () => 0,
  waited: () => 0,
  elapsed: null,
}

/** How long one query may occupy the event loop at a time, in ms. */
const SLICE_MS = 4
const GROWTH = 2

type StepSizes = {
  /** Rows of the first step. */
  readonly first: number
  /** The fewest rows of a later step, where each step has a cost of its own. */
  readonly smallest?: number
  readonly largest: number
}

/**
 * Cuts a scan into steps. `next` ends a step of `rows` rows, yields to the event loop if the slice is over, and returns how many rows the next
 * step may take so that it ends in time: a row costs from 2 µs to several ms, depending on the filter.
 */
export const pace = (budget: QueryBudget, { first, smallest = 1, largest }: StepSizes) => {
  const now = budget.elapsed ?? (() => 0)
  let sliceFrom = now()
  let stepFrom = sliceFrom
  let size = Math.min(first, largest)
  return {
    first: size,
    /** Starts the step's clock: time spent before does not count as the step's. */
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

/** Runs the steps, and yields to the event loop whenever a slice is over. */
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
