import type { Instant, LanguageTag } from '../model/ids.ts'
import type { StoredFeatures } from '../model/story.ts'
import type { HeadlineWords } from './clustering/headline-words.ts'
import type { TermVector } from './clustering/term-vector.ts'
import type { Embedding } from './embeddings/embeddings.ts'
import type { LinkFeatures } from './crosslingual/link-features.ts'
import type { MeasuredVector } from './model-vectors/model-vector.ts'

/** The features of a report that later reports are compared with. They are stored, and so survive a restart. */
export type ReportFeatures = {
  readonly language: LanguageTag
  readonly at: Instant
  readonly headline: HeadlineWords
  readonly terms: TermVector
  readonly embedding: Embedding | null
  readonly linkFeatures: LinkFeatures
  /** Null: no model gave one. */
  readonly vector: MeasuredVector | null
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
/** Format of stored features. After a change, older ones can't be read, and the stories of the last days are rebuilt at the start. */
export const FEATURES_FORMAT = 7
const HEADER = 4
/** Flag beside the format: the vector of a model follows. Features without one are stored as before there were vectors. */
const WITH_VECTOR = 0x100
/** 16-bit units that give the lengths of the vector and its sample. */
const VECTOR_HEADER = 2

/**
 * Encodes features exactly: decoded ones give the same likenesses. Layout: format, number of terms, dimensions, number of headline words; terms;
 * headline words; weights; embedding; with a vector, its length and that of its sample, then both; text: with a vector its model and revision, then
 * language and link features.
 */
export const encodeFeatures = ({
  language,
  at,
  headline,
  terms,
  embedding,
  linkFeatures,
  vector,
}: ReportFeatures): StoredFeatures => {
  const names = vector === null ? [] : [vector.model, vector.revision]
  const words = encoder.encode([...names, language, ...linkFeatures].join('\n'))
  const layout = layoutOf(terms.terms.length, embedding?.length ?? 0, headline.length)
  const vectorUnits = vector === null ? [] : vectorUnitsOf(vector)
  const bytes = new Uint8Array(layout.rest + 2 * vectorUnits.length + words.length)
  const whole = new Int32Array(bytes.buffer, 0, HEADER + layout.count + headline.length)
  whole.set([
    vector === null ? FEATURES_FORMAT : FEATURES_FORMAT | WITH_VECTOR,
    layout.count,
    layout.dimensions,
    headline.length,
  ])
  whole.set(terms.terms, HEADER)
  whole.set(headline, HEADER + layout.count)
  const half = new Int16Array(bytes.buffer, layout.weights, layout.count + layout.dimensions)
  half.set(terms.weights)
  if (embedding !== null) half.set(embedding, layout.count)
  new Int16Array(bytes.buffer, layout.rest, vectorUnits.length).set(vectorUnits)
  bytes.set(words, layout.rest + 2 * vectorUnits.length)
  return { at, bytes }
}

/** Decoded features; null: another version wrote them, and nothing is compared with the article. */
export const decodeFeatures = ({ at, bytes: given }: StoredFeatures): ReportFeatures | null => {
  const bytes = given.slice()
  const [format, count = 0, dimensions = 0, words = 0] = new Uint32Array(bytes.buffer, 0, HEADER)
  const hasVector = format === (FEATURES_FORMAT | WITH_VECTOR)
  if (format !== FEATURES_FORMAT && !hasVector) return null
  const layout = layoutOf(count, dimensions, words)
  const numbers = hasVector ? vectorNumbersIn(bytes, layout.rest) : null
  const lines = decoder.decode(bytes.subarray(numbers?.end ?? layout.rest)).split('\n')
  const [model = '', revision = ''] = numbers === null ? [] : lines.splice(0, 2)
  const [language = 'und', ...linkFeatures] = lines
  return {
    language,
    at,
    headline: new Int32Array(bytes.buffer, layout.headline, words),
    terms: {
      terms: new Int32Array(bytes.buffer, layout.terms, count),
      weights: new Uint16Array(bytes.buffer, layout.weights, count),
    },
    embedding: dimensions === 0 ? null : new Int16Array(bytes.buffer, layout.embedding, dimensions),
    linkFeatures: new Set(linkFeatures),
    vector: numbers === null ? null : { model, revision, direction: numbers.direction, sample: numbers.sample },
  }
}

const vectorUnitsOf = ({ direction, sample }: MeasuredVector): readonly number[] => [
  direction.length,
  sample.length,
  ...direction,
  ...sample,
]

/** Copies the numbers: they stay in memory for days, and the other bytes need not. */
const vectorNumbersIn = ({ buffer }: Uint8Array<ArrayBuffer>, at: number) => {
  const [length = 0, sampled = 0] = new Uint16Array(buffer, at, VECTOR_HEADER)
  const direction = new Int16Array(buffer, at + 2 * VECTOR_HEADER, length).slice()
  const sample = new Uint16Array(buffer, at + 2 * (VECTOR_HEADER + length), sampled).slice()
  return { direction, sample, end: at + 2 * (VECTOR_HEADER + length + sampled) }
}

const layoutOf = (count: number, dimensions: number, words: number) => {
  const terms = 4 * HEADER
  const headline = terms + 4 * count
  const weights = headline + 4 * words
  const embedding = weights + 2 * count
  return { count, dimensions, terms, headline, weights, embedding, rest: embedding + 2 * dimensions }
}
