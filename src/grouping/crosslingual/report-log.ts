import type { Instant } from '../../model/ids.ts'
import { enlarged } from '../index/enlarged.ts'
import { longer } from '../../lib/longer.ts'
import { DIMENSIONS } from './unit-columns.ts'
import type { UnitReport } from './units.ts'

type Names = Pick<UnitReport, 'article' | 'story' | 'language'>

const FIRST_CAPACITY = 64
const GROWTH = 1.5

/**
 * Reports as they came, side by side in typed arrays, some 350 bytes each: what units were made of, to make them anew where stories change.
 */
export const createReportLog = () => {
  let columns = createColumns(FIRST_CAPACITY)
  let keys = new Int32Array(FIRST_CAPACITY)
  let names: Names[] = []

  const keysFrom = (nth: number): number => (nth === 0 ? 0 : (columns.ends[nth - 1] ?? 0))
  const reportAt = (nth: number, { article, story, language }: Names): UnitReport => ({
    article,
    story,
    language,
    at: columns.times[nth] ?? 0,
    traits: Array.from(keys.subarray(keysFrom(nth), columns.ends[nth])),
    meaning: columns.hasMeaning[nth] === 1 ? columns.meanings.slice(nth * DIMENSIONS, (nth + 1) * DIMENSIONS) : null,
  })
  const add = ({ article, story, language, at, traits, meaning }: UnitReport, arrivedAt: Instant): void => {
    const nth = names.push({ article, story, language }) - 1
    if (nth === columns.capacity) columns = enlarged(columns, createColumns, Math.ceil(GROWTH * columns.capacity))
    const end = keysFrom(nth) + traits.length
    if (end > keys.length) keys = longer(keys, end)
    keys.set(traits, keysFrom(nth))
    columns.ends[nth] = end
    columns.times[nth] = at
    columns.arrivals[nth] = arrivedAt
    columns.hasMeaning[nth] = meaning === null ? 0 : 1
    if (meaning !== null) columns.meanings.set(meaning, nth * DIMENSIONS)
  }
  return {
    get size() {
      return names.length
    },
    add,
    /** In the order of arrival. */
    *reports(): Generator<UnitReport> {
      for (const [nth, named] of names.entries()) yield reportAt(nth, named)
    },
    /** Moves articles to other stories. False: none of them is here. */
    reassign(moves: ReadonlyMap<string, string>): boolean {
      const moved = names.map((named) => ({ ...named, story: moves.get(named.article) ?? named.story }))
      const isMoved = moved.some(({ story }, nth) => story !== names[nth]?.story)
      if (isMoved) names = moved
      return isMoved
    },
    /** Forgets what arrived before. */
    forget(before: Instant): void {
      const first = columns.arrivals.subarray(0, names.length).findIndex((arrivedAt) => arrivedAt >= before)
      if (first <= 0) return
      const [from, size] = [keysFrom(first), names.length]
      keys.copyWithin(0, from, columns.ends[size - 1])
      moveDown(columns, first, size, from)
      names = names.slice(first)
    },
  }
}

const createColumns = (capacity: number) => ({
  capacity,
  times: new Float64Array(capacity),
  arrivals: new Float64Array(capacity),
  /** Where the keys of each end. */
  ends: new Int32Array(capacity),
  hasMeaning: new Uint8Array(capacity),
  meanings: new Int16Array(capacity * DIMENSIONS),
})
type Columns = ReturnType<typeof createColumns>

/** Moves reports from `first` on to the beginning, where keys moved as well, by so many. */
const moveDown = ({ ends, times, arrivals, hasMeaning, meanings }: Columns, first: number, size: number, by: number): void => {
  for (const column of [ends, times, arrivals, hasMeaning]) column.copyWithin(0, first, size)
  meanings.copyWithin(0, first * DIMENSIONS, size * DIMENSIONS)
  for (let nth = 0; nth < size - first; nth += 1) ends[nth] = (ends[nth] ?? 0) - by
}
