import { createHashFilter, type HashFilter } from './hash-filter.ts'
import { keyOf, pageOf, PAGES } from './hash-key.ts'

/** The hashes of the youngest articles: those of a page one after the other, as they came. */
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
/** In place of an article that was forgotten. */
const NOBODY = 0
const NONE: readonly number[] = []

export const createYoungHashes = (): YoungHashes => {
  const entries = noEntries()
  const { hashes, articles, filter } = entries
  return {
    count: (page) => countOf(entries, page),
    add: (hash, article) => add(entries, hash, article),
    forget(hash, article) {
      const page = pageOf(hash)
      for (let at = page * PAGE_ROOM; at < endOf(entries, page); at += 1)
        if (hashes[at] === hash && articles[at] === article) articles[at] = NOBODY
    },
    articlesWith: (hash, before) => (filter.mayHave(hash) ? articlesWith(entries, hash, before) : NONE),
    takeOlder: (page) => takeOlder(entries, page),
  }
}

/** Each page has room of its own, and its filter tells of most hashes that the page has none of them. */
type Entries = {
  readonly hashes: Uint32Array
  readonly articles: Uint32Array
  readonly counts: Uint16Array
  readonly filter: HashFilter
}

/** Memory is taken as it is written to. */
const noEntries = (): Entries => ({
  hashes: new Uint32Array(PAGES * PAGE_ROOM),
  articles: new Uint32Array(PAGES * PAGE_ROOM),
  counts: new Uint16Array(PAGES),
  filter: createHashFilter(SIZE_BITS),
})

const countOf = ({ counts }: Entries, page: number): number => counts[page] ?? 0
const endOf = (entries: Entries, page: number): number => page * PAGE_ROOM + countOf(entries, page)

const add = (entries: Entries, hash: number, article: number): void => {
  const { hashes, articles, counts, filter } = entries
  const page = pageOf(hash)
  const count = countOf(entries, page)
  if (count === PAGE_ROOM) return
  hashes[page * PAGE_ROOM + count] = hash
  articles[page * PAGE_ROOM + count] = article
  counts[page] = count + 1
  filter.note(hash)
}

const articlesWith = (entries: Entries, hash: number, before: number): readonly number[] => {
  const { hashes, articles } = entries
  const found: number[] = []
  const page = pageOf(hash)
  const end = endOf(entries, page)
  for (let at = page * PAGE_ROOM; at < end; at += 1) {
    if (hashes[at] !== hash) continue
    const article = articles[at] ?? NOBODY
    if (article < before && article !== NOBODY) found.push(article)
  }
  return found
}

const takeOlder = (entries: Entries, page: number): ReturnType<YoungHashes['takeOlder']> => {
  const { hashes, articles, counts, filter } = entries
  const [first, end] = [page * PAGE_ROOM, endOf(entries, page)]
  // What is new of a revised article stands among the younger ones.
  const half = articles.subarray(first, (first + end + 1) >>> 1)
  const upTo = half.reduce((latest, article) => Math.max(latest, article), NOBODY)
  const older: number[] = []
  counts[page] = 0
  filter.clear(page)
  for (let at = first; at < end; at += 1) {
    const [hash, article] = [hashes[at] ?? 0, articles[at] ?? NOBODY]
    if (article > upTo) add(entries, hash, article)
    else if (article !== NOBODY) older.push(keyOf(hash, article))
  }
  return { upTo, keys: Float64Array.from(older).sort() }
}
