import type { Instant, LanguageTag } from '../../model/ids.ts'
import type { Embedding } from '../embeddings/embeddings.ts'
import { NONE } from '../index/interner.ts'
import { weigh } from './cross-likeness.ts'
import { createEmbeddingLikeness } from './embedding-likeness.ts'
import type { FeatureKey } from './feature-keys.ts'
import { createWeightedFeatures, type Weighting } from './feature-weights.ts'
import { DIMENSIONS, MOST_FEATURES, type MonolingualClusters } from './monolingual-clusters.ts'

export type QueryReport = {
  readonly language: LanguageTag
  readonly at: Instant
  readonly keys: readonly FeatureKey[]
  readonly embedding: Embedding | null
}

/** What clusters are compared with now. */
export type QueryState = ReturnType<typeof createQueryState>

export const createQueryState = (clusters: MonolingualClusters, weighting: Weighting) => {
  const query = {
    features: createWeightedFeatures(MOST_FEATURES),
    /** What they weigh together. */
    weights: { square: 0, words: 0, isLatin: false },
    /** By a feature's number: its rank among them, and one. */
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
