import { pace, type QueryBudget, UNLIMITED } from './ports/query-budget.ts'

/** Loads some items at a time, since a thousand entries with their texts take longer than a slice. Throws the signal's reason once nobody waits
 * for the result. */
export const inSteps = async <Item, Row>(
  all: readonly Item[],
  budget: QueryBudget = UNLIMITED,
  load: (part: readonly Item[]) => readonly Row[] | Promise<readonly Row[]>,
): Promise<readonly Row[]> => {
  const steps = pace(budget, { first: 64, largest: 256 })
  const rows: Row[] = []
  let size = steps.first
  for (let at = 0; at < all.length; ) {
    const part = all.slice(at, at + size)
    rows.push(...(await load(part)))
    budget.spend(part.length)
    at += part.length
    if (at < all.length) size = await steps.next(part.length)
  }
  return rows
}
