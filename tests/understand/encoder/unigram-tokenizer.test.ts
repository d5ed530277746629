import { expect, test } from 'vitest'
import type { Pieces } from '../../../src/understand/encoder/pieces.ts'
import { packPieces, readPieces } from '../../../src/understand/encoder/pieces-file.ts'
import { BEGIN, createTokenizer, END, SPECIAL, UNKNOWN } from '../../../src/understand/encoder/unigram-tokenizer.ts'

const piecesOf = (scores: Readonly<Record<string, number>>, normalised: Readonly<Record<string, string>> = {}): Pieces => {
  const sorted = Object.keys(scores).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const offsets = [0]
  for (const piece of sorted) offsets.push((offsets.at(-1) ?? 0) + Buffer.byteLength(piece))
  const values = sorted.map((piece) => scores[piece] ?? 0)
  return {
    bytes: Buffer.from(sorted.join('')),
    offsets: Uint32Array.from(offsets),
    scores: Float32Array.from(values),
    leastScore: Math.min(...values),
    normalised: new Map(Object.entries(normalised)),
  }
}
/** The pieces found, `?` for an unknown one. */
const cut = (pieces: Pieces, text: string): readonly string[] => {
  const rows = [...createTokenizer(pieces).tokens(text, 1_000)]
  expect([rows[0], rows.at(-1)]).toEqual([BEGIN, END])
  return rows.slice(1, -1).map((row) => {
    if (row === UNKNOWN) return '?'
    const [from = 0, to = 0] = pieces.offsets.subarray(row - SPECIAL)
    return new TextDecoder().decode(pieces.bytes.subarray(from, to))
  })
}

const LETTERS = { '▁': -3, a: -4, b: -4, é: -5, 書: -6 }

test('the most probable pieces are taken, not the longest', () => {
  expect(cut(piecesOf({ ...LETTERS, ab: -7, '▁a': -6, bab: -9 }), 'abab')).toEqual(['▁a', 'bab'])
  expect(cut(piecesOf({ ...LETTERS, ab: -7, '▁a': -5, bab: -30 }), 'abab')).toEqual(['▁a', 'b', 'ab'])
})
test('spaces collapse and become the mark at the beginning of a word', () =>
  expect(cut(piecesOf(LETTERS), '  a  b ')).toEqual(['▁', 'a', '▁', 'b']))
test('a text without anything has no tokens but begin and end', () => expect(cut(piecesOf(LETTERS), ' \n'.trim())).toEqual([]))
test('characters are normalised, dropped, and composed before that', () => {
  const pieces = piecesOf(LETTERS, { A: 'a', '\u00ad': '', '\u00a0': ' ' })
  expect(cut(pieces, 'A\u00adb\u00a0e\u0301')).toEqual(['▁', 'a', 'b', '▁', 'é'])
})
test('unknown characters side by side are one token', () =>
  expect(cut(piecesOf(LETTERS), 'a😀語b')).toEqual(['▁', 'a', '?', 'b']))
test('a known character is not unknown because a longer piece would be cheaper', () =>
  expect(cut(piecesOf({ ...LETTERS, 書b: -8 }), '書b')).toEqual(['▁', '書b']))
test('what is over the limit is left out, and the end stays', () =>
  expect([...createTokenizer(piecesOf(LETTERS)).tokens('abababab', 5)].at(-1)).toBe(END))
test('half of a surrogate pair is an unknown character', () =>
  expect(cut(piecesOf(LETTERS), 'a\ud83d')).toEqual(['▁', 'a', '?']))

test('a packed file gives the same pieces', () => {
  const pieces = piecesOf({ ...LETTERS, '▁ab': -7 }, { A: 'a', ﬁ: 'fi', '\u00ad': '' })
  const file = packPieces(pieces)
  const read = readPieces(new Uint8Array(file))
  expect(cut(read, 'Ab 書')).toEqual(['▁ab', '▁', '書'])
  expect({ ...read, bytes: [...read.bytes] }).toEqual({ ...pieces, bytes: [...pieces.bytes] })
})
test('files of another form are refused', () => expect(() => readPieces(new Uint8Array(40))).toThrow('another form'))
