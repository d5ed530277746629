/** The token embeddings in blocks of 4 bit: the scale as a 16-bit float, then 16 bytes, each with a weight in its low half and one 16 further in its high half. */

/** Weights of one block, and its bytes. */
export const BLOCK = 32
export const BLOCK_BYTES = 2 + BLOCK / 2

/** Adds a row to the values at `to`. */
export type AddRow = (row: number, values: Float32Array, to: number) => void

export const createTokenRows = (table: Uint8Array, dimensions: number): AddRow => {
  const blocks = dimensions / BLOCK
  return (row, values, to) => {
    for (let block = 0; block < blocks; block += 1)
      addBlock(table, (row * blocks + block) * BLOCK_BYTES, values, to + block * BLOCK)
  }
}

export const addBlock = (bytes: Uint8Array, from: number, values: Float32Array, to: number): void => {
  const scale = float16((bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8))
  for (let index = 0; index < BLOCK / 2; index += 1) {
    const pair = bytes[from + 2 + index] ?? 0
    values[to + index] = (values[to + index] ?? 0) + scale * ((pair & 15) - 8)
    values[to + index + 16] = (values[to + index + 16] ?? 0) + scale * ((pair >> 4) - 8)
  }
}

/** IEEE 754 binary16. */
export const float16 = (bits: number): number => {
  const sign = bits & 0x80_00 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 0x3_ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
