import { NONE } from '../index/interner.ts'
import { bit, costOf, EMBEDDING_WEIGHT, evidenceAmong, isWeighed, owesWords, UNKNOWN } from './cross-likeness.ts'
import { isOneSided, isShortName, isWord } from './feature-keys.ts'
import type { Weighting } from './feature-weights.ts'
import { DIMENSIONS, MOST_FEATURES, type MonolingualClusters } from './monolingual-clusters.ts'
import type { QueryState } from './query-state.ts'

/** More than a sum differs by in another order. */
const SLACK = 1e-9

/**
 * Could a cluster be as like as `least`? No is certain. Only what it shares is weighed, and of the rest as much as it takes to say no: most
 * clusters that share something are not like at all.
 */
export const createUpperBound = (clusters: MonolingualClusters, weighting: Weighting, query: QueryState) => {
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
