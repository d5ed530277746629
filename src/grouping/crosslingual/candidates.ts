import { NONE } from '../index/interner.ts'
import type { WeightedFeatures } from './feature-weights.ts'
import type { MonolingualClusters } from './monolingual-clusters.ts'

/** Features of more clusters than this say little, and cost much. */
const MOST_CLUSTERS = 400
/** Postings looked at for one query, of the rarest features first. */
const MOST_POSTINGS = 800
/** As many clusters are looked at closely. */
const MOST_CANDIDATES = 16

/** Finds clusters that fit and share the most informative features of a query: the likeliest first. */
export const createCandidateFinder = (clusters: MonolingualClusters) => {
  /** Working space: clusters of one feature, and all that were met. */
  const postings = new Int32Array(MOST_POSTINGS)
  const met = new Int32Array(MOST_POSTINGS)

  /** Adds to the score of each cluster the squares of what it shares of the rarest features. Gives how many were met. */
  const scoreAll = (query: WeightedFeatures): number => {
    const { scores } = clusters.columns
    let size = 0
    let left = MOST_POSTINGS
    for (const rank of rarestFirst(clusters, query)) {
      const weight = query.weights[rank] ?? 0
      const count = clusters.features.read(query.features[rank] ?? NONE, left, postings)
      left -= count
      for (let nth = 0; nth < count; nth += 1) {
        const cluster = postings[nth] ?? 0
        const score = scores[cluster] ?? 0
        if (score === 0) met[size++] = cluster
        scores[cluster] = score + weight * weight
      }
    }
    return size
  }
  return (query: WeightedFeatures, isFit: (cluster: number) => boolean): readonly number[] => {
    const size = scoreAll(query)
    const { scores } = clusters.columns
    const found: number[] = []
    /** The score of the last of them, once there are enough. */
    let least = 0
    for (let nth = 0; nth < size; nth += 1) {
      const cluster = met[nth] ?? NONE
      const score = scores[cluster] ?? 0
      if (score <= least || !isFit(cluster)) continue
      let rank = Math.min(found.length, MOST_CANDIDATES - 1)
      for (; rank > 0 && (scores[found[rank - 1] ?? 0] ?? 0) < score; rank -= 1) found[rank] = found[rank - 1] ?? NONE
      found[rank] = cluster
      if (found.length === MOST_CANDIDATES) least = scores[found[MOST_CANDIDATES - 1] ?? 0] ?? 0
    }
    for (let nth = 0; nth < size; nth += 1) scores[met[nth] ?? 0] = 0
    return found
  }
}

/** Ranks of features that some clusters have and not too many; of two that as many have, the one of the lesser key. */
const rarestFirst = ({ features: index }: MonolingualClusters, { size, features }: WeightedFeatures): readonly number[] => {
  const ranks: number[] = []
  const frequencies: number[] = []
  const keyAt = (rank: number): number => index.termOf(features[rank] ?? NONE)
  for (let rank = 0; rank < size; rank += 1) {
    const frequency = index.frequencyOf(features[rank] ?? NONE)
    if (frequency === 0 || frequency > MOST_CLUSTERS) continue
    let to = ranks.length
    for (; to > 0; to -= 1) {
      const other = frequencies[to - 1] ?? 0
      if (other < frequency || (other === frequency && keyAt(ranks[to - 1] ?? 0) < keyAt(rank))) break
      ranks[to] = ranks[to - 1] ?? 0
      frequencies[to] = other
    }
    ranks[to] = rank
    frequencies[to] = frequency
  }
  return ranks
}
