import type { Instant, LanguageTag } from '../model/ids.ts'
import type { StoredFeatures } from '../model/story.ts'
import type { TermVector } from './clustering/term-vector.ts'
import type { Embedding } from './embeddings/embeddings.ts'
import type { LinkFeatures } from './crosslingual/link-features.ts'

/** What of a report later ones are compared with, also after a restart. */
export type ReportFeatures = {
  readonly language: LanguageTag
  readonly at: Instant
  readonly terms: TermVector
  readonly embedding: Embedding | null
  readonly linkFeatures: LinkFeatures
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
/** Another one: what was stored can't be read any more, and the stories of the last days are rebuilt at the start. */
export const FEATURES_FORMAT = 6
const HEADER = 3

/** Exact: what comes back gives the same likenesses. Layout: format, terms, dimensions; terms; weights; embedding; language and features. */
export const encodeFeatures = ({ language, at, terms, embedding, linkFeatures }: ReportFeatures): StoredFeatures => {
  const words = encoder.encode([language, ...linkFeatures].join('\n'))
  const layout = layoutOf(terms.terms.length, embedding?.length ?? 0)
  const bytes = new Uint8Array(layout.words + words.length)
  const whole = new Int32Array(bytes.buffer, 0, HEADER + layout.count)
  whole.set([FEATURES_FORMAT, layout.count, layout.dimensions])
  whole.set(terms.terms, HEADER)
  const half = new Int16Array(bytes.buffer, layout.weights, layout.count + layout.dimensions)
  half.set(terms.weights)
  if (embedding !== null) half.set(embedding, layout.count)
  bytes.set(words, layout.words)
  return { at, bytes }
}

/** Null: written by another version; such articles are not compared with. */
export const decodeFeatures = ({ at, bytes: given }: StoredFeatures): ReportFeatures | null => {
  const bytes = given.slice()
  const [format, count = 0, dimensions = 0] = new Uint32Array(bytes.buffer, 0, HEADER)
  if (format !== FEATURES_FORMAT) return null
  const layout = layoutOf(count, dimensions)
  const [language = 'und', ...linkFeatures] = decoder.decode(bytes.subarray(layout.words)).split('\n')
  return {
    language,
    at,
    terms: {
      terms: new Int32Array(bytes.buffer, layout.terms, count),
      weights: new Uint16Array(bytes.buffer, layout.weights, count),
    },
    embedding: dimensions === 0 ? null : new Int16Array(bytes.buffer, layout.embedding, dimensions),
    linkFeatures: new Set(linkFeatures),
  }
}

const layoutOf = (count: number, dimensions: number) => {
  const terms = 4 * HEADER
  const weights = terms + 4 * count
  const embedding = weights + 2 * count
  return { count, dimensions, terms, weights, embedding, words: embedding + 2 * dimensions }
}
