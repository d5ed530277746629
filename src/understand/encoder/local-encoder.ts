/** The encoder on the calling thread, for the encoder's own thread and for tools that do nothing else meanwhile. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { centre, type LanguageMeans, toUnitLength } from './centring.ts'
import type { Encoder } from './encoder.ts'
import { encoderText } from './encoder-text.ts'
import { checkModel } from './model-files.ts'
import { readPieces } from './pieces-file.ts'
import { MOST_TOKENS, openSession } from './session.ts'
import { BLOCK, BLOCK_BYTES, createTokenRows } from './token-rows.ts'
import { createTokenizer } from './unigram-tokenizer.ts'
import { DIMENSIONS, quantize } from '../../lib/unit-vectors.ts'
import { withoutTelemetry } from './without-telemetry.ts'

export type RawEncoder = {
  readonly tokens: (text: string) => Int32Array
  /** Mean vectors of unit length, not centred. */
  readonly raw: (texts: readonly string[]) => Promise<readonly Float64Array[]>
  readonly close: () => Promise<void>
}
export type LocalEncoder = Encoder & RawEncoder

/** Throws where the folder's files are not what its manifest says. */
export const openLocalEncoder = async (folder: string): Promise<LocalEncoder> => {
  withoutTelemetry()
  const check = checkModel(folder)
  if (!check.ok) throw new Error(check.failure)
  return { ...(await loadEncoder(folder)), revision: check.revision }
}

/** Of a folder that was checked. */
export const loadEncoder = async (folder: string): Promise<Omit<LocalEncoder, 'revision'>> => {
  const means = JSON.parse(readFileSync(join(folder, 'languages.json'), 'utf8')) as LanguageMeans
  const raw = await openRawEncoder(folder)
  return {
    ...raw,
    encode: async (inputs) => {
      const vectors = await raw.raw(inputs.map(encoderText))
      return vectors.map((vector, nth) => quantize(centre(vector, means, inputs[nth]?.language ?? '')))
    },
  }
}

/** Without the languages' means, and unchecked. */
export const openRawEncoder = async (folder: string): Promise<RawEncoder> => {
  const tokenizer = createTokenizer(readPieces(readFileSync(join(folder, 'pieces.bin'))))
  const table = openSync(join(folder, 'tokens.bin'), 'r')
  const session = await openSession(join(folder, 'encoder.onnx'), rowsIn(table))
  const tokens = (text: string): Int32Array => tokenizer.tokens(text, MOST_TOKENS)
  return {
    tokens,
    // One by one: the graph quantizes over all of a batch, so that a vector would depend on what shares it, and stories on where a process was killed.
    raw: async (texts) => {
      const vectors: Float64Array[] = []
      for (const text of texts) vectors.push(toUnitLength(await session.run(tokens(text))))
      return vectors
    },
    close: async () => {
      await session.close()
      closeSync(table)
    },
  }
}

/** Only the rows that are looked up are read: the operating system caches them better than 30 MB of our own memory would. */
const rowsIn = (file: number) => {
  const row = new Uint8Array((DIMENSIONS / BLOCK) * BLOCK_BYTES)
  const add = createTokenRows(row, DIMENSIONS)
  return (token: number, values: Float32Array, to: number): void => {
    if (readSync(file, row, { position: token * row.length }) < row.length) throw new Error(`there is no token ${token}`)
    add(0, values, to)
  }
}
