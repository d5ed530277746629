import type { Connection } from './connection.ts'

/**
 * Two bits for each hash in the table, of 2²⁷: whether the table may have a hash. Of 300,000 articles it answers 24 of 25 questions for
 * hashes that nobody has; 16 MB, used as it fills. Bits stay when their article goes.
 */
export type HashFilter = {
  readonly mayHave: (hash: number) => boolean
  /** Up to which article the hashes of a page are in the table. */
  readonly writtenTo: (page: number) => number
  /** Inside a transaction: these, all of one page, are in the table now. */
  readonly note: (page: number, hashes: Iterable<number>) => void
  /** Inside a transaction, after the last of them was noted: what this page has of all articles up to this one is in the table now. */
  readonly save: (page: number, writtenTo: number) => void
}

/** Hashes of a page agree in as many upper bits. */
export const PAGE_BITS = 12
export const PAGES = 2 ** PAGE_BITS
export const pageOf = (hash: number): number => hash >>> (32 - PAGE_BITS)

const BIT_BITS = 15
const BYTES = 2 ** (BIT_BITS - 3)
type Row = { readonly page: number; readonly written_to: number; readonly bits: Uint8Array }

export const createHashFilter = ({ all, run }: Connection): HashFilter => {
  const bytes = new Uint8Array(BYTES * PAGES)
  const writtenTo = new Uint32Array(PAGES)
  for (const row of all<Row>('SELECT page, written_to, bits FROM hash_filter')) {
    bytes.set(row.bits, row.page * BYTES)
    writtenTo[row.page] = row.written_to
  }
  const has = (page: number, bit: number): boolean => ((bytes[page * BYTES + (bit >>> 3)] ?? 0) & (1 << (bit & 7))) !== 0
  const set = (page: number, bit: number): void => {
    const at = page * BYTES + (bit >>> 3)
    bytes[at] = (bytes[at] ?? 0) | (1 << (bit & 7))
  }
  return {
    mayHave: (hash) => has(pageOf(hash), upperBits(hash)) && has(pageOf(hash), mixedBits(hash)),
    writtenTo: (page) => writtenTo[page] ?? 0,
    note(page, hashes) {
      for (const hash of hashes) {
        set(page, upperBits(hash))
        set(page, mixedBits(hash))
      }
    },
    save(page, article) {
      writtenTo[page] = article
      run(SAVE, page, article, bytes.subarray(page * BYTES, (page + 1) * BYTES))
    },
  }
}
/** Not REPLACE, which needs a savepoint: see insert-many.ts. */
const SAVE = `
  INSERT INTO hash_filter (page, written_to, bits) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET written_to = excluded.written_to, bits = excluded.bits`

/** Two places within a page; the second depends on all bits. */
const upperBits = (hash: number): number => (hash >>> (32 - PAGE_BITS - BIT_BITS)) & (2 ** BIT_BITS - 1)
const mixedBits = (hash: number): number => Math.imul(hash, 0x9e_37_79_b1) >>> (32 - BIT_BITS)
