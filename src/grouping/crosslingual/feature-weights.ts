import { NONE } from '../index/interner.ts'
import { type FeatureKey, type KindNumber, kindOfKey, rarityOf, weightOf } from './feature-keys.ts'
import { MOST_FEATURES, type MonolingualClusters } from './monolingual-clusters.ts'

/**
 * Features that have a weight, in parallel arrays: their kinds, their numbers, and their weights by the clusters as they are now. Working space:
 * overwritten by the next use.
 */
export type WeightedFeatures = {
  size: number
  kinds: Uint8Array
  features: Int32Array
  weights: Float64Array
}

export const createWeightedFeatures = (capacity: number): WeightedFeatures => ({
  size: 0,
  kinds: new Uint8Array(capacity),
  features: new Int32Array(capacity),
  weights: new Float64Array(capacity),
})

/** Rarities of frequencies below this, those of most features, are cached as long as the number of clusters stays the same. */
const OFTEN = 256

/** Writes the weighted features of a report or a cluster into the given space, in place of what it contained. */
export const createWeighting = (clusters: MonolingualClusters) => {
  const { features: index } = clusters
  const rarities = new Float64Array(OFTEN)
  let workedOutFor = NONE

  const rarity = (withFeature: number): number => {
    if (withFeature >= OFTEN) return rarityOf(clusters.size, withFeature)
    if (workedOutFor !== clusters.size) rarities.fill(0)
    workedOutFor = clusters.size
    const known = rarities[withFeature] ?? 0
    return known === 0 ? (rarities[withFeature] = rarityOf(clusters.size, withFeature)) : known
  }
  const weigh = (kind: KindNumber, feature: number, share: number): number => {
    const withFeature = index.frequencyOf(feature)
    return weightOf(kind, rarity(withFeature), withFeature) * Math.sqrt(share)
  }
  /** The weight of one of a cluster's features, times the square root of the share of its reports that have it. */
  const weightAt = (cluster: number, at: number): number => {
    const { features, kinds, counts, reports } = clusters.columns
    return weigh(kinds[at] ?? 0, features[at] ?? NONE, (counts[at] ?? 0) / (reports[cluster] ?? 1))
  }
  return {
    report(into: WeightedFeatures, keys: readonly FeatureKey[]): void {
      empty(into, keys.length)
      for (const key of keys) {
        const feature = index.find(key)
        put(into, kindOfKey(key), feature, weigh(kindOfKey(key), feature, 1))
      }
    },
    cluster(into: WeightedFeatures, cluster: number): void {
      empty(into, MOST_FEATURES)
      const { features, kinds, lengths } = clusters.columns
      const from = cluster * MOST_FEATURES
      for (let at = from; at < from + (lengths[cluster] ?? 0); at += 1)
        put(into, kinds[at] ?? 0, features[at] ?? NONE, weightAt(cluster, at))
    },
    weightAt,
  }
}
export type Weighting = ReturnType<typeof createWeighting>

/** Empties the space, and enlarges it where it is too small. */
const empty = (into: WeightedFeatures, capacity: number): void => {
  if (into.features.length < capacity) Object.assign(into, createWeightedFeatures(2 * capacity))
  into.size = 0
}

const put = (into: WeightedFeatures, kind: KindNumber, feature: number, weight: number): void => {
  if (weight <= 0) return
  into.kinds[into.size] = kind
  into.features[into.size] = feature
  into.weights[into.size] = weight
  into.size += 1
}
