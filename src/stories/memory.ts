import type { EventMemory } from '../model/story.ts'
import type { Instant, LanguageTag } from '../model/ids.ts'
import type { TermVector } from './events/term-vector.ts'
import type { Traits } from './links/traits.ts'

/** What is remembered of an article, so that later ones are compared with it, also after a restart. */
export type Remembered = {
  readonly language: LanguageTag
  readonly at: Instant
  readonly terms: TermVector
  readonly vector: Float32Array | null
  readonly traits: Traits
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const FORMAT = 1
const HEADER = 3

/** Exact: what comes back gives the same likenesses. Layout: format, terms, dimensions; terms; weights; vector; language and traits. */
export const encodeMemory = ({ language, at, terms, vector, traits }: Remembered): EventMemory => {
  const words = encoder.encode([language, ...traits].join('\n'))
  const count = terms.terms.length
  const dimensions = vector?.length ?? 0
  const bytes = new Uint8Array(4 * (HEADER + 2 * count + dimensions) + words.length)
  new Uint32Array(bytes.buffer, 0, HEADER).set([FORMAT, count, dimensions])
  new Uint32Array(bytes.buffer, 4 * HEADER, count).set(terms.terms)
  new Float32Array(bytes.buffer, 4 * (HEADER + count), count).set(terms.weights)
  if (vector !== null) new Float32Array(bytes.buffer, 4 * (HEADER + 2 * count), dimensions).set(vector)
  bytes.set(words, bytes.length - words.length)
  return { at, bytes }
}

/** Null: written by another version; such articles are not compared with. */
export const decodeMemory = ({ at, bytes: given }: EventMemory): Remembered | null => {
  const bytes = given.slice()
  const [format, count = 0, dimensions = 0] = new Uint32Array(bytes.buffer, 0, HEADER)
  if (format !== FORMAT) return null
  const [language = 'und', ...traits] = decoder.decode(bytes.subarray(4 * (HEADER + 2 * count + dimensions))).split('\n')
  return {
    language,
    at,
    terms: {
      terms: new Uint32Array(bytes.buffer, 4 * HEADER, count),
      weights: new Float32Array(bytes.buffer, 4 * (HEADER + count), count),
    },
    vector: dimensions === 0 ? null : new Float32Array(bytes.buffer, 4 * (HEADER + 2 * count), dimensions),
    traits: new Set(traits),
  }
}
