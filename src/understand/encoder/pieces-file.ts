/** The form of `pieces.bin`: counts, then offsets, scores, normalised characters and the text of the pieces; all little endian. */
import type { Pieces } from './pieces.ts'

/** "PWP1" */
const MAGIC = 0x31_50_57_50
const HEADER_BYTES = 20

export const packPieces = ({ bytes, offsets, scores, leastScore, normalised }: Pieces): Buffer => {
  const characters = Buffer.from(JSON.stringify([...normalised].flat()))
  const header = Buffer.alloc(HEADER_BYTES)
  for (const [nth, value] of [MAGIC, scores.length, bytes.length, characters.length].entries())
    header.writeUInt32LE(value, nth * 4)
  header.writeFloatLE(leastScore, HEADER_BYTES - 4)
  const parts = [offsets, scores, bytes].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  )
  return Buffer.concat([header, ...parts, characters])
}

/** The bytes begin at a multiple of four. Their checksum is known to be right. */
export const readPieces = (file: Uint8Array): Pieces => {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const [magic = 0, count = 0, byteCount = 0, characterBytes = 0] = [0, 4, 8, 12].map((at) => view.getUint32(at, true))
  if (magic !== MAGIC) throw new Error('pieces.bin is of another form')
  const offsetsAt = file.byteOffset + HEADER_BYTES
  const scoresAt = offsetsAt + (count + 1) * 4
  const bytesAt = HEADER_BYTES + (count + 1) * 4 + count * 4
  const characters = new TextDecoder().decode(file.subarray(bytesAt + byteCount, bytesAt + byteCount + characterBytes))
  return {
    bytes: file.subarray(bytesAt, bytesAt + byteCount),
    offsets: new Uint32Array(file.buffer, offsetsAt, count + 1),
    scores: new Float32Array(file.buffer, scoresAt, count),
    leastScore: view.getFloat32(HEADER_BYTES - 4, true),
    normalised: new Map(pairsIn(JSON.parse(characters) as readonly string[])),
  }
}

const pairsIn = (list: readonly string[]): readonly (readonly [string, string])[] =>
  Array.from({ length: list.length / 2 }, (_, nth) => [list[2 * nth] ?? '', list[2 * nth + 1] ?? ''] as const)
