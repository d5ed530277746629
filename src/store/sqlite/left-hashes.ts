import type { Connection } from './connection.ts'
import { articleIn, type HashKey, keyOf, pageOf } from './hash-key.ts'
import type { HashLists } from './hash-lists.ts'

/** Hashes in the database of articles that are gone. Not stored: what a killed process had not swept finds nobody, and stays. */
export type LeftHashes = {
  readonly add: (hash: number, article: number) => void
  /** Inside a transaction: takes those of one page out. False: there are no more. */
  readonly sweep: (lists: HashLists) => boolean
}

export const createLeftHashes = (): LeftHashes => {
  const left = new Map<number, Set<HashKey>>()
  return {
    add(hash, article) {
      const page = pageOf(hash)
      left.set(page, (left.get(page) ?? new Set()).add(keyOf(hash, article)))
    },
    sweep(lists) {
      const [next] = left
      if (next === undefined) return false
      const [page, gone] = next
      left.delete(page)
      lists.sift(page, (key) => !gone.has(key))
      return left.size > 0
    },
  }
}

/** Inside a transaction: what is on this page of articles that are no more, also if nobody said so. */
export const sweepStrays = ({ all }: Connection, lists: HashLists, page: number): void => {
  const articles = new Set(lists.keysOf(page).flatMap((keys) => Array.from(keys, articleIn)))
  const strays = new Set(all<Stray>(STRAYS, JSON.stringify([...articles])).map(({ n }) => n))
  if (strays.size > 0) lists.sift(page, (key) => !strays.has(articleIn(key)))
}
type Stray = { readonly n: number }
const STRAYS = 'SELECT value AS n FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.n = value)'
