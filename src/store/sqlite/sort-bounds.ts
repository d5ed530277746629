import type { Connection } from './connection.ts'

/**
 * The full-text index answers in order of arrival, readers want order of publication. This knows, for each block of articles in
 * order of arrival, the latest place in the order that it or any older block reaches: below that, a search may stop.
 */
export type SortBounds = {
  /** No article with this number or a smaller one, and no story of one, stands later than this. */
  latest(article: number): number
  /** Articles with larger numbers than this one all stand later than `at`. */
  newestAtOrBefore(at: number): number
  note(article: number, sortAt: number): void
  reload(): void
}

const BLOCK_BITS = 10
type Block = { readonly block: number; readonly latest: number; readonly earliest: number }

export const createSortBounds = ({ all }: Connection): SortBounds => {
  let latest: number[] | null = null
  let earliest: number[] = []
  const load = (): number[] => {
    if (latest !== null) return latest
    latest = []
    earliest = []
    for (const row of all<Block>(BLOCKS)) {
      latest[row.block] = row.latest
      earliest[row.block] = row.earliest
    }
    for (let block = 0; block < latest.length; block++) latest[block] = Math.max(latest[block] ?? 0, latest[block - 1] ?? 0)
    return latest
  }
  return {
    latest: (article) => load()[Math.min(article >> BLOCK_BITS, load().length - 1)] ?? 0,
    newestAtOrBefore(at) {
      for (let block = load().length - 1; block >= 0; block--) {
        if ((earliest[block] ?? Number.POSITIVE_INFINITY) <= at) return ((block + 1) << BLOCK_BITS) - 1
      }
      return 0
    },
    note(article, sortAt) {
      if (latest === null) return
      const block = article >> BLOCK_BITS
      latest[block] = Math.max(latest[block] ?? latest[block - 1] ?? 0, sortAt)
      earliest[block] = Math.min(earliest[block] ?? sortAt, sortAt)
    },
    reload: () => {
      latest = null
    },
  }
}

// A story keeps its place when the article that gave it goes.
const BLOCKS = `
  SELECT n >> ${BLOCK_BITS} AS block, max(sort_at) AS latest, min(sort_at) AS earliest
  FROM (SELECT n, sort_at FROM article UNION ALL SELECT lead, sort_at FROM story) GROUP BY 1`
