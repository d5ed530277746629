import { longer } from '../../lib/columns.ts'
import { createInterner, NONE } from './interner.ts'

/**
 * An inverted index: for each term, the postings that were added to it. Terms are 32-bit integers, mostly hashes, and are numbered internally; what a
 * posting means is up to the caller.
 */
export const createInvertedIndex = () => {
  const terms = createInterner()
  const lists = createPostingLists()
  return {
    /** How many terms there are; the numbers of all terms are below. */
    get size() {
      return terms.size
    },
    /** A term's number; `NONE`: it has no postings. */
    find: (term: number): number => terms.find(term),
    termOf: (number: number): number => terms.nameOf(number),
    /** Adds a posting. Returns the term's number. */
    add(term: number, posting: number): number {
      const number = terms.intern(term)
      lists.add(number, posting)
      return number
    },
    /** How many postings the term with this number has; 0 for `NONE`. */
    frequencyOf: (number: number): number => lists.sizeOf(number),
    /**
     * Writes how many postings each of the first `size` terms has. Look-ups of one kind run in loops of their own, so that the processor waits for
     * many memory accesses at a time.
     */
    frequenciesOf(of: Int32Array, size: number, into: Int32Array): void {
      for (let nth = 0; nth < size; nth += 1) into[nth] = terms.find(of[nth] ?? 0)
      for (let nth = 0; nth < size; nth += 1) into[nth] = lists.sizeOf(into[nth] ?? NONE)
    },
    /** Writes the newest postings of the term with this number, at most `most`, the newest first. Returns how many. */
    read: (number: number, most: number, into: Int32Array): number => lists.read(number, most, into),
  }
}
export type InvertedIndex = ReturnType<typeof createInvertedIndex>

const FIRST_CAPACITY = 64
/** Postings in a full-sized block: a cache line of the processor. The blocks before are smaller: 2, 4 and 8. */
const LARGEST = 16
/** Postings in the smaller blocks and the first full-sized one. */
const GROWING = 2 + 4 + 8 + LARGEST

/** Is the newest block of a list of this size full? */
const isFull = (size: number): boolean => (size < GROWING ? ((size + 1) & (size + 2)) === 0 : (size - GROWING) % LARGEST === 0)

/** By size of a list, up to `GROWING`: how many of its postings stand in its newest block. */
const IN_SMALLER = Uint8Array.from({ length: GROWING + 1 }, (_, size) =>
  size === 0 ? 0 : size - ([14, 6, 2, 0].find((before) => before < size) ?? 0),
)
const inNewest = (size: number): number =>
  size > GROWING ? ((size - GROWING - 1) & (LARGEST - 1)) + 1 : (IN_SMALLER[size] ?? 0)

/**
 * A term's only posting is stored by the term's number; several are stored in blocks, each with the position at which the block before ends. If
 * postings were chained one by one, each step would wait for memory, and longer the more there is.
 */
const createPostingLists = () => {
  let sizes = new Int32Array(FIRST_CAPACITY)
  /** The newest posting if it is the only one, otherwise its position in `blocks`. */
  let newest = new Int32Array(FIRST_CAPACITY)
  let blocks = new Int32Array(FIRST_CAPACITY)
  let used = 0

  const sizeOf = (number: number): number => (number >= 0 && number < sizes.length ? (sizes[number] ?? 0) : 0)
  /** Returns the position of the block's first posting. */
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
