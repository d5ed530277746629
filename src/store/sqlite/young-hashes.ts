import { keyOf, pageOf, PAGES } from './hash-key.ts'

/**
 * The hashes of the youngest articles: chains of entries, the newest first, in buckets by the upper bits of the hash, so that what a page
 * has can be handed out alone. Room that is left is used again.
 */
export type YoungHashes = {
  /** A full page takes no more. */
  readonly add: (hash: number, article: number) => void
  readonly forget: (hash: number, article: number) => void
  /** Articles before this one, the newest first. */
  readonly articlesWith: (hash: number, before: number) => readonly number[]
  readonly count: (page: number) => number
  /** Hands out the older half of a page, sorted, of all articles up to one: it holds it no longer. */
  readonly takeOlder: (page: number) => { readonly upTo: number; readonly keys: Float64Array }
}

/** Hashes of a page, at most: in all, those of some thirty thousand articles. */
export const PAGE_ROOM = 1_536
const BUCKET_BITS = 18
/** Of a page. */
const BUCKETS = 2 ** BUCKET_BITS / PAGES
const bucketOf = (hash: number): number => hash >>> (32 - BUCKET_BITS)
/** Numbers of an entry: hash, article, and where the next entry begins. The first entry is the end of every chain. */
const ENTRY = 3
const END = 0
/** In place of an article that was forgotten. */
const NOBODY = 0
const NONE: readonly number[] = []

export const createYoungHashes = (): YoungHashes => {
  const chains = emptyChains()
  const { heads, entries } = chains
  const counts = new Uint16Array(PAGES)
  const countOf = (page: number): number => counts[page] ?? 0
  const headOf = (hash: number): number => heads[bucketOf(hash)] ?? END
  const nextOf = (entry: number): number => entries[entry + 2] ?? END
  return {
    count: countOf,
    add(hash, article) {
      const page = pageOf(hash)
      if (countOf(page) === PAGE_ROOM) return
      push(chains, { hash, article })
      counts[page] = countOf(page) + 1
    },
    forget(hash, article) {
      for (let entry = headOf(hash); entry !== END; entry = nextOf(entry))
        if (entries[entry] === (hash | 0) && entries[entry + 1] === article) entries[entry + 1] = NOBODY
    },
    articlesWith(hash, before) {
      const wanted = hash | 0
      let entry = headOf(hash)
      while (entry !== END && entries[entry] !== wanted) entry = nextOf(entry)
      if (entry === END) return NONE
      const found: number[] = []
      for (; entry !== END; entry = nextOf(entry)) {
        const article = entries[entry + 1] ?? NOBODY
        if (entries[entry] === wanted && article < before && article !== NOBODY) found.push(article)
      }
      return found
    },
    takeOlder(page) {
      const held: Hashed[] = []
      for (let bucket = page * BUCKETS; bucket < (page + 1) * BUCKETS; bucket += 1) held.push(...takeChain(chains, bucket))
      const articles = Int32Array.from(held, ({ article }) => article).sort()
      const upTo = articles[articles.length >>> 1] ?? NOBODY
      const younger = held.filter(({ article }) => article > upTo)
      for (const one of younger) push(chains, one)
      counts[page] = younger.length
      const older = held.filter(({ article }) => article <= upTo && article !== NOBODY)
      return { upTo, keys: Float64Array.from(older, ({ hash, article }) => keyOf(hash, article)).sort() }
    },
  }
}

type Hashed = { readonly hash: number; readonly article: number }
type Chains = {
  /** By bucket. */
  readonly heads: Int32Array
  readonly entries: Int32Array
  /** Where nothing was written yet. */
  end: number
  /** A chain of entries to be used again. */
  free: number
}

/** Memory is taken as it is written to. */
const emptyChains = (): Chains => ({
  heads: new Int32Array(2 ** BUCKET_BITS),
  entries: new Int32Array(ENTRY * (1 + PAGES * PAGE_ROOM)),
  end: ENTRY,
  free: END,
})

const push = (chains: Chains, { hash, article }: Hashed): void => {
  const { heads, entries } = chains
  const entry = chains.free === END ? chains.end : chains.free
  if (chains.free === END) chains.end += ENTRY
  else chains.free = entries[entry + 2] ?? END
  entries[entry] = hash
  entries[entry + 1] = article
  entries[entry + 2] = heads[bucketOf(hash)] ?? END
  heads[bucketOf(hash)] = entry
}

/** The oldest first. */
const takeChain = (chains: Chains, bucket: number): readonly Hashed[] => {
  const { heads, entries } = chains
  const taken: Hashed[] = []
  for (let entry = heads[bucket] ?? END; entry !== END; ) {
    const next = entries[entry + 2] ?? END
    taken.push({ hash: (entries[entry] ?? 0) >>> 0, article: entries[entry + 1] ?? NOBODY })
    entries[entry + 2] = chains.free
    chains.free = entry
    entry = next
  }
  heads[bucket] = END
  return taken.reverse()
}
