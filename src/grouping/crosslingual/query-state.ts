import type { Instant, LanguageTag } from '../../model/ids.ts'
import { EMBEDDING_UNIT, type Embedding } from '../embeddings/embeddings.ts'
import { NONE } from '../index/interner.ts'
import { weigh } from './cross-likeness.ts'
import type { FeatureKey } from './feature-keys.ts'
import { type Weighting, createWeightedFeatures } from './feature-weights.ts'
import { DIMENSIONS, MOST_FEATURES, type MonolingualClusters } from './monolingual-clusters.ts'

export type QueryReport = {
  readonly language: LanguageTag
  readonly at: Instant
  readonly keys: readonly FeatureKey[]
  readonly embedding: Embedding | null
}

/** The report or cluster that clusters are compared with now. */
export type QueryState = ReturnType<typeof createQueryState>

export const createQueryState = (clusters: MonolingualClusters, weighting: Weighting) => {
  const query = {
    features: createWeightedFeatures(MOST_FEATURES),
    /** The summed weights of the features. */
    weights: { square: 0, words: 0, isLatin: false },
    /** By feature number: the rank among the query's features plus one; 0: the query lacks it. */
    ranks: new Int16Array(1_024),
    embedding: createEmbeddingLikeness(),
    first: 0,
    last: 0,
    report({ language, at, keys, embedding }: QueryReport): void {
      forget()
      weighting.report(query.features, keys)
      begin(language, embedding, at, at)
    },
    cluster(cluster: number): void {
      const { sums, first, last } = clusters.columns
      forget()
      weighting.cluster(query.features, cluster)
      const embedding = sums.subarray(cluster * DIMENSIONS, (cluster + 1) * DIMENSIONS)
      begin(clusters.languageOf(cluster), embedding, first[cluster] ?? 0, last[cluster] ?? 0)
    },
  }
  const forget = (): void => {
    const { size, features } = query.features
    for (let rank = 0; rank < size; rank += 1) if (features[rank] !== NONE) query.ranks[features[rank] ?? 0] = 0
    const numbers = clusters.features.size
    if (query.ranks.length < numbers) query.ranks = new Int16Array(2 * numbers)
  }
  const begin = (language: LanguageTag, embedding: Int16Array | null, first: Instant, last: Instant): void => {
    const { size, features } = query.features
    for (let rank = 0; rank < size; rank += 1) if (features[rank] !== NONE) query.ranks[features[rank] ?? 0] = rank + 1
    query.weights = weigh(query.features, clusters.isLatinLanguage(language))
    query.embedding.ask(embedding, clusters.embeddings())
    query.first = first
    query.last = last
  }
  return query
}

/** Counted with the real embeddings as this many without any direction: what a few have in common is not what all have. */
const GENERAL_EMBEDDINGS = 30

type Common = { readonly sum: Float64Array; readonly count: number }

/** How alike one embedding is to others, −1 to 1, without the direction that all have in common: in one field, every text is about similar things. */
const createEmbeddingLikeness = () => {
  const common = new Float64Array(DIMENSIONS)
  const centred = new Float64Array(DIMENSIONS)
  let isKnown = false
  let centredLength = 0
  let along = 0
  let commonSquare = 0
  return {
    /**
     * Sets the embedding that others are compared with from now on. Null: not known, and like nothing. `sum`: the sum of `count` embeddings, for the
     * common direction.
     */
    ask(given: Int16Array | null, { sum, count }: Common): void {
      const length = given === null ? 0 : Math.sqrt(squareOf(given))
      isKnown = length !== 0
      if (given === null || !isKnown) return
      for (let index = 0; index < DIMENSIONS; index += 1) {
        const general = (sum[index] ?? 0) / (EMBEDDING_UNIT * (count + GENERAL_EMBEDDINGS))
        common[index] = general
        centred[index] = (given[index] ?? 0) / length - general
      }
      centredLength = Math.sqrt(dotOf(centred, centred))
      along = dotOf(centred, common)
      commonSquare = dotOf(common, common)
    },
    /** The likeness to the embedding that begins at `from`. */
    likeness(others: Int16Array, from: number): number {
      if (!isKnown) return 0
      let dot = 0
      let square = 0
      let otherAlong = 0
      for (let index = 0; index < DIMENSIONS; index += 1) {
        const value = others[from + index] ?? 0
        dot += value * (centred[index] ?? 0)
        square += value * value
        otherAlong += value * (common[index] ?? 0)
      }
      const otherLength = Math.sqrt(square)
      const otherCentredSquare = 1 - (2 * otherAlong) / otherLength + commonSquare
      const product = centredLength * Math.sqrt(otherCentredSquare)
      return square === 0 || !(product > 0) ? 0 : (dot / otherLength - along) / product
    },
  }
}

const dotOf = (one: Float64Array, other: Float64Array): number => {
  let dot = 0
  for (let index = 0; index < one.length; index += 1) dot += (one[index] ?? 0) * (other[index] ?? 0)
  return dot
}

const squareOf = (vector: Int16Array): number => {
  let square = 0
  for (let index = 0; index < vector.length; index += 1) square += (vector[index] ?? 0) * (vector[index] ?? 0)
  return square
}
