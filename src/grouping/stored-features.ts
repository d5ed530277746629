import type { Instant, LanguageTag } from '../model/ids.ts'
import type { StoredFeatures } from '../model/story.ts'
import type { TermVector } from './clustering/term-vector.ts'
import type { Meaning } from './embeddings/table.ts'
import type { Traits } from './crosslingual/traits.ts'

/** What is remembered of an article, so that later ones are compared with it, also after a restart. */
export type ReportFeatures = {
  readonly language: LanguageTag
  readonly at: Instant
  readonly terms: TermVector
  readonly meaning: Meaning | null
  readonly traits: Traits
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
/** Another one: what was remembered can't be read any more, and the stories of the last days are rebuilt at the start. */
export const FEATURES_FORMAT = 5
const HEADER = 3

/** Exact: what comes back gives the same likenesses. Layout: format, terms, dimensions; terms; weights; meaning; language and traits. */
export const encodeFeatures = ({ language, at, terms, meaning, traits }: ReportFeatures): StoredFeatures => {
  const words = encoder.encode([language, ...traits].join('\n'))
  const layout = layoutOf(terms.terms.length, meaning?.length ?? 0)
  const bytes = new Uint8Array(layout.words + words.length)
  const whole = new Int32Array(bytes.buffer, 0, HEADER + layout.count)
  whole.set([FEATURES_FORMAT, layout.count, layout.dimensions])
  whole.set(terms.terms, HEADER)
  const half = new Int16Array(bytes.buffer, layout.weights, layout.count + layout.dimensions)
  half.set(terms.weights)
  if (meaning !== null) half.set(meaning, layout.count)
  bytes.set(words, layout.words)
  return { at, bytes }
}

/** Null: written by another version; such articles are not compared with. */
export const decodeFeatures = ({ at, bytes: given }: StoredFeatures): ReportFeatures | null => {
  const bytes = given.slice()
  const [format, count = 0, dimensions = 0] = new Uint32Array(bytes.buffer, 0, HEADER)
  if (format !== FEATURES_FORMAT) return null
  const layout = layoutOf(count, dimensions)
  const [language = 'und', ...traits] = decoder.decode(bytes.subarray(layout.words)).split('\n')
  return {
    language,
    at,
    terms: {
      terms: new Int32Array(bytes.buffer, layout.terms, count),
      weights: new Uint16Array(bytes.buffer, layout.weights, count),
    },
    meaning: dimensions === 0 ? null : new Int16Array(bytes.buffer, layout.meaning, dimensions),
    traits: new Set(traits),
  }
}

const layoutOf = (count: number, dimensions: number) => {
  const terms = 4 * HEADER
  const weights = terms + 4 * count
  const meaning = weights + 2 * count
  return { count, dimensions, terms, weights, meaning, words: meaning + 2 * dimensions }
}
