/** Parts of an ONNX graph with weights: products with a matrix, layer normalisation. */
import { BLOCK, BLOCK_BYTES, float16 } from '../../../src/understand/encoder/token-rows.ts'
import type { GraphNode, GraphTensor } from './onnx-writer.ts'
import type { SourceWeights } from './source-weights.ts'

export type Part = { readonly nodes: readonly GraphNode[]; readonly tensors: readonly GraphTensor[] }

export const together = (...parts: readonly Part[]): Part => ({
  nodes: parts.flatMap(({ nodes }) => nodes),
  tensors: parts.flatMap(({ tensors }) => tensors),
})
export const withoutTensors = (node: GraphNode): Part => ({ nodes: [node], tensors: [] })

type Product = { readonly parts: readonly string[]; readonly input: string; readonly output: string }

/**
 * Times a matrix, plus its bias; several matrices side by side are one. The matrix has whole numbers and a scale for each column. What comes in is
 * quantized to 8 bit when it is known, with one scale for all of it.
 */
export const product = ({ values }: SourceWeights, { parts, input, output }: Product): Part => {
  const biases = parts.map((part) => values(`${part}.b`))
  const bias = Float32Array.from(biases.flatMap((one) => [...one]))
  const columns = parts.flatMap((part, nth) => {
    const matrix = values(`${part}.w`)
    const inputs = matrix.length / (biases[nth]?.length ?? 0)
    return Array.from(biases[nth] ?? [], (_, column) => matrix.subarray(column * inputs, (column + 1) * inputs))
  })
  const { quantized, scales } = quantizeColumns(columns)
  const of = (part: string): string => `${output}.${part}`
  return {
    nodes: [
      {
        op: 'DynamicQuantizeMatMul',
        domain: 'com.microsoft',
        inputs: [input, of('weights'), of('scales'), '', of('bias')],
        outputs: [output],
      },
    ],
    tensors: [
      { name: of('weights'), dims: [quantized.length / columns.length, columns.length], values: quantized },
      { name: of('scales'), dims: [columns.length], values: scales },
      { name: of('bias'), dims: [columns.length], values: bias },
    ],
  }
}

/**
 * Each column by a scale of its own to whole numbers of 7 bit, row after row. Processors without VNNI add two products in 16 bit, which those of 8 bit
 * can exceed; it costs .0003 of the cosine.
 */
const MOST = 63

const quantizeColumns = (columns: readonly Float32Array[]) => {
  const rows = columns[0]?.length ?? 0
  const quantized = new Int8Array(rows * columns.length)
  const scales = Float32Array.from(
    columns,
    (column) => column.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / MOST,
  )
  for (const [nth, column] of columns.entries())
    for (let row = 0; row < rows; row += 1)
      quantized[row * columns.length + nth] = Math.round((column[row] ?? 0) / (scales[nth] ?? 1))
  return { quantized, scales }
}

/** The same with the source's blocks of 4 bit; what comes in has a scale for each block of each row, which takes four times the time. */
export const exactProduct = ({ values, blocks }: SourceWeights, { parts: [part = ''], input, output }: Product): Part => {
  const bias = values(`${part}.b`)
  const packed = blocks(`${part}.w`)
  const count = packed.length / BLOCK_BYTES
  const [inputs, outputs] = [(count * BLOCK) / bias.length, bias.length]
  const pairs = new Uint8Array((count * BLOCK) / 2)
  const scales = new Float32Array(count)
  for (let block = 0; block < count; block += 1) {
    const from = packed.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES)
    scales[block] = float16((from[0] ?? 0) | ((from[1] ?? 0) << 8))
    // The source pairs a weight with the one 16 further, ONNX with its neighbour.
    const weight = (at: number): number => (at < BLOCK / 2 ? (from[2 + at] ?? 0) & 15 : (from[2 + at - BLOCK / 2] ?? 0) >> 4)
    for (let pair = 0; pair < BLOCK / 2; pair += 1)
      pairs[(block * BLOCK) / 2 + pair] = weight(2 * pair) | (weight(2 * pair + 1) << 4)
  }
  const of = (name: string): string => `${output}.${name}`
  const sizes = { K: { int: inputs }, N: { int: outputs }, bits: { int: 4 }, block_size: { int: BLOCK } }
  return {
    nodes: [
      {
        op: 'MatMulNBits',
        domain: 'com.microsoft',
        inputs: [input, of('weights'), of('scales'), '', '', of('bias')],
        outputs: [output],
        attributes: { ...sizes, accuracy_level: { int: 4 } },
      },
    ],
    tensors: [
      { name: of('weights'), dims: [outputs, inputs / BLOCK, BLOCK / 2], values: pairs },
      { name: of('scales'), dims: [count], values: scales },
      { name: of('bias'), dims: [outputs], values: bias },
    ],
  }
}

type Normalisation = { readonly name: string; readonly input: string; readonly output: string }

export const normalisation = ({ values, epsilon }: SourceWeights, { name, input, output }: Normalisation): Part => {
  const [gain, bias] = [values(`${name}.w`), values(`${name}.b`)]
  const parameters = [`${name}.gain`, `${name}.bias`]
  return {
    nodes: [
      {
        op: 'LayerNormalization',
        inputs: [input, ...parameters],
        outputs: [output],
        attributes: { epsilon: { float: epsilon } },
      },
    ],
    tensors: [gain, bias].map((one, nth) => ({ name: parameters[nth] ?? '', dims: [one.length], values: one })),
  }
}
