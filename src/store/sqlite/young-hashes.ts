import { createHashFilter } from './hash-filter.ts'
import { articleIn, type HashKey, hashIn, keyOf, pageOf, PAGES } from './hash-key.ts'

/** The hashes of the youngest articles: those of a page as keys, one after the other, as they came. */
export type YoungHashes = {
  /** A full page takes no more. */
  readonly add: (hash: number, article: number) => void
  readonly forget: (hash: number, article: number) => void
  /** Before this one. */
  readonly articlesWith: (hash: number, before: number) => readonly number[]
  readonly count: (page: number) => number
  /** Hands out some half of a page, sorted, of all articles up to one: it holds it no longer. */
  readonly takeOlder: (page: number) => { readonly upTo: number; readonly keys: Float64Array }
}

/** Hashes of a page, at most: in all, those of some thirty thousand articles. */
export const PAGE_ROOM = 768
/** Of the filter: two megabytes, sixteen for each hash or more. */
const SIZE_BITS = 24
const NONE: readonly number[] = []

export const createYoungHashes = (): YoungHashes => {
  // Memory is taken as it is written to.
  const all = new Float64Array(PAGES * PAGE_ROOM)
  const counts = new Uint16Array(PAGES)
  const filter = createHashFilter(SIZE_BITS)
  const count = (page: number): number => counts[page] ?? 0
  const keysOf = (page: number): Float64Array => all.subarray(page * PAGE_ROOM, page * PAGE_ROOM + count(page))
  const replace = (page: number, keys: Float64Array): void => {
    all.set(keys, page * PAGE_ROOM)
    counts[page] = keys.length
  }
  return {
    count,
    add(hash, article) {
      const page = pageOf(hash)
      if (count(page) === PAGE_ROOM) return
      all[page * PAGE_ROOM + count(page)] = keyOf(hash, article)
      counts[page] = count(page) + 1
      filter.note(hash)
    },
    forget(hash, article) {
      const page = pageOf(hash)
      replace(
        page,
        keysOf(page).filter((key) => key !== keyOf(hash, article)),
      )
    },
    articlesWith: (hash, before) =>
      filter.mayHave(hash) ? articlesBetween(keysOf(pageOf(hash)), keyOf(hash, 0), keyOf(hash, before)) : NONE,
    takeOlder(page) {
      const keys = keysOf(page)
      // What is new of a revised article stands among the younger ones.
      const upTo = keys.subarray(0, (keys.length + 1) >>> 1).reduce((latest, key) => Math.max(latest, articleIn(key)), 0)
      const older = keys.filter((key) => articleIn(key) <= upTo).sort()
      replace(
        page,
        keys.filter((key) => articleIn(key) > upTo),
      )
      filter.clear(page)
      for (const key of keysOf(page)) filter.note(hashIn(page, key))
      return { upTo, keys: older }
    },
  }
}

const articlesBetween = (keys: Float64Array, from: HashKey, to: HashKey): readonly number[] => {
  const found: number[] = []
  // By number: an iterator costs more than comparing does.
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? 0
    if (key >= from && key < to) found.push(articleIn(key))
  }
  return found
}
