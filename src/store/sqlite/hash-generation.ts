import { PAGE_BITS, PAGES } from './hash-filter.ts'

/** Pairs of hash and article, of all hashes that agree in their first bits. */
export type HashPage = { readonly page: number; readonly hashes: readonly number[]; readonly articles: readonly number[] }

/**
 * The hashes of up to so many articles, in memory: chains of entries, the newest first, in buckets by the upper bits of the hash. So they
 * can also be handed out in the order of hashes, which is that of the table they go to.
 */
export type HashGeneration = {
  readonly add: (article: number, hashes: Iterable<number>) => void
  readonly forget: (article: number, hashes: Iterable<number>) => void
  /** False: no article has the hash. */
  readonly has: (hash: number) => boolean
  /** Adds articles that have the hash to `found`, the newest first, until it holds `most`; of those before this number. */
  readonly find: (hash: number, before: number, most: number, found: Set<number>) => void
  /** 0: empty, 1: it takes no more. */
  readonly fullness: () => number
  /** The largest number of its articles. */
  readonly newest: () => number
  /** Hands out the next page: it holds it no longer. Null: there is none left. */
  readonly drain: () => HashPage | null
  /** 0: nothing was handed out yet, 1: all. */
  readonly drained: () => number
}

/** Articles, and the most hashes that one has. */
export const GENERATION_SIZE = 16_384
const MOST_HASHES = 46
const BUCKET_BITS = 19
/** Of a page. */
const BUCKETS = 2 ** (BUCKET_BITS - PAGE_BITS)
const bucketOf = (hash: number): number => hash >>> (32 - BUCKET_BITS)
/** In place of an article that was forgotten. */
const NOBODY = 0

export const createHashGeneration = (size = GENERATION_SIZE): HashGeneration => {
  const full = size * MOST_HASHES
  const chains = emptyChains(full + MOST_HASHES)
  const { heads, hashes, articles, next } = chains
  let entries = 0
  let page = 0
  let largest = 0
  return {
    newest: () => largest,
    fullness: () => Math.min(1, entries / full),
    drained: () => page / PAGES,
    drain: () => (page === PAGES ? null : takePage(chains, page++)),
    add(article, given) {
      largest = Math.max(largest, article)
      for (const hash of given) {
        const bucket = bucketOf(hash)
        entries += 1
        hashes[entries] = hash
        articles[entries] = article
        next[entries] = heads[bucket] ?? 0
        heads[bucket] = entries
      }
    },
    forget(article, given) {
      for (const hash of given)
        for (const entry of entriesIn(chains, bucketOf(hash)))
          if (hashes[entry] === hash && articles[entry] === article) articles[entry] = NOBODY
    },
    has(hash) {
      let entry = heads[bucketOf(hash)] ?? 0
      while (entry !== 0 && hashes[entry] !== hash) entry = next[entry] ?? 0
      return entry !== 0
    },
    find(hash, before, most, found) {
      for (let entry = heads[bucketOf(hash)] ?? 0; entry !== 0 && found.size < most; entry = next[entry] ?? 0) {
        const article = articles[entry] ?? NOBODY
        if (hashes[entry] === hash && article < before && article !== NOBODY) found.add(article)
      }
    },
  }
}

/** Entry 0 is the end of every chain. */
type Chains = {
  /** By bucket. */
  readonly heads: Uint32Array
  readonly hashes: Uint32Array
  readonly articles: Uint32Array
  readonly next: Uint32Array
}

const emptyChains = (room: number): Chains => ({
  heads: new Uint32Array(1 << BUCKET_BITS),
  hashes: new Uint32Array(room + 1),
  articles: new Uint32Array(room + 1),
  next: new Uint32Array(room + 1),
})

function* entriesIn({ heads, articles, next }: Chains, bucket: number): Generator<number> {
  for (let entry = heads[bucket] ?? 0; entry !== 0; entry = next[entry] ?? 0) if (articles[entry] !== NOBODY) yield entry
}

const takePage = ({ heads, hashes, articles, next }: Chains, page: number): HashPage => {
  const taken: { hashes: number[]; articles: number[] } = { hashes: [], articles: [] }
  for (let bucket = page * BUCKETS; bucket < (page + 1) * BUCKETS; bucket += 1) {
    for (let entry = heads[bucket] ?? 0; entry !== 0; entry = next[entry] ?? 0) {
      const article = articles[entry] ?? NOBODY
      if (article === NOBODY) continue
      taken.hashes.push(hashes[entry] ?? 0)
      taken.articles.push(article)
    }
    heads[bucket] = 0
  }
  return { page, ...taken }
}
