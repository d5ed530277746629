/**
 * Cuts a text into the encoder's tokens as SentencePiece does with a unigram model: characters are normalised, spaces become `▁`, and of all
 * ways to cut the text into pieces the most probable one is taken (Viterbi). The cost grows with the text's length alone, since no piece is longer than
 * a few dozen bytes.
 */
import { narrow, type PieceRange, type Pieces } from './pieces.ts'

/** Rows of the token table before those of the pieces. */
export const BEGIN = 0
export const END = 1
export const UNKNOWN = 2
export const SPECIAL = 3

/** What a character counts that is in no piece, below the least probable piece. */
const UNKNOWN_PENALTY = 10

export type Tokenizer = {
  /** Rows of the token table, with begin and end; what would be over the limit is left out. */
  readonly tokens: (text: string, limit: number) => Int32Array
}

export const createTokenizer = (pieces: Pieces): Tokenizer => {
  const encoder = new TextEncoder()
  const firstBytes = Array.from({ length: 256 }, (_, byte): PieceRange => {
    const range = { first: 0, end: pieces.scores.length }
    narrow(pieces, range, 0, byte)
    return range
  })
  return {
    tokens: (text, limit) => {
      const found = bestPieces(pieces, firstBytes, encoder.encode(normalise(text, pieces.normalised)))
      const rows = found.slice(0, limit - 2)
      return Int32Array.of(BEGIN, ...rows, END)
    },
  }
}

/** Composed first, since the table has single characters only. */
const normalise = (text: string, normalised: Pieces['normalised']): string => {
  let mapped = ''
  for (const character of text.normalize('NFC')) mapped += normalised.get(character) ?? character
  const words = mapped.split(' ').filter((word) => word !== '')
  return words.length === 0 ? '' : `▁${words.join('▁')}`
}

type Paths = { readonly score: Float64Array; readonly from: Int32Array; readonly row: Int32Array }

const bestPieces = (pieces: Pieces, firstBytes: readonly PieceRange[], text: Uint8Array): readonly number[] => {
  const paths: Paths = {
    score: new Float64Array(text.length + 1).fill(Number.NEGATIVE_INFINITY, 1),
    from: new Int32Array(text.length + 1),
    row: new Int32Array(text.length + 1),
  }
  for (let at = 0; at < text.length; at += lengthOfCharacter(text[at] ?? 0)) extendPaths(pieces, firstBytes, text, paths, at)
  return rowsOf(paths, text.length)
}

/** Offers each piece that the text has here as the last one of a path. */
const extendPaths = (pieces: Pieces, firstBytes: readonly PieceRange[], text: Uint8Array, paths: Paths, at: number): void => {
  const { offsets, scores, leastScore } = pieces
  const before = paths.score[at] ?? 0
  const character = lengthOfCharacter(text[at] ?? 0)
  const offer = (row: number, end: number, score: number): void => {
    if (score <= (paths.score[end] ?? 0)) return
    paths.score[end] = score
    paths.from[end] = at
    paths.row[end] = row
  }
  let isKnown = false
  const range = { first: 0, end: 0 }
  for (let depth = 0; at + depth < text.length; depth += 1) {
    const byte = text[at + depth] ?? 0
    if (depth === 0) Object.assign(range, firstBytes[byte])
    else narrow(pieces, range, depth, byte)
    if (range.first === range.end) break
    // The shortest comes first.
    if ((offsets[range.first + 1] ?? 0) - (offsets[range.first] ?? 0) > depth + 1) continue
    offer(SPECIAL + range.first, at + depth + 1, before + (scores[range.first] ?? 0))
    if (depth + 1 === character) isKnown = true
  }
  if (!isKnown) offer(UNKNOWN, at + character, before + leastScore - UNKNOWN_PENALTY)
}

/** Unknown characters side by side are one token. */
const rowsOf = ({ from, row }: Paths, end: number): readonly number[] => {
  const rows: number[] = []
  for (let at = end; at > 0; at = from[at] ?? 0) {
    const last = row[at] ?? UNKNOWN
    if (last !== UNKNOWN || rows.at(-1) !== UNKNOWN) rows.push(last)
  }
  return rows.reverse()
}

/** Bytes of the character whose first byte this is. */
const lengthOfCharacter = (byte: number): number => (byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4)
