import { longer } from '../../lib/longer.ts'

const FIRST_CAPACITY = 64
/** Places of a block: a line of the processor's cache. Those before are smaller, 2, 4 and 8. */
const LARGEST = 16
/** As many fill the smaller blocks, and the first of the largest. */
const GROWING = 2 + 4 + 8 + LARGEST

/** Do lists of this size end where their newest block ends? */
const isFull = (size: number): boolean => (size < GROWING ? ((size + 1) & (size + 2)) === 0 : (size - GROWING) % LARGEST === 0)

const inSmaller = new Uint8Array(GROWING + 1)
for (let size = 1, places = 2, before = 0; size <= GROWING; size += 1) {
  if (size > before + places) [before, places] = [before + places, 2 * places]
  inSmaller[size] = size - before
}
/** How many of a list of this size stand in its newest block. */
const inNewest = (size: number): number =>
  size > GROWING ? ((size - GROWING - 1) & (LARGEST - 1)) + 1 : (inSmaller[size] ?? 0)

/**
 * Lists of places by number. A place that is alone stands parent its number, others side by side in blocks, each with where the one before
 * it ends: chained one by one, each step would wait for memory, the longer the more is held.
 */
export const createPostings = () => {
  let sizes = new Int32Array(FIRST_CAPACITY)
  /** The newest place if it is alone, or else where in `blocks` it stands. */
  let newest = new Int32Array(FIRST_CAPACITY)
  let blocks = new Int32Array(FIRST_CAPACITY)
  let used = 0

  /** Gives where the block's first place stands. */
  const addBlock = (places: number, before: number): number => {
    const start = used
    used += 1 + places
    if (used > blocks.length) blocks = longer(blocks, used)
    blocks[start] = before
    return start + 1
  }
  return {
    add(number: number, place: number): void {
      if (number >= sizes.length) [sizes, newest] = [longer(sizes, number + 1), longer(newest, number + 1)]
      const size = sizes[number] ?? 0
      const last = newest[number] ?? 0
      sizes[number] = size + 1
      if (size === 0) {
        newest[number] = place
        return
      }
      let next = last + 1
      if (size === 1) {
        next = addBlock(2, 0) + 1
        blocks[next - 1] = last
      } else if (isFull(size)) next = addBlock(Math.min(size + 2, LARGEST), last)
      blocks[next] = place
      newest[number] = next
    },
    sizeOf: (number: number): number => (number >= 0 && number < sizes.length ? (sizes[number] ?? 0) : 0),
    /** Writes the newest places of a list, so many at most, the newest first. Gives how many. */
    read(number: number, most: number, into: Int32Array): number {
      const size = number >= 0 && number < sizes.length ? (sizes[number] ?? 0) : 0
      const count = Math.min(size, most)
      let last = newest[number] ?? 0
      if (size === 1 && count === 1) into[0] = last
      else
        for (let read = 0, held = inNewest(size); read < count; held = inNewest(size - read)) {
          const end = Math.min(read + held, count)
          for (let at = last; read < end; at -= 1) into[read++] = blocks[at] ?? 0
          last = blocks[last - held] ?? 0
        }
      return count
    },
  }
}
export type Postings = ReturnType<typeof createPostings>
