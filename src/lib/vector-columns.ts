/** The vectors of a window's rows in typed arrays, with what makes comparing them quick. */

/** 32-bit words of signs: all of a vector's 384. Half of them, of which twelve times as many rows have to be compared, cost three times as much. */
export const SIGN_WORDS = 12
const BITS = 32
const FIRST_ROWS = 256

/** The signs of a vector's numbers, a bit for each: vectors with a large cosine differ in few of them (Charikar 2002). */
export const signsOf = (vector: Int8Array): Int32Array => {
  const signs = new Int32Array(SIGN_WORDS)
  for (let nth = 0; nth < SIGN_WORDS * BITS; nth += 1)
    if ((vector[nth] ?? 0) < 0) signs[nth >>> 5] = (signs[nth >>> 5] ?? 0) | (1 << (nth & (BITS - 1)))
  return signs
}

export const signDistance = (signs: Int32Array, row: number, own: Int32Array): number => {
  let distance = 0
  for (let word = 0; word < SIGN_WORDS; word += 1) distance += bitsIn((signs[row * SIGN_WORDS + word] ?? 0) ^ (own[word] ?? 0))
  return distance
}

/** How many bits are set (Warren, Hacker's Delight, section 5-1). */
const bitsIn = (word: number): number => {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

export const lengthOf = (vector: Int8Array): number => {
  let sum = 0
  for (const value of vector) sum += value * value
  return Math.sqrt(sum)
}

/** The dot product of a vector and a row of `vectors`. */
export const dotOfRow = (vectors: Int8Array, row: number, vector: Int8Array): number => {
  const first = row * vector.length
  let dot = 0
  for (let nth = 0; nth < vector.length; nth += 1) dot += (vectors[first + nth] ?? 0) * (vector[nth] ?? 0)
  return dot
}

/** `dimensions`: numbers of a vector. */
export const createVectorColumns = (dimensions: number) => {
  let vectors = new Int8Array(FIRST_ROWS * dimensions)
  let lengths = new Float64Array(FIRST_ROWS)
  let signs = new Int32Array(FIRST_ROWS * SIGN_WORDS)
  const grow = (): void => {
    const rows = 2 * lengths.length
    const before = { vectors, lengths, signs }
    vectors = new Int8Array(rows * dimensions)
    lengths = new Float64Array(rows)
    signs = new Int32Array(rows * SIGN_WORDS)
    vectors.set(before.vectors)
    lengths.set(before.lengths)
    signs.set(before.signs)
  }
  return {
    /** Vectors of all rows, one after another, their lengths (0: there is none) and signs. */
    columns: () => ({ vectors, lengths, signs }),
    put(row: number, vector: Int8Array | null): void {
      if (row === lengths.length) grow()
      lengths[row] = vector === null ? 0 : lengthOf(vector)
      if (vector === null) return
      vectors.set(vector, row * dimensions)
      signs.set(signsOf(vector), row * SIGN_WORDS)
    },
    likeness(vector: Int8Array | null, row: number): number | null {
      const length = lengths[row] ?? 0
      if (vector === null || length === 0) return null
      return dotOfRow(vectors, row, vector) / (length * lengthOf(vector) || 1)
    },
  }
}
