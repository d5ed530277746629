import type { StoredFeatures } from '../model/story.ts'
import type { ReportFeatures } from './stories/report-features.ts'

/** Format of stored features. After a change, older ones can’t be read, and those of the last days are computed again at the start. */
export const FEATURES_FORMAT = 9

/** Numbers at the beginning: format; how many terms, headline words and numbers of the vector follow. */
const HEADER = 4
/** Then: when the story began; the densities, in thousandths. */
const BEGUN = 4 * HEADER
const DENSITIES = BEGUN + 8
const REST = DENSITIES + 8
const THOUSANDTHS = 1e4

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Encodes features exactly: decoded ones give the same decisions. Layout, each part after the other: header, beginning, densities, terms, headline
 * words, weights of the terms, vector, then as text the revision of the vector's model, language, source, phase and facts.
 */
export const encodeFeatures = (features: ReportFeatures, revision: string | null): StoredFeatures => {
  const { at, language, source, terms, headline, vector, facts, density, begunAt, phase } = features
  const text = encoder.encode([vector === null ? '' : (revision ?? ''), language, source, phase, ...facts].join('\n'))
  const layout = layoutOf(terms.terms.length, headline.length, vector?.length ?? 0)
  const bytes = new Uint8Array(layout.text + text.length)
  const view = new DataView(bytes.buffer)
  new Int32Array(bytes.buffer, 0, HEADER).set([FEATURES_FORMAT, terms.terms.length, headline.length, vector?.length ?? 0])
  view.setFloat64(BEGUN, begunAt)
  view.setInt32(DENSITIES, Math.round(density.own * THOUSANDTHS))
  view.setInt32(DENSITIES + 4, Math.round(density.other * THOUSANDTHS))
  new Int32Array(bytes.buffer, layout.terms, terms.terms.length).set(terms.terms)
  new Int32Array(bytes.buffer, layout.headline, headline.length).set(headline)
  new Uint16Array(bytes.buffer, layout.weights, terms.terms.length).set(terms.weights)
  if (vector !== null) bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.length), layout.vector)
  bytes.set(text, layout.text)
  return { at, bytes, ...(vector === null || revision === null ? {} : { vector: { values: vector, revision } }) }
}

/** Features with the revision of the model that gave their vector; null: without a vector. */
export type DecodedFeatures = ReportFeatures & { readonly revision: string | null }

/** Decoded features; null: another version wrote them, and nothing is compared with the article. */
export const decodeFeatures = ({ at, bytes: given }: StoredFeatures): DecodedFeatures | null => {
  if (given.length < REST) return null
  const bytes = given.slice()
  const view = new DataView(bytes.buffer)
  const [format, terms = 0, headline = 0, numbers = 0] = new Uint32Array(bytes.buffer, 0, HEADER)
  if (format !== FEATURES_FORMAT) return null
  const layout = layoutOf(terms, headline, numbers)
  const [revision = '', language = 'und', source = '', phase = '', ...facts] = decoder
    .decode(bytes.subarray(layout.text))
    .split('\n')
  return {
    at,
    language,
    source,
    phase,
    begunAt: view.getFloat64(BEGUN),
    density: { own: view.getInt32(DENSITIES) / THOUSANDTHS, other: view.getInt32(DENSITIES + 4) / THOUSANDTHS },
    terms: {
      terms: new Int32Array(bytes.buffer, layout.terms, terms),
      weights: new Uint16Array(bytes.buffer, layout.weights, terms),
    },
    headline: new Int32Array(bytes.buffer, layout.headline, headline),
    vector: numbers === 0 ? null : new Int8Array(bytes.buffer, layout.vector, numbers),
    facts: new Set(facts),
    revision: numbers === 0 ? null : revision,
  }
}

const layoutOf = (terms: number, headline: number, numbers: number) => {
  const headlineAt = REST + 4 * terms
  const weights = headlineAt + 4 * headline
  const vector = weights + 2 * terms
  return { terms: REST, headline: headlineAt, weights, vector, text: vector + numbers }
}
