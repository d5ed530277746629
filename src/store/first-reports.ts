/** Finds which articles are the first of their story that meets a filter: the same steps on every engine. */
import { inSteps } from './in-steps.ts'
import type { QueryBudget } from './ports/query-budget.ts'
import type { Arrival } from './ports/story-search.ts'
import type { Answer } from './scan-steps.ts'

export type Report = Arrival & { readonly story: number }
export type EarlierReport = { readonly n: number; readonly story: number }

type Rows = {
  /** Rows in the order given. `id`: the story's id. */
  readonly reports: (numbers: readonly number[]) => Answer<readonly Report[]>
  /** For articles of different stories: all earlier articles of their stories. */
  readonly earlier: (numbers: readonly number[]) => Answer<readonly EarlierReport[]>
  /** Those of the articles that meet the filter. */
  readonly meeting: (numbers: readonly number[]) => Answer<readonly number[]>
}

/**
 * Pass all articles that meet the filter to the returned function, some at a time, in the order of arrival or in reverse. Each story is scanned
 * once: it may have thousands of reports. Throws the budget's signal's reason once nobody waits for the result.
 */
export const createFirstReports = ({ reports, earlier, meeting }: Rows, budget: QueryBudget) => {
  /** The number of the first matching article, by story. */
  const firsts = new Map<number, number>()

  const note = ({ n, story }: EarlierReport): void => void firsts.set(story, Math.min(n, firsts.get(story) ?? n))

  return async (numbers: readonly number[]): Promise<readonly Arrival[]> => {
    const found = await reports(numbers)
    const unknown = found.filter(({ story }) => !firsts.has(story))
    for (const { number: n, story } of unknown) note({ n, story })
    const candidates = unknown.flatMap(({ number, story }) => (firsts.get(story) === number ? number : []))
    const before = candidates.length === 0 ? [] : await earlier(candidates)
    const met = await inSteps(before, budget, async (part) => {
      const those = new Set(await meeting(part.map(({ n }) => n)))
      return part.filter(({ n }) => those.has(n))
    })
    for (const one of met) note(one)
    return found.flatMap(({ number, id, story }) => (firsts.get(story) === number ? { number, id } : []))
  }
}
