import { PAGE_BITS } from './band-filter.ts'

/** [band, article] after [band, article], of all bands that agree in their first bits. */
export type BandPage = { readonly page: number; readonly rows: readonly number[] }

/**
 * The bands of up to so many articles, in memory: chains of entries, the newest first, in buckets by the upper bits of the band. So they
 * can also be handed out in the order of bands, which is that of the table they go to.
 */
export type BandGeneration = {
  readonly add: (article: number, bands: Iterable<number>) => void
  /** Adds articles that share the band to `found`, the newest first, until it holds `most`; of those before this number. */
  readonly find: (band: number, before: number, most: number, found: Set<number>) => void
  /** What was added of it is not found any more, nor handed out. */
  readonly forget: (article: number) => void
  readonly isFull: () => boolean
  /** The largest number of its articles. */
  readonly newest: () => number
  /** The rows of its next page, in the order of buckets; null: there is none left. */
  readonly drain: () => BandPage | null
}

/** Articles, and the most bands that one has. */
export const GENERATION_SIZE = 16_384
const MOST_BANDS = 43
const BUCKET_BITS = 19
/** Of a page. */
const BUCKETS = 2 ** (BUCKET_BITS - PAGE_BITS)

export const createBandGeneration = (size = GENERATION_SIZE): BandGeneration => {
  const room = size * MOST_BANDS
  const heads = new Uint32Array(1 << BUCKET_BITS)
  // Entry 0 is the end of every chain.
  const bands = new Uint32Array(room + 1)
  const articles = new Uint32Array(room + 1)
  const next = new Uint32Array(room + 1)
  let entries = 0
  let drained = 0
  let largest = 0
  /** Up to which entry an article's no longer count. */
  const gone = new Map<number, number>()
  const counts = (entry: number, article: number): boolean => entry > (gone.get(article) ?? 0)
  const bucketOf = (band: number): number => band >>> (32 - BUCKET_BITS)
  return {
    isFull: () => entries + MOST_BANDS > room,
    newest: () => largest,
    add(article, given) {
      largest = Math.max(largest, article)
      for (const band of given) {
        const bucket = bucketOf(band)
        entries += 1
        bands[entries] = band
        articles[entries] = article
        next[entries] = heads[bucket] ?? 0
        heads[bucket] = entries
      }
    },
    forget: (article) => void gone.set(article, entries),
    find(band, before, most, found) {
      for (let entry = heads[bucketOf(band)] ?? 0; entry !== 0 && found.size < most; entry = next[entry] ?? 0) {
        const article = articles[entry] ?? 0
        if (bands[entry] === band && article < before && counts(entry, article)) found.add(article)
      }
    },
    drain() {
      if (drained === 1 << PAGE_BITS) return null
      const rows: number[] = []
      for (let bucket = drained * BUCKETS; bucket < (drained + 1) * BUCKETS; bucket += 1)
        for (let entry = heads[bucket] ?? 0; entry !== 0; entry = next[entry] ?? 0)
          if (counts(entry, articles[entry] ?? 0)) rows.push(bands[entry] ?? 0, articles[entry] ?? 0)
      return { page: drained++, rows }
    },
  }
}
