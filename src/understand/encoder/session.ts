/** Runs the encoder's graph in onnxruntime, on the thread that calls it. */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { DIMENSIONS } from '../../lib/unit-vectors.ts'
import type { AddRow } from './token-rows.ts'

/** Longer texts are cut: a title and 300 characters rarely have more, and the graph knows no further positions. */
export const MOST_TOKENS = 320

export type Session = {
  /** The mean vector of a text's tokens. */
  readonly run: (tokens: Int32Array) => Promise<Float64Array>
  readonly close: () => Promise<void>
}

/**
 * One thread, which sleeps while it waits. The arena keeps the memory of a text for the next one: with the service's options for malloc, asking for it anew
 * takes more than twice the time. Patterns of memory would be remembered for each length, and there are many.
 */
const OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  enableCpuMemArena: true,
  enableMemPattern: false,
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
}

export const openSession = async (file: string, addRow: AddRow): Promise<Session> => {
  const session = await InferenceSession.create(file, OPTIONS)
  return {
    run: async (tokens) => {
      const { means } = await session.run(inputsFor(tokens, addRow))
      if (means === undefined || !(means.data instanceof Float32Array)) throw new Error('the graph has no means')
      return Float64Array.from(means.data)
    },
    close: async () => await session.release(),
  }
}

/** Of a batch of one. */
const inputsFor = (tokens: Int32Array, addRow: AddRow): InferenceSession.OnnxValueMapType => {
  const { length } = tokens
  const rows = new Float32Array(length * DIMENSIONS)
  for (const [at, token] of tokens.entries()) addRow(token, rows, at * DIMENSIONS)
  return {
    rows: new Tensor('float32', rows, [1, length, DIMENSIONS]),
    mask: new Tensor('int32', new Int32Array(length).fill(1), [1, length]),
    shares: new Tensor('float32', new Float32Array(length).fill(1 / length), [1, 1, length]),
  }
}
