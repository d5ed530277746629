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

/** Reports of one event in two languages are at most this far apart in time. */
const LINK_WINDOW_MS = 36 * HOUR

/** Compares clusters with one report, or with one of themselves, at a time. Setting another replaces it. */
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
    /** Sets the report that clusters are compared with from now on. */
    report: (report: QueryReport): void => query.report(report),
    /** Sets the cluster that others are compared with from now on. */
    cluster: (cluster: number): void => query.cluster(cluster),
    /** Could the likeness of the cluster be `least` or more? False is certain, and much cheaper than computing the likeness. */
    canScore: (cluster: number, least: number): boolean => canScore(cluster, clusters.isLatin(cluster), least),
    /**
     * How similar a cluster is to the query. Null: fewer than two independent kinds of evidence. `near`: the weight of a model's likeness; it counts
     * only beside a specific shared feature.
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
    /** Time in milliseconds between the cluster and the query; 0 where their reports overlap. */
    apart,
    /** Does the cluster name an amount that has any weight? */
    counts(cluster: number): boolean {
      weighting.cluster(others, cluster)
      return others.kinds.subarray(0, others.size).some(isAmount)
    },
    /** Clusters in languages that `isOf` accepts, near in time, that share the most informative features: the likeliest first. */
    candidates(isOf: (language: number) => boolean): readonly number[] {
      const { languages } = clusters.columns
      return findCandidates(query.features, (cluster) => isOf(languages[cluster] ?? NONE) && apart(cluster) <= LINK_WINDOW_MS)
    },
  }
}

/** `ranks`: by feature number, the rank among the query's features plus one; 0: the query lacks it. */
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
  // Sums depend on the order of their terms: it is always that of the side with fewer features.
  return query.size <= others.size ? shared.sort((a, b) => a.rank - b.rank) : shared
}

/** Features that more clusters have than this are skipped: they say little, and cost much. */
const MOST_CLUSTERS = 400
/** The most postings that are read for one query, of the rarest features first. */
const MOST_POSTINGS = 800
/** How many clusters are scored in full. */
const MOST_CANDIDATES = 16

/** Finds clusters that `isFit` accepts and that share the most informative features of a query: the likeliest first. */
const createCandidateFinder = (clusters: MonolingualClusters) => {
  /** Working space: the clusters of one feature, and all that were met. */
  const postings = new Int32Array(MOST_POSTINGS)
  const met = new Int32Array(MOST_POSTINGS)

  /** Adds to the score of each cluster the squared weights of the rarest features that it shares. Returns how many clusters were met. */
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
    /** The lowest score among them, once there are `MOST_CANDIDATES`. */
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

/** Ranks of the query's features that some clusters have, but not too many: the rarest first; of equally frequent ones, the smaller key first. */
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

/** More than the rounding difference between two orders of summation. */
const SLACK = 1e-9

/**
 * Upper bound: could the likeness of a cluster be `least` or more? False is certain. Weighs the shared features, and of the others only as many as it
 * takes to exclude the cluster: most clusters that share something are not similar at all.
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
    // The largest squared length at which the cluster is still similar enough.
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
 * What a cluster shares with the query: kinds as bits, except short names, which are counted; the dot product of both weights; the query's squared
 * weights of shared words, and of shared features that count only where both have them; the cluster's squared weights.
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
