import { longer } from '../../lib/columns.ts'
import { createStringInterner, NONE } from './interner.ts'

const FIRST_CAPACITY = 64

/** The rows of a table by story: chains from a story's newest row to its oldest. Stories are numbered in the order in which they come. */
export const createStoryChains = () => {
  const stories = createStringInterner()
  /** By story: its oldest row; its newest row plus one, 0 for none; how many rows it has. */
  let oldest = new Int32Array(FIRST_CAPACITY)
  let newest = new Int32Array(FIRST_CAPACITY)
  let sizes = new Int32Array(FIRST_CAPACITY)
  /** By row: the number of its story; the row before it in its story plus one, 0 for none. */
  let storyOf = new Int32Array(FIRST_CAPACITY)
  let previous = new Int32Array(FIRST_CAPACITY)

  const rowsOf = (story: number, most = Number.POSITIVE_INFINITY): readonly number[] => {
    const rows: number[] = []
    let row = isKnown(story) ? (newest[story] ?? 0) - 1 : NONE
    for (; row !== NONE && rows.length < most; row = (previous[row] ?? 0) - 1) rows.push(row)
    return rows
  }
  const add = (name: string, row: number): number => {
    const story = stories.intern(name)
    if (story >= newest.length) {
      ;[newest, sizes] = [longer(newest, story + 1), longer(sizes, story + 1)]
      oldest = longer(oldest, story + 1)
    }
    if (sizes[story] === 0) oldest[story] = row
    if (row >= storyOf.length) [storyOf, previous] = [longer(storyOf, row + 1), longer(previous, row + 1)]
    storyOf[row] = story
    previous[row] = newest[story] ?? 0
    newest[story] = row + 1
    sizes[story] = (sizes[story] ?? 0) + 1
    return story
  }
  const isKnown = (story: number): boolean => story >= 0 && story < newest.length
  return {
    find: (story: string): number => stories.find(story),
    nameOf: (story: number): string => stories.nameOf(story),
    storyOf: (row: number): number => storyOf[row] ?? NONE,
    sizeOf: (story: number): number => (isKnown(story) ? (sizes[story] ?? 0) : 0),
    /** The oldest row of a story. */
    firstOf: (story: number): number => oldest[story] ?? 0,
    /** Adds a row as the newest of its story. Returns the story's number. */
    add,
    /** The rows of a story, the newest first, at most `most`. */
    rowsOf,
    /**
     * Moves all rows of one story to another, as if they had been added to it. Returns the number of that story; `NONE`: there are no rows to move.
     */
    join(ended: string, into: string): number {
      const from = stories.find(ended)
      if (from === NONE || sizes[from] === 0) return NONE
      const rows = [...rowsOf(from), ...rowsOf(stories.find(into))].toSorted((a, b) => a - b)
      ;[newest[from], sizes[from]] = [0, 0]
      const to = stories.find(into)
      if (to !== NONE) [newest[to], sizes[to]] = [0, 0]
      for (const row of rows) add(into, row)
      return stories.find(into)
    },
  }
}
