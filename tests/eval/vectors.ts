import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MODEL_FOLDER } from '../../src/server/configured-encoder.ts'
import type { Encoder } from '../../src/understand/encoder/encoder.ts'
import { type EncoderInput, encoderText } from '../../src/understand/encoder/encoder-text.ts'
import { openLocalEncoder } from '../../src/understand/encoder/local-encoder.ts'
import { DIMENSIONS } from '../../src/lib/unit-vectors.ts'

const CACHE = join(import.meta.dirname, '../../node_modules/.cache/vectors')
const KEY_BYTES = 20
const AT_ONCE = 512

/** The shipped encoder. What it has encoded once by this revision of the model is kept on disk. */
export const openCachedEncoder = async (said: (line: string) => void = () => {}): Promise<Encoder> => {
  const encoder = await openLocalEncoder(MODEL_FOLDER)
  return { revision: encoder.revision, encode: withCache(encoder, said), close: () => encoder.close() }
}

/** Returns a function that gives the vectors of texts, in their order. */
export const openVectors = async (said: (line: string) => void = () => {}) => {
  const encoder = await openLocalEncoder(MODEL_FOLDER)
  return withCache(encoder, said)
}

const withCache = (encoder: Encoder, said: (line: string) => void) => {
  mkdirSync(CACHE, { recursive: true })
  const file = join(CACHE, `${encoder.revision.replaceAll(/\W+/g, '-')}.bin`)
  const known = readCache(file)
  return async (inputs: readonly EncoderInput[]): Promise<readonly Int8Array[]> => {
    const missing = inputs.filter((input) => !known.has(keyOf(input)))
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      const part = missing.slice(at, at + AT_ONCE)
      const vectors = await encoder.encode(part)
      for (const [nth, input] of part.entries()) {
        const vector = vectors[nth]
        if (vector === undefined || vector === null) throw new Error(`no vector for ${input.title}`)
        known.set(keyOf(input), vector)
        appendFileSync(file, Buffer.concat([Buffer.from(keyOf(input), 'hex'), Buffer.from(vector)]))
      }
      if (missing.length > AT_ONCE) said(`encoded ${Math.min(at + AT_ONCE, missing.length)} of ${missing.length}`)
    }
    return inputs.map((input) => known.get(keyOf(input)) ?? new Int8Array(DIMENSIONS))
  }
}

const keyOf = (input: EncoderInput): string =>
  createHash('sha1')
    .update(`${input.language}\n${encoderText(input)}`)
    .digest('hex')

const readCache = (file: string): Map<string, Int8Array> => {
  const known = new Map<string, Int8Array>()
  if (!existsSync(file)) return known
  const bytes = readFileSync(file)
  const size = KEY_BYTES + DIMENSIONS
  for (let at = 0; at + size <= bytes.length; at += size)
    known.set(
      bytes.toString('hex', at, at + KEY_BYTES),
      new Int8Array(bytes.buffer, bytes.byteOffset + at + KEY_BYTES, DIMENSIONS).slice(),
    )
  return known
}
