/** Which articles are the first of their story that a filter meets: the same steps on every engine. */
import { inSteps } from './in-steps.ts'
import type { QueryBudget } from './ports/query-budget.ts'
import type { Arrival } from './ports/story-search.ts'
import type { Answer } from './scan-steps.ts'

export type Report = Arrival & { readonly story: number }
export type EarlierReport = { readonly n: number; readonly story: number }

type Rows = {
  /** In the order given. `id`: of the story. */
  readonly reports: (numbers: readonly number[]) => Answer<readonly Report[]>
  /** Of the stories of these articles, one of each story: all that came before it. */
  readonly earlier: (numbers: readonly number[]) => Answer<readonly EarlierReport[]>
  /** Those of the articles that meet the filter. */
  readonly meeting: (numbers: readonly number[]) => Answer<readonly number[]>
}

/**
 * Takes all articles that meet the filter, some at a time, in the order of arrival or against it. Each story is looked through once: it may
 * have thousands of reports. Throws where nobody waits any more.
 */
export const createFirstReports = ({ reports, earlier, meeting }: Rows, budget: QueryBudget) => {
  /** By story. */
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
