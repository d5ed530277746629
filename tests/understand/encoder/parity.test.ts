/** The encoder as it is shipped gives the tokens and vectors of the model that it was made from. Each text is encoded alone. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalEncoder, openLocalEncoder } from '../../../src/understand/encoder/local-encoder.ts'
import { readPieces } from '../../../src/understand/encoder/pieces-file.ts'
import { SPECIAL } from '../../../src/understand/encoder/unigram-tokenizer.ts'
import { cosine } from '../../../src/lib/unit-vectors.ts'

const root = resolve(import.meta.dirname, '../../..')
const folder = join(root, 'models/encoder')
type Sentence = { readonly id: string; readonly text: string; readonly pieces: string; readonly vector: string }
const { texts } = JSON.parse(readFileSync(join(root, 'tests/fixtures/encoder/parity.json'), 'utf8')) as {
  readonly texts: readonly Sentence[]
}

let encoder: LocalEncoder
beforeAll(async () => {
  encoder = await openLocalEncoder(folder)
})
afterAll(async () => await encoder.close())

test('200 sentences in 31 languages are cut into the same pieces', () => {
  const { bytes, offsets } = readPieces(readFileSync(join(folder, 'pieces.bin')))
  const lengthOf = (row: number): number =>
    Array.from(new TextDecoder().decode(bytes.subarray(offsets[row - SPECIAL], offsets[row - SPECIAL + 1]))).length
  const cut = texts.map(({ id, text }) => `${id}: ${[...encoder.tokens(text)].slice(1, -1).map(lengthOf).join(' ')}`)
  expect(cut).toEqual(texts.map(({ id, pieces }) => `${id}: ${pieces}`))
})

// 200 times a graph of 12 layers: seconds of the processor, more on a busy machine.
test('their vectors are those of the weights in 4 bit, as far as 8 bit reach', { timeout: 120_000 }, async () => {
  expect(texts).toHaveLength(200)
  const cosines: number[] = []
  for (const { text, vector } of texts) {
    const [own = new Float64Array()] = await encoder.raw([text])
    cosines.push(cosineOf(own, new Int8Array(Buffer.from(vector, 'base64'))))
  }
  expect(Math.min(...cosines)).toBeGreaterThan(0.985)
  expect(cosines.reduce((sum, value) => sum + value, 0) / cosines.length).toBeGreaterThan(0.995)
})

test('a text has the same vector whatever is encoded with it', async () => {
  const inputs = texts.slice(0, 8).map(({ text }) => ({ title: text, text: '', language: 'en' }))
  const alone = []
  for (const input of inputs) alone.push(...(await encoder.encode([input])))
  expect(await encoder.encode(inputs)).toEqual(alone)
})

test('a report is nearer to its translation than to another report in its own language', async () => {
  const [english, german, other] = await encoder.encode([
    { title: 'Regulator fines marketplace over fake reviews', text: '', language: 'en' },
    { title: 'Behörde verhängt Strafe gegen Marktplatz wegen gefälschter Bewertungen', text: '', language: 'de' },
    { title: 'Heavy rain floods the old town after a week of storms', text: '', language: 'en' },
  ])
  if (english == null || german == null || other == null) throw new Error('a vector is missing')
  expect(cosine(english, german)).toBeGreaterThan(cosine(english, other) + 0.3)
})

const cosineOf = (a: Float64Array, b: Int8Array): number => {
  const dot = a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
  return dot / Math.hypot(...a) / Math.hypot(...b)
}
