import type { Connection } from './connection.ts'

/**
 * Which articles have a word. FTS5 writes a segment with every transaction and merges segments of a size, again and again, up to the
 * largest. Left to itself it stands back for a while and then merges far more than is added; here it merges as evenly as articles come.
 */
export type SearchIndex = {
  /** Inside a transaction. `searchText`: the title's words, a line feed, the others. */
  readonly add: (article: number, searchText: string) => void
  readonly forget: (article: number) => void
  /** At the end of a transaction that added, since it writes out what FTS5 has gathered: merges as much as that was. */
  readonly mergeSome: () => void
}

/** How often what is added is merged, at most: sixteen segments make one, and so five times ten million articles. */
const MERGES = 6
/** Pages merged at once, at least: with fewer, many would be left half empty. */
const AT_ONCE = 32
const PAGE_SIZE = 4_050

export const createSearchIndex = ({ run }: Connection): SearchIndex => {
  let due = 0
  return {
    add(article, searchText) {
      const end = searchText.indexOf('\n')
      const [title, body] = end < 0 ? [searchText, ''] : [searchText.slice(0, end), searchText.slice(end + 1)]
      run('INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)', article, title, body)
      due += (MERGES * searchText.length) / PAGE_SIZE
    },
    forget(article) {
      run('DELETE FROM words WHERE rowid = ?', article)
    },
    mergeSome() {
      if (due < AT_ONCE) return
      run(MERGE, Math.floor(due))
      due = 0
    },
  }
}
const MERGE = `INSERT INTO words (words, rank) VALUES ('merge', ?)`
