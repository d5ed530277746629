import { DAY } from '../../lib/durations.ts'
import type { Fingerprint } from '../../model/article.ts'
import type { ArticleId, Instant, SourceId, StoryId } from '../../model/ids.ts'
import type { DuplicateCandidate } from '../../model/story.ts'
import { BANDS } from './fingerprint.ts'

/** An article as the index stores it, to be found by its bands. */
export type BandEntry = DuplicateCandidate & { readonly arrivedAt: Instant; readonly bands: Uint32Array }
export type BandQuery = {
  readonly source: SourceId
  readonly arrivedAt: Instant
  readonly fingerprint: Pick<Fingerprint, 'bands'> | null
}

/** Articles that arrived longer ago are no candidates. */
export const FINGERPRINT_WINDOW_MS = 14 * DAY
/** The most fingerprints that are stored, the newest: a power of two. */
export const MOST_FINGERPRINTS = 65_536
/** The most candidates that are compared exactly. */
export const MAX_CANDIDATES = 32

/** Bands of the text, and one of the title. */
const ALL_BANDS = BANDS + 1
const BUCKET_BITS = 15
/** The most articles with one band that are looked at, the newest first: thousands may share the text of a template. */
const MOST_MATCHES = 64
/** The most articles of one bucket that are looked at: other values of the band fall into it too. */
const MOST_STEPS = 256
const FIRST_CAPACITY = 1_024

/**
 * Locality-sensitive hashing in memory: each band of a fingerprint has a hash table of its own, whose buckets are chains from the newest article to
 * the oldest, as in a compressor's sliding window. Articles are numbered as they arrive; a link to one that has left the window ends a chain. 350
 * bytes for each article.
 */
export const createBandIndex = () => {
  const state: State = {
    table: createTable(FIRST_CAPACITY),
    newest: new Int32Array(ALL_BANDS << BUCKET_BITS),
    articles: [],
    next: 0,
    met: new Int32Array(ALL_BANDS * MOST_MATCHES),
  }
  return {
    /** Articles of other sources that share bands, at most `MAX_CANDIDATES`: those that share most first, of equal ones the newest. */
    candidates(query: BandQuery): readonly DuplicateCandidate[] {
      const { articles, table, met } = state
      const bands = query.fingerprint?.bands ?? []
      let size = 0
      for (let nth = 0; nth < bands.length; nth += 1)
        size = meet(state, bandAt(nth, bands.length), bands[nth] ?? 0, query, size)
      return bestOf(table, met.subarray(0, size)).flatMap((number) => articles[number & (table.capacity - 1)] ?? [])
    },
    add({ article, source, story, arrivedAt, bands }: BandEntry): void {
      const { articles, newest, next } = state
      if (next === state.table.capacity && next < MOST_FINGERPRINTS) state.table = enlarged(state.table)
      const { table } = state
      const slot = next & (table.capacity - 1)
      articles[slot] = { article, source, story }
      table.arrivals[slot] = arrivedAt
      // The entries of the overwritten article are never read: no chain leads there.
      const from = slot * ALL_BANDS
      for (let nth = 0; nth < bands.length; nth += 1) {
        const [band, value] = [bandAt(nth, bands.length), bands[nth] ?? 0]
        const bucket = bucketOf(band, value)
        table.bands[from + band] = value
        table.older[from + band] = newest[bucket] ?? 0
        newest[bucket] = next + 1
      }
      state.next = next + 1
    },
    join(ended: StoryId, into: StoryId): void {
      for (const [slot, entry] of state.articles.entries())
        if (entry.story === ended) state.articles[slot] = { ...entry, story: into }
    },
    reassign(moves: ReadonlyMap<ArticleId, StoryId>): void {
      for (const [slot, entry] of state.articles.entries()) {
        const story = moves.get(entry.article)
        if (story !== undefined) state.articles[slot] = { ...entry, story }
      }
    },
  }
}

type State = {
  table: Table
  /** By band and bucket: the number of the newest article plus one; 0: none. */
  readonly newest: Int32Array
  readonly articles: DuplicateCandidate[]
  next: number
  /** Working space: numbers of the articles met in one look-up. */
  readonly met: Int32Array
}

/** Counts the band for each article that has it and may be a candidate. Returns how many articles have been met so far. */
const meet = (state: State, band: number, value: number, { source, arrivedAt }: BandQuery, size: number): number => {
  const { capacity, bands, older, arrivals, counts } = state.table
  const oldest = Math.max(0, state.next - capacity)
  let [found, matches] = [size, 0]
  let number = (state.newest[bucketOf(band, value)] ?? 0) - 1
  for (let steps = 0; number >= oldest && steps < MOST_STEPS && matches < MOST_MATCHES; steps += 1) {
    const slot = number & (capacity - 1)
    const at = slot * ALL_BANDS + band
    const isNear = arrivedAt - (arrivals[slot] ?? 0) <= FINGERPRINT_WINDOW_MS
    if (bands[at] === value && isNear && state.articles[slot]?.source !== source) {
      if (counts[slot] === 0) state.met[found++] = number
      counts[slot] = (counts[slot] ?? 0) + 1
      matches += 1
    }
    number = (older[at] ?? 0) - 1
  }
  return found
}

/** Larger than every article number. */
const RANK = 2 ** 32
/** The numbers with the highest counts, of equal ones the newest. Resets all counts to zero. */
const bestOf = ({ capacity, counts }: Table, met: Int32Array): readonly number[] => {
  const ranks = Float64Array.from(met, (number) => (counts[number & (capacity - 1)] ?? 0) * RANK + number)
  for (const number of met) counts[number & (capacity - 1)] = 0
  return Array.from(ranks.sort().subarray(-MAX_CANDIDATES).reverse(), (rank) => rank % RANK)
}

const bucketOf = (band: number, value: number): number => (band << BUCKET_BITS) | (value >>> (32 - BUCKET_BITS))
/** The last band is always the title's, also where a text is too short for others. */
const bandAt = (nth: number, size: number): number => (nth === size - 1 ? BANDS : nth)

const createTable = (capacity: number) => ({
  capacity,
  bands: new Uint32Array(capacity * ALL_BANDS),
  /** The number of the previous article in the same bucket plus one; 0: none. */
  older: new Int32Array(capacity * ALL_BANDS),
  arrivals: new Float64Array(capacity),
  /** How many bands each article shares with the query; all zero between two look-ups. */
  counts: new Uint8Array(capacity),
})

type Table = ReturnType<typeof createTable>

const enlarged = (full: Table): Table => {
  const table = createTable(2 * full.capacity)
  table.bands.set(full.bands)
  table.older.set(full.older)
  table.arrivals.set(full.arrivals)
  return table
}
