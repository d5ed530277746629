/** How many hash functions there are. */
export const HASHES = 126

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
export const scramble = (value: number): number => {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

const SALTS = Int32Array.from({ length: HASHES }, (_, index) => scramble(index + 1))
const FACTORS = SALTS.map((salt) => scramble(salt) | 1)
/** Makes comparing signed numbers compare them as unsigned ones: a loop over small integers is three times as fast. */
const SIGN = 0x8000_0000 | 0

/**
 * MinHash (Broder 1997): 126 hash functions over one list, `m ^ m >>> 15` with m being value ^ salt times factor, and the least value of each.
 * Stored fingerprints hold these values: they never change. Two functions at a time, since the processor waits for none of them.
 */
export const minHash = (unsigned: Uint32Array): Uint32Array => {
  const values = new Int32Array(unsigned.buffer, unsigned.byteOffset, unsigned.length)
  const least = new Uint32Array(HASHES)
  for (let nth = 0; nth < HASHES; nth += 2) {
    const [salt = 0, factor = 0, otherSalt = 0, otherFactor = 0] = [SALTS[nth], FACTORS[nth], SALTS[nth + 1], FACTORS[nth + 1]]
    let first = 0x7fff_ffff
    let second = 0x7fff_ffff
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] ?? 0
      const one = Math.imul(value ^ salt, factor)
      const other = Math.imul(value ^ otherSalt, otherFactor)
      first = Math.min(first, one ^ (one >>> 15) ^ SIGN)
      second = Math.min(second, other ^ (other >>> 15) ^ SIGN)
    }
    least[nth] = first ^ SIGN
    least[nth + 1] = second ^ SIGN
  }
  return least
}
