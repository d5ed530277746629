/**
 * How well groups agree with the true ones. Groups are told as a name for each item; items that only one side knows are no part
 * of it. All figures are in per cent.
 */
export type Groups = ReadonlyMap<string, string>
export type Agreement = { readonly precision: number; readonly recall: number; readonly f1: number }

/**
 * B-cubed (Bagga and Baldwin, 1998): the mean over items of how much of the item's found group belongs there (precision) and how
 * much of its true group was found (recall).
 */
export const bCubed = (truth: Groups, found: Groups): Agreement => {
  const cells = cellsOf(truth, found)
  const trueSize = sizes(cells, ({ truth }) => truth)
  const foundSize = sizes(cells, ({ found }) => found)
  let precision = 0
  let recall = 0
  let items = 0
  for (const { truth, found, count } of cells) {
    items += count
    precision += (count * count) / foundSize(found)
    recall += (count * count) / trueSize(truth)
  }
  return items === 0 ? agreement(100, 100) : agreement((100 * precision) / items, (100 * recall) / items)
}

/** Of the pairs that stand in one group, how many should; of those that should, how many do. No pair at all: nothing is wrong. */
export const pairwise = (truth: Groups, found: Groups): Agreement => {
  const cells = cellsOf(truth, found)
  const trueSize = sizes(cells, ({ truth }) => truth)
  const foundSize = sizes(cells, ({ found }) => found)
  const right = sum(cells.map(({ count }) => pairs(count)))
  const joined = sum([...new Set(cells.map(({ found }) => found))].map((name) => pairs(foundSize(name))))
  const wanted = sum([...new Set(cells.map(({ truth }) => truth))].map((name) => pairs(trueSize(name))))
  return agreement(joined === 0 ? 100 : (100 * right) / joined, wanted === 0 ? 100 : (100 * right) / wanted)
}

export const mean = (values: readonly number[]): number => sum(values) / Math.max(values.length, 1)

/** How many items share both names. */
type Cell = { readonly truth: string; readonly found: string; readonly count: number }

const cellsOf = (truth: Groups, found: Groups): readonly Cell[] => {
  const cells = new Map<string, Map<string, number>>()
  for (const [item, trueName] of truth) {
    const foundName = found.get(item)
    if (foundName === undefined) continue
    const row = cells.get(trueName) ?? new Map<string, number>()
    row.set(foundName, (row.get(foundName) ?? 0) + 1)
    cells.set(trueName, row)
  }
  return [...cells].flatMap(([truth, row]) => [...row].map(([found, count]): Cell => ({ truth, found, count })))
}

const sizes = (cells: readonly Cell[], nameOf: (cell: Cell) => string): ((name: string) => number) => {
  const counts = new Map<string, number>()
  for (const cell of cells) counts.set(nameOf(cell), (counts.get(nameOf(cell)) ?? 0) + cell.count)
  return (name) => counts.get(name) ?? 0
}

const agreement = (precision: number, recall: number): Agreement => ({
  precision,
  recall,
  f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
})

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const pairs = (count: number): number => (count * (count - 1)) / 2
