import { longer } from '../../lib/columns.ts'
import { createInterner, NONE } from './interner.ts'

/**
 * An inverted index: for each term, the postings that were added to it. Terms are integers of 32 bits, mostly hashes, and are known inside by
 * their numbers; what a posting means is the user's affair.
 */
export const createInvertedIndex = () => {
  const terms = createInterner()
  const lists = createPostingLists()
  return {
    /** How many terms there are: above every number of a term. */
    get size() {
      return terms.size
    },
    /** A term's number; `NONE`: it has no postings. */
    find: (term: number): number => terms.find(term),
    termOf: (number: number): number => terms.nameOf(number),
    /** Gives the term's number. */
    add(term: number, posting: number): number {
      const number = terms.intern(term)
      lists.add(number, posting)
      return number
    },
    /** How many postings the term of this number has; of `NONE`, none. */
    frequencyOf: (number: number): number => lists.sizeOf(number),
    /** The same of so many terms. Look-ups of one kind stand side by side, so that the processor waits for many at a time. */
    frequenciesOf(of: Int32Array, size: number, into: Int32Array): void {
      for (let nth = 0; nth < size; nth += 1) into[nth] = terms.find(of[nth] ?? 0)
      for (let nth = 0; nth < size; nth += 1) into[nth] = lists.sizeOf(into[nth] ?? NONE)
    },
    /** Writes the newest postings of the term of this number, so many at most, the newest first. Gives how many. */
    read: (number: number, most: number, into: Int32Array): number => lists.read(number, most, into),
  }
}
export type InvertedIndex = ReturnType<typeof createInvertedIndex>

const FIRST_CAPACITY = 64
/** Postings of a block: a line of the processor's cache. Those before are smaller, 2, 4 and 8. */
const LARGEST = 16
/** As many fill the smaller blocks, and the first of the largest. */
const GROWING = 2 + 4 + 8 + LARGEST

/** Do lists of this size end where their newest block ends? */
const isFull = (size: number): boolean => (size < GROWING ? ((size + 1) & (size + 2)) === 0 : (size - GROWING) % LARGEST === 0)

/** How many of a list of this size, up to the first of the largest blocks, stand in its newest block. */
const IN_SMALLER = Uint8Array.from({ length: GROWING + 1 }, (_, size) =>
  size === 0 ? 0 : size - ([14, 6, 2, 0].find((before) => before < size) ?? 0),
)
const inNewest = (size: number): number =>
  size > GROWING ? ((size - GROWING - 1) & (LARGEST - 1)) + 1 : (IN_SMALLER[size] ?? 0)

/**
 * A posting that is alone stands beside its term's number, others side by side in blocks, each with where the one before it ends: chained one
 * by one, each step would wait for memory, the longer the more there is.
 */
const createPostingLists = () => {
  let sizes = new Int32Array(FIRST_CAPACITY)
  /** The newest posting if it is alone, or else where in `blocks` it stands. */
  let newest = new Int32Array(FIRST_CAPACITY)
  let blocks = new Int32Array(FIRST_CAPACITY)
  let used = 0

  const sizeOf = (number: number): number => (number >= 0 && number < sizes.length ? (sizes[number] ?? 0) : 0)
  /** Gives where the block's first posting stands. */
  const addBlock = (room: number, before: number): number => {
    const start = used
    used += 1 + room
    if (used > blocks.length) blocks = longer(blocks, used)
    blocks[start] = before
    return start + 1
  }
  return {
    add(number: number, posting: number): void {
      if (number >= sizes.length) [sizes, newest] = [longer(sizes, number + 1), longer(newest, number + 1)]
      const size = sizes[number] ?? 0
      const last = newest[number] ?? 0
      sizes[number] = size + 1
      if (size === 0) {
        newest[number] = posting
        return
      }
      let next = last + 1
      if (size === 1) {
        next = addBlock(2, 0) + 1
        blocks[next - 1] = last
      } else if (isFull(size)) next = addBlock(Math.min(size + 2, LARGEST), last)
      blocks[next] = posting
      newest[number] = next
    },
    sizeOf,
    read(number: number, most: number, into: Int32Array): number {
      const size = sizeOf(number)
      const count = Math.min(size, most)
      let last = newest[number] ?? 0
      if (size === 1 && count === 1) into[0] = last
      else
        for (let read = 0, inBlock = inNewest(size); read < count; inBlock = inNewest(size - read)) {
          const end = Math.min(read + inBlock, count)
          for (let at = last; read < end; at -= 1) into[read++] = blocks[at] ?? 0
          last = blocks[last - inBlock] ?? 0
        }
      return count
    },
  }
}
