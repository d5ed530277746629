/**
 * The pieces that the encoder's texts are cut into, sorted by their bytes: the pieces that begin with the same bytes lie side by side, which
 * serves as a trie without one being built.
 */

export type Pieces = {
  /** UTF-8 of all pieces, one after the other, sorted. */
  readonly bytes: Uint8Array
  /** Where each begins, and where the last ends. */
  readonly offsets: Uint32Array
  /** The logarithm of each one's probability. */
  readonly scores: Float32Array
  /** That of the least probable piece of the whole vocabulary. */
  readonly leastScore: number
  /** What each character becomes that is not kept as it is. */
  readonly normalised: ReadonlyMap<string, string>
}

/** The pieces that begin with certain bytes: from `first` to before `end`. */
export type PieceRange = { first: number; end: number }

/** Narrows the range to the pieces whose byte at `depth` is this one. Those of the range agree in all bytes before. */
export const narrow = ({ bytes, offsets }: Pieces, range: PieceRange, depth: number, byte: number): void => {
  const byteOf = (piece: number): number => {
    const at = (offsets[piece] ?? 0) + depth
    return at < (offsets[piece + 1] ?? 0) ? (bytes[at] ?? 0) : -1
  }
  const firstAtLeast = (least: number): number => {
    let [low, high] = [range.first, range.end]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (byteOf(middle) < least) low = middle + 1
      else high = middle
    }
    return low
  }
  range.first = firstAtLeast(byte)
  // One piece is usual deep down.
  range.end =
    byteOf(range.first + 1) === byte && range.first + 1 < range.end
      ? firstAtLeast(byte + 1)
      : range.first + (range.first < range.end && byteOf(range.first) === byte ? 1 : 0)
}
