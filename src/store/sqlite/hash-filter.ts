import { PAGES } from './hash-key.ts'

/** Whether any of some hashes may be this one. Of most that are none of them, one look at memory tells it. */
export type HashFilter = {
  readonly mayHave: (hash: number) => boolean
  readonly note: (hash: number) => void
  /** Forgets the hashes of a page. */
  readonly clear: (page: number) => void
}

/** The three bits of a hash stand within 64 bytes, which a processor reads at once: a block. Blocks stand in the order of hashes. */
const BLOCK_BITS = 9
const WORD_BITS = 5
/** Odd, so that all bits of a hash count. */
const FACTOR = 0x9e_37_79_b1

/** Of 2^`sizeBits` bits: with ten for each hash, one in fifty that is none of them passes for one. */
export const createHashFilter = (sizeBits: number): HashFilter => {
  const words = new Uint32Array(2 ** (sizeBits - WORD_BITS))
  const blockShift = 32 - (sizeBits - BLOCK_BITS)
  const blockOf = (hash: number): number => (hash >>> blockShift) << (BLOCK_BITS - WORD_BITS)
  // Nine bits of the second number tell a place in the block.
  const wordAt = (block: number, place: number): number => block + ((place >>> WORD_BITS) & 15)
  const has = (block: number, place: number): boolean => ((words[wordAt(block, place)] ?? 0) & (1 << (place & 31))) !== 0
  const set = (block: number, place: number): void => {
    const at = wordAt(block, place)
    words[at] = (words[at] ?? 0) | (1 << (place & 31))
  }
  return {
    mayHave(hash) {
      const [block, mixed] = [blockOf(hash), Math.imul(hash, FACTOR)]
      return has(block, mixed >>> 23) && has(block, mixed >>> 14) && has(block, mixed >>> 5)
    },
    note(hash) {
      const [block, mixed] = [blockOf(hash), Math.imul(hash, FACTOR)]
      set(block, mixed >>> 23)
      set(block, mixed >>> 14)
      set(block, mixed >>> 5)
    },
    clear(page) {
      const room = words.length / PAGES
      words.fill(0, page * room, (page + 1) * room)
    },
  }
}
