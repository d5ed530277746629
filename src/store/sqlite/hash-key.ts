/**
 * A hash of 32 bits and its article as one number: the hash's lower bits, then the article. Hashes that agree in their upper bits stand
 * on one page, in the order of these numbers, which are exact: less than 2⁵³.
 */
export type HashKey = number

/** Hashes of a page agree in as many upper bits. */
const PAGE_BITS = 11
export const PAGES = 2 ** PAGE_BITS
export const LOWER_BITS = 32 - PAGE_BITS
const LOWER = 2 ** LOWER_BITS
export const pageOf = (hash: number): number => hash >>> LOWER_BITS
const lowerOf = (hash: number): number => hash & (LOWER - 1)

const ARTICLES = 2 ** 31
/** Later than every article. */
export const NEVER = ARTICLES - 1
export const keyOf = (hash: number, article: number): HashKey => lowerOf(hash) * ARTICLES + article
export const articleIn = (key: HashKey): number => key % ARTICLES
export const hashIn = (page: number, key: HashKey): number => page * LOWER + Math.floor(key / ARTICLES)

/** How many of these sorted keys are less than this one. */
export const placeIn = (keys: Float64Array, key: HashKey): number => {
  let [from, to] = [0, keys.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((keys[middle] ?? 0) < key) from = middle + 1
    else to = middle
  }
  return from
}
