import { NONE } from '../index/interner.ts'
import { createCandidateFinder } from './candidates.ts'
import { type CrossLikeness, crossLikeness, type Shared, weigh } from './cross-likeness.ts'
import { type FeatureKey, isAmount } from './feature-keys.ts'
import { createWeightedFeatures, createWeighting, type WeightedFeatures } from './feature-weights.ts'
import { DIMENSIONS, MOST_FEATURES, type MonolingualClusters } from './monolingual-clusters.ts'
import { createQueryState, type QueryReport } from './query-state.ts'
import { createUpperBound } from './upper-bound.ts'

/** Reports of one event in two languages are no further apart. */
const LINK_WINDOW_MS = 36 * 3_600_000

/** Compares clusters with a report, or with one of themselves: one at a time, each in place of the one before. */
export const createClusterQuery = (clusters: MonolingualClusters) => {
  const weighting = createWeighting(clusters)
  const query = createQueryState(clusters, weighting)
  const canScore = createUpperBound(clusters, weighting, query)
  const findCandidates = createCandidateFinder(clusters)
  const others = createWeightedFeatures(MOST_FEATURES)
  const apart = (cluster: number): number => {
    const { first, last } = clusters.columns
    return Math.max(0, (first[cluster] ?? 0) - query.last, query.first - (last[cluster] ?? 0))
  }
  return {
    /** From now on, clusters are compared with this report. */
    report: (report: QueryReport): void => query.report(report),
    /** The same with one of the clusters. */
    cluster: (cluster: number): void => query.cluster(cluster),
    /** Could the cluster be as like as this? No is certain, and costs much less than to work out how like it is. */
    canScore: (cluster: number, least: number): boolean => canScore(cluster, clusters.isLatin(cluster), least),
    /** How like a cluster is. Null: fewer than two independent kinds of evidence. */
    likeness(cluster: number): CrossLikeness | null {
      weighting.cluster(others, cluster)
      return crossLikeness(
        query.weights,
        weigh(others, clusters.isLatin(cluster)),
        sharedOf(query.features, others, query.ranks, clusters.features.termOf),
        query.embedding.likeness(clusters.columns.sums, cluster * DIMENSIONS),
      )
    },
    /** Time in milliseconds between the cluster and what it is compared with; none where their reports overlap. */
    apart,
    /** Does the cluster count something that says anything? */
    counts(cluster: number): boolean {
      weighting.cluster(others, cluster)
      return others.kinds.subarray(0, others.size).some(isAmount)
    },
    /** Clusters of some languages, near in time, that share the most informative features: the likeliest first. */
    candidates(isOf: (language: number) => boolean): readonly number[] {
      const { languages } = clusters.columns
      return findCandidates(query.features, (cluster) => isOf(languages[cluster] ?? NONE) && apart(cluster) <= LINK_WINDOW_MS)
    },
  }
}

/** `ranks`: by a feature's number, its rank among those of the query, and one. */
const sharedOf = (
  query: WeightedFeatures,
  others: WeightedFeatures,
  ranks: Int16Array,
  keyOf: (feature: number) => FeatureKey,
): readonly Shared[] => {
  const shared: Shared[] = []
  for (let nth = 0; nth < others.size; nth += 1) {
    const feature = others.features[nth] ?? 0
    const rank = (ranks[feature] ?? 0) - 1
    if (rank === NONE) continue
    const [kind = 0, weight = 0, otherWeight = 0] = [others.kinds[nth], query.weights[rank], others.weights[nth]]
    shared.push({ feature: keyOf(feature), kind, weight, otherWeight, rank })
  }
  // Sums are exact in one order only: that of the one that has fewer features.
  return query.size <= others.size ? shared.sort((a, b) => a.rank - b.rank) : shared
}
