/** Chooses the pieces that the built-in encoder keeps: those that real texts are cut into, as many as fit. */
import { createTokenizer, SPECIAL } from '../../../src/understand/encoder/unigram-tokenizer.ts'
import type { Pieces } from '../../../src/understand/encoder/pieces.ts'
import type { SourcePiece, SourceWeights } from './source-weights.ts'

/** A piece with its number in the source's table, sorted by bytes. */
export type Vocabulary = { readonly pieces: Pieces; readonly ids: readonly number[] }

/** All pieces of the source, without the marks of begin, end and the like, which no text contains. */
export const wholeVocabulary = ({ pieces, special, normalised }: SourceWeights): Vocabulary => {
  const marks = new Set([...Object.values(special), ...pieces.filter(({ text }) => text === '<mask>').map(({ id }) => id)])
  return vocabularyOf(
    pieces.filter(({ id }) => !marks.has(id)),
    new Map([...normalised].map(([from, to]) => [String.fromCodePoint(from), String.fromCodePoint(...to)])),
  )
}

const vocabularyOf = (
  kept: readonly SourcePiece[],
  normalised: ReadonlyMap<string, string>,
  leastScore?: number,
): Vocabulary => {
  const sorted = kept
    .map((piece) => ({ ...piece, bytes: Buffer.from(piece.text) }))
    .toSorted((a, b) => Buffer.compare(a.bytes, b.bytes))
  const offsets = new Uint32Array(sorted.length + 1)
  for (const [nth, { bytes }] of sorted.entries()) offsets[nth + 1] = (offsets[nth] ?? 0) + bytes.length
  return {
    pieces: {
      bytes: Buffer.concat(sorted.map(({ bytes }) => bytes)),
      offsets,
      scores: Float32Array.from(sorted, ({ score }) => score),
      leastScore: leastScore ?? kept.reduce((least, { score }) => Math.min(least, score), 0),
      normalised,
    },
    ids: sorted.map(({ id }) => id),
  }
}

/** The pieces by how much they are needed: all single characters and those of certain texts, then those of most texts. */
export const rankPieces = (source: SourceWeights, texts: Iterable<string>, certain: Iterable<string>) => {
  const whole = wholeVocabulary(source)
  const counts = countPieces(whole, texts)
  const certainCounts = countPieces(whole, certain)
  const ranked = whole.ids
    .map((id, nth) => {
      const isCertain = Array.from(source.pieces[id]?.text ?? '').length === 1 || (certainCounts[nth] ?? 0) > 0
      return { id, count: isCertain ? Number.POSITIVE_INFINITY : (counts[nth] ?? 0) }
    })
    .toSorted((a, b) => (a.count === b.count ? a.id - b.id : b.count - a.count))
  return {
    /** How many are certain or occur so often. */
    atLeast: (times: number): number => ranked.filter(({ count }) => count >= times).length,
    first: (most: number): Vocabulary => {
      const chosen = new Set(ranked.slice(0, most).map(({ id }) => id))
      return vocabularyOf(
        source.pieces.filter(({ id }) => chosen.has(id)),
        whole.pieces.normalised,
        whole.pieces.leastScore,
      )
    },
  }
}

const countPieces = ({ pieces }: Vocabulary, texts: Iterable<string>): Uint32Array => {
  const tokenizer = createTokenizer(pieces)
  const counts = new Uint32Array(pieces.scores.length)
  for (const text of texts)
    for (const row of tokenizer.tokens(text, Number.POSITIVE_INFINITY))
      if (row >= SPECIAL) counts[row - SPECIAL] = (counts[row - SPECIAL] ?? 0) + 1
  return counts
}
