import { lowerIn, lowerOf, pageOf, PAGES } from './hash-key.ts'

/**
 * Three bits for each hash in the database, of 2²⁷: whether it may have a hash. For 300,000 articles it answers 49 of 50 questions for
 * hashes that nobody has; 16 MB, used as it fills. Bits stay when their article goes. After a restart a page is read when it is first
 * asked for.
 */
export type HashFilter = {
  readonly mayHave: (hash: number) => boolean
  /** These, all of one page, are in the database now. */
  readonly note: (page: number, keys: Float64Array) => void
}

/** Of a page. */
const BIT_BITS = 17
const BYTES = 2 ** (BIT_BITS - 3)
/** Odd, so that all bits of the hash count. */
const FACTORS = [0x9e_37_79_b1, 0x85_eb_ca_6b, 0xc2_b2_ae_35]
const bitOf = (lower: number, factor: number): number => Math.imul(lower, factor) >>> (32 - BIT_BITS)

/** `keysOf`: what the database has of a page; null: nothing of any. */
export const createHashFilter = (keysOf: ((page: number) => Float64Array) | null): HashFilter => {
  const bytes = new Uint8Array(BYTES * PAGES)
  const isRead = new Uint8Array(PAGES).fill(keysOf === null ? 1 : 0)
  const setAll = (page: number, keys: Float64Array): void => {
    for (const key of keys) {
      const lower = lowerIn(key)
      for (const factor of FACTORS) {
        const bit = bitOf(lower, factor)
        const at = page * BYTES + (bit >>> 3)
        bytes[at] = (bytes[at] ?? 0) | (1 << (bit & 7))
      }
    }
  }
  return {
    mayHave(hash) {
      const page = pageOf(hash)
      if (keysOf !== null && isRead[page] === 0) {
        setAll(page, keysOf(page))
        isRead[page] = 1
      }
      const lower = lowerOf(hash)
      for (const factor of FACTORS) {
        const bit = bitOf(lower, factor)
        if (((bytes[page * BYTES + (bit >>> 3)] ?? 0) & (1 << (bit & 7))) === 0) return false
      }
      return true
    },
    note(page, keys) {
      if (isRead[page] === 1) setAll(page, keys)
    },
  }
}
