/**
 * The encoder as an ONNX graph of 8 bit: the embeddings of the tokens in, the mean over all tokens out. Operators of onnxruntime's own stand where
 * one does the work of many.
 */
import { MOST_TOKENS } from '../../../src/understand/encoder/session.ts'
import { exactProduct, normalisation, type Part, product, together, withoutTensors } from './graph-parts.ts'
import type { Graph } from './onnx-writer.ts'
import type { SourceWeights } from './source-weights.ts'

/**
 * One neuron of this layer answers a hundred times louder than the others, so that 8 bit for all leave the others nothing: by itself, it would cause
 * half of what the vectors lose to 8 bit.
 */
const EXACT = new Set(['l4.fo'])

export const encoderGraph = (weights: SourceWeights): Graph => {
  const layers = Array.from({ length: weights.layers }, (_, nth) => layerOf(weights, nth))
  const last = layerInput(weights.layers)
  return {
    name: 'multilingual-e5-small',
    inputs: [
      { name: 'rows', type: 'float', dims: ['texts', 'tokens', weights.hidden] },
      // 1: a token; 0: the padding of a shorter text.
      { name: 'mask', type: 'int32', dims: ['texts', 'tokens'] },
      // One divided by the text's tokens for each of them, 0 for padding.
      { name: 'shares', type: 'float', dims: ['texts', 1, 'tokens'] },
    ],
    outputs: [{ name: 'means', type: 'float', dims: ['texts', 1, weights.hidden] }],
    ...together(
      positions(weights),
      normalisation(weights, { name: 'emb.ln', input: 'summed', output: layerInput(0) }),
      ...layers,
      withoutTensors({ op: 'MatMul', inputs: ['shares', last], outputs: ['means'] }),
    ),
  }
}

/** Adds to each row what its position and the type of text say; there is one type. */
const positions = ({ values, hidden }: SourceWeights): Part => {
  const type = values('emb.type')
  const table = values('emb.pos')
    .subarray(0, MOST_TOKENS * hidden)
    .map((value, at) => value + (type[at % hidden] ?? 0))
  return {
    nodes: [
      { op: 'Shape', inputs: ['rows'], outputs: ['length'], attributes: { start: { int: 1 }, end: { int: 2 } } },
      { op: 'Slice', inputs: ['positions', 'zero', 'length', 'zero'], outputs: ['first positions'] },
      { op: 'Add', inputs: ['rows', 'first positions'], outputs: ['summed'] },
    ],
    tensors: [
      { name: 'positions', dims: [MOST_TOKENS, hidden], values: table },
      { name: 'zero', dims: [1], values: BigInt64Array.of(0n) },
    ],
  }
}

const layerInput = (nth: number): string => `l${nth}`

const layerOf = (weights: SourceWeights, nth: number): Part => {
  const name = (part: string): string => `l${nth}.${part}`
  const [input, output] = [layerInput(nth), layerInput(nth + 1)]
  const projections = ['q', 'k', 'v'].map(name)
  const second = { parts: [name('fo')], input: name('gelu'), output: name('fo') }
  return together(
    product(weights, { parts: projections, input, output: name('qkv') }),
    withoutTensors({
      op: 'Split',
      inputs: [name('qkv')],
      outputs: projections,
      attributes: { axis: { int: 2 }, num_outputs: { int: 3 } },
    }),
    withoutTensors({
      op: 'MultiHeadAttention',
      domain: 'com.microsoft',
      inputs: [...projections, '', 'mask'],
      outputs: [name('attended')],
      attributes: { num_heads: { int: weights.heads } },
    }),
    product(weights, { parts: [name('ao')], input: name('attended'), output: name('ao') }),
    addAndNormalise(weights, { name: name('aln'), inputs: [input, name('ao')], output: name('aln') }),
    product(weights, { parts: [name('fi')], input: name('aln'), output: name('fi') }),
    withoutTensors({ op: 'Gelu', domain: 'com.microsoft', inputs: [name('fi')], outputs: [name('gelu')] }),
    EXACT.has(name('fo')) ? exactProduct(weights, second) : product(weights, second),
    addAndNormalise(weights, { name: name('oln'), inputs: [name('aln'), name('fo')], output }),
  )
}

type AddAndNormalise = { readonly name: string; readonly inputs: readonly [string, string]; readonly output: string }

/** Two operators, since SkipLayerNormalization, which does both, takes twice the time. */
const addAndNormalise = (weights: SourceWeights, { name, inputs, output }: AddAndNormalise): Part =>
  together(
    withoutTensors({ op: 'Add', inputs, outputs: [`${name}.sum`] }),
    normalisation(weights, { name, input: `${name}.sum`, output }),
  )
