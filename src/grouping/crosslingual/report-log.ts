import type { Instant } from '../../model/ids.ts'
import { FIRST_ROWS, grownColumns, longer } from '../../lib/columns.ts'
import { type ClusterReport, DIMENSIONS } from './monolingual-clusters.ts'

type Names = Pick<ClusterReport, 'article' | 'story' | 'language'>

/**
 * The reports that clusters were made of, in the order of arrival, in typed arrays, some 350 bytes each: where stories change, clusters are made anew
 * from them.
 */
export const createReportLog = () => {
  let columns = createColumns(FIRST_ROWS)
  let keys = new Int32Array(FIRST_ROWS)
  let names: Names[] = []

  const keysFrom = (nth: number): number => (nth === 0 ? 0 : (columns.ends[nth - 1] ?? 0))
  const reportAt = (nth: number, { article, story, language }: Names): ClusterReport => ({
    article,
    story,
    language,
    at: columns.times[nth] ?? 0,
    arrivedAt: columns.arrivals[nth] ?? 0,
    features: Array.from(keys.subarray(keysFrom(nth), columns.ends[nth])),
    embedding: columns.hasEmbedding[nth] === 1 ? columns.embeddings.slice(nth * DIMENSIONS, (nth + 1) * DIMENSIONS) : null,
  })
  const add = ({ article, story, language, at, arrivedAt, features, embedding }: ClusterReport): void => {
    const nth = names.push({ article, story, language }) - 1
    if (nth === columns.capacity) columns = grownColumns(columns, createColumns)
    const end = keysFrom(nth) + features.length
    if (end > keys.length) keys = longer(keys, end)
    keys.set(features, keysFrom(nth))
    columns.ends[nth] = end
    ;[columns.times[nth], columns.arrivals[nth]] = [at, arrivedAt]
    columns.hasEmbedding[nth] = embedding === null ? 0 : 1
    if (embedding !== null) columns.embeddings.set(embedding, nth * DIMENSIONS)
  }
  return {
    get size() {
      return names.length
    },
    add,
    /** The reports, in the order of arrival. */
    *reports(): Generator<ClusterReport> {
      for (const [nth, named] of names.entries()) yield reportAt(nth, named)
    },
    /** Moves articles to other stories. False: no report of the log moves. */
    reassign(moves: ReadonlyMap<string, string>): boolean {
      const moved = names.map((named) => ({ ...named, story: moves.get(named.article) ?? named.story }))
      const isMoved = moved.some(({ story }, nth) => story !== names[nth]?.story)
      if (isMoved) names = moved
      return isMoved
    },
    /** Moves all reports of one story to another. True: a language had reported both. */
    join: (ended: string, into: string): boolean => join(names, ended, into),
    /** Drops the reports that arrived earlier. */
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

const join = (names: Names[], ended: string, into: string): boolean => {
  const languages = (story: string) => new Set(names.flatMap((named) => (named.story === story ? [named.language] : [])))
  const isShared = !languages(ended).isDisjointFrom(languages(into))
  for (const [nth, named] of names.entries()) if (named.story === ended) names[nth] = { ...named, story: into }
  return isShared
}

const createColumns = (capacity: number) => ({
  capacity,
  times: new Float64Array(capacity),
  arrivals: new Float64Array(capacity),
  /** Where the keys of each report end. */
  ends: new Int32Array(capacity),
  hasEmbedding: new Uint8Array(capacity),
  embeddings: new Int16Array(capacity * DIMENSIONS),
})
type Columns = ReturnType<typeof createColumns>

/** Moves the reports from `first` on to the beginning. `by`: how far their keys have moved. */
const moveDown = (
  { ends, times, arrivals, hasEmbedding, embeddings }: Columns,
  first: number,
  size: number,
  by: number,
): void => {
  for (const column of [ends, times, arrivals, hasEmbedding]) column.copyWithin(0, first, size)
  embeddings.copyWithin(0, first * DIMENSIONS, size * DIMENSIONS)
  for (let nth = 0; nth < size - first; nth += 1) ends[nth] = (ends[nth] ?? 0) - by
}
