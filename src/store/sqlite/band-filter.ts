import type { Connection } from './connection.ts'

/**
 * One bit for each 32 possible bands: whether the table may have one of them. Of 300,000 articles it answers nine questions in ten for
 * bands that nobody has; 16 MB, used as it fills. A bit stays when its article goes.
 */
export type BandFilter = {
  readonly mayHave: (band: number) => boolean
  /** Inside a transaction: [band, article] after [band, article], all of one page. */
  readonly note: (page: number, rows: readonly number[]) => void
}

/** Bands of a page agree in as many upper bits. */
export const PAGE_BITS = 12
const BYTES = 2 ** (32 - PAGE_BITS - 5 - 3)

export const createBandFilter = ({ all, run }: Connection): BandFilter => {
  const bytes = new Uint8Array(BYTES * 2 ** PAGE_BITS)
  for (const { page, bits } of all<{ readonly page: number; readonly bits: Uint8Array }>('SELECT page, bits FROM band_filter'))
    bytes.set(bits, page * BYTES)
  return {
    mayHave: (band) => ((bytes[band >>> 8] ?? 0) & (1 << ((band >>> 5) & 7))) !== 0,
    note(page, rows) {
      for (let at = 0; at < rows.length; at += 2) {
        const band = rows[at] ?? 0
        bytes[band >>> 8] = (bytes[band >>> 8] ?? 0) | (1 << ((band >>> 5) & 7))
      }
      run(KEEP, page, bytes.subarray(page * BYTES, (page + 1) * BYTES))
    },
  }
}
const KEEP = 'INSERT OR REPLACE INTO band_filter (page, bits) VALUES (?, ?)'
