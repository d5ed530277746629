import { HOUR } from '../../lib/durations.ts'
import { NONE } from '../index/interner.ts'
import {
  type CrossLikeness,
  EMBEDDING_WEIGHT,
  type Shared,
  UNKNOWN,
  bit,
  costOf,
  crossLikeness,
  evidenceAmong,
  isSpecific,
  isWeighed,
  owesWords,
  weigh,
} from './cross-likeness.ts'
import { type FeatureKey, isAmount, isOneSided, isShortName, isWord } from './feature-keys.ts'
import { type WeightedFeatures, type Weighting, createWeightedFeatures, createWeighting } from './feature-weights.ts'
import { DIMENSIONS, MOST_FEATURES, type MonolingualClusters } from './monolingual-clusters.ts'
import { type QueryReport, type QueryState, createQueryState } from './query-state.ts'

/** Reports of one event in two languages are no further apart. */
const LINK_WINDOW_MS = 36 * HOUR

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
    /**
     * How like a cluster is. Null: fewer than two independent kinds of evidence. `near`: what a model's likeness weighs; it counts beside
     * something particular only.
     */
    likeness(cluster: number, near: number | null = null): CrossLikeness | null {
      weighting.cluster(others, cluster)
      const shared = sharedOf(query.features, others, query.ranks, clusters.features.termOf)
      const embedding = query.embedding.likeness(clusters.columns.sums, cluster * DIMENSIONS)
      return crossLikeness(
        query.weights,
        weigh(others, clusters.isLatin(cluster)),
        shared,
        near !== null && near > embedding && isSpecific(shared) ? near : embedding,
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

/** Features of more clusters than this say little, and cost much. */
const MOST_CLUSTERS = 400
/** Postings looked at for one query, of the rarest features first. */
const MOST_POSTINGS = 800
/** As many clusters are looked at closely. */
const MOST_CANDIDATES = 16

/** Finds clusters that fit and share the most informative features of a query: the likeliest first. */
const createCandidateFinder = (clusters: MonolingualClusters) => {
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

/** More than a sum differs by in another order. */
const SLACK = 1e-9

/**
 * Could a cluster be as like as `least`? No is certain. Only what it shares is weighed, and of the rest as much as it takes to say no: most
 * clusters that share something are not like at all.
 */
const createUpperBound = (clusters: MonolingualClusters, weighting: Weighting, query: QueryState) => {
  const rankOf = (at: number): number => (query.ranks[clusters.columns.features[at] ?? 0] ?? 0) - 1
  const sharedWith = createSharing(clusters, weighting, query, rankOf)
  return (cluster: number, isLatin: boolean, least: number): boolean => {
    const { columns } = clusters
    const { kinds, shortNames, dot, words, oneSided, square: sharedSquare } = sharedWith(cluster)
    if (evidenceAmong(kinds, shortNames, 0) === 0) return false
    const embedding = query.embedding.likeness(columns.sums, cluster * DIMENSIONS)
    const evidence = evidenceAmong(kinds, shortNames, embedding)
    const cost = costOf(evidence)
    if (cost === null) return false
    const needed = least - SLACK - EMBEDDING_WEIGHT * embedding + cost
    if (needed <= 0) return true
    const { weights } = query
    const own = UNKNOWN + weights.square + oneSided + (owesWords(weights, { isLatin }, evidence) ? weights.words : words)
    // The larger its square, the less alike it is: no larger than this.
    const most = dot ** 2 / (needed ** 2 * own)
    const owesItsWords = owesWords({ isLatin }, weights, evidence)
    const end = cluster * MOST_FEATURES + (columns.lengths[cluster] ?? 0)
    let square = UNKNOWN + sharedSquare
    for (let at = cluster * MOST_FEATURES; at < end && square <= most; at += 1)
      if (rankOf(at) === NONE && isWeighed(columns.kinds[at] ?? 0, owesItsWords)) square += weighting.weightAt(cluster, at) ** 2
    return square <= most
  }
}

/**
 * What a cluster shares: kinds as bits, but for short names, of which how many; the sum of the products of what both weigh it; squares of what
 * the query weighs of its words, and of what counts only where it is shared; squares of what the cluster weighs.
 */
const createSharing =
  (clusters: MonolingualClusters, { weightAt }: Weighting, query: QueryState, rankOf: (at: number) => number) =>
  (cluster: number) => {
    const { columns } = clusters
    const from = cluster * MOST_FEATURES
    let [kinds, shortNames] = [0, 0]
    let [dot, words, oneSided, square] = [0, 0, 0, 0]
    for (let at = from; at < from + (columns.lengths[cluster] ?? 0); at += 1) {
      const rank = rankOf(at)
      if (rank === NONE) continue
      const kind = columns.kinds[at] ?? 0
      const weight = query.features.weights[rank] ?? 0
      const otherWeight = weightAt(cluster, at)
      if (isShortName(kind)) shortNames += 1
      else kinds |= bit(kind)
      dot += weight * otherWeight
      square += otherWeight * otherWeight
      if (isOneSided(kind)) oneSided += weight * weight
      else if (isWord(kind)) words += weight * weight
    }
    return { kinds, shortNames, dot, words, oneSided, square }
  }
